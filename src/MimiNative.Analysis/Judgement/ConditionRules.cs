using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Judgement;

/// <summary>What a recording condition does to telling voices apart.</summary>
public enum ConditionEffect
{
    /// <summary>Nothing that these voices can show, or it wasn't measured.</summary>
    NotShown,

    /// <summary>The error rate rises for sure.</summary>
    Harms,

    /// <summary>The error rate falls for sure.</summary>
    Helps,
}

/// <summary>A condition's row with its judgement.</summary>
/// <param name="Row">What was measured.</param>
/// <param name="Effect">Of the condition on a test against clean enrolment: by the head where there is one, else by cosine.</param>
/// <param name="TreatedEffect">Of the condition on both sides of a pair, likewise.</param>
public sealed record JudgedCondition(ConditionRow Row, ConditionEffect Effect, ConditionEffect TreatedEffect);

/// <summary>Conditions judged by paired differences to the plain run.</summary>
internal static class ConditionRules
{
    /// <summary>Judges every row, in order.</summary>
    public static IReadOnlyList<JudgedCondition> Judge(IEnumerable<ConditionRow> rows) => [.. rows.Select(Judge)];

    /// <summary>Judges one row.</summary>
    public static JudgedCondition Judge(ConditionRow row) => new(row,
        Of(double.IsFinite(row.MismatchedHeadChange.Value) ? row.MismatchedHeadChange : row.MismatchedChange), Of(double.IsFinite(row.TreatedHeadChange.Value) ? row.TreatedHeadChange : row.TreatedChange));

    private static ConditionEffect Of(Metrics.Estimate change) => UnseenRules.Below(change) switch
    {
        Outcome.Yes => ConditionEffect.Helps,
        Outcome.No => ConditionEffect.Harms,
        _ => ConditionEffect.NotShown,
    };
}
