using MimiNative.Backends;

namespace MimiNative.Kernels.Tests;

internal static class Extensions
{
    /// <summary>Floats in [−1, 1).</summary>
    public static float[] Floats(this Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextSingle() - 1)];

    public static float[] Rows(this Backend backend, ActivationBuffer x, int sequence, int row, int count)
    {
        var values = new float[count * x.Channels];
        backend.Download(x, sequence, row, values);
        return values;
    }
}
