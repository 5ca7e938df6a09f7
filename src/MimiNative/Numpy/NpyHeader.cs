using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using MimiNative.Files;

namespace MimiNative.Numpy;

/// <summary>What an NPY array says of itself (numpy.lib.format, versions 1 to 3): a dictionary in Python's notation, of which only what numpy writes is understood.</summary>
/// <param name="Type">numpy's code of an element, e.g. <c>&lt;f4</c>; <c>[</c> for a structure.</param>
/// <param name="ColumnsFirst">Fortran's order: the first index runs fastest.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Bytes">Bytes in front of the first element.</param>
internal sealed record NpyHeader(string Type, bool ColumnsFirst, IReadOnlyList<long> Shape, long Bytes)
{
    // numpy itself refuses longer ones unless it is told to trust the file.
    private const int LongestHeader = 10_000;

    /// <summary>More dimensions no array of numpy has.</summary>
    public const int MostDimensions = 64;

    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The letter of the kind: f float, i integer, u unsigned, b truth, U text, S bytes, c complex, O Python object, V structure.</summary>
    public char Kind => Type[0] switch { '[' => 'V', '<' or '>' or '=' or '|' => Type[1], var kind => kind };

    /// <summary>What stands behind the letter: bytes of a number, characters of a text; null where it is no number.</summary>
    public int? Size => int.TryParse(Type.AsSpan(Type.IndexOf(Kind) + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;

    /// <summary>The bytes of an element are in the order of a big-endian machine. <c>=</c>, <c>|</c> and no sign at all mean this machine's order, as in numpy.</summary>
    public bool BigEndian => Type[0] == '>' || (Type[0] != '<' && !BitConverter.IsLittleEndian);

    /// <summary>Elements; null where they are too many to count.</summary>
    public long? Count => CountOf([.. Shape]);

    /// <summary>The shape as Python writes it.</summary>
    public string ShapeText => Shape.Count == 1 ? $"({Shape[0]},)" : $"({string.Join(", ", Shape)})";

    /// <summary>Elements of a shape of sizes from 0 on; null where they are too many to count.</summary>
    public static long? CountOf(ReadOnlySpan<long> shape)
    {
        UInt128 count = 1;
        foreach (var size in shape)
            if ((count *= (ulong)size) > long.MaxValue)
                return null;
        return (long)count;
    }

    /// <summary>Reads from the first byte up to the first element.</summary>
    /// <exception cref="InvalidDataException">It isn't an NPY array, or its header is damaged.</exception>
    public static NpyHeader Read(Stream stream)
    {
        try
        {
            Span<byte> start = stackalloc byte[8];
            if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.StartsWith(Magic))
                throw new InvalidDataException("not an NPY array");
            if (start[6] is < 1 or > 3)
                throw new InvalidDataException($"NPY version {start[6]}.{start[7]}; versions 1 to 3 are read");
            Span<byte> length = stackalloc byte[4];
            length.Clear();
            var digits = start[6] == 1 ? 2 : 4;
            stream.ReadExactly(length[..digits]);
            var bytes = BinaryPrimitives.ReadUInt32LittleEndian(length);
            if (bytes > LongestHeader)
                throw new InvalidDataException($"its NPY header announces {bytes} bytes; numpy writes at most {LongestHeader}");
            var text = new byte[bytes];
            stream.ReadExactly(text);
            return Parse(Encoding.UTF8.GetString(text), start.Length + digits + bytes);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("it ends inside its NPY header", e);
        }
    }

    private static NpyHeader Parse(string text, long length)
    {
        var parser = new PythonLiteral(text);
        string? type = null;
        bool? fortran = null;
        List<long>? shape = null;
        var ok = parser.Take('{');
        while (ok && !parser.Take('}'))
            ok = (parser.Text(), parser.Take(':')) switch
            {
                ("descr", true) when type is null => (type = parser.Text() ?? parser.List()) is not null,
                ("fortran_order", true) when fortran is null => (fortran = parser.Truth()) is not null,
                ("shape", true) when shape is null => (shape = parser.Sizes(MostDimensions)) is not null,
                _ => false,
            } && (parser.Take(',') || parser.Sees('}'));
        if (!ok || !parser.AtEnd || type is null || fortran is null || shape is null || type.TrimStart('<', '>', '=', '|').Length == 0)
            throw new InvalidDataException($"NPY header not understood: {Printable.Quote(text.Trim())}");
        return new NpyHeader(type, fortran.Value, shape, length);
    }
}
