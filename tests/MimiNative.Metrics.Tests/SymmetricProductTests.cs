using System.Numerics;
using System.Runtime.Intrinsics;

namespace MimiNative.Metrics.Tests;

public sealed class SymmetricProductTests
{
    [Fact]
    public void Every_width_gives_the_bits_of_a_plain_chain_of_multiply_adds()
    {
        var random = new SeededRandom(1);
        for (var dim = 1; dim <= 70; dim++)
        {
            var n = 1 + random.NextInt(130);
            float[] x = [.. Enumerable.Range(0, n * dim).Select(_ => (float)random.NextGaussian())];
            var expected = new float[n * n];
            for (var i = 0; i < n; i++)
                for (var j = i + 1; j < n; j++)
                    for (var k = 0; k < dim; k++)
                        expected[i * n + j] = MathF.FusedMultiplyAdd(x[i * dim + k], x[j * dim + k], expected[i * n + j]);
            Assert.Equal(expected, Pairs<Simd512, float>(x, n, dim));
            Assert.Equal(expected, Pairs<Simd256, float>(x, n, dim));
            Assert.Equal(expected, Pairs<Simd128, float>(x, n, dim));
            Assert.Equal(expected, Pairs<SimdScalar, float>(x, n, dim));
        }
    }

    [Fact]
    public void Every_width_gives_the_same_bits_in_float64()
    {
        var random = new SeededRandom(2);
        for (var dim = 1; dim <= 70; dim++)
        {
            var n = 1 + random.NextInt(130);
            double[] x = [.. Enumerable.Range(0, n * dim).Select(_ => random.NextGaussian())];
            var expected = Pairs<DoubleScalar, double>(x, n, dim);
            Assert.Equal(expected, Pairs<Double512, double>(x, n, dim));
            Assert.Equal(expected, Pairs<Double256, double>(x, n, dim));
            Assert.Equal(expected, Pairs<Double128, double>(x, n, dim));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(95)]
    [InlineData(96)]
    [InlineData(97)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(700)]
    public void Every_pair_is_visited_once(int n)
    {
        var count = new Count(new int[n * n], n);
        SymmetricProduct.Visit(new float[n * 3], n, 3, ref count);
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                Assert.Equal(j > i ? 1 : 0, count.Visits[i * n + j]);
    }

    [Fact]
    public void Fixed_order_sums_are_those_of_plain_loops()
    {
        var random = new SeededRandom(3);
        for (var length = 0; length <= 70; length++)
        {
            double[] a = [.. Enumerable.Range(0, length).Select(_ => random.NextGaussian())], b = [.. a.Select(_ => random.NextGaussian())];
            Assert.Equal(a.Zip(b, (x, y) => x * y).Sum(), FixedOrder.Dot(a, b), 1e-12);
            Assert.Equal(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum(), FixedOrder.SquaredDistance(a, b), 1e-12);
        }
    }

    private static T[] Pairs<V, T>(T[] x, int n, int dim)
        where V : struct, IVector<V, T>
        where T : unmanaged, INumberBase<T>
    {
        var fill = new Keep<T>(new T[n * n], n);
        SymmetricProduct.Run<V, T, Keep<T>>(x, dim, new PairTile(0, n, 0, n), ref fill);
        return fill.Values;
    }

    private readonly struct Keep<T>(T[] values, int n) : IPairVisitor<T>
    {
        public T[] Values => values;

        public void Visit(int row, int firstColumn, ReadOnlySpan<T> dots) => dots.CopyTo(values.AsSpan(row * n + firstColumn));
    }

    private readonly struct Count(int[] visits, int n) : IPairVisitor<float>
    {
        public int[] Visits => visits;

        public void Visit(int row, int firstColumn, ReadOnlySpan<float> dots)
        {
            for (var j = 0; j < dots.Length; j++)
                visits[row * n + firstColumn + j]++;
        }
    }
}
