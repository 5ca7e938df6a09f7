namespace MimiNative.Parity;

/// <summary>How a step of the self-test ended.</summary>
public enum SelfTestOutcome
{
    /// <summary>As it must be.</summary>
    Ok,

    /// <summary>Not as it must be.</summary>
    Failed,

    /// <summary>It can't be asked of these weights.</summary>
    Skipped,
}

/// <summary>One thing that was tested.</summary>
/// <param name="Name">What must hold, as a sentence.</param>
/// <param name="Outcome">Whether it does.</param>
/// <param name="Detail">What was found, in numbers.</param>
public sealed record SelfTestStep(string Name, SelfTestOutcome Outcome, string Detail);

/// <summary>What the self-test found.</summary>
/// <param name="Weights">The weights tested.</param>
/// <param name="Device">Where they ran.</param>
/// <param name="Steps">In the order in which they were done.</param>
public sealed record SelfTestResult(string Weights, string Device, IReadOnlyList<SelfTestStep> Steps)
{
    /// <summary>Nothing failed.</summary>
    public bool Ok => Steps.All(s => s.Outcome != SelfTestOutcome.Failed);
}
