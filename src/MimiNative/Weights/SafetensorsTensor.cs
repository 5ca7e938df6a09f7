namespace MimiNative.Weights;

/// <summary>Element types that are read.</summary>
public enum SafetensorsType
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,
    /// <summary>Unsigned 8 bits.</summary>
    U8,
    /// <summary>Signed 8 bits.</summary>
    I8,
    /// <summary>Unsigned 16 bits.</summary>
    U16,
    /// <summary>Signed 16 bits.</summary>
    I16,
    /// <summary>IEEE half.</summary>
    F16,
    /// <summary>The upper half of an IEEE single.</summary>
    BF16,
    /// <summary>Unsigned 32 bits.</summary>
    U32,
    /// <summary>Signed 32 bits.</summary>
    I32,
    /// <summary>IEEE single.</summary>
    F32,
    /// <summary>Unsigned 64 bits.</summary>
    U64,
    /// <summary>Signed 64 bits.</summary>
    I64,
    /// <summary>IEEE double.</summary>
    F64,
}

/// <summary>A tensor in a file: where it lies and how to read it.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Shape">Sizes, slowest first; empty for a single value.</param>
/// <param name="Offset">First byte, counted from the file's start.</param>
/// <param name="ByteCount">Bytes in all.</param>
public sealed record SafetensorsTensor(string Name, SafetensorsType Type, IReadOnlyList<long> Shape, long Offset, long ByteCount)
{
    /// <summary>Values in all.</summary>
    public long Elements => ByteCount / Type.Size();

    /// <summary>E.g. <c>F32 (64, 1, 7)</c>.</summary>
    public override string ToString() => $"{Type.Code()} ({string.Join(", ", Shape)})";
}

/// <summary>Names and sizes of the element types.</summary>
public static class SafetensorsTypes
{
    /// <summary>Bytes of one value.</summary>
    public static int Size(this SafetensorsType type) => type switch
    {
        SafetensorsType.Bool or SafetensorsType.U8 or SafetensorsType.I8 => 1,
        SafetensorsType.U16 or SafetensorsType.I16 or SafetensorsType.F16 or SafetensorsType.BF16 => 2,
        SafetensorsType.U32 or SafetensorsType.I32 or SafetensorsType.F32 => 4,
        _ => 8,
    };

    /// <summary>True for F16, BF16, F32, F64.</summary>
    public static bool IsFloat(this SafetensorsType type) =>
        type is SafetensorsType.F16 or SafetensorsType.BF16 or SafetensorsType.F32 or SafetensorsType.F64;

    /// <summary>The format's name of a type, e.g. <c>BF16</c>.</summary>
    public static string Code(this SafetensorsType type) => type == SafetensorsType.Bool ? "BOOL" : type.ToString();

    /// <summary>The type of a name in a file, or null.</summary>
    internal static SafetensorsType? Parse(string code) => code switch
    {
        "BOOL" => SafetensorsType.Bool,
        "U8" => SafetensorsType.U8,
        "I8" => SafetensorsType.I8,
        "U16" => SafetensorsType.U16,
        "I16" => SafetensorsType.I16,
        "F16" => SafetensorsType.F16,
        "BF16" => SafetensorsType.BF16,
        "U32" => SafetensorsType.U32,
        "I32" => SafetensorsType.I32,
        "F32" => SafetensorsType.F32,
        "U64" => SafetensorsType.U64,
        "I64" => SafetensorsType.I64,
        "F64" => SafetensorsType.F64,
        _ => null,
    };
}
