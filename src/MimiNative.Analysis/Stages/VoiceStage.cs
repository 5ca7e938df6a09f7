using MimiNative.Analysis.Data;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Plots;
using MimiNative.Analysis.Report;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Stages;

/// <summary>Stage 3, voice exploration: how steady is one voice within a clip, across clips, across sentences?</summary>
public static class VoiceStage
{
    private const int MostClips = 6;
    private const double MostSeconds = 10;

    /// <summary>Looks at a voice's clean clips (at most six, of different texts first, ten seconds of each).</summary>
    /// <exception cref="DataSetException">The data has no clean clip of this voice.</exception>
    public static VoiceResult Run(MimiEncoder encoder, DataSet data, string voice, string tap, PaddingDialect padding = PaddingDialect.Waveform)
    {
        var own = data.Samples.Where(s => s.Voice == voice && s.IsClean).ToList();
        if (own.Count == 0)
            throw new DataSetException($"{data.Source}: no clean clip of a voice '{voice}'; there are: {string.Join(", ", data.Voices)}");
        var firstOfText = own.DistinctBy(s => s.Text ?? s.Id).ToList();
        var clips = firstOfText.Concat(own.Except(firstOfText)).Take(MostClips).ToList();
        var options = new EncodeOptions { Taps = [tap], Padding = padding };
        var frames = clips.Select(c => encoder.Encode(ClipAudio.Read(c, MostSeconds), options)[tap])
            .Select(a => new EmbeddingMatrix(a.Values, a.Frames, a.Channels)).ToList();
        var means = frames.Select(f => Array.ConvertAll(Centroids.Mean(f), v => (float)v)).ToList();
        var similarity = means.Select(a => means.Select(b => Cosine.Of(a, b)).ToArray()).ToArray();
        var pairs = (from i in Enumerable.Range(0, clips.Count)
                     from j in Enumerable.Range(0, i)
                     select (SameText: clips[i].Text is not null && clips[i].Text == clips[j].Text, Value: similarity[i][j])).ToList();
        var all = new EmbeddingMatrix([.. frames.SelectMany(f => f.Values)], frames.Sum(f => f.Rows), frames[0].Dim);
        var pca = Pca.Fit(all);
        return new VoiceResult
        {
            Voice = voice,
            Tap = tap,
            FrameRate = encoder.Taps.First(t => t.Name == tap).FrameRate,
            Clips = [.. clips.Select((c, i) => new ClipConsistency(c.Id, c.Sentence ?? c.Text, frames[i].Rows, Neighbours(frames[i]), ToMean(frames[i], means[i])))],
            ClipSimilarity = similarity,
            SameTextSimilarity = pairs.Where(p => p.SameText).Select(p => p.Value).DefaultIfEmpty(double.NaN).Average(),
            DifferentTextSimilarity = pairs.Where(p => !p.SameText).Select(p => p.Value).DefaultIfEmpty(double.NaN).Average(),
            FirstClip = frames[0],
            Plane = [.. frames.Select(f => pca.Project(f, 2))],
        };
    }

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

    private static double Neighbours(EmbeddingMatrix frames) =>
        Enumerable.Range(1, Math.Max(0, frames.Rows - 1)).Select(t => Cosine.Of(frames.Row(t - 1), frames.Row(t))).DefaultIfEmpty(double.NaN).Average();

    private static double ToMean(EmbeddingMatrix frames, float[] mean) => Enumerable.Range(0, frames.Rows).Average(t => Cosine.Of(frames.Row(t), mean));
}
