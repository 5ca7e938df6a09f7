using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace MimiNative.Metrics;

/// <summary>Scores of pairs by every <see cref="ScoringMethod"/>, cell by cell: only the clips of one cell are held in a head's space at a time.</summary>
internal sealed class CellScores
{
    private const int PairsAtOnce = 1024;
    private const int RowsAtOnce = 512;

    private readonly ClipPairs _pairs;
    private readonly VoiceFolds _folds;
    private readonly EmbeddingMatrix _enrol;
    private readonly EmbeddingMatrix? _test;
    private readonly int[][] _pairsOf;

    // One array for all cells, as long as the largest asks for.
    private readonly int _mostRows;
    private double[] _enrolled = [];
    private double[] _tested = [];

    /// <param name="pairs">What is scored.</param>
    /// <param name="folds">Says which cell scores a pair.</param>
    /// <param name="enrol">The clips on the enrolling side.</param>
    /// <param name="test">The same clips on the tested side; null for the same embeddings.</param>
    public CellScores(ClipPairs pairs, VoiceFolds folds, EmbeddingMatrix enrol, EmbeddingMatrix? test)
    {
        (_pairs, _folds, _enrol, _test) = (pairs, folds, enrol, test);
        var cells = new int[pairs.Enrol.Length];
        for (var p = 0; p < cells.Length; p++)
            cells[p] = folds.CellOf(pairs.Enrol[p], pairs.Test[p]);
        _pairsOf = SpaceLabels.Groups(cells, folds.Cells);
        _mostRows = Enumerable.Range(0, folds.Cells).Max(cell => folds.Test(cell).Length);
        Methods = [.. Enum.GetValues<ScoringMethod>().Select(_ => new double[cells.Length])];
    }

    /// <summary>[method][pair].</summary>
    public IReadOnlyList<double[]> Methods { get; }

    /// <summary>Scores the pairs of a cell.</summary>
    public void Add(int cell, SpeakerHead head)
    {
        var (dim, rows, plda) = (_enrol.Dimension, _folds.Test(cell), head.With(HeadScoring.Plda));
        var place = new Dictionary<int, int>(rows.Select((row, at) => KeyValuePair.Create(row, at)));
        var enrolled = Project(_enrol, rows, head, ref _enrolled);
        var tested = _test is { } other ? Project(other, rows, head, ref _tested) : enrolled;
        var test = _test ?? _enrol;
        var mine = _pairsOf[cell];
        var enrolledLengths = Lengths(_enrol, rows, head);
        var testedLengths = _test is null ? enrolledLengths : Lengths(test, rows, head);
        Workers.Ranges(mine.Length, PairsAtOnce, (first, end) =>
        {
            var (a, centredA, before) = (new double[dim], new double[dim], -1);
            foreach (var p in mine.AsSpan(first, end - first))
            {
                var (i, j) = (_pairs.Enrol[p], _pairs.Test[p]);
                // Pairs of one enrolling clip follow each other.
                if (i != before)
                {
                    TensorPrimitives.ConvertTruncating(_enrol.Row(i), a);
                    TensorPrimitives.Subtract(a, head.Mean, centredA);
                    before = i;
                }
                var (lengthOfA, lengthOfB) = (enrolledLengths[place[i]], testedLengths[place[j]]);
                var (raw, centred) = Dots(a, centredA, test.Row(j), head.Mean);
                Methods[(int)ScoringMethod.Cosine][p] = FixedOrder.Cosine(raw, lengthOfA.Raw, lengthOfB.Raw);
                Methods[(int)ScoringMethod.CentredCosine][p] = FixedOrder.Cosine(centred, lengthOfA.Centred, lengthOfB.Centred);
                var x = enrolled.AsSpan(place[i] * head.Axes, head.Axes);
                var y = tested.AsSpan(place[j] * head.Axes, head.Axes);
                Methods[(int)ScoringMethod.LdaCosine][p] = FixedOrder.Cosine(x, y);
                Methods[(int)ScoringMethod.LdaPlda][p] = plda.Score(x, y);
            }
        });
    }

    /// <summary>a·b and centredA·(b − mean) in one reading of b, each to the bits of <see cref="FixedOrder.Dot"/>.</summary>
    internal static (double Raw, double Centred) Dots(ReadOnlySpan<double> a, ReadOnlySpan<double> centredA, ReadOnlySpan<float> b, ReadOnlySpan<double> mean)
    {
        Vector256<double> rawEven = default, rawOdd = default, centredEven = default, centredOdd = default;
        var i = 0;
        for (; i + 8 <= b.Length; i += 8)
        {
            var (even, odd) = Vector256.Widen(Vector256.Create(b[i..]));
            rawEven += Vector256.Create(a[i..]) * even;
            rawOdd += Vector256.Create(a[(i + 4)..]) * odd;
            centredEven += Vector256.Create(centredA[i..]) * (even - Vector256.Create(mean[i..]));
            centredOdd += Vector256.Create(centredA[(i + 4)..]) * (odd - Vector256.Create(mean[(i + 4)..]));
        }
        var (raw, centred) = (FixedOrder.Sum(rawEven + rawOdd), FixedOrder.Sum(centredEven + centredOdd));
        for (; i < b.Length; i++)
            (raw, centred) = (raw + a[i] * b[i], centred + centredA[i] * (b[i] - mean[i]));
        return (raw, centred);
    }

    /// <summary>Length of some rows, as they are and with the head's mean taken off.</summary>
    private static (double Raw, double Centred)[] Lengths(EmbeddingMatrix matrix, int[] rows, SpeakerHead head)
    {
        var lengths = new (double, double)[rows.Length];
        Workers.Ranges(rows.Length, RowsAtOnce, (first, end) =>
        {
            var row = new double[matrix.Dimension];
            for (var r = first; r < end; r++)
            {
                TensorPrimitives.ConvertTruncating(matrix.Row(rows[r]), row);
                var raw = FixedOrder.Norm(row);
                TensorPrimitives.Subtract(row, head.Mean, row);
                lengths[r] = (raw, FixedOrder.Norm(row));
            }
        });
        return lengths;
    }

    /// <summary>Vᵀ·(x − m) of some rows, (rows, axes), at the beginning of <paramref name="held"/>.</summary>
    private double[] Project(EmbeddingMatrix matrix, int[] rows, SpeakerHead head, ref double[] held)
    {
        var (dim, axes) = (matrix.Dimension, PackedRows.Of(head.Projection.ToArray(), head.Axes, matrix.Dimension));
        var result = Room.AtLeast(ref held, _mostRows * dim);
        Workers.For((rows.Length + RowsAtOnce - 1) / RowsAtOnce, () => new double[Math.Min(RowsAtOnce, rows.Length) * dim], (p, offsets) =>
        {
            var (first, end) = (p * RowsAtOnce, Math.Min(rows.Length, (p + 1) * RowsAtOnce));
            for (var r = first; r < end; r++)
            {
                var offset = offsets.AsSpan((r - first) * dim, dim);
                TensorPrimitives.ConvertTruncating(matrix.Row(rows[r]), offset);
                TensorPrimitives.Subtract(offset, head.Mean, offset);
            }
            axes.Multiply(offsets, end - first, result.AsMemory(first * head.Axes, (end - first) * head.Axes));
        }, _ => { });
        return result;
    }
}
