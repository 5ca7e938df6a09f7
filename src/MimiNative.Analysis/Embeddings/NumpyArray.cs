using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using MimiNative.Analysis.Data;

namespace MimiNative.Analysis.Embeddings;

/// <summary>NumPy's NPY format (numpy.lib.format, versions 1 to 3): matrices of numbers as float32, and one-dimensional arrays of text.</summary>
internal static partial class NumpyArray
{
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static void Write(Stream stream, ReadOnlySpan<float> values, int rows, int columns)
    {
        WriteHeader(stream, "<f4", string.Create(CultureInfo.InvariantCulture, $"({rows}, {columns})"));
        // Rows at a time, so that a matrix above 2 GiB works.
        for (var i = 0; i < rows; i++)
            stream.Write(MemoryMarshal.AsBytes(values.Slice(i * columns, columns)));
    }

    public static void Write(Stream stream, IReadOnlyList<string> texts)
    {
        var codePoints = texts.Select(t => t.EnumerateRunes().Select(r => r.Value).ToArray()).ToList();
        var width = Math.Max(1, codePoints.Max(p => p.Length));
        WriteHeader(stream, $"<U{width}", string.Create(CultureInfo.InvariantCulture, $"({texts.Count},)"));
        var row = new int[width];
        foreach (var points in codePoints)
        {
            Array.Clear(row);
            points.CopyTo(row, 0);
            stream.Write(MemoryMarshal.AsBytes<int>(row));
        }
    }

    /// <summary>The shape (two numbers) and values of a matrix, or null for an array that isn't numeric.</summary>
    public static (int Rows, int Columns, float[] Values)? ReadMatrix(Stream stream, string source)
    {
        var (type, fortran, shape) = ReadHeader(stream, source);
        if (type[1..] is not ("f2" or "f4" or "f8"))
            return null;
        if (shape is not [var rows, var columns] || rows < 1 || columns < 1)
            throw new DataSetException($"{source}: the array has the shape ({string.Join(", ", shape)}); embeddings are (samples, dimension)");
        var size = type[2] - '0';
        var bytes = new byte[checked(rows * columns * size)];
        try
        {
            stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException e)
        {
            throw new DataSetException($"{source}: truncated: {rows} × {columns} values of {size} bytes don't fit", e);
        }

        var values = new float[rows * columns];
        for (var i = 0; i < values.Length; i++)
            values[fortran ? i % rows * columns + i / rows : i] = Value(bytes.AsSpan(i * size, size), type);
        return (rows, columns, values);
    }

    /// <summary>A one-dimensional array of text (<c>U</c>), or null for any other.</summary>
    public static string[]? ReadTexts(Stream stream, string source)
    {
        var (type, _, shape) = ReadHeader(stream, source);
        if (type[1] != 'U' || shape is not [var count])
            return null;
        var width = int.Parse(type.AsSpan(2), CultureInfo.InvariantCulture);
        var texts = new string[count];
        var bytes = new byte[width * 4];
        for (var i = 0; i < count; i++)
        {
            stream.ReadExactly(bytes);
            texts[i] = (type[0] == '>' ? Encoding.GetEncoding("utf-32BE") : Encoding.UTF32).GetString(bytes).TrimEnd('\0');
        }

        return texts;
    }

    private static float Value(ReadOnlySpan<byte> bytes, string type) => type switch
    {
        "<f2" => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        "<f4" => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        "<f8" => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        ">f2" => (float)BinaryPrimitives.ReadHalfBigEndian(bytes),
        ">f4" => BinaryPrimitives.ReadSingleBigEndian(bytes),
        _ => (float)BinaryPrimitives.ReadDoubleBigEndian(bytes),
    };

    public static void WriteHeader(Stream stream, string type, string shape)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}";
        // The data starts at a multiple of 64 bytes, and the header ends in a newline.
        header = header.PadRight(header.Length + 63 - (10 + header.Length) % 64) + "\n";
        stream.Write(Magic);
        stream.Write([1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(header));
    }

    private static (string Type, bool Fortran, int[] Shape) ReadHeader(Stream stream, string source)
    {
        try
        {
            Span<byte> start = stackalloc byte[8];
            stream.ReadExactly(start);
            if (!start[..6].SequenceEqual(Magic))
                throw new DataSetException($"{source}: not an NPY array");
            var length = new byte[start[6] == 1 ? 2 : 4];
            stream.ReadExactly(length);
            var bytes = new byte[length.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(length) : Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(length), 1 << 20)];
            stream.ReadExactly(bytes);
            var header = Encoding.UTF8.GetString(bytes);
            var match = Header().Match(header);
            if (!match.Success)
                throw new DataSetException($"{source}: NPY header not understood: {header.Trim()}");
            int[] shape = [.. match.Groups[3].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
            return (match.Groups[1].Value, match.Groups[2].Value == "True", shape);
        }
        catch (Exception e) when (e is EndOfStreamException or OverflowException)
        {
            throw new DataSetException($"{source}: damaged NPY header: {e.Message}", e);
        }
    }

    [GeneratedRegex(@"^\{'descr':\s*'([<>|=][a-zA-Z]\d*)',\s*'fortran_order':\s*(True|False),\s*'shape':\s*\(([\d,\s]*)\),?\s*\}\s*$")]
    private static partial Regex Header();
}
