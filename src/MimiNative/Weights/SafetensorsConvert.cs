using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MimiNative.Weights;

/// <summary>Reads values of any of the format's types as another type.</summary>
internal static unsafe class SafetensorsConvert
{
    /// <summary>
    /// Converts <paramref name="destination"/>.Length values at <paramref name="source"/>, which need not be aligned. False where the conversion would change what the values mean
    /// (a float read as an integer). The caller has checked that the bytes are there.
    /// </summary>
    /// <exception cref="OverflowException">A value doesn't fit an integer <typeparamref name="T"/>.</exception>
    public static bool TryConvert<T>(SafetensorsType type, byte* source, Span<T> destination) where T : unmanaged, INumber<T>
    {
        if (type.IsFloat() && typeof(T) != typeof(float) && typeof(T) != typeof(double))
            return false;
        switch (type)
        {
            case SafetensorsType.Bool or SafetensorsType.U8: Convert<byte, T>(source, destination); break;
            case SafetensorsType.I8: Convert<sbyte, T>(source, destination); break;
            case SafetensorsType.U16: Convert<ushort, T>(source, destination); break;
            case SafetensorsType.I16: Convert<short, T>(source, destination); break;
            case SafetensorsType.F16: Convert<Half, T>(source, destination); break;
            case SafetensorsType.BF16: ConvertBrainFloat(source, destination); break;
            case SafetensorsType.U32: Convert<uint, T>(source, destination); break;
            case SafetensorsType.I32: Convert<int, T>(source, destination); break;
            case SafetensorsType.F32: Convert<float, T>(source, destination); break;
            case SafetensorsType.U64: Convert<ulong, T>(source, destination); break;
            case SafetensorsType.I64: Convert<long, T>(source, destination); break;
            case SafetensorsType.F64: Convert<double, T>(source, destination); break;
        }
        return true;
    }

    private static void Convert<TFrom, T>(byte* source, Span<T> destination) where TFrom : unmanaged, INumber<TFrom> where T : unmanaged, INumber<T>
    {
        if (typeof(TFrom) == typeof(T))
        {
            new ReadOnlySpan<byte>(source, destination.Length * sizeof(T)).CopyTo(MemoryMarshal.AsBytes(destination));
            return;
        }
        for (var i = 0; i < destination.Length; i++)
            destination[i] = T.CreateChecked(Unsafe.ReadUnaligned<TFrom>(source + (long)i * sizeof(TFrom)));
    }

    private static void ConvertBrainFloat<T>(byte* source, Span<T> destination) where T : unmanaged, INumber<T>
    {
        for (var i = 0; i < destination.Length; i++)
            destination[i] = T.CreateChecked(BitConverter.UInt32BitsToSingle((uint)Unsafe.ReadUnaligned<ushort>(source + 2L * i) << 16));
    }
}
