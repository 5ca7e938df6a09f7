namespace MimiNative.Backends.Cpu;

/// <summary>Which minimal filter a convolution is computed with, as data: <see cref="IMinimalFilter"/> is the arithmetic.</summary>
internal sealed class FilterScheme
{
    public static readonly FilterScheme F22 = new("F(2,2)", 2, [[1, 0], [0, 1]]);
    public static readonly FilterScheme F32 = new("F(3,2)", 3, [[1, 0], [0.5, 0.5], [0.5, -0.5], [0, 1]]);
    public static readonly FilterScheme F23 = new("F(2,3)", 2, [[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]]);
    public static readonly FilterScheme F43 = new("F(4,3)", 4, [[1, 0, 0], .. AtPoint(2.0 / 3, 1.5), .. AtPoint(1.5, 2.0 / 3), [0, 0, 1]]);

    // Below, the error of F(4, 3) is above that of PyTorch's plain sums: the first layer's short sums decide those of all that follow.
    private const int LeastChannelsOfF43 = 128;

    private FilterScheme(string name, int outputs, double[][] filters) => (Name, Outputs, Filters) = (name, outputs, filters);

    /// <summary>F(outputs, taps).</summary>
    public string Name { get; }

    /// <summary>Outputs of a group.</summary>
    public int Outputs { get; }

    /// <summary>For each matrix that is kept how much of each tap's is in it. A product's has one each, but for a last one that is the sum of two.</summary>
    public double[][] Filters { get; }

    /// <summary>Matrices that are kept.</summary>
    public int Matrices => Filters.Length;

    public int Taps => Filters[0].Length;

    /// <summary>
    /// The scheme of a convolution, or null where it is computed as it stands. A group must not straddle two calls, or the bits would depend on where a clip is cut:
    /// its outputs divide <paramref name="rowsPerFrame"/>, the rows that a frame of the encoder has where the convolution writes.
    /// </summary>
    public static FilterScheme? For(int channels, int kernel, int stride, int rowsPerFrame) => (kernel % stride == 0 ? kernel / stride : 0) switch
    {
        2 when rowsPerFrame % 3 == 0 => F32,
        2 when rowsPerFrame % 2 == 0 => F22,
        3 when rowsPerFrame % 4 == 0 && channels >= LeastChannelsOfF43 => F43,
        3 when rowsPerFrame % 2 == 0 => F23,
        _ => null,
    };

    /// <summary>Weights (outputs, taps · block) as (outputs, matrices · block), each rounded once.</summary>
    public void Transform(ReadOnlySpan<float> weight, Span<float> matrices, int outputs)
    {
        int taps = Taps, block = weight.Length / (outputs * taps);
        for (var o = 0; o < outputs; o++)
        {
            var from = weight.Slice(o * taps * block, taps * block);
            for (var p = 0; p < Matrices; p++)
            {
                var to = matrices.Slice((o * Matrices + p) * block, block);
                var filter = Filters[p];
                for (var i = 0; i < block; i++)
                {
                    var sum = 0.0;
                    for (var tap = 0; tap < taps; tap++)
                        sum += filter[tap] * from[tap * block + i];
                    to[i] = (float)sum;
                }
            }
        }
    }

    // The points ±p, where ±q and 0 are the others: (g0 ± p·g1 + p²·g2) / 2p²(p² − q²).
    private static double[][] AtPoint(double p, double q)
    {
        var scale = 1 / (2 * p * p * (p * p - q * q));
        return [[scale, p * scale, p * p * scale], [scale, -p * scale, p * p * scale]];
    }
}
