using System.Runtime.CompilerServices;
using MimiNative.Numerics;

namespace MimiNative.Backends.Cpu;

/// <summary>
/// F(m, r): m outputs of a filter of r taps, y[j] = Σ g[i]·d[j + i], from m + r − 1 products instead of m·r (Winograd, "Arithmetic complexity of computations", 1980).
/// Here a tap is a matrix and d[i] a block of inputs: sums of blocks stand before the products, sums of products behind them.
/// What a product's matrix is made of: <see cref="FilterScheme"/>.
/// </summary>
internal unsafe interface IMinimalFilter
{
    /// <summary>m: outputs of a group.</summary>
    static abstract int Outputs { get; }

    /// <summary>r: taps.</summary>
    static abstract int Taps { get; }

    /// <summary>The first products' matrices are the taps' own; the last one's is their sum and is made when it is needed: the weights take no more memory, and a frame that reads them all no more time, than plain ones.</summary>
    static abstract bool SumsLast { get; }

    /// <summary>Makes the products' inputs of one vector of the blocks; blocks are <paramref name="block"/> floats apart, the products' inputs <paramref name="product"/>.</summary>
    static abstract void Transform<T>(float* d, nint block, float* to, nint product) where T : struct, ISimd<T>;

    /// <summary>Makes the group's outputs of one vector of the products; both lie so many floats apart.</summary>
    static abstract void Combine<T>(float* m, nint product, T bias, float* y, nint row) where T : struct, ISimd<T>;
}

