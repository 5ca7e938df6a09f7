using MimiNative.Numpy;

namespace MimiNative.Conformance.Dumps;

/// <summary>
/// Where the frames and the channels of an array lie: letters for its axes, slowest first. B is a batch of one, T are the frames, C the channels, K the codebooks:
/// PyTorch's convolutions give BCT, its linears BTC.
/// </summary>
internal static class DumpAxes
{
    /// <summary>The letters that the shape decides; or why it doesn't, for a message that begins with the array's name.</summary>
    /// <param name="shape">The array's.</param>
    /// <param name="channels">True for a number of channels (codebooks) that there may be.</param>
    /// <param name="exact">True for a number of frames that the encoder makes of the clip.</param>
    /// <param name="near">True for one that a port with an error at the clip's end may make.</param>
    /// <param name="across">The letter of the channels.</param>
    public static (string? Axes, string? Problem) Decide(IReadOnlyList<long> shape, Func<long, bool> channels, Func<long, bool> exact, Func<long, bool> near, char across)
    {
        var batch = shape.Count == 3 && shape[0] == 1 ? 1 : 0;
        if (shape.Count - batch != 2)
            return (null, shape.Count == 3 ? $"a batch of {shape[0]}; dump one clip" : $"{shape.Count} axes; there must be two, or three with a batch of one");
        var (first, second) = (shape[batch], shape[batch + 1]);
        foreach (var frames in (Func<long, bool>[])[exact, near])
        {
            var (last, front) = (channels(second) && frames(first), channels(first) && frames(second));
            if (last && front)
                return (null, $"both axes may be the frames; say which, e.g. :{(batch > 0 ? "B" : "")}{across}T");
            if (last || front)
                return ((batch > 0 ? "B" : "") + (last ? $"T{across}" : $"{across}T"), null);
        }
        return (null, null);
    }

    /// <summary>What is wrong with letters for a shape, for a message that begins with the array's name; null where nothing is.</summary>
    public static string? Problem(string axes, IReadOnlyList<long> shape, char across)
    {
        if (axes.Length != shape.Count)
            return $"the axes {axes} are {axes.Length}, and it has {shape.Count}";
        if (axes.Any(a => a != 'B' && a != 'T' && a != across) || axes.Distinct().Count() != axes.Length || !axes.Contains('T', StringComparison.Ordinal) || !axes.Contains(across, StringComparison.Ordinal))
            return $"the axes '{axes}' aren't T and {across}, with or without B";
        return axes.IndexOf('B', StringComparison.Ordinal) is >= 0 and var b && shape[b] != 1 ? $"a batch of {shape[b]}; dump one clip" : null;
    }

    /// <summary>Values in the order (frames, channels).</summary>
    public static T[] FramesFirst<T>(T[] values, IReadOnlyList<long> shape, string axes, char across)
    {
        var (time, channel) = (axes.IndexOf('T', StringComparison.Ordinal), axes.IndexOf(across, StringComparison.Ordinal));
        if (time < channel)
            return values;
        var (frames, channels) = ((int)shape[time], (int)shape[channel]);
        var turned = new T[values.Length];
        for (var c = 0; c < channels; c++)
            for (var t = 0; t < frames; t++)
                turned[t * channels + c] = values[c * frames + t];
        return turned;
    }

    /// <summary>Frames and channels.</summary>
    public static (int Frames, int Channels) Sizes(IReadOnlyList<long> shape, string axes, char across) =>
        ((int)shape[axes.IndexOf('T', StringComparison.Ordinal)], (int)shape[axes.IndexOf(across, StringComparison.Ordinal)]);

    /// <summary>A shape with its letters, e.g. <c>(1, 512, 33) as BCT</c>.</summary>
    public static string Describe(IReadOnlyList<long> shape, string axes) => $"{NpyArray.Describe(shape)} as {axes}";
}
