using System.Globalization;
using System.Text;
using System.Text.Json;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary>Stage 2 in the report and its files.</summary>
internal static class ArchitectureSection
{
    /// <summary>The stage's part of the report, <c>architecture.json</c> and <c>architecture.txt</c>.</summary>
    public static StageOutput Present(ArchitectureResult result)
    {
        var stage = new StageBuilder("architecture", "Architecture");
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
            + (result.Synthetic ? "They are random numbers: nothing was trained." : bad == 0 ? "All weights are finite." : "Some weights are not finite."),
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
        text.Append("and rvq@N: the latent as the first N codebooks say it\n");
        return text.ToString();
    }

    private static IEnumerable<TapShape> Listed(ArchitectureResult result) => result.ActivationShapes.Where(t => TapSelection.IsListed(t.Tap));

    private static string Rate(ArchitectureResult result, string tap) => result.ActivationShapes.FirstOrDefault(t => t.Tap == tap) is { } shape ? Number(shape.FrameRate) : "?";

    private static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(double value) => Ticks.Format(value, "0.####");

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");
}
