using System.Buffers.Binary;
using MimiNative.Audio;

namespace MimiNative.Tests.Audio;

/// <summary>Builds WAV files, right ones and wrong ones.</summary>
internal sealed record WavBytes
{
    public PcmFormat Format { get; init; } = PcmFormat.Int16;
    public int Channels { get; init; } = 1;
    public uint SampleRate { get; init; } = 24000;
    public byte[] Data { get; init; } = [];

    /// <summary>WAVE_FORMAT_EXTENSIBLE.</summary>
    public bool Extensible { get; init; }

    /// <summary>Replaces RIFF; RF64 and BW64 put the sizes into a ds64 chunk.</summary>
    public string Magic { get; init; } = "RIFF";

    /// <summary>Written instead of the true sizes.</summary>
    public uint? DataSize { get; init; }

    public uint? RiffSize { get; init; }

    /// <summary>Chunks between the format and the samples, and after them.</summary>
    public (string Id, byte[] Bytes)[] Before { get; init; } = [];

    public (string Id, byte[] Bytes)[] After { get; init; } = [];

    public byte[] Build()
    {
        var body = new MemoryStream();
        var is64 = Magic != "RIFF";
        if (is64)
        {
            var sizes = new byte[28];
            BinaryPrimitives.WriteInt64LittleEndian(sizes.AsSpan(8), Data.Length);
            Chunk(body, "ds64", sizes);
        }

        Chunk(body, "fmt ", FormatChunk());
        foreach (var (id, bytes) in Before)
            Chunk(body, id, bytes);
        Chunk(body, "data", Data, DataSize ?? (is64 ? uint.MaxValue : null));
        foreach (var (id, bytes) in After)
            Chunk(body, id, bytes);

        var file = new MemoryStream();
        Chunk(file, Magic, [.. "WAVE"u8, .. body.ToArray()], RiffSize ?? (is64 ? uint.MaxValue : null));
        return file.ToArray();
    }

    /// <summary>Stores values of [-1, 1] as the format does.</summary>
    public static byte[] Encode(PcmFormat format, IEnumerable<double> values)
    {
        var bytes = new MemoryStream();
        var eight = new byte[8];
        foreach (var value in values)
        {
            switch (format)
            {
                case PcmFormat.UInt8: eight[0] = (byte)(128 + Math.Clamp(Math.Round(value * 128), -128, 127)); break;
                case PcmFormat.Int16: BinaryPrimitives.WriteInt16LittleEndian(eight, (short)Math.Clamp(Math.Round(value * 32768), short.MinValue, short.MaxValue)); break;
                case PcmFormat.Int24: BinaryPrimitives.WriteInt32LittleEndian(eight, (int)Math.Clamp(Math.Round(value * 8388608), -8388608, 8388607)); break;
                case PcmFormat.Int32: BinaryPrimitives.WriteInt32LittleEndian(eight, (int)Math.Clamp(Math.Round(value * 2147483648), int.MinValue, int.MaxValue)); break;
                case PcmFormat.Float32: BinaryPrimitives.WriteSingleLittleEndian(eight, (float)value); break;
                default: BinaryPrimitives.WriteDoubleLittleEndian(eight, value); break;
            }

            bytes.Write(eight, 0, format.Bytes());
        }

        return bytes.ToArray();
    }

    /// <summary>A sine for each channel, (frames, channels).</summary>
    public static double[] Tones(int frames, int channels, double rate) =>
        [.. Enumerable.Range(0, frames * channels).Select(i => 0.7 * Math.Sin(2 * Math.PI * (200 + 70 * (i % channels)) * (i / channels) / rate))];

    private static void Chunk(Stream stream, string id, byte[] bytes, uint? size = null)
    {
        stream.Write(System.Text.Encoding.ASCII.GetBytes(id));
        var length = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(length, size ?? (uint)bytes.Length);
        stream.Write(length);
        stream.Write(bytes);
        if (bytes.Length % 2 == 1)
            stream.WriteByte(0);
    }

    private byte[] FormatChunk()
    {
        var isFloat = Format is PcmFormat.Float32 or PcmFormat.Float64;
        var chunk = new byte[Extensible ? 40 : 16];
        var codec = (ushort)(isFloat ? 3 : 1);
        BinaryPrimitives.WriteUInt16LittleEndian(chunk, Extensible ? (ushort)0xFFFE : codec);
        BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(2), (ushort)Channels);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(4), SampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(8), (uint)(SampleRate * Channels * Format.Bytes()));
        BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(12), (ushort)(Channels * Format.Bytes()));
        BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(14), (ushort)(8 * Format.Bytes()));
        if (Extensible)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(16), 22);
            BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(24), codec);
            byte[] tail = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];
            tail.CopyTo(chunk, 26);
        }

        return chunk;
    }
}

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mimi-audio-").FullName;

    public string File(string name, byte[] bytes)
    {
        var path = System.IO.Path.Combine(Path, name);
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>A stream that hands out its bytes in small pieces and can't seek: a pipe.</summary>
internal sealed class PipeStream(byte[] bytes, int piece) : Stream
{
    private int _position;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = Math.Min(Math.Min(count, piece), bytes.Length - _position);
        Array.Copy(bytes, _position, buffer, offset, read);
        _position += read;
        return read;
    }

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
