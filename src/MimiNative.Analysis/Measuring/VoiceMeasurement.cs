using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Metrics;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Measuring;

/// <summary>Stage 3, voice exploration: how steady is one voice within a clip, across clips, across sentences?</summary>
public static class VoiceMeasurement
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

    private static double Neighbours(EmbeddingMatrix frames) =>
        Enumerable.Range(1, Math.Max(0, frames.Rows - 1)).Select(t => Cosine.Of(frames.Row(t - 1), frames.Row(t))).DefaultIfEmpty(double.NaN).Average();

    private static double ToMean(EmbeddingMatrix frames, float[] mean) => Enumerable.Range(0, frames.Rows).Average(t => Cosine.Of(frames.Row(t), mean));
}
