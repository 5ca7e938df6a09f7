using System.Numerics.Tensors;

namespace MimiNative.Metrics;

/// <summary>
/// Right singular vectors of a float64 matrix X (n, dim), strongest first, without the directions X does not reach. Decomposes the smaller
/// of X·Xᵀ and Xᵀ·X, so 210 clips of 1024 channels cost a 210 × 210 problem.
/// </summary>
/// <param name="Squares">Squared singular values of the kept axes.</param>
/// <param name="Axes">Unit vectors as rows, (count, dim).</param>
/// <param name="Dimension">Channels.</param>
internal sealed record PrincipalAxes(double[] Squares, double[] Axes, int Dimension)
{
    /// <summary>Directions below this share of the strongest are rounding: the product squares the condition number.</summary>
    private const double Negligible = 1e-13;

    public int Count => Squares.Length;

    public ReadOnlySpan<double> Axis(int index) => Axes.AsSpan(index * Dimension, Dimension);

    public static PrincipalAxes Of(double[] x, int n, int dim) => Of(n, dim, (i, row) => x.AsSpan(i * dim, dim).CopyTo(row));

    /// <summary>Of rows that are made when they are needed.</summary>
    public static PrincipalAxes Of(int n, int dim, RowWriter write)
    {
        if (n == 0)
            return new PrincipalAxes([], [], dim);
        if (n >= dim)
        {
            var eigen = SymmetricEigen.Decompose(Scatter.Of(n, dim, write), dim);
            var kept = Kept(eigen);
            return new PrincipalAxes(eigen.Values[..kept], eigen.Vectors[..(kept * dim)], dim);
        }
        var x = new double[n * dim];
        for (var i = 0; i < n; i++)
            write(i, x.AsSpan(i * dim, dim));
        return Wide(x, n, dim);
    }

    private static int Kept(SymmetricEigen eigen) => eigen.Values.TakeWhile(v => v > Negligible * eigen.Values[0] && v > 0).Count();

    private static PrincipalAxes Wide(double[] x, int n, int dim)
    {
        var eigen = SymmetricEigen.Decompose(Gram.OfRows(x, n, dim), n);
        var count = Kept(eigen);
        var squares = eigen.Values[..count];
        var axes = new double[count * dim];
        var scaled = new double[dim];
        for (var a = 0; a < count; a++)
        {
            var axis = axes.AsSpan(a * dim, dim);
            for (var i = 0; i < n; i++)
            {
                TensorPrimitives.Multiply(x.AsSpan(i * dim, dim), eigen.Vector(a)[i], scaled);
                TensorPrimitives.Add(axis, scaled, axis);
            }
            TensorPrimitives.Divide(axis, FixedOrder.Norm(axis), axis);
            PointLargestUp(axis);
        }
        return new PrincipalAxes(squares, axes, dim);
    }

    /// <summary>Coordinates of one row along the first axes.</summary>
    public void Project(ReadOnlySpan<double> row, Span<double> coordinates)
    {
        for (var a = 0; a < coordinates.Length; a++)
            coordinates[a] = FixedOrder.Dot(row, Axis(a));
    }

    private static void PointLargestUp(Span<double> axis)
    {
        var largest = 0.0;
        foreach (var entry in axis)
            if (Math.Abs(entry) > Math.Abs(largest))
                largest = entry;
        if (largest < 0)
            TensorPrimitives.Negate(axis, axis);
    }
}
