using System.Runtime.CompilerServices;
using MimiNative.Numerics;

namespace MimiNative.Backends.Cpu;

/// <summary>What happens to one vector of sums on its way to memory.</summary>
internal unsafe interface IEpilogue
{
    static abstract void Apply<T>(in GemmCall c, T v, nint offset, int column) where T : struct, ISimd<T>;
}

/// <summary>Whatever the call asks for.</summary>
internal readonly unsafe struct AnyEpilogue : IEpilogue
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<T>(in GemmCall c, T v, nint offset, int column) where T : struct, ISimd<T>
    {
        if (c.Raw != null)
            T.Store(v, c.Raw + offset);
        if (c.Scale != null)
            v = T.Multiply(v, T.Load(c.Scale + column));
        if (c.Residual != null)
            v = T.Add(v, T.Load(c.Residual + offset));
        if (c.Gelu)
            v = SimdMath<T>.Gelu(v);
        if (c.Output != null)
            T.Store(v, c.Output + offset);
        if (c.EluOutput != null)
            T.Store(SimdMath<T>.Elu(v), c.EluOutput + offset);
    }
}

/// <summary>ELU only: inside a residual block.</summary>
internal readonly unsafe struct EluEpilogue : IEpilogue
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<T>(in GemmCall c, T v, nint offset, int column) where T : struct, ISimd<T> =>
        T.Store(SimdMath<T>.Elu(v), c.EluOutput + offset);
}

/// <summary>Residual, then ELU only: the end of a residual block that nobody taps.</summary>
internal readonly unsafe struct ResidualEluEpilogue : IEpilogue
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<T>(in GemmCall c, T v, nint offset, int column) where T : struct, ISimd<T> =>
        T.Store(SimdMath<T>.Elu(T.Add(v, T.Load(c.Residual + offset))), c.EluOutput + offset);
}

/// <summary>The result and its ELU: what a residual block reads.</summary>
internal readonly unsafe struct BothEpilogue : IEpilogue
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<T>(in GemmCall c, T v, nint offset, int column) where T : struct, ISimd<T>
    {
        T.Store(v, c.Output + offset);
        T.Store(SimdMath<T>.Elu(v), c.EluOutput + offset);
    }
}

/// <summary>GELU: the feed-forward part's first product.</summary>
internal readonly unsafe struct GeluEpilogue : IEpilogue
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<T>(in GemmCall c, T v, nint offset, int column) where T : struct, ISimd<T> =>
        T.Store(SimdMath<T>.Gelu(v), c.Output + offset);
}
