using System.Runtime.CompilerServices;
using MimiNative.Numerics;

namespace MimiNative.Backends.Cpu;

/// <summary>Codebooks twice: plain rows for lookup and exact distances, panels for the scores; and −‖c‖²/2 per row.</summary>
internal sealed unsafe class CpuCodebooks : PreparedCodebooks
{
    private readonly FloatBlock _rows;
    private readonly CpuMatrix[] _panels;

    public CpuCodebooks(ReadOnlySpan<float> codebooks, int levels, int size, int dim, int columns)
        : base(levels, size, dim)
    {
        _rows = new FloatBlock(codebooks.Length);
        codebooks.CopyTo(new Span<float>(_rows.Pointer, codebooks.Length));
        _panels = new CpuMatrix[levels];
        LargestNorm = new float[levels];
        var minusHalfSquare = new float[size];
        for (var level = 0; level < levels; level++)
        {
            double largest = 0;
            for (var i = 0; i < size; i++)
            {
                double square = 0;
                var row = Row(level, i);
                for (var j = 0; j < dim; j++)
                    square += (double)row[j] * row[j];
                minusHalfSquare[i] = (float)(-square / 2);
                largest = Math.Max(largest, square);
            }

            LargestNorm[level] = (float)Math.Sqrt(largest);
            _panels[level] = CpuMatrix.Pack(codebooks.Slice(level * size * dim, size * dim), minusHalfSquare, size, dim, columns);
        }
    }

    /// <summary>Largest row norm of each codebook.</summary>
    public float[] LargestNorm { get; }

    /// <summary>An entry. Codes that a caller mixed up with another codebook's must not reach past this one.</summary>
    public float* Row(int level, int index) => (uint)index >= (uint)Size
        ? throw new ArgumentException($"code {index} of codebooks of {Size} entries", nameof(index))
        : _rows.Pointer + ((long)level * Size + index) * Dimension;

    public CpuMatrix Panels(int level) => _panels[level];

    protected override void Release()
    {
        _rows.Dispose();
        foreach (var panels in _panels)
            panels.Dispose();
    }
}

/// <summary>
/// Nearest codebook row, level by level. Scores x·c − ‖c‖²/2 come from the matrix product; every row whose score is within rounding of the best
/// has its distance taken again in double, so the code is the one that the plain search finds.
/// </summary>
internal sealed unsafe class CpuQuantiser<V> : IParallelWork where V : struct, ISimd<V>
{
    private const int RowsPerPiece = 16;

    [ThreadStatic] private static CpuQuantiser<V>? s_instance;
    [ThreadStatic] private static FloatBlock? s_scores;

    private CpuCodebooks _books = null!;
    private CpuCodeBuffer _codes = null!;
    private float* _scores;
    private float* _residual;
    private float* _sum;
    private int _level;
    private int _column;
    private bool _isLast;
    private int _sequence;
    private int _rows;

    public static void Run(CpuCodebooks books, float* residual, float* sum, CpuCodeBuffer codes, int sequence, int codeColumn, int firstLevel, int levels, int rows, WorkerPool pool)
    {
        var work = s_instance ??= new CpuQuantiser<V>();
        (work._books, work._codes) = (books, codes);
        work._scores = FloatBlock.AtLeast(ref s_scores, (long)rows * books.Size);
        work._residual = residual;
        work._sum = sum;
        (work._sequence, work._rows) = (sequence, rows);
        for (var level = firstLevel; level < levels; level++)
        {
            var panels = books.Panels(level);
            Gemm<V>.Run(new GemmCall
            {
                A = residual, Lda = books.Dimension, M = rows, N = books.Size, K = books.Dimension,
                Panels = panels.Values, Bias = panels.Bias, Ldc = books.Size, Output = work._scores,
            }, pool);
            (work._level, work._column, work._isLast) = (level, codeColumn, level == levels - 1);
            pool.Run(work, (rows + RowsPerPiece - 1) / RowsPerPiece);
        }
    }

    public void Run(int piece)
    {
        var last = Math.Min(_rows, (piece + 1) * RowsPerPiece);
        for (var row = piece * RowsPerPiece; row < last; row++)
        {
            float* x = _residual + (nint)row * _books.Dimension;
            var code = Nearest(x, _scores + (nint)row * _books.Size);
            var codes = _codes.Row(_sequence, row)[_column..];
            codes[_level] = code;
            float* chosen = _books.Row(_level, code);
            for (var i = 0; i < _books.Dimension; i++)
                x[i] -= chosen[i];
            if (_isLast)
                Sum(codes[..(_level + 1)], _sum + (nint)row * _books.Dimension);
        }
    }

    /// <summary>Sum of the chosen rows, in double: 31 roundings would be most of the quantised latent's error.</summary>
    private void Sum(ReadOnlySpan<int> codes, float* sum)
    {
        for (var i = 0; i < _books.Dimension; i++)
        {
            double total = 0;
            for (var level = 0; level < codes.Length; level++)
                total += _books.Row(level, codes[level])[i];
            sum[i] = (float)total;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Nearest(float* x, float* scores)
    {
        int size = _books.Size, dim = _books.Dimension, vectors = size - size % V.Width;
        var best = float.NegativeInfinity;
        if (vectors > 0)
        {
            V top = V.Load(scores);
            for (var i = V.Width; i < vectors; i += V.Width)
                top = V.Max(top, V.Load(scores + i));
            best = V.Largest(top);
        }

        for (var i = vectors; i < size; i++)
            best = MathF.Max(best, scores[i]);

        double square = 0;
        for (var i = 0; i < dim; i++)
            square += (double)x[i] * x[i];
        // |rounding| of a dot product of n terms is below n·u·‖x‖‖c‖ in the worst case; the bias adds u·‖c‖²/2.
        var norm = _books.LargestNorm[_level];
        var bound = 2 * (dim + 2) * 5.97e-8 * (Math.Sqrt(square) * norm + norm * norm);
        var threshold = (float)(best - bound);

        int code = 0;
        var nearest = double.PositiveInfinity;
        for (var i = 0; i < size; i++)
        {
            if (!(scores[i] >= threshold))
                continue;
            float* c = _books.Row(_level, i);
            double distance = 0;
            for (var j = 0; j < dim; j++)
            {
                var d = (double)x[j] - c[j];
                distance += d * d;
            }

            if (distance < nearest)
                (nearest, code) = (distance, i);
        }

        return code;
    }
}
