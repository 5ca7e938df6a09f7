using System.Numerics;
using System.Runtime.InteropServices;

namespace MimiNative.Weights;

/// <summary>Reads values of any of the format's types as another type.</summary>
internal static class SafetensorsConvert
{
    /// <summary>False where a conversion would change what the values mean: a float read as an integer.</summary>
    public static bool Has<T>(SafetensorsType type) => !type.IsFloat() || typeof(T) == typeof(float) || typeof(T) == typeof(double);

    /// <summary>True where the file's bytes are a <typeparamref name="T"/>'s own, on machines whose bytes have the file's order.</summary>
    public static bool IsSame<T>(SafetensorsType type) => BitConverter.IsLittleEndian && type switch
    {
        SafetensorsType.F32 => typeof(T) == typeof(float),
        SafetensorsType.F64 => typeof(T) == typeof(double),
        SafetensorsType.I32 => typeof(T) == typeof(int),
        SafetensorsType.I64 => typeof(T) == typeof(long),
        _ => false,
    };

    /// <summary>Converts <paramref name="destination"/>.Length values, whose bytes are <paramref name="source"/>.</summary>
    /// <exception cref="OverflowException">A value doesn't fit an integer <typeparamref name="T"/>.</exception>
    public static void Convert<T>(SafetensorsType type, ReadOnlySpan<byte> source, Span<T> destination) where T : unmanaged, INumber<T>
    {
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
    }

    private static void Convert<TFrom, T>(ReadOnlySpan<byte> source, Span<T> destination) where TFrom : unmanaged, INumber<TFrom> where T : unmanaged, INumber<T>
    {
        var values = MemoryMarshal.Cast<byte, TFrom>(source);
        for (var i = 0; i < destination.Length; i++)
            destination[i] = T.CreateChecked(values[i]);
    }

    private static void ConvertBrainFloat<T>(ReadOnlySpan<byte> source, Span<T> destination) where T : unmanaged, INumber<T>
    {
        var values = MemoryMarshal.Cast<byte, ushort>(source);
        for (var i = 0; i < destination.Length; i++)
            destination[i] = T.CreateChecked(BitConverter.UInt32BitsToSingle((uint)values[i] << 16));
    }
}
