namespace MimiNative.Backends.Cpu;

/// <summary>
/// A vector of floats of one width. Every CPU operation is written once over this and compiled for each width;
/// <see cref="CpuBackend"/> picks one at start. Elementwise arithmetic rounds the same at every width.
/// </summary>
internal unsafe interface ISimd<T> where T : struct, ISimd<T>
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Width { get; }

    /// <summary>Rows of the largest matrix-product tile that leaves no accumulator in memory: 12 with 32 registers, 6 with 16.</summary>
    static abstract int TileRows { get; }

    static abstract T Load(float* p);
    static abstract void Store(T v, float* p);
    static abstract T Broadcast(float v);
    static abstract T Add(T a, T b);
    static abstract T Subtract(T a, T b);
    static abstract T Multiply(T a, T b);
    static abstract T Divide(T a, T b);

    /// <summary>a·b + c, rounded once.</summary>
    static abstract T Fma(T a, T b, T c);
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
