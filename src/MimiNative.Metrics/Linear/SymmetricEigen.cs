using System.Numerics;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace MimiNative.Metrics;

/// <summary>Eigenvalues, largest first, and their unit eigenvectors as rows; each vector's largest entry is positive, so that signs repeat.</summary>
internal sealed record SymmetricEigen(double[] Values, double[] Vectors, int Order)
{
    public ReadOnlySpan<double> Vector(int index) => Vectors.AsSpan(index * Order, Order);

    /// <param name="matrix">A symmetric matrix (order, order); not changed.</param>
    /// <param name="order">Its size.</param>
    public static SymmetricEigen Decompose(double[] matrix, int order)
    {
        var vectors = new double[order * order];
        var values = new Complex[order];
        // The managed provider directly: MathNet's default looks for native libraries by reflection, which ahead-of-time compilation cannot see.
        ManagedLinearAlgebraProvider.Instance.EigenDecomp(true, order, (double[])matrix.Clone(), vectors, values, new double[order * order]);
        var ordered = new double[order * order];
        for (var i = 0; i < order; i++)
        {
            var source = vectors.AsSpan((order - 1 - i) * order, order);
            var largest = 0.0;
            foreach (var entry in source)
                if (Math.Abs(entry) > Math.Abs(largest))
                    largest = entry;
            var target = ordered.AsSpan(i * order, order);
            for (var k = 0; k < order; k++)
                target[k] = largest < 0 ? -source[k] : source[k];
        }
        return new SymmetricEigen([.. values.Reverse().Select(v => v.Real)], ordered, order);
    }
}
