using System.Runtime.InteropServices;
using System.Text;
using MimiNative.Analysis.Data;
using MimiNative.Numpy;

namespace MimiNative.Analysis.Embeddings;

/// <summary>NumPy's NPY format (numpy.lib.format, versions 1 to 3): matrices of numbers, read as float32 whatever they are stored as (<see cref="NpyFile"/> writes them), and one-dimensional arrays of text.</summary>
internal static class NumpyArray
{
    private const int BlockValues = 1 << 14;

    /// <summary>Values of one matrix: 4 GiB as float32.</summary>
    public const int MostValues = 1 << 30;

    /// <summary>Reads from the first byte up to the first element.</summary>
    /// <exception cref="DataSetException">It isn't an NPY array, or its header is damaged.</exception>
    public static NpyHeader ReadHeader(Stream stream, string source)
    {
        try
        {
            return NpyHeader.Read(stream);
        }
        catch (InvalidDataException e)
        {
            throw new DataSetException($"{source}: {e.Message}", e);
        }
    }

    /// <summary>The values of a matrix of numbers.</summary>
    /// <param name="stream">Stands on the first element.</param>
    /// <param name="header">What was read before it.</param>
    /// <param name="length">Bytes of the whole array, header included, so that a shape is believed only as far as there can be values.</param>
    /// <param name="name">The matrix's name.</param>
    /// <param name="source">For messages.</param>
    /// <exception cref="DataSetException">The shape isn't that of a matrix, or the values aren't there.</exception>
    public static NamedMatrix ReadMatrix(Stream stream, NpyHeader header, long length, string name, string source)
    {
        if (header.Shape is not [> 0, > 0])
            throw new DataSetException($"{source}: the array has the shape {header.ShapeText}; embeddings are (samples, dimension)");
        if (header.Count is not <= MostValues)
            throw new DataSetException($"{source}: the array has the shape {header.ShapeText}; at most {MostValues} values are read");
        var size = header.Size!.Value;
        Demand(header, header.Count.Value * size, length, source);
        var (rows, columns) = ((int)header.Shape[0], (int)header.Shape[1]);
        var values = new float[rows * columns];
        if (header is { Kind: 'f', ColumnsFirst: false } && size == sizeof(float) && header.BigEndian != BitConverter.IsLittleEndian)
        {
            // As they are in memory.
            for (var first = 0; first < values.Length; first += BlockValues)
                Fill(stream, MemoryMarshal.AsBytes(values.AsSpan(first, Math.Min(BlockValues, values.Length - first))), header, source);
            return new NamedMatrix(name, rows, columns, values, null);
        }
        var block = new byte[BlockValues * size];
        for (var first = 0; first < values.Length; first += BlockValues)
        {
            var count = Math.Min(BlockValues, values.Length - first);
            Fill(stream, block.AsSpan(0, count * size), header, source);
            for (var i = 0; i < count; i++)
            {
                var element = block.AsSpan(i * size, size);
                if (header.BigEndian == BitConverter.IsLittleEndian)
                    element.Reverse();
                var at = first + i;
                values[header.ColumnsFirst ? at % rows * columns + at / rows : at] = Value(element, header.Kind);
            }
        }

        return new NamedMatrix(name, rows, columns, values, null);
    }

    /// <summary>A one-dimensional array of text, <c>U</c> (UTF-32) or <c>S</c> (bytes, taken as UTF-8).</summary>
    /// <exception cref="DataSetException">It is another array, or damaged.</exception>
    public static string[] ReadTexts(Stream stream, NpyHeader header, long length, string source)
    {
        if (header is not { Kind: 'U' or 'S', Shape: [_] })
            throw new DataSetException($"{source}: {header.Type} {header.ShapeText} is no list of texts" + (header.Kind == 'O' ? "; Python objects aren't read: save it with ids.astype(str)" : ""));
        return Texts(stream, header, length, source);
    }

    /// <summary>One text: an array of one, or of no dimension (<c>np.array(text)</c>).</summary>
    /// <exception cref="DataSetException">It is another array, or damaged.</exception>
    public static string ReadText(Stream stream, NpyHeader header, long length, string source) => header is { Kind: 'U' or 'S', Shape: [] or [1] }
        ? Texts(stream, header, length, source)[0]
        : throw new DataSetException($"{source}: {header.Type} {header.ShapeText} is not one text" + (header.Kind == 'O' ? "; Python objects aren't read: save it as np.array(json.dumps(facts))" : ""));

    private static string[] Texts(Stream stream, NpyHeader header, long length, string source)
    {
        var (count, width) = (header.Count!.Value, (long)(header.Size ?? 0) * (header.Kind == 'U' ? 4 : 1));
        if (width == 0)
            throw new DataSetException($"{source}: {header.Type} has room for no character");
        Demand(header, (Int128)count * width, length, source);
        var encoding = header.Kind == 'S' ? Encoding.UTF8 : header.BigEndian ? new UTF32Encoding(bigEndian: true, byteOrderMark: false) : Encoding.UTF32;
        var texts = new string[count];
        var bytes = new byte[width];
        for (var i = 0; i < count; i++)
        {
            Fill(stream, bytes, header, source);
            texts[i] = encoding.GetString(bytes).TrimEnd('\0');
        }

        return texts;
    }

    /// <summary>Whether <see cref="ReadMatrix"/> knows the elements.</summary>
    public static bool IsNumber(NpyHeader header) => (header.Kind, header.Size) is ('f', 2 or 4 or 8) or ('i' or 'u', 1 or 2 or 4 or 8) or ('b', 1);

    private static void Demand(NpyHeader header, Int128 bytes, long length, string source)
    {
        if (bytes > length)
            throw new DataSetException($"{source}: truncated: {header.Type} {header.ShapeText} needs {bytes} bytes, and there are at most {length}");
    }

    private static void Fill(Stream stream, Span<byte> bytes, NpyHeader header, string source)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new DataSetException($"{source}: truncated: it ends before the last value of {header.Type} {header.ShapeText}");
    }

    private static float Value(ReadOnlySpan<byte> element, char kind) => (kind, element.Length) switch
    {
        ('f', 2) => (float)MemoryMarshal.Read<Half>(element),
        ('f', 4) => MemoryMarshal.Read<float>(element),
        ('f', _) => (float)MemoryMarshal.Read<double>(element),
        ('i', 1) => (sbyte)element[0],
        ('i', 2) => MemoryMarshal.Read<short>(element),
        ('i', 4) => MemoryMarshal.Read<int>(element),
        ('i', _) => MemoryMarshal.Read<long>(element),
        ('u', 2) => MemoryMarshal.Read<ushort>(element),
        ('u', 4) => MemoryMarshal.Read<uint>(element),
        ('u', 8) => MemoryMarshal.Read<ulong>(element),
        _ => element[0],
    };
}
