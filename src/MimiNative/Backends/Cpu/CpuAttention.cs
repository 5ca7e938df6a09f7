using System.Runtime.CompilerServices;
using MimiNative.Numerics;

namespace MimiNative.Backends.Cpu;

/// <summary>
/// Attention without a T×T matrix: for each head, keys and values in reach are packed into panels once; then strips of a few queries
/// take scores (one tile product per panel), a softmax over each query's own window, and the weighted sum of values (one tile product per block of keys).
/// Windowed and causal; or, with a <see cref="RelativeBias"/>, over all keys with the bias added to the scores.
/// A query's sums run over its keys in ascending order; keys of the strip outside its window count as exact zeros, so the strip it fell in doesn't show in its bits.
/// </summary>
internal sealed unsafe class CpuAttention<V> : IParallelWork where V : struct, ISimd<V>
{
    // Keys whose weighted values are summed by themselves: more than any window of Mimi's has.
    private const int KeyBlock = 512;

    [ThreadStatic] private static CpuAttention<V>? s_instance;
    [ThreadStatic] private static FloatBlock? s_scratch;

    private float* _qkv;
    private float* _y;
    private int _rows;
    private int _history;
    private int _heads;
    private int _headDim;
    private int _window;
    private float* _x;
    private RelativeBias? _bias;

    /// <summary><paramref name="qkv"/> points at the first new row; <paramref name="history"/> rows before it are valid. y is (rows, heads·headDim).</summary>
    public static void Run(float* qkv, float* y, int rows, int history, int heads, int headDim, int window, WorkerPool pool)
    {
        var work = s_instance ??= new CpuAttention<V>();
        work._qkv = qkv;
        work._y = y;
        (work._rows, work._history) = (rows, history);
        (work._heads, work._headDim, work._window) = (heads, headDim, window);
        work._x = null;
        work._bias = null;
        pool.Run(work, heads);
    }

    /// <summary>Every query sees every key; <paramref name="x"/> (rows, heads·headDim) is what the bias's gates are taken from.</summary>
    public static void Run(float* qkv, float* y, float* x, int rows, int heads, int headDim, RelativeBias bias, WorkerPool pool)
    {
        var work = s_instance ??= new CpuAttention<V>();
        work._qkv = qkv;
        work._y = y;
        (work._rows, work._history) = (rows, 0);
        (work._heads, work._headDim, work._window) = (heads, headDim, 1);
        work._x = x;
        work._bias = bias;
        pool.Run(work, heads);
        work._bias = null;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int head)
    {
        int columns = GemmTile<V>.Columns, dim = _headDim, width = _heads * dim, ld = 3 * width;
        var keys = _history + _rows;
        var keyPanels = (keys + columns - 1) / columns;
        var valuePanels = (dim + columns - 1) / columns;
        // A strip's keys: its window and the strip itself, begun at a panel's edge.
        var scoreWidth = _bias is null ? ((_window + V.TileRows - 2) / columns + 2) * columns : keyPanels * columns;

        var keyFloats = (long)keyPanels * columns * dim;
        var valueFloats = (long)valuePanels * columns * keys;
        var scratch = FloatBlock.AtLeast(ref s_scratch, keyFloats + valueFloats + (long)V.TileRows * (scoreWidth + columns) + columns);
        float* packedKeys = scratch, packedValues = packedKeys + keyFloats, scores = packedValues + valueFloats, tile = scores + (long)V.TileRows * scoreWidth;

        float* firstKey = _qkv - (nint)_history * ld + width + head * dim, firstValue = firstKey + width;
        for (var p = 0; p < keyPanels; p++)
            CpuMatrix.PackPanel(firstKey + (nint)p * columns * ld, Math.Min(columns, keys - p * columns), ld, dim, packedKeys + (nint)p * columns * dim, columns);
        for (var p = 0; p < valuePanels; p++)
            PackValues(firstValue + p * columns, Math.Min(columns, dim - p * columns), ld, keys, packedValues + (nint)p * columns * keys, columns);

        float* zeros = stackalloc float[columns];
        var scale = (float)(1 / Math.Sqrt(dim));
        for (var row = 0; row < _rows;)
        {
            var rows = GemmTile<V>.RowsOf(_rows - row);
            var last = _bias is null ? _history + row + rows : keys; // one past the strip's last key
            var first = _bias is null ? Math.Max(0, _history + row - _window + 1) / columns * columns : 0;
            for (var k = first; k < last; k += columns)
            {
                GemmTile<V>.Multiply(rows, _qkv + (nint)row * ld + head * dim, ld, packedKeys + (nint)k * dim, dim, dim, tile, zeros, add: false, (byte*)tile, 0);
                for (var i = 0; i < rows; i++)
                    new ReadOnlySpan<float>(tile + i * columns, columns).CopyTo(new Span<float>(scores + (nint)i * scoreWidth + (k - first), columns));
            }

            for (var i = 0; i < rows; i++)
            {
                var own = scores + (nint)i * scoreWidth;
                if (_bias is { } bias)
                {
                    bias.Add<V>(own, keys, scale, head, row + i, _x + (nint)(row + i) * width + head * dim);
                    Softmax(own, 0, keys, keys, 1);
                    continue;
                }

                var end = _history + row + i + 1;
                var begin = Math.Max(0, end - _window);
                Softmax(own, begin - first, end - first, last - first, scale);
            }

            for (var p = 0; p < valuePanels; p++)
            {
                GemmTile<V>.Multiply(rows, scores, scoreWidth, packedValues + ((nint)p * keys + first) * columns, last - first, KeyBlock, tile, zeros, add: false, (byte*)tile, 0);
                var count = Math.Min(columns, dim - p * columns);
                for (var i = 0; i < rows; i++)
                    new ReadOnlySpan<float>(tile + i * columns, count).CopyTo(new Span<float>(_y + (nint)(row + i) * width + head * dim + p * columns, count));
            }

            row += rows;
        }
    }

