namespace MimiNative.Benchmarks;

/// <summary>Numbers whose values don't matter: no zeros, nothing subnormal that would slow arithmetic down.</summary>
internal static class Noise
{
    public static float[] Floats(int count)
    {
        var random = new Random(1);
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = 2 * random.NextSingle() - 1;
        return values;
    }

    /// <summary>A clip of so many seconds, as loud as speech.</summary>
    public static float[] Clip(int seconds, int sampleRate) => [.. Floats(seconds * sampleRate).Select(v => 0.1f * v)];
}
