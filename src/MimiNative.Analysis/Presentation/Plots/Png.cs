using System.Buffers.Binary;
using System.IO.Compression;
using MimiNative.Analysis.Formats;

namespace MimiNative.Analysis.Presentation.Plots;

/// <summary>Writes a picture of palette indices as a PNG (ISO/IEC 15948): a large heat map in a few kilobytes instead of one element per cell.</summary>
internal static class Png
{
    /// <param name="pixels">Palette indices, row by row, (height, width).</param>
    /// <param name="width">Pixels per row.</param>
    /// <param name="palette">Red, green, blue for each of up to 256 indices.</param>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, ReadOnlySpan<byte> palette)
    {
        var height = pixels.Length / width;
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8; // bits per index
        header[9] = 3; // indices into a palette
        header[10] = header[11] = header[12] = 0;
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "PLTE"u8, palette);
        Chunk(file, "IDAT"u8, Compress(pixels, width));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Compress(ReadOnlySpan<byte> pixels, int width)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.SmallestSize, leaveOpen: true))
            for (var start = 0; start < pixels.Length; start += width)
            {
                zlib.WriteByte(0); // no filter: neighbouring palette indices are not neighbouring colours
                zlib.Write(pixels.Slice(start, width));
            }
        return data.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        file.Write(word);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc32.Of(data, Crc32.Of(type)));
        file.Write(word);
    }
}
