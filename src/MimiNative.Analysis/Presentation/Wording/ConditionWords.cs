using MimiNative.Analysis.Judgement;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>What conditions do, in words.</summary>
internal static class ConditionWords
{
    /// <summary>An effect in a few words.</summary>
    public static string Name(ConditionEffect effect) => effect switch { ConditionEffect.Harms => "worse", ConditionEffect.Helps => "better", _ => "no sure change" };
}
