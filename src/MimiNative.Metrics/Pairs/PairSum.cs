using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MimiNative.Metrics;

/// <summary>Which pairs are summed together: every pair falls into exactly one cell.</summary>
internal enum PairCell
{
    SameVoiceSameText,
    SameVoiceOnly,
    SameTextOnly,
    Neither,
}

/// <summary>What is summed of some pairs: cosines minus a constant, so that the variance of a narrow cloud survives the subtraction of squares, their squares, and Euclidean distances.</summary>
internal readonly record struct PairSum(double Cosine, double Square, double Distance)
{
    public static PairSum operator +(PairSum a, PairSum b) => new(a.Cosine + b.Cosine, a.Square + b.Square, a.Distance + b.Distance);

    /// <summary>Of one row with some others, in float64 on eight lanes, whatever the machine's width: the same sums everywhere.</summary>
    /// <param name="cosines">Of the row with each.</param>
    /// <param name="shift">The constant.</param>
    /// <param name="norm">The row's length.</param>
    /// <param name="norms">Theirs.</param>
    public static PairSum Of<T>(ReadOnlySpan<T> cosines, double shift, double norm, ReadOnlySpan<double> norms)
        where T : unmanaged, INumberBase<T>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(norms.Length, cosines.Length);
        Vector256<double> cosines0 = default, cosines1 = default, squares0 = default, squares1 = default, distances0 = default, distances1 = default;
        Vector256<double> offset = Vector256.Create(shift), twice = Vector256.Create(2 * norm), own = Vector256.Create(norm * norm);
        ref var lengths = ref MemoryMarshal.GetReference(norms);
        var j = 0;
        for (; j + 8 <= cosines.Length; j += 8)
        {
            Vector256<double> a = Load(cosines, j), b = Load(cosines, j + 4);
            distances0 += Lengths(a, Vector256.LoadUnsafe(ref lengths, (nuint)j), own, twice);
            distances1 += Lengths(b, Vector256.LoadUnsafe(ref lengths, (nuint)j + 4), own, twice);
            a -= offset;
            b -= offset;
            cosines0 += a;
            cosines1 += b;
            squares0 += a * a;
            squares1 += b * b;
        }
        var sum = new PairSum(FixedOrder.Sum(cosines0 + cosines1), FixedOrder.Sum(squares0 + squares1), FixedOrder.Sum(distances0 + distances1));
        for (; j < cosines.Length; j++)
        {
            var cosine = double.CreateTruncating(cosines[j]);
            var shifted = cosine - shift;
            sum += new PairSum(shifted, shifted * shifted, Math.Sqrt(Math.Max(0, norm * norm + norms[j] * norms[j] - 2 * norm * norms[j] * cosine)));
        }
        return sum;
    }

    /// <summary>√(a² + b² − 2ab·cos), 0 where rounding makes it less.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Lengths(Vector256<double> cosine, Vector256<double> length, Vector256<double> own, Vector256<double> twice) =>
        Vector256.Sqrt(Vector256.Max(own + length * length - twice * length * cosine, Vector256<double>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Load<T>(ReadOnlySpan<T> dots, int at)
    {
        ref var first = ref MemoryMarshal.GetReference(dots);
        if (typeof(T) == typeof(double))
            return Vector256.LoadUnsafe(ref Unsafe.As<T, double>(ref first), (nuint)at);
        var four = Vector128.LoadUnsafe(ref Unsafe.As<T, float>(ref first), (nuint)at);
        return Vector256.Create(Vector128.WidenLower(four), Vector128.WidenUpper(four));
    }
}
