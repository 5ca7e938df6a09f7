namespace MimiNative.Metrics;

/// <summary>The large arrays of a <see cref="ProbeFold"/>, for the fold after it: five folds would leave five of each to the collector, which lets them lie.</summary>
internal sealed class ProbeMemory
{
    public double[] Train = [];
    public double[] Test = [];
    public double[] Units = [];
    public double[] Near = [];
    public double[] Scores = [];

    /// <summary>Rows laid out for products.</summary>
    public PackedRows Rows { get; } = new();

    /// <summary>Channels laid out for products.</summary>
    public PackedRows Channels { get; } = new();

    /// <summary>Vectors of a fit.</summary>
    public Stack<double[]> Vectors { get; } = new();
}
