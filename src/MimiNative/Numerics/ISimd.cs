namespace MimiNative.Numerics;

/// <summary>
/// A vector of floats of one width. Every operation of the encoder on a CPU is written once over this and compiled for each width; which one runs is decided at start.
/// Elementwise arithmetic rounds the same at every width.
/// </summary>
internal interface ISimd<T> : IVector<T, float> where T : struct, ISimd<T>
{
    /// <summary>Rows of the largest matrix-product tile that leaves no accumulator in memory: 12 with 32 registers, 6 with 16.</summary>
    static abstract int TileRows { get; }

    static abstract T Add(T a, T b);
    static abstract T Subtract(T a, T b);
    static abstract T Multiply(T a, T b);
    static abstract T Divide(T a, T b);
    static abstract T Min(T a, T b);
    static abstract T Max(T a, T b);
    static abstract T Abs(T a);

    /// <summary>Per lane: a &gt; b ? x : y.</summary>
    static abstract T WhereGreater(T a, T b, T x, T y);

    /// <summary>The bits of <paramref name="v"/> shifted left by 23, plus the bits of 1.0f: 2^n where the low bits of <paramref name="v"/> hold the integer n.</summary>
    static abstract T PowerOfTwo(T v);

    /// <summary>Sum of the lanes, pairwise.</summary>
    static abstract float Sum(T v);

    /// <summary>Largest lane.</summary>
    static abstract float Largest(T v);
}
