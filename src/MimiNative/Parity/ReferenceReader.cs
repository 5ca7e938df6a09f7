using System.Globalization;
using System.Text.Json;
using MimiNative.Weights;

namespace MimiNative.Parity;

/// <summary>Reads a reference file without trusting it: every tensor must have the shape that the metadata announces.</summary>
internal sealed class ReferenceReader(SafetensorsFile file)
{
    private const string Exporter = "tools/export_reference.py makes such files";

    public ReferenceFile Read()
    {
        if (file.Metadata.GetValueOrDefault("format") is var format && format != ReferenceFile.Format)
            throw Wrong(format is null ? $"not a reference: its metadata has no format; {Exporter}" : $"its format is '{format}', not {ReferenceFile.Format}; {Exporter}");
        var network = Text("implementation").Contains("WavLM", StringComparison.OrdinalIgnoreCase) ? ReferenceNetwork.WavLm : ReferenceNetwork.Mimi;
        var padding = network == ReferenceNetwork.WavLm ? PaddingDialect.Waveform : Padding(Text("padding"));
        var codes = ReadCodes();
        return new ReferenceFile
        {
            Path = file.Path,
            Implementation = $"{Text("implementation")} {file.Metadata.GetValueOrDefault("version")}".TrimEnd(),
            Network = network,
            Padding = padding,
            Checkpoint = Text("checkpoint"),
            Case = file.Metadata.GetValueOrDefault("case", ""),
            SampleRate = Positive("sample_rate") ?? throw Wrong("its metadata has no sample_rate"),
            Window = Positive("window"),
            Heads = Positive("heads"),
            Float32CodeAgreement = double.TryParse(file.Metadata.GetValueOrDefault("float32_code_agreement"), CultureInfo.InvariantCulture, out var agreement) ? agreement : null,
            Input = ReadInput(),
            Taps = ReadTaps(),
            Codes = codes,
            Margins = codes is null ? [] : ReadMargins(codes),
        };
    }

    private PaddingDialect Padding(string name) => name switch
    {
        "moshi" or "waveform" => PaddingDialect.Waveform,
        "hf" or "per-layer" => PaddingDialect.PerLayer,
        _ => throw Wrong($"its padding is '{name}'; known are moshi (zeros on the waveform) and hf (every layer pads itself)"),
    };

    private float[] ReadInput()
    {
        var input = Tensor<float>("input", rank: 1);
        return input.Length > 0 ? input : throw Wrong("its input has no samples");
    }

    private List<ReferenceTap> ReadTaps()
    {
        try
        {
            using var json = JsonDocument.Parse(Text("taps"));
            var taps = json.RootElement.EnumerateObject().Select(tap => ReadTap(tap.Name, tap.Value)).ToList();
            if (taps.GroupBy(tap => tap.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
                throw Wrong($"tap {twice.Key} is there twice");
            return taps.Count > 0 ? taps : throw Wrong("it has no taps");
        }
        // A value of another kind than asked for is an InvalidOperationException, a number that doesn't fit a FormatException.
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ReferenceException($"{file.Path}: the taps in its metadata aren't as expected: {e.Message}", e);
        }
    }

    private ReferenceTap ReadTap(string name, JsonElement about)
    {
        var (frames, channels) = (about.GetProperty("frames").GetInt64(), about.GetProperty("channels").GetInt32());
        if (frames < 1 || channels < 1)
            throw Wrong($"tap {name} has {frames} frames of {channels} channels");
        var kept = Tensor<int>($"tap/{name}/frames", rank: 1);
        for (var i = 0; i < kept.Length; i++)
            if (kept[i] < 0 || kept[i] >= frames || (i > 0 && kept[i] <= kept[i - 1]))
                throw Wrong($"tap/{name}/frames doesn't ascend from 0 to below {frames}: entry {i} is {kept[i]}");
        return new ReferenceTap
        {
            Name = name,
            Frames = frames,
            Channels = channels,
            Float32MaxAbsError = Error("float32_max_abs_error"),
            Float32RelativeRmsError = Error("float32_relative_rms_error"),
            KeptFrames = kept,
            Values = Finite<float>($"tap/{name}/values", kept.Length, channels),
            Mean = Finite<double>($"tap/{name}/mean", channels),
            Rms = Finite<double>($"tap/{name}/rms", channels),
        };

        double Error(string key) =>
            about.GetProperty(key).GetDouble() is >= 0 and < 1e30 and var error ? error : throw Wrong($"tap {name}: {key} is {about.GetProperty(key)}");
    }

    private Codes? ReadCodes()
    {
        if (file.Find("codes") is not { } tensor)
            return null;
        if (tensor.Shape is not [> 0 and <= 1024 and var codebooks, > 0 and <= int.MaxValue and var frames])
            throw Wrong($"codes are {tensor}, not (codebooks, frames)");
        return new Codes((int)codebooks, (int)frames, file.Read<int>("codes"));
    }

    private float[] ReadMargins(Codes codes) => Finite<float>("codes_margin", codes.Codebooks, codes.Frames);

    private T[] Finite<T>(string name, params ReadOnlySpan<long> shape) where T : unmanaged, System.Numerics.INumber<T>
    {
        var values = Tensor<T>(name, shape.Length);
        if (!file[name].Shape.SequenceEqual(shape.ToArray()))
            throw Wrong($"{name} is {file[name]}, expected ({string.Join(", ", shape.ToArray())})");
        foreach (var value in values)
            if (!T.IsFinite(value))
                throw Wrong($"{name} has a value that is {value}");
        return values;
    }

    private T[] Tensor<T>(string name, int rank) where T : unmanaged, System.Numerics.INumber<T>
    {
        if (file.Find(name) is not { } tensor)
            throw Wrong($"it has no tensor '{name}'");
        return tensor.Shape.Count == rank ? file.Read<T>(name) : throw Wrong($"{name} is {tensor}, expected {rank} dimension{(rank == 1 ? "" : "s")}");
    }

    private string Text(string key) => file.Metadata.TryGetValue(key, out var value) ? value : throw Wrong($"not a reference of Mimi: its metadata has no '{key}'");

    private int? Positive(string key) =>
        !file.Metadata.TryGetValue(key, out var text) ? null
        : int.TryParse(text, CultureInfo.InvariantCulture, out var value) && value > 0 ? value
        : throw Wrong($"its {key} is '{text}'");

    private ReferenceException Wrong(string what) => new($"{file.Path}: {what}");
}
