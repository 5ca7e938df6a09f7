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

/// <summary>Answers taken together.</summary>
public static class Outcomes
{
    /// <summary>Yes where all are, no where any is, undecided otherwise and where there are none.</summary>
    public static Outcome All(IReadOnlyCollection<Outcome> outcomes) =>
        outcomes.Contains(Outcome.No) ? Outcome.No : outcomes.Count > 0 && outcomes.All(o => o == Outcome.Yes) ? Outcome.Yes : Outcome.Undecided;
}
