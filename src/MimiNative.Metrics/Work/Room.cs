namespace MimiNative.Metrics;

/// <summary>Arrays that are used again: large ones that are made anew for each round lie about until the collector comes.</summary>
internal static class Room
{
    /// <summary>An array of at least so many values, the one that is there where it is long enough; what stands in it is left over.</summary>
    public static double[] AtLeast(ref double[] held, int length) => held.Length >= length ? held : held = new double[length];
}
