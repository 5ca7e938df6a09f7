using System.Buffers.Binary;

namespace MimiNative.Audio;

/// <summary>How a sample is stored, little-endian. Integers are scaled to [-1, 1) by their full range (int16 / 32768), as soundfile and torchaudio do.</summary>
public enum PcmFormat
{
    /// <summary>Unsigned 8 bits, 128 is silence.</summary>
    UInt8,

    /// <summary>Signed 16 bits.</summary>
    Int16,

    /// <summary>Signed 24 bits in 3 bytes.</summary>
    Int24,

    /// <summary>Signed 32 bits.</summary>
    Int32,

    /// <summary>IEEE 754, 4 bytes.</summary>
    Float32,

    /// <summary>IEEE 754, 8 bytes.</summary>
    Float64,
}

internal static class PcmFormatExtensions
{
    public static int Bytes(this PcmFormat format) => format switch
    {
        PcmFormat.UInt8 => 1,
        PcmFormat.Int16 => 2,
        PcmFormat.Int24 => 3,
        PcmFormat.Int32 or PcmFormat.Float32 => 4,
        PcmFormat.Float64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "not a PCM format"),
    };

    /// <summary>Converts <c>samples.Length</c> stored values.</summary>
    public static void Decode(this PcmFormat format, ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        switch (format)
        {
            case PcmFormat.UInt8:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = (bytes[i] - 128) * (1 / 128f);
                break;
            case PcmFormat.Int16:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]) * (1 / 32768f);
                break;
            case PcmFormat.Int24:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = ((sbyte)bytes[3 * i + 2] << 16 | bytes[3 * i + 1] << 8 | bytes[3 * i]) * (1 / 8388608f);
                break;
            case PcmFormat.Int32:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]) * (1 / 2147483648f);
                break;
            case PcmFormat.Float32:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
                break;
            case PcmFormat.Float64:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]);
                break;
        }
    }
}
