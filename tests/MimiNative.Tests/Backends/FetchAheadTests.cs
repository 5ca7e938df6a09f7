using MimiNative.Backends.Cpu;
using MimiNative.Numerics;

namespace MimiNative.Tests.Backends;

public sealed unsafe class FetchAheadTests
{
    private const int Line = 64, PanelBytes = 128;

    public static MatrixTheoryData<int, int, int> Passes => new([1, 2, 5, 12, 13, 25, 64, 250, 600], [64, 512, 2048], [1, 3]);

    /// <summary>A pass over all rows of A, tile by tile, asks for every line that is read next, and hardly for others.</summary>
    [Theory]
    [MemberData(nameof(Passes))]
    public void While_all_tiles_are_multiplied_every_line_of_what_comes_next_is_asked_for(int rows, int k, int panels)
    {
        var (place, bytes) = (1 << 20, k * PanelBytes * panels);
        var ahead = new FetchAhead((float*)place, bytes, (long)rows * k * panels);
        var asked = new HashSet<long>();
        for (var row = 0; row < rows;)
        {
            var tile = GemmTile<Simd512>.RowsOf(rows - row);
            for (var panel = 0; panel < panels; panel++)
            {
                var (at, step) = ((long)ahead.At(((long)row * panels + (long)tile * panel) * k), ahead.Step(tile));
                for (var i = 0; i < k; i++, at += step)
                    asked.UnionWith([at / Line, (at + FetchAhead.Second(step)) / Line]);
            }

            row += tile;
        }

        for (var line = place / Line; line < (place + bytes) / Line; line++)
            Assert.Contains(line, asked);
        Assert.InRange(asked.Max() * Line - place - bytes, -Line, k + PanelBytes);
        Assert.Equal(place / Line, asked.Min());
    }

    [Fact]
    public void Nothing_to_fetch_stays_where_it_is()
    {
        var place = (float*)(1 << 20);
        var ahead = new FetchAhead(place, 0, 1000);
        Assert.True(ahead.At(500) == (byte*)place);
        Assert.Equal((0, 0), (ahead.Step(12), FetchAhead.Second(0)));
    }
}
