using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MimiNative.Numerics;

/// <summary>AVX-512: 8 doubles.</summary>
internal readonly unsafe struct Double512 : IVector<Double512, double>
{
    private readonly Vector512<double> _v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Double512(Vector512<double> v) => _v = v;

    public static int Width => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double512 Load(double* p) => new(Vector512.Load(p));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Double512 v, double* p) => v._v.Store(p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double512 Broadcast(double v) => new(Vector512.Create(v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double512 Fma(Double512 a, Double512 b, Double512 c) => new(Vector512.FusedMultiplyAdd(a._v, b._v, c._v));
}

/// <summary>AVX2 with FMA: 4 doubles.</summary>
internal readonly unsafe struct Double256 : IVector<Double256, double>
{
    private readonly Vector256<double> _v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Double256(Vector256<double> v) => _v = v;

    public static int Width => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double256 Load(double* p) => new(Vector256.Load(p));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Double256 v, double* p) => v._v.Store(p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double256 Broadcast(double v) => new(Vector256.Create(v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double256 Fma(Double256 a, Double256 b, Double256 c) => new(Vector256.FusedMultiplyAdd(a._v, b._v, c._v));
}

/// <summary>2 doubles.</summary>
internal readonly unsafe struct Double128 : IVector<Double128, double>
{
    private readonly Vector128<double> _v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Double128(Vector128<double> v) => _v = v;

    public static int Width => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double128 Load(double* p) => new(Vector128.Load(p));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Double128 v, double* p) => v._v.Store(p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double128 Broadcast(double v) => new(Vector128.Create(v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double128 Fma(Double128 a, Double128 b, Double128 c) => new(Vector128.FusedMultiplyAdd(a._v, b._v, c._v));
}

/// <summary>One double: the fallback without vector instructions.</summary>
internal readonly unsafe struct DoubleScalar : IVector<DoubleScalar, double>
{
    private readonly double _v;

    private DoubleScalar(double v) => _v = v;

    public static int Width => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleScalar Load(double* p) => new(*p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(DoubleScalar v, double* p) => *p = v._v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleScalar Broadcast(double v) => new(v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleScalar Fma(DoubleScalar a, DoubleScalar b, DoubleScalar c) => new(Math.FusedMultiplyAdd(a._v, b._v, c._v));
}
