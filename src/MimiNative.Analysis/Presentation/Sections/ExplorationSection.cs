using System.Globalization;
using System.Text;
using System.Text.Json;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary>Stage 1 in the report and its files.</summary>
internal static class ExplorationSection
{
    private const int ShownChannels = 32;

    /// <summary>The stage's part of the report and its files.</summary>
    public static StageOutput Present(ExplorationResult result)
    {
        var (convolutions, transformer) = (result.Shown.Taps[0], result.Shown.Taps[1]);
        var stage = new StageBuilder("exploration", "Exploration: one clip through the network");
        stage.Text($"The clip is `{result.Clip}`, {Words.Number(result.Seconds, "0.0")} s. It goes through the convolutions{(result.Shown.Codes is null ? " and the transformer (this Mimi is continuous, it has no quantiser)" : ", the transformer and the quantiser")}; each picture below is one of these stations, over the same time axis.");
        stage.Figure("waveform", Plot.Waveform("The clip", "Loud and quiet parts: compare them with the activations below.", result.Samples, 24000));
        stage.Figure("seanet_out", HeatMap(convolutions, "What the convolutions make of it", "Columns change with the sounds; a row that never changes is a channel that this clip doesn't use."));
        stage.Figure("transformer", HeatMap(transformer, "After the last transformer layer", "The transformer has seen up to ten seconds of context: rows are smoother, or sharper, where context mattered."));
        if (result.Shown.Codes is { } codes)
            stage.Figure("codes", Plot.HeatMap("Codes", "Each column is a frame, each row a codebook; in a trained Mimi the first is taught to hold the content, the others what is left of the sound. Colours are code numbers and have no order of their own.",
                codes.Codebooks, codes.Frames, (k, t) => codes[k, t], new Axis("time", "s", 0, result.Seconds), new Axis("codebook", null, 0, codes.Codebooks), "code"));
        if (transformer.Frames > 3)
            stage.Figure("frames_3d", Trajectory(transformer));
        stage.Bars("rms", "Size of the activations at every tap", "No station should fade to nothing or explode: a network whose activations do is broken or was loaded wrongly.",
            [.. result.Taps.Select(t => new Bar(t.Tap, t.Rms))], new Axis("RMS", Minimum: 0));
        stage.Details($"Numbers for all {result.Taps.Count} taps", new TableBlock(Table(result)));
        if (!result.AllFinite)
            stage.Finding(Level.Bad, "FAIL", $"NaN or infinite activations at {Words.List([.. result.Taps.Where(t => t.NonFinite > 0).Select(t => $"`{t.Tap}`")])}.");
        stage.File("exploration.json", () => AnalysisJson.Text(result, AnalysisJson.Default.ExplorationResult));
        stage.File("model_inspection.txt", () => Text(result));
        return stage.Build(result.AllFinite
            ? $"The network is whole: all activations at {result.Taps.Count} taps are finite{(result.Shown.Codes is { } used ? $", and the clip uses {result.CodebookUse[0].Distinct} different codes of the first codebook in {used.Frames} frames" : "")}."
            : "Some activations are NaN or infinite: nothing below can be trusted.", result.AllFinite ? Level.Good : Level.Bad);
    }

    /// <summary>The text of <c>model_inspection.txt</c>.</summary>
    public static string Text(ExplorationResult result)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{result.Weights}: {result.Clip}, {result.Seconds:0.00} s\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{"tap",-22}{"frames",9}{"channels",10}{"frames/s",10}{"RMS",12}{"min",12}{"max",12}{"not finite",12}\n");
        foreach (var t in result.Taps)
            text.Append(CultureInfo.InvariantCulture, $"{t.Tap,-22}{t.Frames,9}{t.Channels,10}{t.FrameRate,10:0.##}{t.Rms,12:0.00000}{t.Minimum,12:0.0000}{t.Maximum,12:0.0000}{t.NonFinite,12}\n");
        return text.ToString();
    }

    private static Svg HeatMap(Activation activation, string title, string caption)
    {
        var channels = Math.Min(ShownChannels, activation.Channels);
        return Plot.HeatMap(title, $"{caption} First {channels} of {activation.Channels} channels of `{activation.Tap.Name}`.", channels, activation.Frames, (c, t) => activation.Frame(t)[c],
            new Axis("time", "s", 0, activation.Frames / activation.Tap.FrameRate), new Axis("channel", null, 0, channels), "activation", ColourScale.Diverging);
    }

    private static Svg Trajectory(Activation activation)
    {
        var frames = new EmbeddingMatrix(activation.Values, activation.Frames, activation.Channels);
        var pca = Pca.Fit(frames);
        var points = pca.Project(frames, 3);
        double At(int t, int axis) => axis < points.Dimension ? points.Row(t)[axis] : 0;
        string Share(int axis) => axis < pca.Ratios.Length ? Words.Percent(pca.Ratios[axis]) : "0 %";
        return Plot.Scatter3($"Frames of the clip over time, `{activation.Tap.Name}`", "Each point is a frame, joined in time; the shares are of the variance. Points are close where the network heard similar things. Turn it to see loops: sounds that return.",
            [new PointSeries3("frames", [.. Enumerable.Range(0, activation.Frames).Select(t => new PlotPoint3(At(t, 0), At(t, 1), At(t, 2), $"{Words.Number(t / activation.Tap.FrameRate, "0.00")} s"))]) { Joined = true }],
            new Axis($"first component, {Share(0)}"), new Axis($"second, {Share(1)}"), new Axis($"third, {Share(2)}"));
    }

    private static Table Table(ExplorationResult result) => new("Activations of the clip at every tap",
        [new("tap"), new("frames", true), new("channels", true), new("frames per second", true), new("RMS", true), new("least", true), new("greatest", true), new("not finite", true)],
        [.. result.Taps.Select(t => (IReadOnlyList<Cell>)[$"`{t.Tap}`", $"{t.Frames}", $"{t.Channels}", Words.Number(t.FrameRate, "0.##"), Words.Number(t.Rms, "0.0000"), Words.Number(t.Minimum), Words.Number(t.Maximum), $"{t.NonFinite}"])]);
}