/// <summary>F(2, 2): 3 products for 4. Points 0, 1, ∞, the middle one taken at −1.</summary>
internal readonly unsafe struct Filter22 : IMinimalFilter
{
    public static int Outputs => 2;

    public static int Taps => 2;

    public static bool SumsLast => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transform<T>(float* d, nint block, float* to, nint product) where T : struct, ISimd<T>
    {
        T d0 = T.Load(d), d1 = T.Load(d + block), d2 = T.Load(d + 2 * block);
        T.Store(T.Subtract(d0, d1), to);
        T.Store(T.Subtract(d1, d2), to + product);
        T.Store(d1, to + 2 * product);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Combine<T>(float* m, nint product, T bias, float* y, nint row) where T : struct, ISimd<T>
    {
        T m0 = T.Load(m), m1 = T.Load(m + product), both = T.Load(m + 2 * product);
        T.Store(T.Add(T.Add(m0, both), bias), y);
        T.Store(T.Add(T.Subtract(both, m1), bias), y + row);
    }
}

/// <summary>F(3, 2): 4 products for 6. Points 0, 1, −1, ∞.</summary>
internal readonly unsafe struct Filter32 : IMinimalFilter
{
    public static int Outputs => 3;

    public static int Taps => 2;

    public static bool SumsLast => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transform<T>(float* d, nint block, float* to, nint product) where T : struct, ISimd<T> => Transforms.AtOne<T>(d, block, to, product);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Combine<T>(float* m, nint product, T bias, float* y, nint row) where T : struct, ISimd<T>
    {
        T m0 = T.Load(m), m1 = T.Load(m + product), m2 = T.Load(m + 2 * product), m3 = T.Load(m + 3 * product);
        var even = T.Add(m1, m2);
        T.Store(T.Add(T.Add(m0, even), bias), y);
        T.Store(T.Add(T.Subtract(m1, m2), bias), y + row);
        T.Store(T.Add(T.Subtract(even, m3), bias), y + 2 * row);
    }
}

/// <summary>F(2, 3): 4 products for 6. Points 0, 1, −1, ∞.</summary>
internal readonly unsafe struct Filter23 : IMinimalFilter
{
    public static int Outputs => 2;

    public static int Taps => 3;

    public static bool SumsLast => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transform<T>(float* d, nint block, float* to, nint product) where T : struct, ISimd<T> => Transforms.AtOne<T>(d, block, to, product);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Combine<T>(float* m, nint product, T bias, float* y, nint row) where T : struct, ISimd<T>
    {
        T m0 = T.Load(m), m1 = T.Load(m + product), m2 = T.Load(m + 2 * product), m3 = T.Load(m + 3 * product);
        T.Store(T.Add(T.Add(m0, T.Add(m1, m2)), bias), y);
        T.Store(T.Add(T.Subtract(T.Subtract(m1, m2), m3), bias), y + row);
    }
}

/// <summary>F(4, 3): 6 products for 12. Points 0, ±2/3, ±3/2, ∞: with the usual ±1, ±2 the rounding error is above PyTorch's.</summary>
internal readonly unsafe struct Filter43 : IMinimalFilter
{
    public const float A = 2f / 3, B = 1.5f;
    private const float ASquare = 4f / 9, BSquare = 2.25f, Both = 97f / 36;

    public static int Outputs => 4;

    public static int Taps => 3;

    public static bool SumsLast => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transform<T>(float* d, nint block, float* to, nint product) where T : struct, ISimd<T>
    {
        T d0 = T.Load(d), d1 = T.Load(d + block), d2 = T.Load(d + 2 * block), d3 = T.Load(d + 3 * block), d4 = T.Load(d + 4 * block), d5 = T.Load(d + 5 * block);
        T a = T.Broadcast(A), b = T.Broadcast(B), both = T.Broadcast(-Both);
        T.Store(T.Fma(both, d2, T.Add(d0, d4)), to);
        T even = T.Fma(T.Broadcast(-BSquare), d2, d4), odd = T.Subtract(T.Multiply(a, d3), T.Multiply(b, d1));
        T.Store(T.Add(even, odd), to + product);
        T.Store(T.Subtract(even, odd), to + 2 * product);
        even = T.Fma(T.Broadcast(-ASquare), d2, d4);
        odd = T.Subtract(T.Multiply(b, d3), T.Multiply(a, d1));
        T.Store(T.Add(even, odd), to + 3 * product);
        T.Store(T.Subtract(even, odd), to + 4 * product);
        T.Store(T.Fma(both, d3, T.Add(d1, d5)), to + 5 * product);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Combine<T>(float* m, nint product, T bias, float* y, nint row) where T : struct, ISimd<T>
    {
        T m0 = T.Load(m), m1 = T.Load(m + product), m2 = T.Load(m + 2 * product), m3 = T.Load(m + 3 * product), m4 = T.Load(m + 4 * product), m5 = T.Load(m + 5 * product);
        T evenA = T.Add(m1, m2), oddA = T.Subtract(m1, m2), evenB = T.Add(m3, m4), oddB = T.Subtract(m3, m4);
        T.Store(T.Add(T.Add(m0, T.Add(evenA, evenB)), bias), y);
        T.Store(T.Add(T.Fma(T.Broadcast(A), oddA, T.Multiply(T.Broadcast(B), oddB)), bias), y + row);
        T.Store(T.Add(T.Fma(T.Broadcast(ASquare), evenA, T.Multiply(T.Broadcast(BSquare), evenB)), bias), y + 2 * row);
        T.Store(T.Add(T.Fma(T.Broadcast(ASquare * A), oddA, T.Fma(T.Broadcast(BSquare * B), oddB, m5)), bias), y + 3 * row);
    }
}

/// <summary>What two filters share.</summary>
internal static unsafe class Transforms
{
    /// <summary>Four blocks at the points 0, 1, −1, ∞.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AtOne<T>(float* d, nint block, float* to, nint product) where T : struct, ISimd<T>
    {
        T d0 = T.Load(d), d1 = T.Load(d + block), d2 = T.Load(d + 2 * block), d3 = T.Load(d + 3 * block);
        T.Store(T.Subtract(d0, d2), to);
        T.Store(T.Add(d1, d2), to + product);
        T.Store(T.Subtract(d2, d1), to + 2 * product);
        T.Store(T.Subtract(d1, d3), to + 3 * product);
    }
}
