using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Judgement;

/// <summary>How an edge case ended.</summary>
public enum EdgeOutcome
{
    /// <summary>As it should.</summary>
    Pass,

    /// <summary>Usable with care.</summary>
    Degraded,

    /// <summary>Not usable.</summary>
    Fail,

    /// <summary>The encoder threw, or gave values that aren't finite.</summary>
    Crash,

    /// <summary>Finite, but the data has nothing to hold it against.</summary>
    NotJudged,
}

/// <summary>What decides an edge case.</summary>
public enum EdgeRule
{
    /// <summary>The vector must be finite.</summary>
    Finite,

    /// <summary>The changed clip must stay as close to the original as two clips of one voice are.</summary>
    KeepsVoice,

    /// <summary>What holds no voice must not come closer to it than another voice is.</summary>
    StaysForeign,
}

/// <summary>An edge case with its judgement.</summary>
/// <param name="Case">What was measured.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Rule">What decided that.</param>
public sealed record JudgedEdgeCase(MeasuredEdgeCase Case, EdgeOutcome Outcome, EdgeRule Rule);

/// <summary>Edge cases judged by the data set's own similarities.</summary>
public static class EdgeRules
{
    /// <summary>Judges every case, in order.</summary>
    public static IReadOnlyList<JudgedEdgeCase> Judge(EdgeResult result) => [.. result.Cases.Select(c => Judge(c, result.SameVoice, result.DifferentVoices))];

    /// <summary>Judges one case.</summary>
    /// <param name="edge">The case.</param>
    /// <param name="sameVoice">Mean cosine of two clips of one voice.</param>
    /// <param name="differentVoices">Mean cosine of clips of two voices.</param>
    public static JudgedEdgeCase Judge(MeasuredEdgeCase edge, double sameVoice, double differentVoices)
    {
        if (double.IsNaN(edge.Similarity))
            return new(edge, EdgeOutcome.Crash, EdgeRule.Finite);
        var rule = edge.Carrier == EdgeCarrier.None ? EdgeRule.StaysForeign : EdgeRule.KeepsVoice;
        return new(edge, double.IsNaN(sameVoice) || double.IsNaN(differentVoices) ? EdgeOutcome.NotJudged
            : rule == EdgeRule.StaysForeign ? Foreign(edge.Similarity, sameVoice, differentVoices) : Kept(edge.Similarity, sameVoice, differentVoices), rule);
    }

    private static EdgeOutcome Kept(double similarity, double same, double different) =>
        similarity >= same ? EdgeOutcome.Pass : similarity >= different ? EdgeOutcome.Degraded : EdgeOutcome.Fail;

    private static EdgeOutcome Foreign(double similarity, double same, double different) =>
        similarity <= different ? EdgeOutcome.Pass : similarity < same ? EdgeOutcome.Degraded : EdgeOutcome.Fail;
}
