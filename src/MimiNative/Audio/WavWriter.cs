using System.Buffers.Binary;
using MimiNative.Files;

namespace MimiNative.Audio;

/// <summary>Writes mono WAV files. The file appears under its name when it is complete.</summary>
public static class WavWriter
{
    /// <summary>Writes a clip.</summary>
    /// <param name="path">Where to; an existing file is replaced, a missing folder made.</param>
    /// <param name="samples">Mono samples; integers clip them to [-1, 1).</param>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="format"><see cref="PcmFormat.Int16"/>, rounded to the nearest of 32768 steps, or <see cref="PcmFormat.Float32"/>, exact.</param>
    /// <exception cref="ArgumentException">Another format, or more than 4 GB.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write(string path, ReadOnlySpan<float> samples, int sampleRate = AudioFile.DefaultSampleRate, PcmFormat format = PcmFormat.Int16)
    {
        using var file = new AtomicFile(path);
        Write(file.Stream, samples, sampleRate, format);
        file.Commit();
    }

    /// <summary>Writes a clip to a stream.</summary>
    /// <inheritdoc cref="Write(string, ReadOnlySpan{float}, int, PcmFormat)"/>
    public static void Write(Stream stream, ReadOnlySpan<float> samples, int sampleRate = AudioFile.DefaultSampleRate, PcmFormat format = PcmFormat.Int16)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRate);
        if (format is not (PcmFormat.Int16 or PcmFormat.Float32))
            throw new ArgumentException($"WAV is written as Int16 or Float32, not {format}", nameof(format));
        var bytesPerSample = format.Bytes();
        var dataBytes = (long)samples.Length * bytesPerSample;
        if (dataBytes > uint.MaxValue - 64)
            throw new ArgumentException($"{samples.Length:N0} samples do not fit into a WAV file", nameof(samples));

        WriteHeader(stream, sampleRate, format, (uint)dataBytes);
        Span<byte> block = stackalloc byte[4096];
        for (var done = 0; done < samples.Length;)
        {
            var count = Math.Min(samples.Length - done, block.Length / bytesPerSample);
            Encode(samples.Slice(done, count), format, block);
            stream.Write(block[..(count * bytesPerSample)]);
            done += count;
        }
    }

    private static void WriteHeader(Stream stream, int sampleRate, PcmFormat format, uint dataBytes)
    {
        var bytesPerSample = format.Bytes();
        Span<byte> header = stackalloc byte[44];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], 36 + dataBytes);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], (short)(format == PcmFormat.Float32 ? 3 : 1));
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], sampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], (uint)((long)sampleRate * bytesPerSample));
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], (short)bytesPerSample);
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], (short)(8 * bytesPerSample));
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], dataBytes);
        stream.Write(header);
    }

    private static void Encode(ReadOnlySpan<float> samples, PcmFormat format, Span<byte> bytes)
    {
        for (var i = 0; i < samples.Length; i++)
            if (format == PcmFormat.Float32)
                BinaryPrimitives.WriteSingleLittleEndian(bytes[(4 * i)..], samples[i]);
            else
                BinaryPrimitives.WriteInt16LittleEndian(bytes[(2 * i)..], (short)Math.Clamp(MathF.Round(samples[i] * 32768f), short.MinValue, short.MaxValue));
    }
}
