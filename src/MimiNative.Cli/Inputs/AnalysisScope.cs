namespace MimiNative.Cli.Inputs;

/// <summary>What a command over a data set does with it, from least to most.</summary>
internal enum AnalysisScope
{
    /// <summary>Edge cases of its clips.</summary>
    Edge,

    /// <summary>The diagnosis alone.</summary>
    Diagnosis,

    /// <summary>All stages, and the report.</summary>
    Everything,
}
