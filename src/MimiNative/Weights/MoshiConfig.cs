using System.Text.Json;
using MimiNative.Files;

namespace MimiNative.Weights;

/// <summary>A Mimi's sizes as moshi and Pocket TTS write them: sections <c>seanet</c>, <c>transformer</c> and <c>quantizer</c>, at the top of a file or under <c>mimi</c>.</summary>
internal sealed class MoshiConfig
{
    private const int Most = 1 << 20;

    private static readonly MimiConfig Released = new();

    private readonly string _path;
    private readonly List<string> _assumed = [];

    private MoshiConfig(string path) => _path = path;

    /// <summary>The sizes; null where there are no such sections.</summary>
    /// <exception cref="WeightsException">A value has a wrong form, or it describes a Mimi that this encoder doesn't compute.</exception>
    public static ConfigJson.Found? Find(string path, JsonElement root)
    {
        var (mimi, source) = root.TryGetProperty("mimi", out var inside) && inside.ValueKind == JsonValueKind.Object && inside.TryGetProperty("seanet", out _) ? (inside, $"{path} (mimi)") : (root, path);
        if (!mimi.TryGetProperty("seanet", out var seanet) || seanet.ValueKind != JsonValueKind.Object)
            return null;
        var reader = new MoshiConfig(path);
        return new(reader.Read(mimi, seanet), source, reader._assumed);
    }

    private MimiConfig Read(JsonElement mimi, JsonElement seanet)
    {
        var (transformer, quantizer) = (Section(mimi, "transformer"), Section(mimi, "quantizer"));
        Expect(seanet, "seanet", "channels", 1);
        Expect(seanet, "seanet", "n_residual_layers", 1);
        ExpectText(seanet, "seanet", "pad_mode", "constant");
        if (seanet.TryGetProperty("causal", out var causal) && causal.ValueKind == JsonValueKind.False)
            throw Wrong("seanet.causal", "only causal convolutions are computed");
        var ratios = Ratios(seanet);
        var width = Integer(seanet, "seanet", "dimension") ?? Released.Width;
        var heads = Known(Integer(transformer, "transformer", "num_heads"), Released.Heads, "attention heads");
        foreach (var same in (string[])["d_model", "input_dimension"])
            Expect(transformer, "transformer", same, width);
        var rate = Integer(mimi, "", "sample_rate") ?? Released.SampleRate;
        // A projection in place of codebooks: the latent is what there is.
        var continuous = quantizer.ValueKind == JsonValueKind.Object && !quantizer.TryGetProperty("bins", out _) && !quantizer.TryGetProperty("n_q", out _);
        var inner = Integer(mimi, "", "inner_dim") ?? width;
        var config = new MimiConfig
        {
            SampleRate = rate,
            Filters = Integer(seanet, "seanet", "n_filters") ?? Released.Filters,
            Ratios = ratios,
            KernelIn = Integer(seanet, "seanet", "kernel_size") ?? Released.KernelIn,
            KernelOut = Integer(seanet, "seanet", "last_kernel_size") ?? Released.KernelOut,
            KernelResidual = Integer(seanet, "seanet", "residual_kernel_size") ?? Released.KernelResidual,
            Compress = Integer(seanet, "seanet", "compress") ?? Released.Compress,
            Width = width,
            Layers = Integer(transformer, "transformer", "num_layers") ?? Released.Layers,
            Heads = heads,
            HeadDimension = width / heads,
            FeedForward = Integer(transformer, "transformer", "dim_feedforward") ?? Released.FeedForward,
            Window = Known(Integer(transformer, "transformer", "context"), Released.Window, "attention window"),
            RopeBase = Integer(transformer, "transformer", "max_period") ?? Released.RopeBase,
            Downsample = Downsample(mimi, rate, ratios),
            LatentWidth = inner == width ? 0 : inner,
            CodebookSize = Integer(quantizer, "quantizer", "bins") ?? Released.CodebookSize,
            CodebookDimension = continuous ? Released.CodebookDimension : Integer(quantizer, "quantizer", "dimension") ?? Released.CodebookDimension,
            Codebooks = continuous ? 0 : Integer(quantizer, "quantizer", "n_q") ?? Released.Codebooks,
            SemanticCodebooks = continuous ? 0 : Released.SemanticCodebooks,
        };
        try
        {
            config.Validate();
        }
        catch (ArgumentException e)
        {
            throw new WeightsException($"{_path}: {e.Message}", e);
        }
        return config;
    }

    private int[] Ratios(JsonElement seanet)
    {
        if (!seanet.TryGetProperty("ratios", out var list))
            return [.. Released.Ratios];
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is < 1 or > 8)
            throw Wrong("seanet.ratios", "it must be a list of 1 to 8 strides");
        // The file gives the decoder's order.
        int[] ratios = [.. list.EnumerateArray().Select(ratio => Positive("seanet.ratios", ratio)).Reverse()];
        return ratios.Aggregate(1.0, (a, b) => a * b) <= Most ? ratios : throw Wrong("seanet.ratios", $"their product is above {Most}");
    }

    private int Downsample(JsonElement mimi, int rate, int[] ratios)
    {
        if (!mimi.TryGetProperty("frame_rate", out var value) || value.ValueKind == JsonValueKind.Null)
            return Released.Downsample;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var frameRate) || !(frameRate > 0))
            throw Wrong("frame_rate", $"{Printable.Quote(value.GetRawText())} isn't a number above 0");
        var stride = rate / frameRate / ratios.Aggregate(1.0, (a, b) => a * b);
        return stride >= 1 && stride <= Most && Math.Abs(stride - Math.Round(stride)) < 1e-6
            ? (int)Math.Round(stride)
            : throw Wrong("frame_rate", FormattableString.Invariant($"{frameRate} frames a second can't be had from {rate} samples a second by strides of {string.Join(" · ", ratios)}"));
    }

    private JsonElement Section(JsonElement mimi, string name)
    {
        if (!mimi.TryGetProperty(name, out var section) || section.ValueKind == JsonValueKind.Null)
            return default;
        return section.ValueKind == JsonValueKind.Object ? section : throw Wrong(name, "it must be an object");
    }

    private int Known(int? stated, int otherwise, string what)
    {
        if (stated is null)
            _assumed.Add($"{what} {otherwise}");
        return stated ?? otherwise;
    }

    private int? Integer(JsonElement section, string name, string key) =>
        section.ValueKind == JsonValueKind.Object && section.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? Positive(Key(name, key), value) : null;

    private int Positive(string key, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number is >= 1 and <= Most && number == Math.Floor(number)
            ? (int)number
            : throw Wrong(key, $"{Printable.Quote(value.GetRawText())} isn't a whole number from 1 to {Most}");

    private void Expect(JsonElement section, string name, string key, int value)
    {
        if (Integer(section, name, key) is { } found && found != value)
            throw Wrong(Key(name, key), $"it is {found}; only {value} is computed");
    }

    private void ExpectText(JsonElement section, string name, string key, string value)
    {
        if (section.ValueKind == JsonValueKind.Object && section.TryGetProperty(key, out var found) && !(found.ValueKind == JsonValueKind.String && found.GetString() == value))
            throw Wrong(Key(name, key), $"it is {Printable.Quote(found.GetRawText())}; only \"{value}\" is computed");
    }

    private static string Key(string section, string key) => section.Length == 0 ? key : $"{section}.{key}";

    private WeightsException Wrong(string key, string what) => new($"{_path}: {key}: {what}");
}
