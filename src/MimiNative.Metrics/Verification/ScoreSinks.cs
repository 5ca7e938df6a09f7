using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MimiNative.Metrics;

/// <summary>Takes scores of one voice's pairs, or of two voices'.</summary>
internal interface IScoreSink
{
    void Add<T>(bool same, ReadOnlySpan<T> scores)
        where T : unmanaged, INumberBase<T>;
}

/// <summary>Keeps scores one by one, from two given places on.</summary>
internal struct ScoreList(double[] same, double[] different, long firstSame, long firstDifferent) : IScoreSink
{
    private long _same = firstSame;
    private long _different = firstDifferent;

    public void Add<T>(bool isSame, ReadOnlySpan<T> scores)
        where T : unmanaged, INumberBase<T>
    {
        foreach (var score in scores)
            if (isSame)
                same[_same++] = double.CreateTruncating(score);
            else
                different[_different++] = double.CreateTruncating(score);
    }
}

/// <summary>
/// Counts scores in float32 in bins of their cosine distance 1 − c whose width is 2⁻¹⁵ of the distance's power of two: fine near 1, where raw embeddings crowd, and never wider than 3.1e-5 below a distance of 1.
/// </summary>
internal readonly struct ScoreBins : IScoreSink
{
    private const int DroppedBits = 8;

    /// <summary>Cosines next to 1 are multiples of 2⁻²⁴, so no distance but 0 lies below this one.</summary>
    private const int FirstKey = (127 - 24) << (23 - DroppedBits);
    private const int LastKey = (128 << (23 - DroppedBits)) + 1;
    private const int Bins = LastKey - FirstKey + 2;

    private readonly long[] _same = new long[Bins];
    private readonly long[] _different = new long[Bins];

    public ScoreBins()
    {
    }

    public void Add<T>(bool same, ReadOnlySpan<T> scores)
        where T : unmanaged, INumberBase<T>
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(same ? _same : _different);
        var i = 0;
        if (typeof(T) == typeof(float))
            for (ref var values = ref Unsafe.As<T, float>(ref MemoryMarshal.GetReference(scores)); i + Vector256<float>.Count <= scores.Length; i += Vector256<float>.Count)
            {
                var keys = (Vector256<float>.One - Vector256.LoadUnsafe(ref values, (nuint)i)).AsInt32() >> DroppedBits;
                var bins = Vector256.Min(Vector256.Max(keys, Vector256.Create(FirstKey - 1)), Vector256.Create(LastKey)) - Vector256.Create(FirstKey - 1);
                // Two bins at a time: taking a vector apart costs more than counting.
                var pairs = bins.AsInt64();
                Count(ref first, pairs[0]);
                Count(ref first, pairs[1]);
                Count(ref first, pairs[2]);
                Count(ref first, pairs[3]);
            }
        for (; i < scores.Length; i++)
            Unsafe.Add(ref first, Bin(float.CreateTruncating(scores[i])))++;
    }

    public void Add(ScoreBins other)
    {
        TensorPrimitives.Add(_same, other._same, _same);
        TensorPrimitives.Add(_different, other._different, _different);
    }

    /// <summary>The scores as steps from the highest down.</summary>
    public ScoreDistribution Distribution()
    {
        var used = 0;
        for (var b = 0; b < Bins; b++)
            if ((_same[b] | _different[b]) != 0)
                used++;
        var (scores, sames, differents) = (new double[used], new long[used], new long[used]);
        for (int b = 0, i = 0; b < Bins; b++)
            if ((_same[b] | _different[b]) != 0)
                (scores[i], sames[i], differents[i++]) = (LowestScore(b), _same[b], _different[b]);
        return new ScoreDistribution(scores, sames, differents, isExact: false);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Count(ref long first, long twoBins)
    {
        Unsafe.Add(ref first, (int)twoBins)++;
        Unsafe.Add(ref first, (int)(twoBins >> 32))++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Bin(float cosine)
    {
        // Rounding may put a cosine a little above 1: the distance's sign bit then makes the key negative, which the clamp takes to bin 0.
        var key = BitConverter.SingleToInt32Bits(1 - cosine) >> DroppedBits;
        return Math.Clamp(key, FirstKey - 1, LastKey) - (FirstKey - 1);
    }

    private static double LowestScore(int bin) =>
        bin == 0 ? 1 : 1 - (double)BitConverter.Int32BitsToSingle((bin + FirstKey) << DroppedBits);
}
