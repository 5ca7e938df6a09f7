using System.Globalization;
using System.Text;
using MimiNative.Analysis.Plots;
using MimiNative.Analysis.Report;
using MimiNative.Weights;

namespace MimiNative.Analysis.Stages;

/// <summary>Stage 2, architecture: components, parameters, activation shapes, frame rates and the distribution of weights.</summary>
public static class ArchitectureStage
{
    private const int Bins = 61;

    private static readonly (string Name, string Prefix)[] Components =
    [
        ("SEANet convolutions", "encoder.model."), ("transformer", "encoder_transformer."), ("downsampling", "downsample."), ("quantiser", "quantizer."),
    ];

    /// <summary>Reads every tensor of the encoder once.</summary>
    public static ArchitectureResult Run(Checkpoint checkpoint, IReadOnlyList<TapInfo> taps)
    {
        var tensors = TensorCatalog.Encoder(checkpoint.Config);
        return new ArchitectureResult
        {
            Weights = checkpoint.Description,
            Synthetic = checkpoint.IsSynthetic,
            Fingerprint = checkpoint.Fingerprint,
            Config = checkpoint.Config,
            Components = [.. Components.Select(c => Component(c.Name, [.. tensors.Where(t => t.Name.StartsWith(c.Prefix, StringComparison.Ordinal))]))],
            ActivationShapes = [.. taps.Select(t => new TapShape(t.Name, t.Operation, t.Channels, t.FrameRate, t.SamplesPerFrame, Frames(checkpoint.Config, t)))],
            WeightDistributions =
            [
                .. Components.Select(c => Distribution(checkpoint, c.Name, [.. tensors.Where(t => t.Name.StartsWith(c.Prefix, StringComparison.Ordinal) && !IsBuffer(t))])),
            ],
        };
    }

    /// <summary>The stage's part of the report, <c>architecture.json</c> and <c>architecture.txt</c>.</summary>
    public static StageOutput Present(ArchitectureResult result)
    {
        var stage = new StageBuilder("architecture", "Architecture", "mimi architecture --json");
        stage.Table(new Table("Components of the encoder (the decoder is not used)",
            [new("component"), new("tensors", true), new("parameters", true), new("buffer values", true), new("size as float32", true)],
            [.. result.Components.Select(c => (IReadOnlyList<Cell>)[c.Name, Whole(c.Tensors), Whole(c.Parameters), Whole(c.BufferValues), Megabytes(c.Bytes)])]));
        stage.Text("A frame is one row of activations. The taps differ in how many frames a second of audio gives: the convolutions start at the sampling rate and end at "
            + $"{Rate(result, "seanet.out")} frames per second, where the transformer works; the latent and everything behind it has {Rate(result, "latent")}.");
        var shapes = new Table("Every tap: shape for one second of audio, and frame rate",
            [new("tap"), new("what happens there"), new("frames × channels", true), new("frames per second", true)],
            [.. Listed(result).Select(t => (IReadOnlyList<Cell>)[$"`{t.Tap}`", t.Operation, new Cell($"{t.FramesPerSecondOfAudio} × {t.Channels}", t.FramesPerSecondOfAudio), new Cell(Number(t.FrameRate), t.FrameRate)])]);
        stage.Details($"All {shapes.Rows.Count} taps with their frame rates", new TableBlock(shapes));
        foreach (var weights in result.WeightDistributions.Where(w => w.Counts.Sum() > 0))
            stage.Figure($"weights_{weights.Component.Split(' ')[0].ToLowerInvariant()}", Plot.Lines($"Weights: {weights.Component}",
                $"How often each value occurs among the weights (mean {Number(weights.Mean)}, standard deviation {Number(weights.Std)}). The outermost points collect everything beyond four deviations.",
                [new LineSeries("share of values", [.. weights.Edges.Zip(weights.Edges.Skip(1), (a, b) => (a + b) / 2)], [.. weights.Counts.Select(c => (double)c / weights.Counts.Sum())])],
                new Axis("weight"), new Axis("share of values", Minimum: 0)));
        stage.File("architecture.json", () => AnalysisJson.Text(result, AnalysisJson.Default.ArchitectureResult));
        stage.File("architecture.txt", () => Text(result));
        var bad = result.WeightDistributions.Sum(w => w.NonFinite);
        if (bad > 0)
            stage.Finding(Level.Bad, "FAIL", $"{Whole(bad)} weights are NaN or infinite: this checkpoint is damaged.");
        return stage.Build(
            $"The encoder has {Whole(result.Parameters)} parameters in {result.Components.Sum(c => c.Tensors)} tensors. "
            + (result.Synthetic ? "They are random numbers made from a seed: nothing was trained." : bad == 0 ? "All weights are finite." : "Some weights are not finite."),
            bad > 0 ? Level.Bad : Level.Neutral);
    }

