using System.Numerics.Tensors;

namespace MimiNative.Metrics;

/// <summary>
/// The rows of a matrix seen by cosine: optionally with the mean of all rows taken off, scaled to length one on demand, in float64.
/// A row of zeros has no direction: its unit vector stays zero, so its cosine with anything is 0 (the convention of scikit-learn).
/// </summary>
internal sealed class CosineSpace
{
    /// <summary>Up to this many rows pairs are computed in float64, above in float32 (cosines then carry about 1e-7 of rounding).</summary>
    public const int Float64Rows = 2048;

    private const int RowsAtOnce = 1024;

    private readonly EmbeddingMatrix _matrix;

    public CosineSpace(EmbeddingMatrix matrix, bool centred)
    {
        matrix.RequireFinite();
        _matrix = matrix;
        Mean = centred ? Metrics.Centroids.Mean(matrix) : new double[matrix.Dimension];
        Norms = new double[matrix.Rows];
        Workers.Ranges(matrix.Rows, RowsAtOnce, (first, end) =>
        {
            var row = new double[matrix.Dimension];
            for (var i = first; i < end; i++)
            {
                Offset(i, row);
                Norms[i] = FixedOrder.Norm(row);
            }
        });
    }

    public int Rows => _matrix.Rows;

    public int Dimension => _matrix.Dimension;

    /// <summary>What was taken off each row: the mean of all rows, or zeros.</summary>
    public double[] Mean { get; }

    /// <summary>Length of each row after the mean was taken off.</summary>
    public double[] Norms { get; }

    /// <summary>Writes the row minus the mean.</summary>
    public void Offset(int row, Span<double> target)
    {
        TensorPrimitives.ConvertTruncating(_matrix.Row(row), target);
        TensorPrimitives.Subtract(target, Mean, target);
    }

    /// <summary>Writes the row at length one (zeros where it has no length).</summary>
    public void Unit(int row, Span<double> target)
    {
        Offset(row, target);
        if (Norms[row] > 0)
            TensorPrimitives.Divide(target, Norms[row], target);
        else
            target.Clear();
    }

    /// <summary>The sum of unit rows in each group, (groups, dim); rows with a negative group are left out.</summary>
    public double[] UnitSums(ReadOnlySpan<int> group, int groups)
    {
        var sums = new double[groups * Dimension];
        var unit = new double[Dimension];
        for (var i = 0; i < Rows; i++)
        {
            if (group[i] < 0)
                continue;
            Unit(i, unit);
            var sum = sums.AsSpan(group[i] * Dimension, Dimension);
            TensorPrimitives.Add(sum, unit, sum);
        }
        return sums;
    }

    /// <summary>The mean of each group's rows minus the overall <see cref="Mean"/>, (groups, dim).</summary>
    public double[] Centroids(ReadOnlySpan<int> group, int groups)
    {
        var centroids = Metrics.Centroids.Means(_matrix, group, groups);
        for (var g = 0; g < groups; g++)
        {
            var centroid = centroids.AsSpan(g * Dimension, Dimension);
            TensorPrimitives.Subtract(centroid, Mean, centroid);
        }
        return centroids;
    }

    /// <summary>Unit vectors of some rows, (rows, dim).</summary>
    public double[] Units(int[] rows)
    {
        var units = new double[rows.Length * Dimension];
        Units(rows, units);
        return units;
    }

    /// <summary>Writes them.</summary>
    public void Units(int[] rows, double[] target) => Workers.Ranges(rows.Length, RowsAtOnce, (first, end) =>
    {
        for (var i = first; i < end; i++)
            Unit(rows[i], target.AsSpan(i * Dimension, Dimension));
    });

    /// <summary>The same, rounded.</summary>
    public float[] UnitsInFloat32(int[] rows)
    {
        var units = new float[rows.Length * Dimension];
        Workers.Ranges(rows.Length, RowsAtOnce, (first, end) =>
        {
            var unit = new double[Dimension];
            for (var i = first; i < end; i++)
            {
                Unit(rows[i], unit);
                TensorPrimitives.ConvertTruncating<double, float>(unit, units.AsSpan(i * Dimension, Dimension));
            }
        });
        return units;
    }

    /// <summary>Shows the cosine of every pair of some rows to the visitor, which sees positions in <paramref name="rows"/>.</summary>
    public void VisitPairs<TVisitor>(int[] rows, ref TVisitor visitor)
        where TVisitor : IPairVisitor<float>, IPairVisitor<double>
    {
        if (rows.Length <= Float64Rows)
            SymmetricProduct.Visit(Units(rows), rows.Length, Dimension, ref visitor);
        else
            SymmetricProduct.Visit(UnitsInFloat32(rows), rows.Length, Dimension, ref visitor);
    }
}
