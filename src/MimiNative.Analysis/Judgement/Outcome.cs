namespace MimiNative.Analysis.Judgement;

/// <summary>The answer to a question.</summary>
public enum Outcome
{
    /// <summary>The numbers can't decide it, or there are none.</summary>
    Undecided,

    /// <summary>Yes.</summary>
    Yes,

    /// <summary>No.</summary>
    No,
}
