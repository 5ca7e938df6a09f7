using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Judgement;

/// <summary>What two clips' similarity is held against.</summary>
public enum Threshold
{
    /// <summary>The mean similarity of different voices.</summary>
    DifferentVoices,

    /// <summary>The similarity at the equal error rate.</summary>
    EqualErrorRate,

    /// <summary>The mean similarity of one voice.</summary>
    SameVoice,

    /// <summary>A person's own.</summary>
    Given,
}

/// <summary>A threshold that a similarity passes or not.</summary>
/// <param name="Threshold">What it stands for.</param>
/// <param name="Value">The cosine.</param>
/// <param name="Passed">Whether the similarity reaches it.</param>
public sealed record ThresholdCheck(Threshold Threshold, double Value, bool Passed);

/// <summary>Two clips held against thresholds.</summary>
internal static class ThresholdRules
{
    /// <summary>Checks those thresholds that there are: a similarity passes from the threshold on.</summary>
    /// <param name="comparison">The two clips.</param>
    /// <param name="given">A person's own threshold, or null.</param>
    public static IReadOnlyList<ThresholdCheck> Check(ClipComparison comparison, double? given = null)
    {
        var known = comparison.Known;
        return
        [
            .. new (Threshold Threshold, double Value)[]
            {
                (Threshold.DifferentVoices, known?.DifferentVoices ?? double.NaN), (Threshold.EqualErrorRate, known?.EerThreshold ?? double.NaN),
                (Threshold.SameVoice, known?.SameVoice ?? double.NaN), (Threshold.Given, given ?? double.NaN),
            }.Where(t => double.IsFinite(t.Value)).Select(t => new ThresholdCheck(t.Threshold, t.Value, comparison.Similarity >= t.Value)),
        ];
    }
}
