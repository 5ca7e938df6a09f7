using MimiNative.Conformance.Judgement;
using MimiNative.Encoder;
using MimiNative.Weights;

namespace MimiNative.Conformance.Recomputing;

/// <summary>
/// Computes frames of a tap again, in float64, from the tap before it that is known to be right: as it should be, or with a <see cref="Fault"/>. So a guess isn't a resemblance but a
/// prediction of the port's numbers.
/// </summary>
/// <param name="weights">The model's.</param>
/// <param name="padding">The dialect, which says how many frames there are.</param>
/// <param name="samples">Samples of the clip.</param>
/// <param name="known">Frames first..end of the tap that is known: a tap of the main line, or <see cref="Waveform"/>.</param>
internal sealed class Recomputation(Checkpoint weights, PaddingDialect padding, int samples, Func<int, int, Stretch> known)
{
    /// <summary>The name of the clip itself in the main line.</summary>
    public const string Waveform = "input";

    private readonly MimiConfig _config = weights.Config;
    private readonly IReadOnlyList<TapInfo> _taps = Taps.Of(weights.Config);
    private readonly Dictionary<string, float[]> _tensors = [];

    /// <summary>The tap whose output an operation reads, in the main line (the clip, SEANet, whole transformer layers, the latent); null for what isn't recomputed.</summary>
    public static string? Before(string tap, MimiConfig config)
    {
        var line = MainLine(config);
        var layerOf = tap.EndsWith(".attn", StringComparison.Ordinal) || tap.EndsWith(".mlp", StringComparison.Ordinal) ? tap[..tap.LastIndexOf('.')] : tap;
        return line.IndexOf(layerOf) is > 0 and var place ? line[place - 1] : null;
    }

    /// <summary>The clip and the taps that follow from it one after the other, to the latent.</summary>
    public static List<string> MainLine(MimiConfig config) =>
    [
        Waveform, Taps.In, .. Enumerable.Range(0, config.Ratios.Count).SelectMany(stage => (string[])[Taps.Residual(stage), Taps.Down(stage)]),
        Taps.Out, .. Enumerable.Range(0, config.Layers).Select(Taps.Transformer), Taps.Latent,
    ];

    /// <summary>Convolutions of a tap, by moshi's names; none for the transformer's.</summary>
    public static IReadOnlyList<string> Convolutions(string tap, MimiConfig config)
    {
        if (tap == Taps.In)
            return ["encoder.model.0.conv.conv"];
        if (tap == Taps.Out)
            return [$"encoder.model.{LayerList.OutIndex(config)}.conv.conv"];
        if (tap == Taps.Latent)
            return ["downsample.conv.conv.conv"];
        for (var stage = 0; stage < config.Ratios.Count; stage++)
            if (tap == Taps.Residual(stage))
                return [$"encoder.model.{LayerList.ResidualIndex(stage)}.block.1.conv.conv", $"encoder.model.{LayerList.ResidualIndex(stage)}.block.3.conv.conv"];
            else if (tap == Taps.Down(stage))
                return [$"encoder.model.{LayerList.DownIndex(stage)}.conv.conv"];
        return [];
    }

    /// <summary>The name in front of a transformer layer's tensors.</summary>
    public static string Layer(string tap) => $"encoder_transformer.transformer.layers.{int.Parse(tap.Split('.')[1], System.Globalization.CultureInfo.InvariantCulture) - 1}";

    /// <summary>Frames of a tap of this clip, or of the clip itself with what the dialect appends.</summary>
    public int Frames(string tap) => (int)(tap == Waveform ? padding.Fed(samples, _config.SamplesPerFrame) : Taps.Frames(_config, Find(tap), samples, padding));

    /// <summary>Frames first..end of a tap.</summary>
    public Stretch Compute(string tap, int first, int end, Fault fault) =>
        Convolutions(tap, _config) is { Count: > 0 } names ? Convolved(tap, names, first, end, fault) : Transformed(tap, first, end, fault);

