using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MimiNative.Numerics;

/// <summary>
/// Sums in float64 over eight fixed lanes. TensorPrimitives' reductions add in an order that depends on the machine's vector width;
/// these do not, so results are the same bits everywhere. (Element-wise operations have no order and do use TensorPrimitives.)
/// </summary>
internal static class FixedOrder
{
    private const int Lanes = 4;

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => Reduce<Product>(a, b);

    public static double SumOfSquares(ReadOnlySpan<double> a) => Reduce<Product>(a, a);

    public static double SquaredDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => Reduce<SquaredDifference>(a, b);

    public static double Norm(ReadOnlySpan<double> a) => Math.Sqrt(SumOfSquares(a));

    public static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => Math.Sqrt(SquaredDistance(a, b));

    /// <summary>Cosine of two vectors; 0 where one has no length.</summary>
    public static double Cosine(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => Cosine(a, Norm(a), b, Norm(b));

    /// <summary>The same with lengths that are known, for vectors that are compared with many others.</summary>
    public static double Cosine(ReadOnlySpan<double> a, double lengthOfA, ReadOnlySpan<double> b, double lengthOfB) => Cosine(Dot(a, b), lengthOfA, lengthOfB);

    /// <summary>The same where the product is known too.</summary>
    public static double Cosine(double dot, double lengthOfA, double lengthOfB) => lengthOfA * lengthOfB is > 0 and var lengths ? dot / lengths : 0;

    /// <summary>Sum of four lanes.</summary>
    public static double Sum(Vector256<double> four) => (four[0] + four[1]) + (four[2] + four[3]);

    private static double Reduce<TTerm>(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
        where TTerm : struct, ITerm
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(a.Length, b.Length);
        ref var x = ref MemoryMarshal.GetReference(a);
        ref var y = ref MemoryMarshal.GetReference(b);
        Vector256<double> even = default, odd = default;
        var i = 0;
        for (; i + 2 * Lanes <= a.Length; i += 2 * Lanes)
        {
            even += TTerm.Of(Vector256.LoadUnsafe(ref x, (nuint)i), Vector256.LoadUnsafe(ref y, (nuint)i));
            odd += TTerm.Of(Vector256.LoadUnsafe(ref x, (nuint)(i + Lanes)), Vector256.LoadUnsafe(ref y, (nuint)(i + Lanes)));
        }
        var sum = Sum(even + odd);
        for (; i < a.Length; i++)
            sum += TTerm.Of(a[i], b[i]);
        return sum;
    }

    private interface ITerm
    {
        static abstract Vector256<double> Of(Vector256<double> a, Vector256<double> b);

        static abstract double Of(double a, double b);
    }

    private readonly struct Product : ITerm
    {
        public static Vector256<double> Of(Vector256<double> a, Vector256<double> b) => a * b;

        public static double Of(double a, double b) => a * b;
    }

    private readonly struct SquaredDifference : ITerm
    {
        public static Vector256<double> Of(Vector256<double> a, Vector256<double> b) => (a - b) * (a - b);

        public static double Of(double a, double b) => (a - b) * (a - b);
    }
}
