using MimiNative.Analysis.Judgement;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>What conditions do, in words.</summary>
internal static class ConditionWords
{
    /// <summary>An effect in a few words.</summary>
    public static string Name(ConditionEffect effect) => effect switch { ConditionEffect.Harms => "worse", ConditionEffect.Helps => "better", _ => "no sure change" };

    /// <summary>What an error rate above that of a coin toss means, with those there are; null where there is none.</summary>
    public static string? AboveChance(IEnumerable<JudgedCondition> conditions)
    {
        var above = conditions.SelectMany(c => new (string Name, Estimate Rate)[]
        {
            ("cosine, both changed", c.Row.Treated), ("cosine, test changed", c.Row.Mismatched), ("head, both changed", c.Row.TreatedHead?.Head ?? Estimate.None), ("head, test changed", c.Row.MismatchedHead),
        }.Where(r => r.Rate.Value > UnseenRules.Chance).Select(r => (Text: $"{c.Row.Condition}, {r.Name}: {RateWords.Text(r.Rate)}", r.Rate))).ToList();
        var rates = string.Join("; ", above.Select(a => a.Text));
        return above.Count == 0 ? null
            : above.TrueForAll(a => !(a.Rate.Low > UnseenRules.Chance)) ? $"Above 50 %, but not surely ({rates}): the intervals hold 50 %, so this can't be told from a coin toss."
            : $"Above 50 % ({rates}) clips of one voice score lower than clips of two: the change moves a clip farther than voices lie apart. That is no knowledge of the speaker, only of the change.";
    }
}
