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

/// <summary>
/// Sums of cosine, squared cosine and Euclidean distance per cell, in float64 on four lanes, whatever the machine's width: the same sums everywhere.
/// Cosines are taken relative to <paramref name="shift"/> so that the variance of a narrow cloud survives the subtraction of squares.
/// </summary>
/// <param name="voice">Voice ids as doubles, so that they compare in the lanes of the scores.</param>
/// <param name="text">Text ids as doubles.</param>
/// <param name="norms">Length of each row, for distances.</param>
/// <param name="shift">A value near the mean cosine.</param>
internal readonly struct PairSums(double[] voice, double[] text, double[] norms, double shift) : IPairVisitor<float>, IPairVisitor<double>
{
    private const int Cells = 4;
    private const int Quantities = 3;
    private readonly Vector256<double>[] _lanes = new Vector256<double>[Cells * Quantities];

    public double Shift => shift;

    public double ShiftedCosine(PairCell cell) => Sum(cell, 0);

    public double ShiftedSquare(PairCell cell) => Sum(cell, 1);

    public double Distance(PairCell cell) => Sum(cell, 2);

    /// <summary>Adds what another summed of other pairs.</summary>
    public void Add(PairSums other)
    {
        for (var i = 0; i < _lanes.Length; i++)
            _lanes[i] += other._lanes[i];
    }

    public void Visit(int row, int firstColumn, ReadOnlySpan<float> dots) => Visit<float>(row, firstColumn, dots);

    public void Visit(int row, int firstColumn, ReadOnlySpan<double> dots) => Visit<double>(row, firstColumn, dots);

    private void Visit<T>(int row, int firstColumn, ReadOnlySpan<T> dots)
    {
        Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default;
        Vector256<double> q0 = default, q1 = default, q2 = default, q3 = default;
        Vector256<double> e0 = default, e1 = default, e2 = default, e3 = default;
        Vector256<double> rowVoice = Vector256.Create(voice[row]), rowText = Vector256.Create(text[row]);
        Vector256<double> twice = Vector256.Create(2 * norms[row]), square = Vector256.Create(norms[row] * norms[row]), offset = Vector256.Create(shift);
        ref var voices = ref MemoryMarshal.GetArrayDataReference(voice);
        ref var texts = ref MemoryMarshal.GetArrayDataReference(text);
        ref var lengths = ref MemoryMarshal.GetArrayDataReference(norms);
        var j = 0;
        for (; j + 4 <= dots.Length; j += 4)
        {
            var column = (nuint)(firstColumn + j);
            var cosine = Load(dots, j);
            Add(cosine, Vector256.LoadUnsafe(ref voices, column), Vector256.LoadUnsafe(ref texts, column), Vector256.LoadUnsafe(ref lengths, column), Vector256<double>.AllBitsSet);
        }
        if (j < dots.Length)
        {
            // The tail goes through the same lanes with the missing columns masked out.
            Span<double> tail = stackalloc double[16];
            tail.Clear();
            for (var i = 0; j + i < dots.Length; i++)
            {
                tail[i] = typeof(T) == typeof(float) ? (float)(object)dots[j + i]! : (double)(object)dots[j + i]!;
                tail[4 + i] = voice[firstColumn + j + i];
                tail[8 + i] = text[firstColumn + j + i];
                tail[12 + i] = norms[firstColumn + j + i];
            }
            var exists = Vector256.LessThan(Vector256.Create(0.0, 1, 2, 3), Vector256.Create((double)(dots.Length - j)));
            Add(Vector256.Create<double>(tail), Vector256.Create<double>(tail[4..]), Vector256.Create<double>(tail[8..]), Vector256.Create<double>(tail[12..]), exists);
        }
        Keep(0, s0, q0, e0);
        Keep(1, s1, q1, e1);
        Keep(2, s2, q2, e2);
        Keep(3, s3, q3, e3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Add(Vector256<double> cosine, Vector256<double> v, Vector256<double> t, Vector256<double> length, Vector256<double> exists)
        {
            var sameVoice = Vector256.Equals(v, rowVoice) & exists;
            var sameText = Vector256.Equals(t, rowText) & exists;
            var squaredDistance = square + length * length - twice * length * cosine;
            var distance = Vector256.Sqrt(Vector256.Max(squaredDistance, Vector256<double>.Zero));
            var shifted = cosine - offset;
            var squared = shifted * shifted;
            var both = sameVoice & sameText;
            var onlyVoice = Vector256.AndNot(sameVoice, sameText);
            var onlyText = Vector256.AndNot(sameText, sameVoice);
            var neither = Vector256.AndNot(exists, sameVoice | sameText);
            s0 += shifted & both;
            q0 += squared & both;
            e0 += distance & both;
            s1 += shifted & onlyVoice;
            q1 += squared & onlyVoice;
            e1 += distance & onlyVoice;
            s2 += shifted & onlyText;
            q2 += squared & onlyText;
            e2 += distance & onlyText;
            s3 += shifted & neither;
            q3 += squared & neither;
            e3 += distance & neither;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<double> Load<T>(ReadOnlySpan<T> dots, int at)
    {
        ref var first = ref MemoryMarshal.GetReference(dots);
        if (typeof(T) == typeof(double))
            return Vector256.LoadUnsafe(ref Unsafe.As<T, double>(ref first), (nuint)at);
        var four = Vector128.LoadUnsafe(ref Unsafe.As<T, float>(ref first), (nuint)at);
        return Vector256.Create(Vector128.WidenLower(four), Vector128.WidenUpper(four));
    }

    private void Keep(int cell, Vector256<double> cosine, Vector256<double> square, Vector256<double> distance)
    {
        _lanes[cell * Quantities] += cosine;
        _lanes[cell * Quantities + 1] += square;
        _lanes[cell * Quantities + 2] += distance;
    }

    private double Sum(PairCell cell, int quantity)
    {
        var four = _lanes[(int)cell * Quantities + quantity];
        return (four[0] + four[1]) + (four[2] + four[3]);
    }
}
