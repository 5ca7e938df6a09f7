using System.Buffers.Binary;

namespace MimiNative.Audio;

/// <summary>What a WAV file says of itself before its samples.</summary>
/// <param name="Format">How a value is stored; null: a codec that is not PCM.</param>
/// <param name="Codec">The format tag, for messages and for other decoders.</param>
/// <param name="Channels">Values per frame.</param>
/// <param name="SampleRate">Frames per second.</param>
/// <param name="DataBytes">Bytes of samples that the header promises; null: to the end of the stream (a file written to a pipe).</param>
internal sealed record WavHeader(PcmFormat? Format, int Codec, int Channels, int SampleRate, long? DataBytes)
{
    /// <summary>Nothing that was said is at less; from a damaged header's 1 Hz a second's samples would become hours.</summary>
    public const int MinSampleRate = 1000;

    public const int MaxSampleRate = 10_000_000;

    // Real files have a dozen; millions of empty ones would take minutes to step over.
    private const int MaxChunks = 10_000;

    private const int TagPcm = 1;
    private const int TagFloat = 3;
    private const int TagExtensible = 0xFFFE;
    private const uint Unknown32 = 0xFFFFFFFF;

    // What sox writes where it can't go back to write the true size.
    private const uint PipeSize = 0x7FFFF000;

    // The last 14 bytes of a WAVE_FORMAT_EXTENSIBLE GUID, after the two that hold the codec.
    private static ReadOnlySpan<byte> GuidTail => [0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71];

    /// <summary>True for the first 12 bytes of RIFF, RF64 and BW64 files that hold WAVE.</summary>
    public static bool IsWav(ReadOnlySpan<byte> head) =>
        head.Length >= 12 && (head.StartsWith("RIFF"u8) || head.StartsWith("RF64"u8) || head.StartsWith("BW64"u8)) && head[8..12].SequenceEqual("WAVE"u8);

    /// <summary>Reads up to the first sample of a stream that need not seek.</summary>
    /// <param name="head">The first 12 bytes, read already: <see cref="IsWav"/>.</param>
    /// <param name="stream">Stands after them.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="AudioException">No format, no data, or values that make no sense.</exception>
    public static WavHeader Read(ReadOnlySpan<byte> head, Stream stream, string name)
    {
        long riffBytes = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        var position = 12L;
        long? data64 = null;
        WavHeader? format = null;
        Span<byte> chunk = stackalloc byte[8];
        for (var chunks = 0; ; chunks++)
        {
            if (chunks == MaxChunks)
                throw new AudioException($"{name}: damaged WAV file: more than {MaxChunks} chunks before its samples");
            if (stream.ReadAtLeast(chunk, 8, throwOnEndOfStream: false) < 8)
                throw new AudioException(format is null
                    ? $"{name}: damaged WAV file: it ends before its format ('fmt ' chunk)"
                    : $"{name}: damaged WAV file: it ends before its samples ('data' chunk)");
            position += 8;
            var size = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (chunk[..4].SequenceEqual("data"u8))
            {
                if (format is null)
                    throw new AudioException($"{name}: damaged WAV file: its samples come before its format ('fmt ' chunk)");
                return format with { DataBytes = DataSize(size, data64, riffBytes, position) };
            }

            if (chunk[..4].SequenceEqual("fmt "u8))
                format = ReadFormat(ReadChunk(stream, size, name, "fmt "), name);
            else if (chunk[..4].SequenceEqual("ds64"u8))
                data64 = ReadData64(ReadChunk(stream, size, name, "ds64"), name, ref riffBytes);
            else
                Skip(stream, size);
            position += size;
            if (size % 2 == 1)
            {
                Skip(stream, 1);
                position++;
            }
        }
    }

