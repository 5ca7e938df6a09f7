using System.Buffers.Binary;
using System.Text;

namespace MimiNative.Fuzz.Reading;

/// <summary>Damages files: what storage and networks do to bytes, and what a person would write who knows the format.</summary>
internal sealed class Mutation(Random random, IReadOnlyList<byte[]> corpus)
{
    private static readonly long[] Numbers = [0, 1, -1, 2, 7, 8, 127, 128, 255, 256, 32767, 65535, 65536, int.MaxValue, uint.MaxValue, 1L << 32, 1L << 53, long.MaxValue, long.MinValue, 0x7FFFFFC7, 1L << 29];

    private static readonly string[] Words =
    [
        "null", "NaN", "Infinity", "-0", "1e999", "true", "\\ud800", "\\u0000", "\0", "\u001b[31m", "\u202e", "\"", "'", ",", "\n", "\r\n", "\t", "[", "]", "{", "}", "(", ")", ":", "..", "/dev/zero", "C:\\", "|", "=1+1",
        "٣", "９", "𝄞", "99999999999999999999", "-1", "0x10", "1 1", "<U", ">f8", "=f4", "|O", "F64", "I4", "__metadata__", "sample_ids", "shape", "data_offsets", "sample_id", "filepath", "target", "synthetic:", "file://", "#EXTM3U", "cos\nsystem\n", "h\u0001", "(((", "t}q\u0001s", "RRR",
    ];

    /// <summary>A file of the corpus with few damages: mostly one, since most are refused for the first.</summary>
    public byte[] Next()
    {
        var bytes = (byte[])Pick(corpus).Clone();
        do
            bytes = Once(bytes);
        while (random.Next(3) == 0);
        return bytes.Length > 1 << 20 ? bytes[..(1 << 20)] : bytes;
    }

    private byte[] Once(byte[] bytes) => random.Next(10) switch
    {
        0 => bytes[..random.Next(bytes.Length + 1)],
        1 => Replace(bytes, At(bytes), 0, [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => (byte)random.Next(256))]),
        2 => Replace(bytes, At(bytes), random.Next(1, 65), []),
        3 => Replace(bytes, At(bytes), random.Next(16), Encoding.UTF8.GetBytes(Pick(Words))),
        4 => PutNumber(bytes),
        5 => PutDigits(bytes),
        6 => Repeat(bytes),
        7 => Splice(bytes),
        _ => Flip(bytes),
    };

    private byte[] Flip(byte[] bytes)
    {
        if (bytes.Length > 0)
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    private byte[] PutNumber(byte[] bytes)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, Pick(Numbers));
        var size = 1 << random.Next(4);
        if (random.Next(4) == 0)
            number[..size].Reverse();
        return Replace(bytes, At(bytes), size, number[..size].ToArray());
    }

    /// <summary>Numbers that are written out, as in JSON and NPY headers.</summary>
    private byte[] PutDigits(byte[] bytes)
    {
        var start = At(bytes);
        while (start < bytes.Length && !char.IsAsciiDigit((char)bytes[start]))
            start++;
        var end = start;
        while (end < bytes.Length && char.IsAsciiDigit((char)bytes[end]))
            end++;
        return Replace(bytes, start, end - start, Encoding.ASCII.GetBytes($"{Pick(Numbers)}"));
    }

    private byte[] Repeat(byte[] bytes)
    {
        var start = At(bytes);
        var piece = bytes.AsSpan(start, Math.Min(random.Next(1, 33), bytes.Length - start)).ToArray();
        return Replace(bytes, start, 0, [.. Enumerable.Repeat(piece, random.Next(1, random.Next(4) == 0 ? 2000 : 8)).SelectMany(p => p)]);
    }

    private byte[] Splice(byte[] bytes)
    {
        var other = Pick(corpus);
        return [.. bytes.AsSpan(0, At(bytes)), .. other.AsSpan(random.Next(other.Length + 1))];
    }

    private static byte[] Replace(byte[] bytes, int start, int count, byte[] by) => [.. bytes.AsSpan(0, start), .. by, .. bytes.AsSpan(Math.Min(bytes.Length, start + count))];

    /// <summary>Mostly near the start, where headers are.</summary>
    private int At(byte[] bytes) => random.Next(2) == 0 ? random.Next(Math.Min(bytes.Length, 256) + 1) : random.Next(bytes.Length + 1);

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
