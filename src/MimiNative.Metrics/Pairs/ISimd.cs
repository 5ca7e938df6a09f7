using System.Runtime.Intrinsics;

namespace MimiNative.Metrics;

/// <summary>One vector width for <see cref="SymmetricProduct"/>: the same source compiles to every register size, so every size gives the same bits.</summary>
internal unsafe interface ISimd<TVector, T>
    where T : unmanaged
{
    /// <summary>Lanes of a vector.</summary>
    static abstract int Width { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Load(T* source);

    static abstract TVector Broadcast(T* source);

    /// <summary>a·b + c with one rounding, on every machine.</summary>
    static abstract TVector Fma(TVector a, TVector b, TVector c);

    static abstract void Store(TVector value, T* target);
}

internal readonly unsafe struct Float512 : ISimd<Vector512<float>, float>
{
    public static int Width => 16;
    public static Vector512<float> Zero => Vector512<float>.Zero;
    public static Vector512<float> Load(float* source) => Vector512.Load(source);
    public static Vector512<float> Broadcast(float* source) => Vector512.Create(*source);
    public static Vector512<float> Fma(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Vector512.FusedMultiplyAdd(a, b, c);
    public static void Store(Vector512<float> value, float* target) => value.Store(target);
}

internal readonly unsafe struct Float256 : ISimd<Vector256<float>, float>
{
    public static int Width => 8;
    public static Vector256<float> Zero => Vector256<float>.Zero;
    public static Vector256<float> Load(float* source) => Vector256.Load(source);
    public static Vector256<float> Broadcast(float* source) => Vector256.Create(*source);
    public static Vector256<float> Fma(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Vector256.FusedMultiplyAdd(a, b, c);
    public static void Store(Vector256<float> value, float* target) => value.Store(target);
}

internal readonly unsafe struct Float128 : ISimd<Vector128<float>, float>
{
    public static int Width => 4;
    public static Vector128<float> Zero => Vector128<float>.Zero;
    public static Vector128<float> Load(float* source) => Vector128.Load(source);
    public static Vector128<float> Broadcast(float* source) => Vector128.Create(*source);
    public static Vector128<float> Fma(Vector128<float> a, Vector128<float> b, Vector128<float> c) => Vector128.FusedMultiplyAdd(a, b, c);
    public static void Store(Vector128<float> value, float* target) => value.Store(target);
}

internal readonly unsafe struct FloatScalar : ISimd<float, float>
{
    public static int Width => 1;
    public static float Zero => 0;
    public static float Load(float* source) => *source;
    public static float Broadcast(float* source) => *source;
    public static float Fma(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);
    public static void Store(float value, float* target) => *target = value;
}

internal readonly unsafe struct Double512 : ISimd<Vector512<double>, double>
{
    public static int Width => 8;
    public static Vector512<double> Zero => Vector512<double>.Zero;
    public static Vector512<double> Load(double* source) => Vector512.Load(source);
    public static Vector512<double> Broadcast(double* source) => Vector512.Create(*source);
    public static Vector512<double> Fma(Vector512<double> a, Vector512<double> b, Vector512<double> c) => Vector512.FusedMultiplyAdd(a, b, c);
    public static void Store(Vector512<double> value, double* target) => value.Store(target);
}

internal readonly unsafe struct Double256 : ISimd<Vector256<double>, double>
{
    public static int Width => 4;
    public static Vector256<double> Zero => Vector256<double>.Zero;
    public static Vector256<double> Load(double* source) => Vector256.Load(source);
    public static Vector256<double> Broadcast(double* source) => Vector256.Create(*source);
    public static Vector256<double> Fma(Vector256<double> a, Vector256<double> b, Vector256<double> c) => Vector256.FusedMultiplyAdd(a, b, c);
    public static void Store(Vector256<double> value, double* target) => value.Store(target);
}

internal readonly unsafe struct Double128 : ISimd<Vector128<double>, double>
{
    public static int Width => 2;
    public static Vector128<double> Zero => Vector128<double>.Zero;
    public static Vector128<double> Load(double* source) => Vector128.Load(source);
    public static Vector128<double> Broadcast(double* source) => Vector128.Create(*source);
    public static Vector128<double> Fma(Vector128<double> a, Vector128<double> b, Vector128<double> c) => Vector128.FusedMultiplyAdd(a, b, c);
    public static void Store(Vector128<double> value, double* target) => value.Store(target);
}

internal readonly unsafe struct DoubleScalar : ISimd<double, double>
{
    public static int Width => 1;
    public static double Zero => 0;
    public static double Load(double* source) => *source;
    public static double Broadcast(double* source) => *source;
    public static double Fma(double a, double b, double c) => Math.FusedMultiplyAdd(a, b, c);
    public static void Store(double value, double* target) => *target = value;
}