    /// <summary>The text of <c>architecture.txt</c>.</summary>
    public static string Text(ArchitectureResult result)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"MIMI ENCODER: {result.Weights}{(result.Synthetic ? "  (random weights: says nothing about Mimi)" : "")}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{"component",-22}{"tensors",9}{"parameters",14}{"buffer values",16}{"float32",12}\n");
        foreach (var c in result.Components)
            text.Append(CultureInfo.InvariantCulture, $"{c.Name,-22}{c.Tensors,9}{c.Parameters,14:N0}{c.BufferValues,16:N0}{Megabytes(c.Bytes),12}\n");
        text.Append(CultureInfo.InvariantCulture, $"{"all",-22}{result.Components.Sum(c => c.Tensors),9}{result.Parameters,14:N0}{result.Components.Sum(c => c.BufferValues),16:N0}{Megabytes(result.Components.Sum(c => c.Bytes)),12}\n");
        text.Append(CultureInfo.InvariantCulture, $"\n{"weights",-22}{"mean",12}{"std",12}{"min",12}{"max",12}{"not finite",12}\n");
        foreach (var w in result.WeightDistributions)
            text.Append(CultureInfo.InvariantCulture, $"{w.Component,-22}{w.Mean,12:0.00000}{w.Std,12:0.00000}{w.Minimum,12:0.0000}{w.Maximum,12:0.0000}{w.NonFinite,12}\n");
        text.Append(CultureInfo.InvariantCulture, $"\n{"tap",-22}{"1 s of audio",14}{"frames/s",12}  what happens there\n");
        foreach (var t in Listed(result))
            text.Append(CultureInfo.InvariantCulture, $"{t.Tap,-22}{$"{t.FramesPerSecondOfAudio}x{t.Channels}",14}{t.FrameRate,12:0.##}  {t.Operation}\n");
        return text.ToString();
    }

    // One line of the quantised latents by number of codebooks says it; thirty don't say more.
    private static IEnumerable<TapShape> Listed(ArchitectureResult result) =>
        result.ActivationShapes.Where(t => !t.Tap.StartsWith("rvq@", StringComparison.Ordinal) || t.Tap is "rvq@1" or "rvq@8");

    private static NetworkComponent Component(string name, IReadOnlyList<TensorSpec> tensors) =>
        new(name, tensors.Count, tensors.Where(t => !IsBuffer(t)).Sum(t => t.Elements), tensors.Where(IsBuffer).Sum(t => t.Elements));

    private static bool IsBuffer(TensorSpec tensor) => tensor.Name.Contains("._codebook.", StringComparison.Ordinal);

    private static int Frames(MimiConfig config, TapInfo tap)
    {
        var samples = config.Frames(config.SampleRate) * config.SamplesPerFrame;
        return (int)(samples / tap.SamplesPerFrame);
    }

    private static WeightDistribution Distribution(Checkpoint checkpoint, string name, IReadOnlyList<TensorSpec> tensors)
    {
        double sum = 0, squares = 0, minimum = double.PositiveInfinity, maximum = double.NegativeInfinity;
        long count = 0, bad = 0;
        foreach (var tensor in tensors)
            foreach (var value in checkpoint.Read(tensor.Name))
            {
                if (!float.IsFinite(value))
                {
                    bad++;
                    continue;
                }

                count++;
                sum += value;
                squares += (double)value * value;
                minimum = Math.Min(minimum, value);
                maximum = Math.Max(maximum, value);
            }

        if (count == 0)
            return new(name, double.NaN, double.NaN, double.NaN, double.NaN, bad, [], []);
        var mean = sum / count;
        var std = Math.Sqrt(Math.Max(0, squares / count - mean * mean));
        var (low, width) = (mean - 4 * std, 8 * std / Bins);
        var counts = new long[Bins];
        foreach (var tensor in tensors)
            foreach (var value in checkpoint.Read(tensor.Name))
                if (float.IsFinite(value))
                    counts[width > 0 ? (int)Math.Clamp((value - low) / width, 0, Bins - 1) : 0]++;
        return new(name, mean, std, minimum, maximum, bad, [.. Enumerable.Range(0, Bins + 1).Select(i => low + i * width)], counts);
    }

    private static string Rate(ArchitectureResult result, string tap) => result.ActivationShapes.FirstOrDefault(t => t.Tap == tap) is { } shape ? Number(shape.FrameRate) : "?";

    private static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");
}
