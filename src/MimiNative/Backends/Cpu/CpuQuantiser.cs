using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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

    /// <summary>Doubles that are summed side by side.</summary>
    private const int Lanes = 8;

    [ThreadStatic] private static CpuQuantiser<V>? s_instance;
    [ThreadStatic] private static FloatBlock? s_scores;

    private readonly List<(int Sequence, int Rows, nint Residual, nint Sum, nint Scores)> _clips = [];
    private CpuCodebooks _books = null!;
    private CpuCodeBuffer _codes = null!;
    private nint _pitch;
    private int _level;
    private int _column;
    private bool _isLast;

    /// <summary>Quantises rows of some sequences.</summary>
    public static void Run(CpuCodebooks books, CpuBuffer residual, CpuBuffer sum, CpuCodeBuffer codes, int codeColumn, int firstLevel, int levels, ReadOnlySpan<int> rows, WorkerPool pool)
    {
        var work = s_instance ??= new CpuQuantiser<V>();
        (work._books, work._codes) = (books, codes);
        // Rows of scores some kilobytes apart would push each other out of the caches.
        work._pitch = books.Size + Gemm<V>.PitchPadding;
        var all = 0;
        foreach (var count in rows)
            all += count;
        var scores = FloatBlock.AtLeast(ref s_scores, all * (long)work._pitch);
        work._clips.Clear();
        var pieces = 0;
        for (var s = 0; s < rows.Length; s++)
        {
            if (rows[s] == 0)
                continue;
            work._clips.Add((s, rows[s], (nint)residual.Row(s, 0), (nint)sum.Row(s, 0), (nint)scores));
            scores += rows[s] * work._pitch;
            pieces += Pieces(rows[s]);
        }

        Span<GemmCall> calls = work._clips.Count <= CpuBackend<V>.CallsOnStack ? stackalloc GemmCall[work._clips.Count] : new GemmCall[work._clips.Count];
        for (var level = firstLevel; level < levels; level++)
        {
            var panels = books.Panels(level);
            for (var i = 0; i < calls.Length; i++)
            {
                var clip = work._clips[i];
                calls[i] = new GemmCall
                {
                    A = (float*)clip.Residual, Lda = books.Dimension, M = clip.Rows, N = books.Size, K = books.Dimension,
                    Panels = panels.Values, Bias = panels.Bias, Ldc = work._pitch, Output = (float*)clip.Scores,
                };
            }

            Gemm<V>.Run(calls, pool);
            (work._level, work._column, work._isLast) = (level, codeColumn, level == levels - 1);
            pool.Run(work, pieces);
        }
    }

    public void Run(int piece)
    {
        var at = 0;
        for (; piece >= Pieces(_clips[at].Rows); at++)
            piece -= Pieces(_clips[at].Rows);
        var clip = _clips[at];
        var last = Math.Min(clip.Rows, (piece + 1) * RowsPerPiece);
        for (var row = piece * RowsPerPiece; row < last; row++)
        {
            var x = (float*)clip.Residual + (nint)row * _books.Dimension;
            var code = Nearest(x, (float*)clip.Scores + row * _pitch);
            var codes = _codes.Row(clip.Sequence, row)[_column..];
            codes[_level] = code;
            Subtract(x, _books.Row(_level, code), _books.Dimension);
            if (_isLast)
                Sum(codes[..(_level + 1)], (float*)clip.Sum + (nint)row * _books.Dimension);
        }
    }

    private static int Pieces(int rows) => (rows + RowsPerPiece - 1) / RowsPerPiece;

    /// <summary>Sum of the chosen rows, in double: 31 roundings would be most of the quantised latent's error.</summary>
    private void Sum(ReadOnlySpan<int> codes, float* sum)
    {
        var rows = stackalloc float*[codes.Length];
        for (var level = 0; level < codes.Length; level++)
            rows[level] = _books.Row(level, codes[level]);
        var i = 0;
        for (; i + Lanes <= _books.Dimension; i += Lanes)
        {
            Vector256<double> low = default, high = default;
            for (var level = 0; level < codes.Length; level++)
            {
                var (l, h) = Vector256.Widen(Vector256.Load(rows[level] + i));
                (low, high) = (low + l, high + h);
            }

            Vector256.Narrow(low, high).Store(sum + i);
        }

        for (; i < _books.Dimension; i++)
        {
            double total = 0;
            for (var level = 0; level < codes.Length; level++)
                total += rows[level][i];
            sum[i] = (float)total;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Nearest(float* x, float* scores)
    {
        int size = _books.Size, dim = _books.Dimension, blocks = size - size % (4 * V.Width);
        var best = float.NegativeInfinity;
        if (blocks > 0)
        {
            V top = V.Load(scores);
            for (var i = V.Width; i < blocks; i += V.Width)
                top = V.Max(top, V.Load(scores + i));
            best = V.Largest(top);
        }

        for (var i = blocks; i < size; i++)
            best = MathF.Max(best, scores[i]);

        // |rounding| of a dot product of n terms is below n·u·‖x‖‖c‖ in the worst case; the bias adds u·‖c‖²/2.
        var norm = _books.LargestNorm[_level];
        var bound = 2 * (dim + 2) * 5.97e-8 * (Math.Sqrt(Squares(x, null, dim)) * norm + norm * norm);
        var threshold = (float)(best - bound);

        int code = 0;
        var nearest = double.PositiveInfinity;
        for (var i = 0; i < blocks; i += 4 * V.Width)
        {
            var largest = V.Max(V.Max(V.Load(scores + i), V.Load(scores + i + V.Width)), V.Max(V.Load(scores + i + 2 * V.Width), V.Load(scores + i + 3 * V.Width)));
            if (V.Largest(largest) >= threshold)
                Compare(x, scores, i, i + 4 * V.Width, threshold, ref nearest, ref code);
        }

        Compare(x, scores, blocks, size, threshold, ref nearest, ref code);
        return code;
    }

    /// <summary>The distances of those entries whose scores reach the threshold; the first of equals is taken.</summary>
    private void Compare(float* x, float* scores, int first, int end, float threshold, ref double nearest, ref int code)
    {
        for (var i = first; i < end; i++)
            if (scores[i] >= threshold && Squares(x, _books.Row(_level, i), _books.Dimension) is var distance && distance < nearest)
                (nearest, code) = (distance, i);
    }

    /// <summary>Σ (x − c)², or Σ x² where <paramref name="c"/> is null, in double.</summary>
    private static double Squares(float* x, float* c, int dim)
    {
        Vector256<double> low = default, high = default;
        var i = 0;
        for (; i + Lanes <= dim; i += Lanes)
        {
            var (l, h) = Vector256.Widen(Vector256.Load(x + i));
            if (c != null)
            {
                var (cl, ch) = Vector256.Widen(Vector256.Load(c + i));
                (l, h) = (l - cl, h - ch);
            }

            (low, high) = (low + l * l, high + h * h);
        }

        var sum = FixedOrder.Sum(low + high);
        for (; i < dim; i++)
        {
            var difference = c == null ? x[i] : (double)x[i] - c[i];
            sum += difference * difference;
        }

        return sum;
    }

    private static void Subtract(float* x, float* c, int dim)
    {
        var vectors = dim - dim % V.Width;
        for (var i = 0; i < vectors; i += V.Width)
            V.Store(V.Subtract(V.Load(x + i), V.Load(c + i)), x + i);
        for (var i = vectors; i < dim; i++)
            x[i] -= c[i];
    }
}
