using System.Text.RegularExpressions;
using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Tests.Presentation.Page;

namespace MimiNative.Analysis.Tests.Presentation.Plots;

/// <summary>What red-green-blind readers see of the colours, after Machado, Oliveira and Fernandes 2009 (severity 1).</summary>
public sealed partial class PaletteTests
{
    private static readonly double[][] Deuteranopia = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]];
    private static readonly double[][] Protanopia = [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Categories_are_told_apart_by_red_green_blind_readers_in_both_themes(int theme)
    {
        var colours = Enumerable.Range(0, Palette.Count).Select(i => Variable($"--c{i}", theme)).ToList();
        foreach (var sight in new[] { Deuteranopia, Protanopia })
            for (var i = 0; i < colours.Count; i++)
                for (var j = 0; j < i; j++)
                {
                    var distance = Distance(Seen(colours[i], sight), Seen(colours[j], sight));
                    Assert.True(distance > 11, $"c{j} {colours[j]} and c{i} {colours[i]} are {distance:0.0} apart"); // 2.3 is just noticeable
                }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_first_six_are_far_apart_for_everyone(int theme)
    {
        double[][] usual = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
        var colours = Enumerable.Range(0, 6).Select(i => Variable($"--c{i}", theme)).ToList();
        foreach (var sight in new[] { usual, Deuteranopia, Protanopia })
            Assert.All(from i in Enumerable.Range(0, 6) from j in Enumerable.Range(0, i) select (A: colours[i], B: colours[j]),
                pair => Assert.True(Distance(Seen(pair.A, sight), Seen(pair.B, sight)) > 35, $"{pair.A} and {pair.B}"));
    }

    [Fact]
    public void Eight_series_have_eight_shapes()
    {
        var plot = Plot.Scatter("t", "c", [.. Enumerable.Range(0, 8).Select(v => new PointSeries($"v{v}", [new(v, v)]))], new("x"), new("y"));
        Assert.Equal(8, MarkPath().Matches(plot.Inline(Svg.Full)).Select(m => m.Groups[1].Value).Distinct().Count());
    }

    [Fact]
    public void Thirty_series_have_marks_of_their_own_by_colour_and_shape()
    {
        var plot = Plot.Scatter("t", "c", [.. Enumerable.Range(0, 30).Select(v => new PointSeries($"v{v}", [new(v % 6, v / 6)]))], new("x"), new("y"));
        // The legend's marks carry no text.
        var marks = MarkPath().Matches(plot.Inline(Svg.Full)).Select(m => (Shape: m.Groups[1].Value, Colour: m.Groups[2].Value)).ToList();
        Assert.Equal(30, marks.Count);
        Assert.Equal(30, marks.Distinct().Count());
        Assert.All(Enumerable.Range(0, 30), v => Assert.Equal(2, Regex.Count(plot.Inline(Svg.Full), $">v{v}</text>"))); // in the legend and where it lies
    }

    [Fact]
    public void Six_voices_have_six_colours()
    {
        var plot = FixtureReport.Embeddings(6).Inline();
        Assert.Equal(6, Regex.Matches(plot, "class=\"m (f\\d)\"").Select(m => m.Groups[1].Value).Distinct().Count());
    }

    private static string Variable(string name, int theme) => Regex.Matches(Svg.Style, $"{name}: (#[0-9a-f]{{6}})")[theme].Groups[1].Value;

    private static (double L, double A, double B) Seen(string hex, double[][] sight)
    {
        double[] rgb = [.. Enumerable.Range(0, 3).Select(i => Linear(Convert.ToInt32(hex.Substring(1 + 2 * i, 2), 16) / 255.0))];
        double[] seen = [.. sight.Select(row => Math.Clamp(row.Zip(rgb, (a, b) => a * b).Sum(), 0, 1))];
        var (x, y, z) = (Root((0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.95047), Root(0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]), Root((0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.08883));
        return (116 * y - 16, 500 * (x - y), 200 * (y - z));
    }

    private static double Linear(double c) => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);

    private static double Root(double t) => t > 0.008856 ? Math.Cbrt(t) : 7.787 * t + 16 / 116.0;

    private static double Distance((double L, double A, double B) p, (double L, double A, double B) q) => Math.Sqrt((p.L - q.L) * (p.L - q.L) + (p.A - q.A) * (p.A - q.A) + (p.B - q.B) * (p.B - q.B));

    [GeneratedRegex("<path d=\"([^\"]*)\" class=\"m (f\\d)\"[^>]*><title>")]
    private static partial Regex MarkPath();
}
