namespace MimiNative.Analysis.Judgement;

/// <summary>How good a finding is, from best to worst behind <see cref="Neutral"/>.</summary>
public enum Level
{
    /// <summary>No judgement: a fact.</summary>
    Neutral,

    /// <summary>As wanted.</summary>
    Good,

    /// <summary>Usable with care.</summary>
    Fair,

    /// <summary>Little of what was looked for.</summary>
    Weak,

    /// <summary>Not usable.</summary>
    Bad,
}
