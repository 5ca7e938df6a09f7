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

/// <summary>Stage 3 in the report and its files.</summary>
internal static class VoiceSection
{
    private const int MostNamedClips = 24, MostOpenRows = 12, FewestPairs = 5;

    /// <summary>The stage's part of the report and its files.</summary>
    public static StageOutput Present(VoiceResult result)
    {
        var stage = new StageBuilder("voice", $"One voice: {result.Voice}");
        stage.Text($"All {Words.Count(result.Clips.Count, "clip")} of `{result.Voice}` at `{result.Tap}` (at most ten seconds of each, pooled by their mean where clips are compared). A space that knew only the speaker would keep all of them in one place; a space that knew only the sounds would scatter them by what is said.");
        stage.Table(Spreads(result));
        Clips(stage, result);
        Frames(stage, result);
        if (result.Sentences.Count > 1)
            Long(stage, "Sentence by sentence", new Table("Pairs of clips of this voice by sentence: with clips that say the same, and with those that say something else",
                [new("text"), new("clips", true), new("pairs of them", true), new("same sentence", true), new("other sentences", true), new("least", true), new("greatest", true)],
                [.. result.Sentences.Select(s => (IReadOnlyList<Cell>)[s.Sentence ?? s.Text, $"{s.Clips}", $"{s.Within.Count}", Number(s.Within.Mean), Number(s.ToOthers.Mean), Number(s.ToOthers.Minimum), Number(s.ToOthers.Maximum)])]));
        Long(stage, "Clip by clip", new Table("Consistency within each clip",
            [new("clip"), new("text"), new("frames", true), new("similarity of neighbouring frames", true), new("similarity of frames to their mean", true)],
            [.. result.Clips.Select(c => (IReadOnlyList<Cell>)[c.Clip, c.Text ?? "unknown", $"{c.Frames}", Number(c.NeighbourSimilarity), Number(c.SimilarityToMean)])]));
        stage.File("voice.json", () => AnalysisJson.Text(result, AnalysisJson.Default.VoiceResult));
        return stage.Build($"Within a clip, frames agree with their mean at {Words.Number(result.ToMean.Mean, "0.00")} (cosine)." + Between(result));
    }

    private static string Between(VoiceResult result) => (result.DifferentText.Count, result.SameText.Count) switch
    {
        (0, 0) => " There is only one clip of this voice, so nothing can be said about how steady it is from clip to clip.",
        (0, _) => $" Clips of this voice that say the same again have a similarity of {Words.Number(result.SameText.Mean, "0.00")}.",
        _ => $" Between clips of this voice that say different things the similarity is {Words.Number(result.DifferentText.Mean, "0.00")} on average ({Words.Number(result.DifferentText.Minimum, "0.00")} to {Words.Number(result.DifferentText.Maximum, "0.00")})"
            + (result.SameText.Count == 0 ? "." : $", and {Words.Number(result.SameText.Mean, "0.00")} when it says the same again."),
    };

    private static Table Spreads(VoiceResult result)
    {
        IReadOnlyList<Cell> Row(string name, NumberSpread s) => [name, $"{s.Count}", Number(s.Mean), Number(s.Std), Number(s.Minimum), Number(s.Maximum)];
        return new Table("How steady the voice is: cosine similarities",
            [new("between"), new("number", true), new("mean", true), new("standard deviation", true), new("least", true), new("greatest", true)],
            [
                Row("a frame and the next, by clip", result.Neighbours), Row("frames and their mean, by clip", result.ToMean),
                Row("clips that say the same", result.SameText), Row("clips that say different things", result.DifferentText),
            ]);
    }

    private static SampleSeries Series(string name, IReadOnlyList<double> similarities) => new($"{name} ({Words.Count(similarities.Count, "pair")})", similarities);

    private static void Clips(StageBuilder stage, VoiceResult result)
    {
        SampleSeries[] pairs = [Series("say different things", result.DifferentTextPairs), Series("say the same", result.SameTextPairs)];
        if (pairs.Any(p => p.Values.Count >= FewestPairs))
            stage.Figure("clip_similarity_histogram", Plot.Histogram("How alike are clips of this voice?", $"All pairs of its clips. The narrower and the further right, the steadier the voice is in this space.{(pairs.Any(p => p.Values.Count is > 0 and < FewestPairs) ? $" Fewer than {FewestPairs} pairs have no distribution and are left to the table above." : "")}", [.. pairs.Where(p => p.Values.Count >= FewestPairs)], new Axis("cosine similarity")));
        var names = result.Clips.Select(c => c.Clip).ToList();
        if (names.Count is > 1 and <= MostNamedClips)
        {
            var values = new double[names.Count, names.Count];
            for (var i = 0; i < names.Count; i++)
                for (var j = 0; j < names.Count; j++)
                    values[i, j] = result.ClipSimilarity[i][j];
            stage.Figure("clip_similarity", Plot.Matrix("Clips of this voice against each other", "Mean-pooled clips. All of one voice: the closer to 1, the steadier the voice is in this space.", names, names, values, "cosine similarity"));
        }
        else if (names.Count > 1)
            stage.Figure("clip_similarity", Plot.HeatMap("Clips of this voice against each other", "Mean-pooled clips, numbered as in the table of clips. All of one voice: the closer to 1, the steadier the voice is in this space.",
                names.Count, names.Count, (a, b) => result.ClipSimilarity[a][b], new Axis("clip"), new Axis("clip"), "cosine similarity"));
    }

    private static void Frames(StageBuilder stage, VoiceResult result)
    {
        var first = result.FirstClip;
        var seconds = first.Rows / result.FrameRate;
        stage.Figure("frame_similarity", Plot.HeatMap("Each frame against each other frame", $"Clip `{result.Clips[0].Clip}`. Bright blocks on the diagonal are steady sounds; bright blocks off it are sounds that come back. An evenly bright square would be a space that hears only the voice.",
            first.Rows, first.Rows, (a, b) => Cosine.Of(first.Row(a), first.Row(b)), new Axis("time", "s", 0, seconds), new Axis("time", "s", 0, seconds), "cosine similarity"));
        if (result.Plane[0].Dimension == 2)
            stage.Figure("frames_2d", Plot.Scatter($"Frames of {(result.Plane.Count < result.Clips.Count ? $"{result.Plane.Count} clips" : "all clips")} in the plane", "Colours are clips. Where the colours mix, frames of different sentences look alike, as they should for one voice.",
                [.. result.Plane.Select((p, i) => new PointSeries(result.Clips[i].Clip, [.. Enumerable.Range(0, p.Rows).Select(t => new PlotPoint(p.Row(t)[0], p.Row(t)[1], $"{Words.Number(t / result.FrameRate, "0.00")} s"))]))],
                new Axis("first component"), new Axis("second component"), equalScale: true));
    }

    // A long table is for those who look for something in it.
    private static void Long(StageBuilder stage, string summary, Table table)
    {
        if (table.Rows.Count > MostOpenRows)
            stage.Details(summary, new TableBlock(table));
        else
            stage.Table(table);
    }

    private static Cell Number(double value) => new(Words.Number(value), double.IsFinite(value) ? value : null);
}