    /// <summary>Turns scores [begin, end) into weights that sum to 1, and everything else in [0, length) into zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Softmax(float* s, int begin, int end, int length, float scale)
    {
        new Span<float>(s, begin).Clear();
        new Span<float>(s + end, length - end).Clear();
        float* from = s + begin;
        var count = end - begin;
        var vectors = count - count % V.Width;

        var largest = float.NegativeInfinity;
        if (vectors > 0)
        {
            V top = V.Load(from);
            for (var i = V.Width; i < vectors; i += V.Width)
                top = V.Max(top, V.Load(from + i));
            largest = V.Largest(top);
        }

        for (var i = vectors; i < count; i++)
            largest = MathF.Max(largest, from[i]);

        V shift = V.Broadcast(largest), factor = V.Broadcast(scale), total = V.Broadcast(0f);
        for (var i = 0; i < vectors; i += V.Width)
        {
            V e = SimdMath<V>.ExpOfNegative(V.Multiply(V.Subtract(V.Load(from + i), shift), factor));
            total = V.Add(total, e);
            V.Store(e, from + i);
        }

        double sum = V.Sum(total);
        for (var i = vectors; i < count; i++)
        {
            SimdScalar e = SimdMath<SimdScalar>.ExpOfNegative(SimdScalar.Broadcast((from[i] - largest) * scale));
            SimdScalar.Store(e, from + i);
            sum += from[i];
        }

        var inverse = (float)(1 / sum);
        V multiplier = V.Broadcast(inverse);
        for (var i = 0; i < vectors; i += V.Width)
            V.Store(V.Multiply(V.Load(from + i), multiplier), from + i);
        for (var i = vectors; i < count; i++)
            from[i] *= inverse;
    }

    private static void PackValues(float* source, int count, int ld, int keys, float* panel, int columns)
    {
        for (var k = 0; k < keys; k++, source += ld, panel += columns)
        {
            new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(panel, count));
            new Span<float>(panel + count, columns - count).Clear();
        }
    }
}
