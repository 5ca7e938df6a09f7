using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;
using MimiNative.Files;

namespace MimiNative.Numpy;

/// <summary>
/// Writes NumPy's NPY files (numpy.lib.format, version 1), which <c>numpy.load</c> reads: little-endian, in C order. A file appears under its name when it is whole.
/// Folders that are missing are made. Elements are <c>float</c>, <c>double</c>, <c>int</c> or <c>long</c>; texts can be added to an NPZ file: <see cref="NpzWriter.Add(string, IReadOnlyList{string})"/>.
/// </summary>
public static class NpyFile
{
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];

    /// <summary>Writes vectors as a matrix, (vectors, values).</summary>
    /// <exception cref="ArgumentException">There are none, or they aren't equally long.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write(string path, IReadOnlyList<float[]> vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        var length = vectors.Count > 0 ? vectors[0]?.Length ?? 0 : 0;
        if (length == 0)
            throw new ArgumentException("no vectors, or vectors without values", nameof(vectors));
        for (var i = 1; i < vectors.Count; i++)
            if (vectors[i]?.Length != length)
                throw new ArgumentException($"vector {i} has {vectors[i]?.Length ?? 0} values, and vector 0 has {length}", nameof(vectors));
        AtomicFile.Write(path, stream =>
        {
            WriteHeader<float>(stream, [vectors.Count, length]);
            foreach (var vector in vectors)
                stream.Write(MemoryMarshal.AsBytes<float>(vector));
        });
    }

    /// <summary>Writes a matrix of <paramref name="rows"/> rows, row after row.</summary>
    /// <exception cref="ArgumentException">The values aren't that many rows.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write<T>(string path, ReadOnlyMemory<T> values, int rows) where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        if (values.Length % rows != 0)
            throw new ArgumentException($"{values.Length} values are not {rows} rows", nameof(values));
        _ = TypeOf<T>();
        AtomicFile.Write(path, stream => Write(stream, values.Span, rows, values.Length / rows));
    }

    /// <summary>Writes a matrix that is had some rows at a time, so that memory doesn't grow with their number.</summary>
    /// <param name="path">The file; whole or not at all.</param>
    /// <param name="rows">Rows in all.</param>
    /// <param name="columns">Values of a row.</param>
    /// <param name="blocks">The rows, row after row; they are asked for one by one while the file is written.</param>
    /// <exception cref="ArgumentException">The blocks aren't that many rows.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write<T>(string path, long rows, int columns, IEnumerable<ReadOnlyMemory<T>> blocks) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        AtomicFile.Write(path, stream =>
        {
            WriteHeader<T>(stream, [rows, columns]);
            var values = 0L;
            foreach (var block in blocks)
            {
                WriteValues(stream, block.Span);
                values += block.Length;
            }

            if (values != rows * columns)
                throw new ArgumentException($"{values} values are not {rows} rows of {columns}", nameof(blocks));
        });
    }

    /// <summary>Writes an array of any shape.</summary>
    /// <exception cref="IOException">The stream can't be written.</exception>
    public static void Write<T>(Stream stream, in ReadOnlyTensorSpan<T> values) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<long> shape = stackalloc long[values.Rank];
        for (var i = 0; i < shape.Length; i++)
            shape[i] = values.Lengths[i];
        WriteHeader<T>(stream, shape);
        if (values.IsDense)
        {
            WriteValues(stream, values.IsEmpty ? [] : MemoryMarshal.CreateReadOnlySpan(in values.GetPinnableReference(), checked((int)values.FlattenedLength)));
            return;
        }

        var dense = new T[checked((int)values.FlattenedLength)];
        values.FlattenTo(dense);
        WriteValues<T>(stream, dense);
    }

    internal static void Write<T>(Stream stream, ReadOnlySpan<T> values, int rows, int columns) where T : unmanaged
    {
        WriteHeader<T>(stream, [rows, columns]);
        WriteValues(stream, values);
    }

    internal static void Write(Stream stream, IReadOnlyList<string> texts)
    {
        var codePoints = texts.Select(t => t.EnumerateRunes().Select(r => r.Value).ToArray()).ToList();
        var width = codePoints.Aggregate(1, (most, points) => Math.Max(most, points.Length));
        WriteHeader(stream, $"<U{width}", [texts.Count]);
        var row = new int[width];
        foreach (var points in codePoints)
        {
            Array.Clear(row);
            points.CopyTo(row, 0);
            stream.Write(MemoryMarshal.AsBytes<int>(row));
        }
    }

    internal static void WriteHeader<T>(Stream stream, ReadOnlySpan<long> shape) where T : unmanaged => WriteHeader(stream, TypeOf<T>(), shape);

    internal static void WriteValues<T>(Stream stream, ReadOnlySpan<T> values) where T : unmanaged
    {
        const int piece = 1 << 20; // bytes of a span of above 2 GiB can't be counted
        for (; values.Length > piece; values = values[piece..])
            stream.Write(MemoryMarshal.AsBytes(values[..piece]));
        stream.Write(MemoryMarshal.AsBytes(values));
    }

    private static void WriteHeader(Stream stream, string type, ReadOnlySpan<long> shape)
    {
        var sizes = string.Join(", ", shape.ToArray().Select(s => s.ToString(CultureInfo.InvariantCulture)));
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({sizes}{(shape.Length == 1 ? "," : "")}), }}";
        // The data starts at a multiple of 64 bytes, and the header ends in a newline.
        header = header.PadRight(header.Length + 63 - (10 + header.Length) % 64) + "\n";
        stream.Write(Magic);
        stream.Write([(byte)header.Length, (byte)(header.Length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(header));
    }

    internal static string TypeOf<T>() where T : unmanaged => default(T) switch
    {
        float => "<f4",
        double => "<f8",
        int => "<i4",
        long => "<i8",
        _ => throw new ArgumentException($"elements of type {typeof(T)} aren't written; float, double, int and long are"),
    };
}
