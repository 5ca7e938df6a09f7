using System.Globalization;
using System.Text.RegularExpressions;
using MimiNative.Analysis.Presentation.Plots;

namespace MimiNative.Analysis.Tests.Presentation.Plots;

/// <summary>Plots of a thousand voices: small, and no less true.</summary>
public sealed partial class ManyThingsTests
{
    [Fact]
    public void A_matrix_too_large_to_read_is_a_picture_with_the_first_row_on_top()
    {
        const int Voices = 700;
        var values = new double[Voices, Voices];
        for (var i = 0; i < Voices; i++)
            for (var j = 0; j < Voices; j++)
                values[i, j] = i + j / 1000.0;
        string[] names = [.. Enumerable.Range(0, Voices).Select(i => $"voice {i}")];
        var file = Plot.Matrix("t", "c", names, names, values, "similarity").File();
        Assert.InRange(file.Length, 1000, 700_000);
        var heights = Names().Matches(file).ToDictionary(m => int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture), m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture));
        Assert.InRange(heights.Count, 20, 60);
        Assert.Equal(heights.OrderBy(h => h.Key), heights.OrderBy(h => h.Value));
        // Bright is high: the last row, at the bottom.
        var few = new double[61, 61];
        few[60, 0] = 1;
        var picture = Plot.Matrix("t", "c", names[..61], names[..61], few, "s").File();
        var turned = new double[61, 61];
        turned[0, 0] = 1;
        var heat = Plot.HeatMap("t", "c", 61, 61, (r, c) => turned[r, c], new Axis(""), new Axis(""), "s", groups: [.. names[..61].Reverse().Select(n => new AxisGroup(n, 1))]).File();
        Assert.Equal(heat, picture);
    }

    [Fact]
    public void A_tree_of_many_shows_its_last_joins_and_loses_no_item()
    {
        const int Items = 500;
        // Neighbours join first: 0 and 1, 2 and 3, ...; then the pairs in a chain.
        var linkage = Enumerable.Range(0, Items / 2).Select(i => new LinkageStep(2 * i, 2 * i + 1, 1 + i / 1000.0)).ToList();
        for (var i = 1; i < Items / 2; i++)
            linkage.Add(new(i == 1 ? Items : Items + Items / 2 + i - 2, Items + i, 2 + i));
        string[] names = [.. Enumerable.Range(0, Items).Select(i => $"voice {i}")];
        var file = Plot.Dendrogram("t", "c", names, linkage, new Axis("distance")).File();
        var leaves = Leaves().Matches(file).Select(m => (First: int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture), More: m.Groups[2].Success ? int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture) : 0)).ToList();
        Assert.Equal(120, leaves.Count);
        Assert.Equal(Items, leaves.Sum(l => 1 + l.More));
        // The chain's first 131 pairs had joined; every other pair is a leaf of its own.
        Assert.Equal((0, 261), leaves.MaxBy(l => l.More));
        Assert.Equal(Enumerable.Range(131, 119).Select(i => (2 * i, 1)), leaves.Where(l => l.First > 0).Order());
        Assert.Equal(119, Joins().Count(file));
        Assert.Contains("joined at 251", file);
        Assert.DoesNotContain("joined at 132<", file);
    }

    [GeneratedRegex("""<text [^>]*y="([\d.]+)"[^>]*>voice (\d+)</text>""")]
    private static partial Regex Names();

    [GeneratedRegex(@">voice (\d+)(?: and (\d+) more)?</text>")]
    private static partial Regex Leaves();

    [GeneratedRegex("joined at ")]
    private static partial Regex Joins();
}
