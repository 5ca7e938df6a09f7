using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Tests.Presentation.Page;

namespace MimiNative.Analysis.Tests.Presentation.Plots;

public sealed partial class PlotTests
{
    private const string Hostile = "a<script>alert(1)</script>\"'&\u0000\ud800\n";

    public static TheoryData<string> Kinds => [.. All.Keys];

    private static readonly Dictionary<string, Func<Svg>> All = new()
    {
        ["waveform"] = FixtureReport.Waveform, ["heat map"] = FixtureReport.Activations, ["square heat map"] = FixtureReport.FrameSimilarity, ["matrix"] = () => FixtureReport.VoiceMatrix(6),
        ["scatter"] = () => FixtureReport.Embeddings(21), ["joined 3-D scatter"] = FixtureReport.Trajectory, ["3-D scatter"] = FixtureReport.Space, ["dendrogram"] = FixtureReport.Tree,
        ["lines over categories"] = FixtureReport.AlongTheNetwork, ["lines"] = FixtureReport.Duration, ["histogram"] = FixtureReport.Pairs, ["Q-Q"] = FixtureReport.Normality,
        ["scree"] = FixtureReport.Spectrum, ["lying bars"] = FixtureReport.Controls, ["standing bars"] = FixtureReport.Noise, ["diverging matrix"] = FixtureReport.Sweep, ["roofline"] = FixtureReport.Speed,
        ["judged bars"] = FixtureReport.EdgeCases, ["map of groups"] = FixtureReport.ClipMap,
        ["error trade-off"] = () => DetPlotTests.Made(2), ["error trade-offs"] = () => DetPlotTests.Made(0.2, 1, 3),
    };

    /// <summary>The least and the oddest that each kind can be asked for.</summary>
    private static readonly Dictionary<string, Func<Svg>> Odd = new()
    {
        ["no samples"] = () => Plot.Waveform(Hostile, Hostile, Array.Empty<float>(), 24000),
        ["silence"] = () => Plot.Waveform("t", "c", new float[] { 0, 0, float.NaN }, 24000),
        ["one cell"] = () => Plot.HeatMap(Hostile, Hostile, 1, 1, (_, _) => 3, new(Hostile), new(Hostile), Hostile),
        ["only blanks"] = () => Plot.HeatMap("t", "c", 2, 3, (_, _) => double.NaN, new("x"), new("y"), "v", ColourScale.Diverging),
        ["1 × 1 matrix"] = () => Plot.Matrix(Hostile, Hostile, [Hostile], [Hostile], new[,] { { double.NaN } }, Hostile),
        ["no points"] = () => Plot.Scatter("t", "c", [], new("x"), new("y")),
        ["one point"] = () => Plot.Scatter(Hostile, Hostile, [new(Hostile, [new(5, 5, Hostile), new(double.NaN, 1)]), new("b", [])], new(Hostile), new(Hostile), equalScale: true),
        ["one point in space"] = () => Plot.Scatter3("t", "c", [new(Hostile, [new(1, 1, 1, Hostile), new(double.NaN, 0, 0)]) { Joined = true }], new(Hostile), new("y"), new("z")),
        ["no values"] = () => Plot.Histogram("t", "c", [new(Hostile, [])], new("x")),
        ["one value"] = () => Plot.Histogram("t", "c", [new("a", [2, 2, 2]), new("b", [2, double.PositiveInfinity])], new("x")),
        ["Q-Q of nothing"] = () => Plot.QuantileQuantile("t", "c", [], new("x")),
        ["Q-Q of one"] = () => Plot.QuantileQuantile("t", "c", [1], new("x")),
        ["no bars"] = () => Plot.Bars("t", "c", [], new("x")),
        ["blank bar"] = () => Plot.Bars(Hostile, Hostile, [new(Hostile, double.NaN), new("b", -2, -3, -1)], new(Hostile), references: [new(Hostile, 0)]),
        ["no lines"] = () => Plot.Lines("t", "c", [], new("x"), new("y")),
        ["broken line"] = () => Plot.Lines("t", "c", [new(Hostile, [0, 1, 2], [double.NaN, 1, double.NaN])], ["a", Hostile, "c"], Hostile, new("y")),
        ["huge values"] = () => Plot.Lines("t", "c", [new("a", [1e9, 2e9], [-3e12, 5e12])], new("x"), new("y")),
        ["tiny values"] = () => Plot.Lines("t", "c", [new("a", [1e-9, 2e-9], [-3e-12, 5e-12])], new("x"), new("y")),
        ["no trade-off"] = () => Plot.Det(Hostile, Hostile, [new(Hostile, [], [])]),
        ["one trade"] = () => Plot.Det("t", "c", [new(Hostile, [new(-1, -1, Hostile)], [(Hostile, new(-1, -1, Hostile))])]),
        ["no components"] = () => Plot.Scree("t", "c", []),
        ["one item"] = () => Plot.Dendrogram("t", "c", [Hostile], [], new("d")),
        ["nothing ran"] = () => Plot.Roofline("t", "c", [new(Hostile, 0, 0, 0)], 100, 10),
    };

