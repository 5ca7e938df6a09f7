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
public static class VoiceSection
{
    /// <summary>The stage's part of the report and its files.</summary>
    public static StageOutput Present(VoiceResult result)
    {
        var stage = new StageBuilder("voice", $"One voice: {result.Voice}", $"mimi voice DATASET --voice {result.Voice} --tap {result.Tap}");
        stage.Text($"Frames of {Words.Count(result.Clips.Count, "clip")} of `{result.Voice}` at `{result.Tap}`. A space that knew only the speaker would keep all of them in one place; a space that knew only the sounds would scatter them by what is said.");
        var first = result.FirstClip;
        var seconds = first.Rows / result.FrameRate;
        stage.Figure("frame_similarity", Plot.HeatMap("Each frame against each other frame", $"Clip `{result.Clips[0].Clip}`. Bright blocks on the diagonal are steady sounds; bright blocks off it are sounds that come back. An evenly bright square would be a space that hears only the voice.",
            first.Rows, first.Rows, (a, b) => Cosine.Of(first.Row(a), first.Row(b)), new Axis("time", "s", 0, seconds), new Axis("time", "s", 0, seconds), "cosine similarity"));
        if (result.Plane[0].Dim == 2)
            stage.Figure("frames_2d", Plot.Scatter("All frames in the plane", "Colours are clips. Where the colours mix, frames of different sentences look alike, as they should for one voice.",
                [.. result.Plane.Select((p, i) => new PointSeries(result.Clips[i].Clip, [.. Enumerable.Range(0, p.Rows).Select(t => new PlotPoint(p.Row(t)[0], p.Row(t)[1], $"{Words.Number(t / result.FrameRate, "0.00")} s"))]))],
                new Axis("first component"), new Axis("second component"), equalScale: true));
        if (result.Clips.Count > 1)
        {
            var names = result.Clips.Select(c => c.Clip).ToList();
            var values = new double[names.Count, names.Count];
            for (var i = 0; i < names.Count; i++)
                for (var j = 0; j < names.Count; j++)
                    values[i, j] = result.ClipSimilarity[i][j];
            stage.Figure("clip_similarity", Plot.Matrix("Clips of this voice against each other", "Mean-pooled clips. All of one voice: the closer to 1, the steadier the voice is in this space.", names, names, values, "cosine similarity"));
        }

        stage.Table(new Table("Consistency within each clip",
            [new("clip"), new("text"), new("frames", true), new("similarity of neighbouring frames", true), new("similarity of frames to their mean", true)],
            [.. result.Clips.Select(c => (IReadOnlyList<Cell>)[c.Clip, c.Text ?? "unknown", $"{c.Frames}", Words.Number(c.NeighbourSimilarity), Words.Number(c.SimilarityToMean)])]));
        stage.File("voice.json", () => AnalysisJson.Text(result, AnalysisJson.Default.VoiceResult));
        var within = result.Clips.Average(c => c.SimilarityToMean);
        return stage.Build($"Within a clip, frames agree with their mean at {Words.Number(within, "0.00")} (cosine). Between clips of this voice that say different things the similarity is {Words.Number(result.DifferentTextSimilarity, "0.00")}"
            + (double.IsNaN(result.SameTextSimilarity) ? "." : $", and {Words.Number(result.SameTextSimilarity, "0.00")} when it says the same again."));
    }
}
