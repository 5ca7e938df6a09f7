namespace MimiNative.Analysis.Embeddings;

/// <summary>How the frames of a clip become one vector.</summary>
public enum Pooling
{
    /// <summary>Mean over frames.</summary>
    Mean,

    /// <summary>Largest value over frames, per channel.</summary>
    Max,

    /// <summary>Mean, then unbiased standard deviation: twice the channels.</summary>
    Stats,

    /// <summary>Unbiased standard deviation alone.</summary>
    Std,

    /// <summary>The first frame.</summary>
    FirstFrame,

    /// <summary>The last frame.</summary>
    LastFrame,
}

/// <summary>Names of poolings.</summary>
public static class Poolings
{
    /// <summary>All, in the order of reports.</summary>
    public static IReadOnlyList<Pooling> All { get; } = Enum.GetValues<Pooling>();

    /// <summary>The five that the seed study compared.</summary>
    public static IReadOnlyList<Pooling> Seed { get; } = [Pooling.Mean, Pooling.Max, Pooling.Stats, Pooling.FirstFrame, Pooling.LastFrame];

    /// <summary>Name in options, tensor names and reports.</summary>
    public static string Name(this Pooling pooling) => pooling switch
    {
        Pooling.Mean => "mean",
        Pooling.Max => "max",
        Pooling.Stats => "stats",
        Pooling.Std => "std",
        Pooling.FirstFrame => "first_frame",
        _ => "last_frame",
    };

    /// <summary>Name in the seed study's <c>diagnostic_results.csv</c>.</summary>
    public static string SeedName(this Pooling pooling) => pooling is Pooling.FirstFrame or Pooling.LastFrame ? pooling.Name() : pooling.Name() + "_pooling";

    /// <summary>Values of a pooled vector.</summary>
    public static int Dimension(this Pooling pooling, int channels) => pooling == Pooling.Stats ? 2 * channels : channels;

    /// <summary>A pooling by name; <c>first</c>, <c>last</c> and the seed's names are understood too.</summary>
    /// <exception cref="ArgumentException">There is no such pooling; lists those there are.</exception>
    public static Pooling Parse(string name)
    {
        foreach (var pooling in All)
            if (name == pooling.Name() || name == pooling.SeedName() || name + "_frame" == pooling.Name())
                return pooling;
        throw new ArgumentException($"no pooling '{name}'; there are: {string.Join(", ", All.Select(Name))}");
    }
}
