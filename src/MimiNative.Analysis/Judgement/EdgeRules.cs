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

    /// <summary>Finite, but there is nothing to hold it against.</summary>
    NotJudged,

    /// <summary>A pass that random weights reach too: the case says nothing about what was learned.</summary>
    EmptyPass,
}

/// <summary>What decides an edge case.</summary>
public enum EdgeRule
{
    /// <summary>The vector must be finite; more can't be asked of noise in the place of speech.</summary>
    Finite,

    /// <summary>The changed clip must stay as close to the original as two clips of one voice are, and closer than other voices are.</summary>
    KeepsVoice,

    /// <summary>Two voices at once must stay close to the clips of both.</summary>
    KeepsBothVoices,

    /// <summary>What holds no voice must not come closer to it than another voice is.</summary>
    StaysForeign,
}

/// <summary>An edge case with its judgement.</summary>
/// <param name="Case">What was measured.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Rule">What decided that.</param>
/// <param name="Control">How the same case ended with random weights; null without that control.</param>
public sealed record JudgedEdgeCase(MeasuredEdgeCase Case, EdgeOutcome Outcome, EdgeRule Rule, EdgeOutcome? Control = null);

/// <summary>Edge cases judged by the data set's own similarities, and by what random weights reach.</summary>
internal static class EdgeRules
{
    /// <summary>Judges every case, in order. The control is judged by its own similarities.</summary>
    public static IReadOnlyList<JudgedEdgeCase> Judge(EdgeResult result)
    {
        var control = result.Control is { } random ? Judge(random).ToDictionary(c => c.Case.Id, c => c.Outcome) : [];
        return [.. result.Cases.Select(c => AgainstControl(Judge(c, result.SameVoice, result.DifferentVoices), control.TryGetValue(c.Id, out var outcome) ? outcome : null))];
    }

    /// <summary>Judges one case by itself.</summary>
    /// <param name="edge">The case.</param>
    /// <param name="sameVoice">Mean cosine of two clips of one voice.</param>
    /// <param name="differentVoices">Mean cosine of clips of two voices.</param>
    public static JudgedEdgeCase Judge(MeasuredEdgeCase edge, double sameVoice, double differentVoices)
    {
        // Of two voices the one that suffers more decides.
        var similarity = edge.OtherSimilarity is { } other ? Math.Min(edge.Similarity, other) : edge.Similarity;
        if (double.IsNaN(similarity))
            return new(edge, EdgeOutcome.Crash, EdgeRule.Finite);
        var rule = edge.Carrier switch
        {
            EdgeCarrier.Noise => EdgeRule.Finite,
            EdgeCarrier.None => EdgeRule.StaysForeign,
            _ => edge.OtherSimilarity is null ? EdgeRule.KeepsVoice : EdgeRule.KeepsBothVoices,
        };
        return new(edge, rule == EdgeRule.Finite || double.IsNaN(sameVoice) || double.IsNaN(differentVoices) ? EdgeOutcome.NotJudged
            : rule == EdgeRule.StaysForeign ? Foreign(similarity, sameVoice, differentVoices) : Kept(similarity, sameVoice, differentVoices), rule);
    }

    // Where other voices lie closer than a voice's own clips, their distance alone decides.
    private static EdgeOutcome Kept(double similarity, double same, double different) =>
        similarity < different ? EdgeOutcome.Fail : similarity >= same ? EdgeOutcome.Pass : EdgeOutcome.Degraded;

    private static EdgeOutcome Foreign(double similarity, double same, double different) =>
        similarity <= different ? EdgeOutcome.Pass : similarity < same ? EdgeOutcome.Degraded : EdgeOutcome.Fail;

    private static JudgedEdgeCase AgainstControl(JudgedEdgeCase judged, EdgeOutcome? control) =>
        judged with { Control = control, Outcome = (judged.Outcome, control) is (EdgeOutcome.Pass, EdgeOutcome.Pass) ? EdgeOutcome.EmptyPass : judged.Outcome };
}
