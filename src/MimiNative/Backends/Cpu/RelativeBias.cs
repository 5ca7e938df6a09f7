using MimiNative.Numerics;

namespace MimiNative.Backends.Cpu;

/// <summary>
/// WavLM's bias by relative position. A table by head and distance, made once for a network; and for each layer, head and query a gate, from the head's part h of the layer's input:
/// score(i, j) += table[j − i] · (a·(b·constant − 1) + 2), with a and b the sigmoids of two linear maps of h (Chi et al. 2021, "XLM-E"; transformers' <c>WavLMAttention</c>).
/// </summary>
internal sealed unsafe class RelativeBias : IDisposable
{
    private readonly RelativeTable _table;
    private readonly FloatBlock _gates;
    private readonly int _headDim;
    private readonly float _biasA;
    private readonly float _biasB;
    private readonly float[] _constants;

    /// <summary>A layer's gates over the network's table.</summary>
    /// <param name="table">By head and distance; whoever made it disposes it.</param>
    /// <param name="a">[headDim], and its bias.</param>
    /// <param name="b">[headDim], and its bias.</param>
    /// <param name="constants">[heads].</param>
    public RelativeBias(RelativeTable table, (float[] Weight, float Bias) a, (float[] Weight, float Bias) b, float[] constants)
    {
        (_table, _headDim, _biasA, _biasB, _constants) = (table, a.Weight.Length, a.Bias, b.Bias, constants);
        _gates = new FloatBlock(2L * _headDim);
        a.Weight.CopyTo(_gates.Span);
        b.Weight.CopyTo(_gates.Span[_headDim..]);
    }

    /// <summary>Heads that there are gates for.</summary>
    public int Heads => _constants.Length;

    /// <summary>Channels of a head.</summary>
    public int HeadDimension => _headDim;

    /// <summary>The most rows that the table reaches.</summary>
    public int MostRows => _table.MostRows;

    /// <summary>scores[j] = scores[j] · scale + gate · table[j − query].</summary>
    /// <param name="scores">Of one query, by key.</param>
    /// <param name="keys">Keys.</param>
    /// <param name="scale">Of the products.</param>
    /// <param name="head">Which head.</param>
    /// <param name="query">Which row.</param>
    /// <param name="h">The head's part of the row.</param>
    public void Add<V>(float* scores, int keys, float scale, int head, int query, float* h) where V : struct, ISimd<V>
    {
        var gate = (float)Gate<V>(h, head);
        var table = _table.From(head, query);
        V by = V.Broadcast(gate), factor = V.Broadcast(scale);
        var vectors = keys - keys % V.Width;
        for (var j = 0; j < vectors; j += V.Width)
            V.Store(V.Fma(V.Load(table + j), by, V.Multiply(V.Load(scores + j), factor)), scores + j);
        for (var j = vectors; j < keys; j++)
            scores[j] = MathF.FusedMultiplyAdd(table[j], gate, scores[j] * scale);
    }

    private double Gate<V>(float* h, int head) where V : struct, ISimd<V>
    {
        float* weightA = _gates.Pointer, weightB = weightA + _headDim;
        V sumA = V.Broadcast(0f), sumB = V.Broadcast(0f);
        var vectors = _headDim - _headDim % V.Width;
        for (var i = 0; i < vectors; i += V.Width)
        {
            V x = V.Load(h + i);
            sumA = V.Fma(x, V.Load(weightA + i), sumA);
            sumB = V.Fma(x, V.Load(weightB + i), sumB);
        }

        double a = V.Sum(sumA) + (double)_biasA, b = V.Sum(sumB) + (double)_biasB;
        for (var i = vectors; i < _headDim; i++)
        {
            a += (double)h[i] * weightA[i];
            b += (double)h[i] * weightB[i];
        }

        return Sigmoid(a) * (Sigmoid(b) * _constants[head] - 1) + 2;

        static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
    }

    public void Dispose() => _gates.Dispose();
}

/// <summary>A bias for each head and distance j − i of two rows, up to a number of rows.</summary>
internal sealed unsafe class RelativeTable : IDisposable
{
    private readonly FloatBlock _values;

    /// <summary>Fills the table.</summary>
    /// <param name="heads">Heads.</param>
    /// <param name="mostRows">Rows between which distances are asked for.</param>
    /// <param name="value">The bias of a head and a distance.</param>
    public RelativeTable(int heads, int mostRows, Func<int, int, float> value)
    {
        (Heads, MostRows) = (heads, mostRows);
        _values = new FloatBlock((long)heads * Width);
        for (var head = 0; head < heads; head++)
            for (var distance = 1 - mostRows; distance < mostRows; distance++)
                _values.Pointer[(long)head * Width + mostRows - 1 + distance] = value(head, distance);
    }

    public int Heads { get; }

    public int MostRows { get; }

    private int Width => 2 * MostRows - 1;

    /// <summary>The biases of a query for keys 0, 1, …: distances −query and up. Up to MostRows − query of them are there.</summary>
    public float* From(int head, int query) => _values.Pointer + (long)head * Width + MostRows - 1 - query;

    public void Dispose() => _values.Dispose();
}
