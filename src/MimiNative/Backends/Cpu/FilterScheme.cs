namespace MimiNative.Backends.Cpu;

/// <summary>Which minimal filter a convolution is computed with, as data: <see cref="IMinimalFilter"/> is the arithmetic.</summary>
internal sealed class FilterScheme
{
    public static readonly FilterScheme F22 = Of<Filter22>([]);
    public static readonly FilterScheme F32 = Of<Filter32>([[1, 0], [0.5, 0.5], [0.5, -0.5], [0, 1]]);
    public static readonly FilterScheme F23 = Of<Filter23>([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]]);

    // With fewer channels its error is above that of PyTorch's plain sums: the first layer's short sums decide those of all that follow.
    public static readonly FilterScheme F43 = Of<Filter43>([[1, 0, 0], .. AtPoint(2.0 / 3, 1.5), .. AtPoint(1.5, 2.0 / 3), [0, 0, 1]], leastChannels: 128);

    /// <summary>All of them, what saves most first.</summary>
    public static readonly FilterScheme[] ByPreference = [F43, F32, F23, F22];

    private readonly double[][] _filters;
    private readonly int _leastChannels;

    private FilterScheme(int outputs, int taps, double[][] filters, int leastChannels) => (Outputs, Taps, _filters, _leastChannels) = (outputs, taps, filters, leastChannels);

    /// <summary>F(outputs, taps).</summary>
    public string Name => $"F({Outputs},{Taps})";

    /// <summary>Outputs of a group.</summary>
    public int Outputs { get; }

    public int Taps { get; }

    /// <summary>The taps' own matrices are kept, and need no <see cref="Transform"/>.</summary>
    public bool KeepsTaps => _filters.Length == 0;

    /// <summary>Matrices that are kept.</summary>
    public int Matrices => KeepsTaps ? Taps : _filters.Length;

    /// <summary>
    /// The scheme of a convolution, or null where it is computed as it stands. A group must not straddle two calls, or the bits would depend on where a clip is cut:
    /// its outputs divide <paramref name="rowsPerFrame"/>, the rows that a frame of the encoder has where the convolution writes.
    /// </summary>
    public static FilterScheme? For(int channels, int kernel, int stride, int rowsPerFrame) =>
        Array.Find(ByPreference, s => s.Taps * stride == kernel && rowsPerFrame % s.Outputs == 0 && channels >= s._leastChannels);

    /// <summary>Weights (outputs, taps · block) as (outputs, matrices · block), each rounded once.</summary>
    public void Transform(ReadOnlySpan<float> weight, Span<float> matrices, int outputs)
    {
        var block = weight.Length / (outputs * Taps);
        for (var o = 0; o < outputs; o++)
        {
            var from = weight.Slice(o * Taps * block, Taps * block);
            for (var m = 0; m < Matrices; m++)
            {
                var to = matrices.Slice((o * Matrices + m) * block, block);
                var filter = _filters[m];
                for (var i = 0; i < block; i++)
                {
                    var sum = 0.0;
                    for (var tap = 0; tap < filter.Length; tap++)
                        sum += filter[tap] * from[tap * block + i];
                    to[i] = (float)sum;
                }
            }
        }
    }

    /// <param name="filters">For each product's matrix how much of each tap's is in it; none: the taps' own matrices, and their sum (<see cref="IMinimalFilter.SumsLast"/>).</param>
    /// <param name="leastChannels">Channels from which on it is exact enough.</param>
    private static FilterScheme Of<F>(double[][] filters, int leastChannels = 1) where F : struct, IMinimalFilter => new(F.Outputs, F.Taps, filters, leastChannels);

    // The points ±p, where ±q and 0 are the others: (g0 ± p·g1 + p²·g2) / 2p²(p² − q²).
    private static double[][] AtPoint(double p, double q)
    {
        var scale = 1 / (2 * p * p * (p * p - q * q));
        return [[scale, p * scale, p * p * scale], [scale, -p * scale, p * p * scale]];
    }
}