    private static long? DataSize(uint size, long? data64, long riffBytes, long position)
    {
        if (size == Unknown32)
            return data64;
        if (size == PipeSize)
            return null;
        // A size of 0 that nobody came back to fill in: the RIFF chunk then ends where the data begin, or was not filled in either.
        return size == 0 && (riffBytes + 8 <= position || riffBytes == Unknown32) ? null : size;
    }

    private static long ReadData64(ReadOnlySpan<byte> chunk, string name, ref long riffBytes)
    {
        if (chunk.Length < 24)
            throw new AudioException($"{name}: damaged WAV file: its 'ds64' chunk has {chunk.Length} bytes, 24 are the least");
        riffBytes = BinaryPrimitives.ReadInt64LittleEndian(chunk);
        var bytes = BinaryPrimitives.ReadInt64LittleEndian(chunk[8..]);
        return bytes >= 0 ? bytes : throw new AudioException($"{name}: damaged WAV file: its 'ds64' chunk gives a negative size");
    }

    private static WavHeader ReadFormat(ReadOnlySpan<byte> chunk, string name)
    {
        if (chunk.Length < 16)
            throw new AudioException($"{name}: damaged WAV file: its format has {chunk.Length} bytes, 16 are the least");
        int codec = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        int frameBytes = BinaryPrimitives.ReadUInt16LittleEndian(chunk[12..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);
        if (codec == TagExtensible && chunk.Length >= 40 && chunk[26..40].SequenceEqual(GuidTail))
            codec = BinaryPrimitives.ReadUInt16LittleEndian(chunk[24..]);
        if (channels == 0)
            throw new AudioException($"{name}: damaged WAV file: it has 0 channels");
        if (rate is < MinSampleRate or > MaxSampleRate)
            throw new AudioException($"{name}: damaged WAV file: its sample rate is {rate} Hz, and must be {MinSampleRate} to {MaxSampleRate}");
        if (codec is not (TagPcm or TagFloat))
            return new WavHeader(null, codec, channels, (int)rate, null);
        if (StoredAs(codec, bits, frameBytes, channels) is not { } format)
            throw new AudioException($"{name}: damaged WAV file: {bits} bits per sample in {frameBytes}-byte frames of {channels} channel{(channels == 1 ? "" : "s")}");
        return new WavHeader(format, codec, channels, (int)rate, null);
    }

    /// <summary>The container decides: 20 bits in 3 bytes are 24-bit samples with zeros below.</summary>
    private static PcmFormat? StoredAs(int codec, int bits, int frameBytes, int channels)
    {
        if (bits == 0 || frameBytes % channels != 0 || frameBytes / channels < (bits + 7) / 8)
            return null;
        return (codec, frameBytes / channels) switch
        {
            (TagPcm, 1) => PcmFormat.UInt8,
            (TagPcm, 2) => PcmFormat.Int16,
            (TagPcm, 3) => PcmFormat.Int24,
            (TagPcm, 4) => PcmFormat.Int32,
            (TagFloat, 4) => PcmFormat.Float32,
            (TagFloat, 8) => PcmFormat.Float64,
            _ => null,
        };
    }

    private static byte[] ReadChunk(Stream stream, uint size, string name, string chunk)
    {
        // Longer ones exist (a ds64 table); a size in the gigabytes is damage, not a reason to allocate.
        if (size > 1 << 20)
            throw new AudioException($"{name}: damaged WAV file: its '{chunk}' chunk claims {size} bytes");
        var bytes = new byte[size];
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new AudioException($"{name}: damaged WAV file: it ends inside its '{chunk}' chunk");
        return bytes;
    }

    private static void Skip(Stream stream, long bytes)
    {
        if (stream.CanSeek)
        {
            stream.Seek(Math.Min(bytes, stream.Length - stream.Position), SeekOrigin.Current);
            return;
        }

        Span<byte> scrap = stackalloc byte[4096];
        while (bytes > 0)
        {
            var read = stream.Read(scrap[..(int)Math.Min(bytes, scrap.Length)]);
            if (read == 0)
                return;
            bytes -= read;
        }
    }
}
