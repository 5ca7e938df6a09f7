using System.Buffers.Binary;

namespace MimiNative.Numpy;

/// <summary>Reads NPY data (numpy.lib.format, versions 1 to 3) without trusting it: numbers of either byte order, in C or Fortran order. Objects, texts and complex numbers are refused.</summary>
internal static class NpyReader
{
    /// <summary>Reads an array that fills <paramref name="length"/> bytes.</summary>
    /// <exception cref="InvalidDataException">It is damaged, cut off, or holds something else than numbers.</exception>
    public static NpyArray Read(Stream stream, long length)
    {
        var header = NpyHeader.Read(stream);
        if (!((header.Kind, header.Size) is ('f', 2 or 4 or 8) or ('i' or 'u', 1 or 2 or 4 or 8)))
            throw new InvalidDataException($"its values are '{header.Kind}{header.Size}'; floats (f2, f4, f8) and integers are read");
        if (header.Count is not { } elements || elements > Array.MaxLength / sizeof(long))
            throw new InvalidDataException($"{NpyArray.Describe(header.Shape)} is more than can be held");
        if (elements * header.Size != length - header.Bytes)
            throw new InvalidDataException($"{NpyArray.Describe(header.Shape)} values of {header.Size} bytes don't fill the {length - header.Bytes} bytes there are: cut off?");
        var array = ReadValues(stream, header, (int)elements, header.Size.Value);
        return header.ColumnsFirst && header.Shape.Count > 1 ? FromFortran(array) : array;
    }

    private static NpyArray ReadValues(Stream stream, NpyHeader header, int elements, int width)
    {
        var (floats, integers) = header.Kind == 'f' ? (new float[elements], (long[]?)null) : (null, new long[elements]);
        var piece = new byte[8 << 13];
        for (var at = 0; at < elements;)
        {
            var count = Math.Min(elements - at, piece.Length / width);
            Fill(stream, piece.AsSpan(0, count * width));
            for (var i = 0; i < count; i++)
            {
                var value = piece.AsSpan(i * width, width);
                if (header.BigEndian)
                    value.Reverse();
                if (floats is not null)
                    floats[at + i] = Float(value);
                else
                    integers![at + i] = Integer(value, header.Kind == 'u');
            }
            at += count;
        }
        return new(header.Shape, floats, integers);
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
}
