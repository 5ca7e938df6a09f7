using System.Security.Cryptography;
using System.Text;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Origins;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Heads;

/// <summary>Fits a head on a data set's clean clips and measures what it is worth: specs' protocol of unseen voices, and of unseen voices and texts.</summary>
public static class HeadTrainer
{
    /// <summary>Fits on all clips of <paramref name="set"/>; the error rates are of heads fitted on part of them.</summary>
    /// <param name="set">One embedding of clean clips of at least two voices.</param>
    /// <param name="key">Which embedding that is.</param>
    /// <param name="origin">What made it.</param>
    /// <param name="data">The data set's name.</param>
    /// <param name="scoring">How the head compares.</param>
    /// <param name="uncertainty">How often to resample.</param>
    /// <exception cref="MetricsException">There are fewer than two voices, no voice with two clips, or the clips don't differ.</exception>
    /// <exception cref="DataSetException">A clip's file can't be read.</exception>
    public static TrainedHead Run(EmbeddingSet set, EmbeddingKey key, Origin origin, string data, HeadScoring scoring = HeadScoring.Cosine, UncertaintyOptions? uncertainty = null)
    {
        var map = SpeakerHead.Fit(set.Matrix, set.Labels, scoring);
        var voices = UnseenVoices.Compute(set.Matrix, set.Labels, textsUnseen: false, uncertainty);
        var texts = UnseenVoices.Compute(set.Matrix, set.Labels, textsUnseen: true, uncertainty);
        var method = scoring == HeadScoring.Plda ? ScoringMethod.LdaPlda : ScoringMethod.LdaCosine;
        var errors = new HeadErrors(Eer(voices, method), Eer(voices, ScoringMethod.Cosine), Eer(texts, method), Eer(texts, ScoringMethod.Cosine),
            (texts ?? voices) is { } strictest ? strictest.Difference(method, strictest, ScoringMethod.Cosine) : Estimate.None);
        return new TrainedHead(map, key, origin, new HeadTraining(data, Hash(set.Samples), set.Labels.VoiceNames, set.Count), errors);
    }

    private static Estimate Eer(UnseenVoices? unseen, ScoringMethod method) => unseen?[method].Eer ?? Estimate.None;

    // Neither paths nor ids nor the order of rows: the same clips give the same hash wherever they lie.
    private static string Hash(IReadOnlyList<Sample> samples)
    {
        var lines = new string[samples.Count];
        var contents = new Recording.Contents();
        Parallel.For(0, samples.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i => lines[i] = $"{contents.Of(samples[i])}\t{samples[i].Voice}\t{samples[i].Text}\n");
        Array.Sort(lines, StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }
}
