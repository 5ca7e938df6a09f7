namespace MimiNative.Analysis.Data;

/// <summary>
/// A tar file as <see cref="System.Formats.Tar.TarReader"/> reads it, which takes memory for whatever size a header of extended attributes or of a long name says, before it reads a byte of them: a size that no writer
/// gives them is refused here, when the reader asks for the header.
/// </summary>
internal sealed class TarStream(FileStream file) : PartStream(file, 0, file.Length)
{
    /// <summary>Names have some thousand characters at most; attributes a little more.</summary>
    public const int MostAttributeBytes = 1 << 20;

    private const int Header = 512, Type = 156, Size = 124, SizeLength = 12;

    public override int Read(Span<byte> buffer)
    {
        var count = 0;
        while (count < buffer.Length && base.Read(buffer[count..]) is > 0 and var more)
            count += more;
        // A content of 512 bytes is read so too; if it looks like such a header, it is refused with no harm done.
        if (count == Header && buffer[Type] is (byte)'x' or (byte)'g' or (byte)'L' or (byte)'K' && Octal(buffer.Slice(Size, SizeLength)) > MostAttributeBytes)
            throw new InvalidDataException($"attributes or a name of more than {MostAttributeBytes} bytes at byte {Position - Header}");
        return count;
    }

    /// <summary>A field's number; with its highest bit set the field is binary, for what 33 bits don't hold.</summary>
    private static long Octal(ReadOnlySpan<byte> field)
    {
        if (field[0] >= 128)
            return long.MaxValue;
        var value = 0L;
        foreach (var digit in field)
            if (digit is >= (byte)'0' and <= (byte)'7')
                value = value * 8 + digit - '0';
        return value;
    }
}
