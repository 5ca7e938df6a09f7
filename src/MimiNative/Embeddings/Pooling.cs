namespace MimiNative;

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
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Pooling> All { get; } = Enum.GetValues<Pooling>();

    /// <summary>Name in tensor names and reports, e.g. <c>first_frame</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pooling.</exception>
    public static string Name(this Pooling pooling) => pooling switch
    {
        Pooling.Mean => "mean",
        Pooling.Max => "max",
        Pooling.Stats => "stats",
        Pooling.Std => "std",
        Pooling.FirstFrame => "first_frame",
        Pooling.LastFrame => "last_frame",
        _ => throw new ArgumentOutOfRangeException(nameof(pooling), pooling, "there is no such pooling"),
    };

    /// <summary>Values of a pooled vector.</summary>
    public static int Dimension(this Pooling pooling, int channels) => pooling == Pooling.Stats ? 2 * channels : channels;

    /// <summary>A pooling by name; <c>first</c>, <c>last</c> and <c>mean_pooling</c> are understood too.</summary>
    /// <exception cref="ArgumentException">There is no such pooling; lists those there are.</exception>
    public static Pooling Parse(string name)
    {
        foreach (var pooling in All)
            if (name == pooling.Name() || name == pooling.Name() + "_pooling" || name + "_frame" == pooling.Name())
                return pooling;
        throw new ArgumentException($"no pooling '{name}'; there are: {string.Join(", ", All.Select(Name))}");
    }
}