    private Stretch Convolved(string tap, IReadOnlyList<string> names, int first, int end, Fault fault)
    {
        var before = Before(tap, _config)!;
        var (hop, own) = (before == Waveform ? 1 : Find(before).SamplesPerFrame, Find(tap).SamplesPerFrame);
        var replicates = tap == Taps.Latent;
        var edge = replicates ? Fault.Edge.Replicate : Fault.Edge.Zero;
        var geometry = new PlainLayers.Geometry(Frames(before), own / hop, fault.Head ?? edge, fault.Tail ?? edge, fault.Where, fault.Reset);
        if (names.Count == 1)
        {
            var isActivated = tap != Taps.In && !replicates && fault.NoElu != 0;
            return Convolve(names[0], first, end, geometry, isActivated, fault, (from, to) => Known(before, from, to));
        }

        var inside = geometry with { Head = Fault.Edge.Zero, Tail = Fault.Edge.Zero };
        var y = Convolve(names[1], first, end, inside, fault.NoElu != 1, fault, (a, b) =>
            Convolve(names[0], a, b, geometry, fault.NoElu != 0, fault, (from, to) => Known(before, from, to)));
        if (fault.Connection == Fault.Skip.Missing)
            return y;
        var x = Known(before, first, end);
        for (var i = 0; i < y.Values.Length; i++)
            y.Values[i] += fault.Connection == Fault.Skip.Activated ? PlainLayers.Elu(x.Values[i]) : x.Values[i];
        return y;
    }

    private Stretch Convolve(string name, int first, int end, PlainLayers.Geometry geometry, bool isActivated, Fault fault, Func<int, int, Stretch> input)
    {
        var kernel = weights.Shape($"{name}.weight")[2];
        var (from, to) = PlainLayers.Reach(first, end, kernel, geometry);
        var x = input(from, to);
        var bias = name.StartsWith("downsample", StringComparison.Ordinal) ? null : Tensor($"{name}.bias", fault);
        return PlainLayers.Convolve(isActivated ? x.Map(PlainLayers.Elu) : x, first, end, Tensor($"{name}.weight", fault), bias, kernel, geometry);
    }

    private Stretch Transformed(string tap, int first, int end, Fault fault)
    {
        var (name, epsilon) = (Layer(tap), fault.Epsilon ?? _config.NormEps);
        var reach = Math.Max(0, first - Math.Max(_config.Window, fault.Window ?? 0));
        var x = Known(Before(tap, _config)!, reach, end);
        var qkv = PlainLayers.Linear(PlainLayers.Norm(x, Tensor($"{name}.norm1.weight", fault), Tensor($"{name}.norm1.bias", fault), epsilon), Tensor($"{name}.self_attn.in_proj_weight", fault));
        var attention = PlainLayers.Linear(PlainLayers.Attend(qkv, first, end, _config, fault), Tensor($"{name}.self_attn.out_proj.weight", fault));
        if (tap.EndsWith(".attn", StringComparison.Ordinal))
            return attention;
        var between = Sum(x.Part(first, end), attention, $"{name}.layer_scale_1.scale", fault);
        var hidden = PlainLayers.Linear(PlainLayers.Norm(between, Tensor($"{name}.norm2.weight", fault), Tensor($"{name}.norm2.bias", fault), epsilon), Tensor($"{name}.linear1.weight", fault));
        var mlp = PlainLayers.Linear(hidden.Map(v => PlainLayers.Activate(v, fault.FeedForward)), Tensor($"{name}.linear2.weight", fault));
        return tap.EndsWith(".mlp", StringComparison.Ordinal) ? mlp : Sum(between, mlp, $"{name}.layer_scale_2.scale", fault);
    }

    private Stretch Sum(Stretch x, Stretch branch, string scale, Fault fault)
    {
        var y = Stretch.Of(x.First, x.End, x.Channels);
        var scales = Tensor(scale, fault);
        for (var i = 0; i < y.Values.Length; i++)
            y.Values[i] = x.Values[i] + branch.Values[i] * (fault.NoLayerScale ? 1 : scales[i % x.Channels]);
        return y;
    }

    private Stretch Known(string tap, int first, int end)
    {
        if (tap != Waveform || end <= samples)
            return known(first, end);
        // What the waveform dialect appends are zeros.
        var clip = Stretch.Of(first, end, 1);
        if (first < samples)
            known(first, samples).Values.CopyTo(clip.Values, 0);
        return clip;
    }

    private TapInfo Find(string tap) => _taps.Single(t => t.Name == tap);

    private double[] Tensor(string name, Fault fault)
    {
        if (!_tensors.TryGetValue(name, out var values))
            _tensors[name] = values = weights.Read(name);
        if (fault.Weight is { } change)
            values = change(name, values, weights.Shape(name));
        return [.. values.Select(v => (double)v)];
    }
}