    public static TheoryData<string> OddKinds => [.. Odd.Keys];

    [Theory, MemberData(nameof(Kinds))]
    public void The_same_plot_gives_the_same_bytes(string kind)
    {
        Assert.Equal(All[kind]().File(), All[kind]().File());
        Assert.Equal(All[kind]().Inline(), All[kind]().Inline());
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_plot_shows_the_same_however_often_and_wherever_it_is_drawn(string kind)
    {
        var plot = All[kind]();
        const int inner = 640 - 32; // a file has margins
        var first = Drawing(plot.Inline(inner));
        _ = plot.Inline(Svg.Full);
        var file = plot.File(640);
        Assert.Contains(first, file);
        Assert.Equal(first, Drawing(plot.Inline(inner)));
        Assert.Equal(file, plot.File(640));
        Assert.Equal(Marks(plot.Inline(Svg.Full)), Marks(file));
    }

    [Fact]
    public void A_judged_bar_has_the_colour_and_the_word_of_its_judgement_in_every_rendering()
    {
        string[] outcomes = ["PASS", "DEGRADED", "FAIL", "CRASH", "UNJUDGED", "EMPTY"], colours = ["f2", "f4", "f1", "f3", "f7", "f5"];
        int[] order = [0, 4, 1, 5, 2, 3, 0];
        var plot = Plot.Bars("t", "c", [.. order.Select((o, i) => new Bar($"case {i}", 0.1 * (i + 1), Group: o))], new("v"), groups: outcomes, judged: true);
        foreach (var text in new[] { plot.Inline(), plot.Inline(Svg.Full), plot.File(), plot.Inline(), plot.File(900) })
        {
            Assert.Equal(order.Select(o => $"bar {colours[o]}"), BarClass().Matches(text).Select(m => m.Groups[1].Value));
            Assert.Equal(order.Select((o, i) => $"case {i}: {0.1 * (i + 1):0.000}, {outcomes[o]}"), BarClass().Matches(text).Select(m => m.Groups[2].Value));
            Assert.All(outcomes, o => Assert.Equal(1 + order.Count(x => outcomes[x] == o), Regex.Count(text, $">{o}</text>"))); // once in the legend, once beside each bar
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_plot_is_well_formed_and_says_what_it_is(string kind)
    {
        var plot = All[kind]();
        var root = Parse(plot.File());
        Assert.Equal("img", root.Attribute("role")?.Value);
        Assert.Equal(plot.Title.Replace("`", ""), root.Attribute("aria-label")?.Value);
        Assert.Equal(plot.Title.Replace("`", ""), root.Elements().First().Value);
        Assert.Equal(plot.Caption.Replace("`", ""), root.Elements().Single(e => e.Name.LocalName == "desc").Value);
        Assert.True(plot.Inline().Length < 120_000, $"{plot.Inline().Length} characters");
    }

    [Theory, MemberData(nameof(OddKinds))]
    public void Odd_data_make_a_plot_too(string kind)
    {
        foreach (var width in new[] { Svg.Narrow, Svg.Full })
        {
            var text = Odd[kind]().File(width);
            Assert.DoesNotContain(Parse(text).Descendants(), e => e.Name.LocalName == "script");
            Assert.DoesNotMatch(NotANumber(), text);
        }
    }

    [Fact]
    public void The_culture_changes_nothing()
    {
        var before = FixtureReport.Controls().File();
        var culture = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NegativeSign = "~";
        try
        {
            CultureInfo.CurrentCulture = comma;
            foreach (var kind in All.Keys)
                Assert.DoesNotMatch(@"=""-?\d+,\d+""|=""~", All[kind]().File());
            Assert.Equal(before, FixtureReport.Controls().File());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void A_large_heat_map_stays_small()
    {
        var plot = Plot.HeatMap("t", "c", 512, 5000, (r, c) => Math.Sin(r * 0.1) * Math.Sin(c * 0.01), new("Time", "s", 0, 400), new("Channel"), "Activation");
        Assert.InRange(plot.Inline(Svg.Full).Length, 1000, 700_000);
    }

    [Fact]
    public void Groups_of_a_map_are_named_at_their_middles_and_parted_by_lines()
    {
        var svg = Parse(Plot.HeatMap("t", "c", 10, 10, (r, c) => r * c, new("x"), new("y"), "v", groups: [new("four", 4), new("six", 6)]).File(500));
        var image = svg.Descendants().Last(e => e.Name.LocalName == "image");
        double Of(XElement e, string name) => double.Parse(e.Attribute(name)!.Value, CultureInfo.InvariantCulture);
        var (top, height) = (Of(image, "y"), Of(image, "height"));
        foreach (var (name, share) in new[] { ("four", 0.2), ("six", 0.7) })
            Assert.Equal(top + height * (1 - share) + 4, Of(svg.Descendants().Single(e => e.Value == name && e.Name.LocalName == "text"), "y"), 0.02);
        Assert.Equal(2, svg.Descendants().Count(e => e.Attribute("class")?.Value == "split"));
        Assert.Equal(top + height * 0.6, Of(svg.Descendants().Last(e => e.Attribute("class")?.Value == "split"), "y1"), 0.02);
    }

    [Fact]
    public void What_made_a_plot_is_in_the_file_s_metadata_and_nowhere_on_the_page()
    {
        var plot = FixtureReport.Controls();
        Assert.Equal("command: mimi <a> & b\nweights: w", Parse(plot.File(provenance: "command: mimi <a> & b\nweights: w")).Elements().Single(e => e.Name.LocalName == "metadata").Value);
        Assert.DoesNotContain("<metadata>", plot.File() + plot.Inline());
    }

    [Fact]
    public void A_crowd_of_points_is_thinned_and_says_so()
    {
        var plot = Plot.Scatter("t", "c", [new("a", [.. Enumerable.Range(0, 20_000).Select(i => new PlotPoint(i, i * 7 % 1000))])], new("PC 1", "3 %"), new("PC 2"));
        Assert.Contains("PC 1 (3 %) · 1 of 5 points is drawn", plot.Inline());
        Assert.InRange(plot.Inline().Length, 100_000, 800_000);
    }

    [Fact]
    public void A_whole_number_along_an_axis_has_no_decimals()
    {
        var plot = Plot.Lines("t", "c", [new("rate", [1, 2], [0.5, 0.25])], new("codebook"), new("rate"));
        Assert.Contains("<title>codebook 1 · rate: 0.500</title>", plot.Inline());
        Assert.Equal(["2", "0.250"], plot.Table!.Rows[1]);
        Assert.Equal("0.500", Plot.Lines("t", "c", [new("rate", [0.5, 2], [1, 2])], new("x"), new("y")).Table!.Rows[0][0]);
    }

    [Fact]
    public void A_cube_has_numbers_along_its_three_axes_that_turn_with_it()
    {
        var plot = Plot.Scatter3("t", "c", [new("a", [new(0, 0, 0), new(10, 200, 3000)])], new("x"), new("y"), new("z"));
        foreach (var number in new[] { ">10</text>", ">200</text>", ">3000</text>" })
            Assert.Matches($"<text [^>]*data-p=\"[^\"]*\" data-half=\"[^\"]*\"{number}", plot.Inline());
    }

    [Fact]
    public void A_reference_is_seen_across_the_bars_that_it_crosses()
    {
        var plot = Plot.Bars("t", "c", [new("a", 0.9)], new("x"), references: [new("target", 0.85)]).Inline();
        Assert.True(plot.LastIndexOf("class=\"under\"", StringComparison.Ordinal) > plot.IndexOf("class=\"bar", StringComparison.Ordinal));
    }

    [Fact]
    public void Lists_that_do_not_match_are_refused_by_name()
    {
        Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => Plot.Lines("t", "c", [new("a", [1, 2], [1])], new("x"), new("y"))).Message);
        Assert.Throws<ArgumentException>(() => Plot.Matrix("t", "c", ["a"], ["b"], new double[2, 1], "v"));
    }

    [Fact]
    public void A_linkage_that_is_not_a_tree_of_the_items_is_refused()
    {
        string[] items = ["a", "b", "c"];
        Assert.Contains("1 linkage steps for 3 items", Assert.Throws<ArgumentException>(() => Plot.Dendrogram("t", "c", items, [new(0, 1, 1)], new("d"))).Message);
        Assert.Contains("step 0", Assert.Throws<ArgumentException>(() => Plot.Dendrogram("t", "c", items, [new(0, 3, 1), new(1, 2, 2)], new("d"))).Message);
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => Plot.Dendrogram("t", "c", items, [new(0, 1, 1), new(0, 3, 2)], new("d"))).Message);
    }

    [Fact]
    public void The_numbers_behind_a_plot_are_there_to_read()
    {
        var table = FixtureReport.Controls().Table;
        Assert.NotNull(table);
        Assert.Equal(["MFCC mean and deviation", "0.0900", "0.0600 to 0.120"], table.Rows[2]);
        Assert.Null(FixtureReport.Activations().Table);
    }

    /// <summary>What is drawn, without the element around it.</summary>
    private static string Drawing(string svg)
    {
        var start = svg.IndexOf("</desc>", StringComparison.Ordinal) + "</desc>".Length;
        return svg[start..svg.LastIndexOf("</svg>", StringComparison.Ordinal)];
    }

    /// <summary>Colours and hover texts of all bars, cells and points, in the order of drawing: the same at any width.</summary>
    private static List<string> Marks(string svg) => [.. MarkClass().Matches(svg).Select(m => $"{m.Groups[1].Value} {m.Groups[2].Value}")];

    [GeneratedRegex("<rect[^>]*class=\"(bar f\\d)\"[^>]*><title>([^<]*)</title>")]
    private static partial Regex BarClass();

    [GeneratedRegex("class=\"(bar f\\d|m f\\d|cell[^\"]*)\"[^>]*><title>([^<]*)</title>")]
    private static partial Regex MarkClass();

    private static XElement Parse(string text) => XDocument.Parse(text).Root!;

    [GeneratedRegex("=\"[^\"]*(NaN|∞|Infinity)[^\"]*\"")]
    private static partial Regex NotANumber();
}
