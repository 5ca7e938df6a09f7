using System.Buffers.Binary;
using System.IO.Compression;
using MimiNative.Analysis.Presentation.Plots;

namespace MimiNative.Analysis.Tests.Presentation.Plots;

public sealed class PlotPartsTests
{
    [Theory]
    [InlineData(0, 1, 5, "0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(-0.13, 0.31, 5, "−0.1 0 0.1 0.2 0.3")]
    [InlineData(0, 48000, 5, "0 10k 20k 30k 40k")]
    [InlineData(3.5, 4.0, 5, "3.5 3.6 3.7 3.8 3.9 4.0")]
    [InlineData(10000, 10010, 5, "10000 10002 10004 10006 10008 10010")]
    [InlineData(990, 1010, 4, "990 995 1000 1005 1010")]
    [InlineData(0, 3e-6, 3, "0 1e−6 2e−6 3e−6")]
    public void Ticks_are_round_numbers(double low, double high, int most, string labels) =>
        Assert.Equal(labels, string.Join(' ', Ticks.Linear(low, high, most).Select(t => t.Label)));

    [Fact]
    public void Ticks_rise_differ_and_stay_inside_any_range()
    {
        var random = new Random(11);
        for (var i = 0; i < 2000; i++)
        {
            var range = Math.Pow(10, random.NextDouble() * 16 - 8);
            var low = (random.NextDouble() - 0.5) * range * Math.Pow(10, random.Next(4));
            var most = random.Next(2, 12);
            var ticks = Ticks.Linear(low, low + range, most);
            Assert.InRange(ticks.Count, 0, most + 1);
            Assert.Equal(ticks.Count, ticks.Select(t => t.Label).Distinct().Count());
            Assert.Equal(ticks.OrderBy(t => t.Value), ticks);
            Assert.All(ticks, t => Assert.InRange(t.Value, low - range * 1e-5, low + range * (1 + 1e-5)));
        }
    }

    [Theory]
    [InlineData(0.3, 40, "0.5 1 2 5 10 20")]
    [InlineData(1, 1e6, "1 10 100 1000 10k 100k 1M")]
    public void Logarithmic_ticks_are_powers_of_ten_and_what_lies_between(double low, double high, string labels) =>
        Assert.Equal(labels, string.Join(' ', Ticks.Log(low, high, 8).Where(t => t.Value >= low).Select(t => t.Label)));

    [Theory]
    [InlineData(0.78149, "0.781")]
    [InlineData(-0.0949, "−0.0949")]
    [InlineData(12345.6, "12346")]
    [InlineData(0, "0")]
    [InlineData(double.NaN, "n/a")]
    public void Values_are_read_with_three_or_four_digits(double value, string text) => Assert.Equal(text, Ticks.Read(value));

    [Theory]
    [InlineData(-0.004, "0.00", "0.00")]
    [InlineData(-0.006, "0.00", "−0.01")]
    [InlineData(-0.0004, "0.0 %", "0.0 %")]
    [InlineData(0.4783, "0.0 %", "47.8 %")]
    public void A_number_that_rounds_to_zero_has_no_sign(double value, string format, string text) => Assert.Equal(text, Ticks.Format(value, format));

    [Fact]
    public void Cells_are_numbered_in_their_middles_by_whole_numbers()
    {
        var side = Side.OfCells(new Axis("Codebook"), 3);
        Assert.Equal(0.5, side.Share(1));
        Assert.Equal("0 1 2", string.Join(' ', Ticks.Linear(side.Low, side.High, 8, side.LeastStep).Select(t => t.Label)));
    }

    [Fact]
    public void Text_is_cut_to_its_room_and_wrapped_between_words()
    {
        var cut = TextSize.Fit("transformer.4, statistics pooling", 80);
        Assert.EndsWith("…", cut);
        Assert.True(TextSize.Width(cut) <= 80);
        Assert.Equal("short", TextSize.Fit("short", 80));
        Assert.Equal(["two words", "and more"], TextSize.Wrap("two words and more", TextSize.Width("two words") + 1));
    }

    [Fact]
    public void A_picture_decodes_to_the_indices_it_was_made_from()
    {
        byte[] pixels = [.. Enumerable.Range(0, 7 * 5).Select(i => (byte)(i * 7))];
        var png = Png.Encode(pixels, 7, Grid.PaletteOf(ColourScale.Sequential));
        var chunks = Chunks(png);
        Assert.Equal(["IHDR", "PLTE", "IDAT", "IEND"], chunks.Select(c => c.Type));
        Assert.Equal(7, BinaryPrimitives.ReadInt32BigEndian(chunks[0].Data));
        Assert.Equal(5, BinaryPrimitives.ReadInt32BigEndian(chunks[0].Data.AsSpan(4)));
        using var raw = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(chunks[2].Data), CompressionMode.Decompress))
            zlib.CopyTo(raw);
        Assert.Equal(Enumerable.Range(0, 5).SelectMany(r => (byte[])[0, .. pixels.AsSpan(r * 7, 7)]), raw.ToArray());
        Assert.Equal(0xAE426082u, chunks[3].Crc); // the known CRC of every IEND chunk
    }

    [Fact]
    public void Scale_colours_rise_in_brightness_and_differ_by_sign()
    {
        static double Luminance((byte R, byte G, byte B) c) => 0.2126 * c.R + 0.7152 * c.G + 0.0722 * c.B;
        var sequential = Enumerable.Range(0, 101).Select(i => Luminance(Palette.At(ColourScale.Sequential, i / 100.0))).ToList();
        Assert.Equal(sequential.Order(), sequential);
        var (low, zero, high) = (Palette.At(ColourScale.Diverging, 0.2), Palette.At(ColourScale.Diverging, 0.5), Palette.At(ColourScale.Diverging, 0.8));
        Assert.True(low.B > low.R && high.R > high.B && Luminance(zero) > 240);
    }

    [Fact]
    public void Large_grids_are_shrunk_by_averaging()
    {
        var grid = Grid.Make(4, 4, (r, c) => 4 * r + c, 2);
        Assert.Equal((2.5, 12.5), grid.Range(ColourScale.Sequential));
    }

    private static List<(string Type, byte[] Data, uint Crc)> Chunks(byte[] png)
    {
        var chunks = new List<(string, byte[], uint)>();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            chunks.Add((System.Text.Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)], BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length))));
            at += 12 + length;
        }
        return chunks;
    }
}
