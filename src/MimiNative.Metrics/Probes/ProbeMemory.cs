namespace MimiNative.Metrics;

/// <summary>The large arrays of a <see cref="ProbeFold"/>, for the fold after it: five folds would leave five of each to the collector, which lets them lie.</summary>
internal sealed class ProbeMemory
{
    public double[] Train = [];
    public double[] Test = [];
    public double[] Units = [];
    public double[] Near = [];

    /// <summary>Rows laid out for products.</summary>
    public PackedRows? Packed { get; set; }

    /// <summary>An array of at least so many values, the one that is there where it is long enough; what stands in it is left over.</summary>
    public static double[] Of(ref double[] held, int length) => held.Length >= length ? held : held = new double[length];
}
