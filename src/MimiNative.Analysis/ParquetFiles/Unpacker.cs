using System.IO.Compression;
using System.Runtime.InteropServices;
using Snappier;

namespace MimiNative.Analysis.ParquetFiles;

/// <summary>Takes pages apart that are compressed, into exactly as many bytes as they say.</summary>
internal static class Unpacker
{
    /// <summary>Unpacks a page.</summary>
    /// <exception cref="InvalidDataException">It is damaged, holds more or less, or isn't read.</exception>
    public static byte[] Unpack(Codec codec, ReadOnlyMemory<byte> packed, int length)
    {
        if (codec is Codec.Lzo or Codec.Lz4 or Codec.Lz4Raw or < Codec.Uncompressed or > Codec.Lz4Raw)
            throw new InvalidDataException($"compressed with {(codec is >= 0 and <= Codec.Lz4Raw ? codec.ToString().ToUpperInvariant() : $"codec {(int)codec}")}, which isn't read; Snappy, gzip, Zstandard and Brotli are");
        var content = new byte[length];
        var there = codec switch
        {
            Codec.Snappy => Snappy.GetUncompressedLength(packed.Span) == length ? Snappy.Decompress(packed.Span, content) : -1,
            Codec.Gzip => Gzip(packed, content),
            Codec.Brotli => BrotliDecoder.TryDecompress(packed.Span, content, out var count) ? count : -1,
            _ => Zstandard(packed.Span, content),
        };
        return there == length ? content : throw new InvalidDataException($"a page of {packed.Length} bytes doesn't unpack to the {length} that it says");
    }

    private static int Gzip(ReadOnlyMemory<byte> packed, byte[] content)
    {
        using var stream = new GZipStream(Stream(packed), CompressionMode.Decompress);
        var count = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return stream.ReadByte() < 0 ? count : -1;
    }

    private static MemoryStream Stream(ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out var array) ? new(array.Array!, array.Offset, array.Count, writable: false) : new(bytes.ToArray());

    private static int Zstandard(ReadOnlySpan<byte> packed, byte[] content)
    {
        using var decompressor = new ZstdSharp.Decompressor();
        try
        {
            return decompressor.Unwrap(packed, content);
        }
        catch (ZstdSharp.ZstdException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }
}
