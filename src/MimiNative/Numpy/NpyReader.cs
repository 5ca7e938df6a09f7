using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MimiNative.Numpy;

/// <summary>Reads NPY data (numpy.lib.format, versions 1 to 3) without trusting it: numbers of either byte order, in C or Fortran order. Objects, texts and complex numbers are refused.</summary>
internal static partial class NpyReader
{
    private const int MostHeader = 1 << 16;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads an array that fills <paramref name="length"/> bytes.</summary>
    /// <exception cref="InvalidDataException">It is damaged, cut off, or holds something else than numbers.</exception>
    public static NpyArray Read(Stream stream, long length)
    {
        Span<byte> start = stackalloc byte[12];
        Fill(stream, start[..10]);
        if (!start[..6].SequenceEqual(Magic))
            throw new InvalidDataException("it isn't an NPY array (numpy.save makes them)");
        if (start[6] is not (1 or 2 or 3))
            throw new InvalidDataException($"its NPY version is {start[6]}; 1 to 3 are read");
        var (lead, size) = (10, (long)BinaryPrimitives.ReadUInt16LittleEndian(start[8..]));
        if (start[6] > 1)
        {
            Fill(stream, start[10..]);
            (lead, size) = (12, BinaryPrimitives.ReadUInt32LittleEndian(start[8..]));
        }
        if (size > MostHeader)
            throw new InvalidDataException($"its header claims {size} bytes");
        var header = new byte[size];
        Fill(stream, header);
        var (order, kind, width, fortran, shape) = Parse(Encoding.UTF8.GetString(header));
        var elements = Elements(shape);
        if (elements * width != length - lead - size)
            throw new InvalidDataException($"{NpyArray.Describe(shape)} values of {width} bytes don't fill the {length - lead - size} bytes there are: cut off?");
        var array = ReadValues(stream, shape, (int)elements, kind, width, order == '>');
        return fortran && shape.Length > 1 ? FromFortran(array) : array;
    }

    private static (char Order, char Kind, int Width, bool Fortran, long[] Shape) Parse(string header)
    {
        var (type, fortran, shape) = (Type().Match(header), Fortran().Match(header), Shape().Match(header));
        if (!type.Success || !fortran.Success || !shape.Success)
            throw new InvalidDataException(header.Contains("descr", StringComparison.Ordinal) && !type.Success ? "it holds objects, records or something else than numbers" : "its header isn't NPY's");
        var (kind, width) = (type.Groups[2].Value[0], int.Parse(type.Groups[3].Value, CultureInfo.InvariantCulture));
        if (!(kind is 'f' && width is 2 or 4 or 8 || kind is 'i' or 'u' && width is 1 or 2 or 4 or 8))
            throw new InvalidDataException($"its values are '{type.Groups[2].Value}{width}'; floats (f2, f4, f8) and integers are read");
        var sizes = shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return (type.Groups[1].Value.FirstOrDefault(), kind, width, fortran.Groups[1].Value == "True",
            [.. sizes.Select(s => long.TryParse(s.TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : throw new InvalidDataException($"its shape has a size '{s}'"))]);
    }

    private static long Elements(long[] shape)
    {
        long elements = 1;
        foreach (var size in shape)
            if (size > Array.MaxLength || (elements *= size) > Array.MaxLength / 8)
                throw new InvalidDataException($"{NpyArray.Describe(shape)} is more than can be held");
        return elements;
    }

    private static NpyArray ReadValues(Stream stream, long[] shape, int elements, char kind, int width, bool swapped)
    {
        var (floats, integers) = kind == 'f' ? (new float[elements], (long[]?)null) : (null, new long[elements]);
        var piece = new byte[8 << 13];
        for (var at = 0; at < elements;)
        {
            var count = Math.Min(elements - at, piece.Length / width);
            Fill(stream, piece.AsSpan(0, count * width));
            for (var i = 0; i < count; i++)
            {
                var value = piece.AsSpan(i * width, width);
                if (swapped)
                    value.Reverse();
                if (floats is not null)
                    floats[at + i] = Float(value);
                else
                    integers![at + i] = Integer(value, kind == 'u');
            }
            at += count;
        }
        return new(shape, floats, integers);
    }

    private static float Float(ReadOnlySpan<byte> value) => value.Length switch
    {
        2 => (float)BinaryPrimitives.ReadHalfLittleEndian(value),
        4 => BinaryPrimitives.ReadSingleLittleEndian(value),
        _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(value),
    };

    private static long Integer(ReadOnlySpan<byte> value, bool unsigned) => value.Length switch
    {
        1 => unsigned ? value[0] : (sbyte)value[0],
        2 => unsigned ? BinaryPrimitives.ReadUInt16LittleEndian(value) : BinaryPrimitives.ReadInt16LittleEndian(value),
        4 => unsigned ? BinaryPrimitives.ReadUInt32LittleEndian(value) : BinaryPrimitives.ReadInt32LittleEndian(value),
        _ => BinaryPrimitives.ReadInt64LittleEndian(value),
    };

    private static NpyArray FromFortran(NpyArray array)
    {
        var from = new int[array.Length];
        var index = new long[array.Shape.Count];
        for (var i = 0; i < from.Length; i++)
        {
            long place = 0, stride = 1;
            for (var axis = 0; axis < index.Length; stride *= array.Shape[axis++])
                place += index[axis] * stride;
            from[i] = (int)place;
            for (var axis = index.Length - 1; axis >= 0 && ++index[axis] == array.Shape[axis]; axis--)
                index[axis] = 0;
        }
        return array with
        {
            Floats = array.Floats is { } floats ? [.. from.Select(i => floats[i])] : null,
            Integers = array.Integers is { } integers ? [.. from.Select(i => integers[i])] : null,
        };
    }

    private static void Fill(Stream stream, Span<byte> bytes)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new InvalidDataException("it is cut off");
    }

    [GeneratedRegex("""['"]descr['"]\s*:\s*['"]([<>|=]?)([a-zA-Z])(\d{1,3})['"]""")]
    private static partial Regex Type();

    [GeneratedRegex("""['"]fortran_order['"]\s*:\s*(True|False)""")]
    private static partial Regex Fortran();

    [GeneratedRegex("""['"]shape['"]\s*:\s*\(([^)]*)\)""")]
    private static partial Regex Shape();
}
