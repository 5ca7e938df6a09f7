using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Metrics;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Measuring;

/// <summary>Stage 3, voice exploration: how steady is one voice within a clip, across clips, across sentences?</summary>
internal static class VoiceMeasurement
{
    /// <summary>Clips whose frames are shown in the plane.</summary>
    private const int ShownClips = 6;

    private const double MostSeconds = 10;

    /// <summary>Looks at all clean clips of a voice (ten seconds of each); frames of the first six, of different texts first, are kept to be shown.</summary>
    /// <exception cref="DataSetException">The data has no clean clip of this voice.</exception>
    public static VoiceResult Run(MimiEncoder encoder, DataSet data, string voice, string tap, PaddingDialect padding = PaddingDialect.Waveform, CancellationToken cancellation = default)
    {
        var own = data.Samples.Where(s => s.Voice == voice && s.IsClean).ToList();
        if (own.Count == 0)
            throw new DataSetException($"{data.Source}: no clean clip of a voice '{voice}'; there are: {string.Join(", ", data.Voices)}");
        var firstOfText = own.DistinctBy(s => s.Text ?? s.Id).ToList();
        List<Sample> clips = [.. firstOfText, .. own.Except(firstOfText)];
        var options = new EncodeOptions { Taps = [tap], Padding = padding };
        var (shown, means, consistency) = (new List<EmbeddingMatrix>(), new List<float[]>(), new List<ClipConsistency>());
        foreach (var clip in clips)
        {
            cancellation.ThrowIfCancellationRequested();
            var activation = encoder.Encode(ClipAudio.Read(clip, MostSeconds), options)[tap];
            var frames = new EmbeddingMatrix(activation.Values, activation.Frames, activation.Channels);
            var mean = Array.ConvertAll(Centroids.Mean(frames), v => (float)v);
            means.Add(mean);
            consistency.Add(new ClipConsistency(clip.Id, clip.Sentence ?? clip.Text, frames.Rows, Neighbours(frames), ToMean(frames, mean)));
            if (shown.Count < ShownClips)
                shown.Add(frames);
        }

        var similarity = means.Select(a => means.Select(b => Cosine.Of(a, b)).ToArray()).ToArray();
        var pairs = (from i in Enumerable.Range(0, clips.Count)
                     from j in Enumerable.Range(0, i)
                     select (A: clips[i], B: clips[j], SameText: clips[i].Text is not null && clips[i].Text == clips[j].Text, Value: similarity[i][j])).ToList();
        var (same, different) = (pairs.Where(p => p.SameText).Select(p => p.Value).ToList(), pairs.Where(p => !p.SameText).Select(p => p.Value).ToList());
        var pca = Pca.Fit(new EmbeddingMatrix([.. shown.SelectMany(f => f.Values)], shown.Sum(f => f.Rows), shown[0].Dimension));
        return new VoiceResult
        {
            Voice = voice,
            Tap = tap,
            FrameRate = encoder.Taps.First(t => t.Name == tap).FrameRate,
            Clips = consistency,
            ClipSimilarity = similarity,
            SameText = NumberSpread.Of(same),
            DifferentText = NumberSpread.Of(different),
            Sentences =
            [
                .. clips.Where(c => c.Text is not null).GroupBy(c => c.Text!).Select(g => new SentencePairs(g.Key, g.First().Sentence, g.Count(),
                    NumberSpread.Of(pairs.Where(p => p.SameText && p.A.Text == g.Key).Select(p => p.Value)),
                    NumberSpread.Of(pairs.Where(p => !p.SameText && (p.A.Text == g.Key || p.B.Text == g.Key)).Select(p => p.Value)))),
            ],
            SameTextPairs = same,
            DifferentTextPairs = different,
            FirstClip = shown[0],
            Plane = [.. shown.Select(f => pca.Project(f, 2))],
        };
    }

    private static double Neighbours(EmbeddingMatrix frames) =>
        Enumerable.Range(1, Math.Max(0, frames.Rows - 1)).Select(t => Cosine.Of(frames.Row(t - 1), frames.Row(t))).DefaultIfEmpty(double.NaN).Average();

    private static double ToMean(EmbeddingMatrix frames, float[] mean) => Enumerable.Range(0, frames.Rows).Average(t => Cosine.Of(frames.Row(t), mean));
}
