using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Heads;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>Judges a head that exists already: <c>mimi analyze --head</c>.</summary>
internal static class GivenHeadMeasurement
{
    /// <param name="head">The head.</param>
    /// <param name="clean">Clean clips in the embedding that it takes, as they are.</param>
    /// <param name="uncertainty">How often to resample.</param>
    public static GivenHeadResult Run(TrainedHead head, EmbeddingSet clean, UncertaintyOptions? uncertainty = null)
    {
        var found = GivenHead.Compute(head.Map, clean.Matrix, clean.Labels, uncertainty);
        return new GivenHeadResult(head, clean.Count, clean.Labels.VoiceCount, head.KnownVoices(clean.Labels.VoiceNames),
            found?.Head.Eer ?? Estimate.None, found?.Cosine.Eer ?? Estimate.None, found?.OverCosine ?? Estimate.None);
    }
}
