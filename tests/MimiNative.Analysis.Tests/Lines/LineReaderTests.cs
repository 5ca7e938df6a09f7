using System.Text;
using MimiNative.Analysis.Lines;

namespace MimiNative.Analysis.Tests.Lines;

public sealed class LineReaderTests
{
    [Fact]
    public void Lines_are_the_same_however_they_come()
    {
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => new string('x', random.Next(4) == 0 ? 0 : random.Next(40)) + (random.Next(5) == 0 ? "\r\n" : "\n"))) + (random.Next(2) == 0 ? "" : "rest");
            // The plain oracle: what stands between line feeds; the last one only where something stands there; what is too long is only counted.
            var expected = text.Split('\n').SkipLast(text.EndsWith('\n') || text.Length == 0 ? 1 : 0).Select((l, i) => (i + 1L, l.Length > 20 ? null : l));
            Assert.Equal(expected, All(new Drops(Encoding.UTF8.GetBytes(text), random), 20));
        }
    }

    [Fact]
    public void A_line_of_any_length_passes_by_in_flat_memory_and_the_next_is_read()
    {
        var bytes = new byte[50_000_000];
        Array.Fill(bytes, (byte)'x');
        "a\n"u8.CopyTo(bytes);
        "\nb\n"u8.CopyTo(bytes.AsSpan(^3));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal([(1, "a"), (2, null), (3, "b")], All(new MemoryStream(bytes), 1_000_000));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_line() => Assert.Equal([(1, "a"), (2, "\uFEFFb")], All(new MemoryStream(Encoding.UTF8.GetBytes("\uFEFFa\n\uFEFFb")), 100));

    private static List<(long, string?)> All(Stream stream, int longest)
    {
        var reader = new LineReader(stream, longest);
        List<(long, string?)> lines = [];
        while (reader.Read(out var line))
            lines.Add((reader.Number, reader.IsTooLong ? null : Encoding.UTF8.GetString(line.Span)));
        Assert.False(reader.Read(out _));
        return lines;
    }

    /// <summary>Gives as few bytes as a pipe may.</summary>
    private sealed class Drops(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, random.Next(1, 9)));
    }
}
