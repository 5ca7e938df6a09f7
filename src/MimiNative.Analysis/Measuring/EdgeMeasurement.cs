using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Results;
using MimiNative.Audio;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>Stage 6, edge cases: audio that real life sends, embedded and compared with the untouched clips.</summary>
internal static class EdgeMeasurement
{
    private const double MostSeconds = 5;

    /// <summary>Makes every case of every clip and embeds it.</summary>
    /// <param name="encoder">The network.</param>
    /// <param name="key">Tap and pooling; the duration isn't used.</param>
    /// <param name="clips">What the cases are made of, at least one; the first five seconds of a clip are used.</param>
    /// <param name="pairs">The data set's own similarities in this embedding.</param>
    /// <param name="padding">Treatment of the last, incomplete frame.</param>
    /// <param name="seed">Random seed of the noise.</param>
    /// <param name="cancellation">Stops between clips.</param>
    public static EdgeResult Run(
        MimiEncoder encoder, EmbeddingKey key, IReadOnlyList<EdgeClip> clips, PairStatistics pairs, PaddingDialect padding = PaddingDialect.Waveform, ulong seed = 1, CancellationToken cancellation = default)
    {
        var plain = key with { Duration = null };
        var measured = new List<MeasuredEdgeCase>();
        for (var i = 0; i < clips.Count; i++)
        {
            var speech = ClipAudio.Read(clips[i].Speech, MostSeconds);
            var other = ClipAudio.Read(clips[i].Other, MostSeconds);
            List<EdgeCase> cases = [.. EdgeCases.OfSpeech(speech, Joined(clips[i].More), other)];
            // Nothing in these depends on who speaks: once is enough.
            if (i == 0)
                cases.AddRange(EdgeCases.WithoutVoice(speech, seed));
            measured.AddRange(Compare(cases, Embed(encoder, plain, cases, padding, cancellation)));
        }

        return new EdgeResult
        {
            Embedding = plain.ToString(),
            Synthetic = encoder.Checkpoint.IsSynthetic,
            Clips = [.. clips.Select(c => c.Speech.Id)],
            Voices = clips.Select(c => c.Speech.Voice).Distinct().Count(),
            SameVoice = pairs.SameVoice.MeanCosine,
            DifferentVoices = pairs.DifferentVoice.MeanCosine,
            Dimension = key.Pooling.Dimension(encoder.Taps.First(t => t.Name == key.Tap).Channels),
            Cases = [.. measured.GroupBy(c => c.Id).Select(Together)],
        };
    }

    private static float[] Joined(IReadOnlyList<Sample> clips)
    {
        var joined = new List<float>();
        foreach (var clip in clips.TakeWhile(_ => joined.Count < EdgeCases.LongestSeconds * AudioFile.DefaultSampleRate))
            joined.AddRange(ClipAudio.Read(clip, EdgeCases.LongestSeconds));
        return [.. joined];
    }

    // A crash is what this stage looks for: it is a result (null), and the run goes on.
    private static float[]?[] Embed(MimiEncoder encoder, EmbeddingKey key, List<EdgeCase> cases, PaddingDialect padding, CancellationToken cancellation)
    {
        var (sinks, vectors) = (new PoolingSink[cases.Count], new float[]?[cases.Count]);
        encoder.EncodeMany(cases.Count, i => new ArrayAudioSource(cases[i].Samples), new EncodeOptions { Taps = [key.Tap], Padding = padding }, i => sinks[i] = new PoolingSink([key.Pooling]),
            (i, error) => vectors[i] = error is null && sinks[i].Result(key) is var vector && Array.TrueForAll(vector, float.IsFinite) ? vector : null, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return vectors;
    }

    private static IEnumerable<MeasuredEdgeCase> Compare(List<EdgeCase> cases, float[]?[] vectors)
    {
        float[]? Reference(string name, EdgeCarrier carrier) => cases.FindIndex(c => c.Group == EdgeCases.Reference && c.Name == name && c.Carrier == carrier) is >= 0 and var i ? vectors[i] : null;
        double Similarity(float[]? vector, float[]? reference) => vector is null || reference is null ? double.NaN : Cosine.Of(vector, reference);
        return cases.Select((c, i) => (Case: c, Vector: vectors[i])).Where(c => c.Case.Group != EdgeCases.Reference).Select(c =>
            new MeasuredEdgeCase(c.Case.Group, c.Case.Name, c.Case.Carrier, c.Case.Description,
                [Similarity(c.Vector, Reference("original", c.Case.Carrier == EdgeCarrier.Noise ? EdgeCarrier.Noise : EdgeCarrier.Speech))],
                c.Vector is null ? double.NaN : Math.Sqrt(c.Vector.Sum(v => (double)v * v)))
            { OtherSimilarities = c.Case.Group == EdgeCases.Overlap ? [Similarity(c.Vector, Reference("other", EdgeCarrier.Speech))] : [] });
    }

    private static MeasuredEdgeCase Together(IEnumerable<MeasuredEdgeCase> ofClips)
    {
        var all = ofClips.ToList();
        // Pieces of one length are cut from long clips and joined from short ones: say both.
        return all[0] with
        {
            Description = string.Join(", or ", all.Select(c => c.Description).Distinct()),
            Similarities = [.. all.SelectMany(c => c.Similarities)],
            OtherSimilarities = [.. all.SelectMany(c => c.OtherSimilarities)],
            Norm = all.Average(c => c.Norm),
        };
    }
}
