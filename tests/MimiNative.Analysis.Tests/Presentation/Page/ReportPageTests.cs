using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Tests.Presentation.Page;

public sealed class ReportPageTests
{
    [Fact]
    public void The_same_model_gives_the_same_bytes() => Assert.Equal(ReportPage.Render(FixtureReport.Make()), ReportPage.Render(FixtureReport.Make()));

    [Fact]
    public void A_report_of_almost_nothing_is_still_a_page()
    {
        var page = ReportPage.Render(new()
        {
            Title = "t", Subtitle = "s", Verdict = new(Level.Neutral, "Not measurable", "There is one voice only.", []), Provenance = new("mimi analyze x", []),
            Metrics = [new() { Scale = MetricScale.AcousticsScore, Value = double.NaN, Interval = new(double.NaN, double.NaN), Configuration = "none", Meaning = "Nothing to compare.", Comparisons = [new("random weights", double.NaN)] }],
        });
        Assert.Contains("n/a", page);
        Assert.Contains("not measurable", page);
        Assert.DoesNotContain("NaN", page[..page.IndexOf("<script>", StringComparison.Ordinal)]);
    }

    [Theory]
    [InlineData("plain & <b>", "plain &amp; &lt;b&gt;")]
    [InlineData("`a<b` and **c`d`**", "<code>a&lt;b</code> and <strong>c`d`</strong>")]
    [InlineData("2 ** 3, ****, one ` mark", "2 ** 3, ****, one ` mark")]
    public void Code_and_strong_words_are_marked_up_and_all_else_is_text(string text, string html) => Assert.Equal(html, Html.Rich(text));

    [Theory]
    [InlineData("from 3 % to 4.5 % in 10 s at 24 kHz", "from 3\u00A0% to 4.5\u00A0% in 10\u00A0s at 24\u00A0kHz")]
    [InlineData("5 sets of `a 5 % b`", "5 sets of <code>a 5 % b</code>")]
    public void A_number_keeps_its_unit_but_code_can_be_copied(string text, string html) => Assert.Equal(html, Html.Rich(text));

    [Fact]
    public void Files_are_named_behind_a_click()
    {
        var page = ReportPage.Render(FixtureReport.Make());
        Assert.Contains("<details class=\"made\"><summary>Files of this stage (2)</summary><div><a href=\"exploration/waveform.svg\">", page);
    }

    [Theory]
    [InlineData(-0.0949, Level.Bad, "unusable")]
    [InlineData(0, Level.Bad, "none")]
    [InlineData(0.131, Level.Weak, "weak but trainable")]
    [InlineData(0.3, Level.Fair, "fair")]
    [InlineData(0.3001, Level.Good, "good baseline")]
    [InlineData(double.NaN, Level.Neutral, "not measurable")]
    public void Acoustics_scores_fall_into_their_bands(double value, Level level, string word)
    {
        var band = MetricScale.AcousticsScore.BandOf(value);
        Assert.Equal((level, word), (Levels.Of(band), band.Name));
    }

    [Fact]
    public void A_row_of_another_length_than_the_heading_is_refused_by_name()
    {
        var model = FixtureReport.Make() with { Sections = [new("s", "S", "f", [new TableBlock(new Table("Voices", [new("a"), new("b")], [["1"]]))])] };
        Assert.Contains("Row 0 of the table 'Voices'", Assert.Throws<ArgumentException>(() => ReportPage.Render(model)).Message);
    }

    [Fact]
    public void A_report_is_written_whole_or_not_at_all()
    {
        var folder = Directory.CreateTempSubdirectory("mimi-report-");
        try
        {
            var path = Path.Combine(folder.FullName, "report.html");
            ReportPage.Write(FixtureReport.Make(), path);
            Assert.Equal(ReportPage.Render(FixtureReport.Make()), File.ReadAllText(path));
            Assert.Single(Directory.GetFiles(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Sounds_come_from_the_page_itself_and_from_nowhere_else()
    {
        var model = FixtureReport.Make();
        var page = ReportPage.Render(model);
        Assert.Contains("default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:; script-src 'sha256-", page);
        var players = System.Text.RegularExpressions.Regex.Matches(page, "<audio [^>]*src=\"([^\"]*)\"");
        Assert.Equal($"data:audio/wav;base64,{Convert.ToBase64String(model.Sounds["clip one"])}", Assert.Single(players).Groups[1].Value);
        Assert.DoesNotContain("<audio", ReportPage.Render(model with { Sounds = new Dictionary<string, byte[]>() }));
    }

    [Fact]
    public void The_study_is_introduced_right_under_the_title()
    {
        var page = ReportPage.Render(FixtureReport.Make());
        var body = page[page.IndexOf("<body>", StringComparison.Ordinal)..];
        Assert.StartsWith("seed study</strong>, the first study", body[body.IndexOf("seed study", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void Long_tables_are_cut_on_paper_and_say_so()
    {
        static string Page(int rows) => ReportPage.Render(FixtureReport.Make() with { Sections = [new("s", "S", "f", [new TableBlock(new Table("T", [new("a")], [.. Enumerable.Range(0, rows).Select(i => (IReadOnlyList<Cell>)[$"row {i}"])]))])] });
        Assert.Equal(24, System.Text.RegularExpressions.Regex.Count(Page(40), "<tr class=\"more\">"));
        Assert.Contains("24 more rows", Page(40));
        Assert.DoesNotContain("class=\"more\"", Page(18));
        Assert.DoesNotContain("more rows", Page(18));
    }

    [Fact]
    public void A_judgement_has_a_shape_of_its_own_besides_its_colour()
    {
        var page = ReportPage.Render(FixtureReport.Make());
        foreach (var level in new[] { "good", "fair", "weak", "bad" })
            Assert.Contains($"<i class=\"mark {level}\"></i>{level}", page);
        var shapes = System.Text.RegularExpressions.Regex.Matches(MetricStrip.Draw(FixtureReport.Make().Metrics[0]).Inline(), "<path d=\"([^\"]*)\" class=\"lm\"").Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(4, shapes.Distinct().Count());
    }

    [Fact]
    public void A_report_on_random_weights_praises_nothing()
    {
        static string Praise(ReportModel model) => string.Join(' ', System.Text.RegularExpressions.Regex.Matches(Shown(ReportPage.Render(model)), "class=\"(badge|finding judged|verdict|mark) (good|fair)|<tr class=\"best").Select(m => m.Value));
        var model = FixtureReport.Make();
        model = model with { Verdict = model.Verdict with { Level = Level.Good }, Sections = [.. model.Sections.Select(s => s with { Level = Level.Fair, Blocks = [.. s.Blocks, new DetailsBlock("d", [new FindingBlock(Level.Good, "PASS", "t"), new TableBlock(FixtureReport.Configurations())])] })] };
        Assert.NotEmpty(Praise(model));
        Assert.Empty(Praise(Muted.Of(model)));
        Assert.Contains(">PASS<", ReportPage.Render(Muted.Of(model)));
    }

    // Without the keys to bands, which explain the scale and judge nothing.
    private static string Shown(string page) => System.Text.RegularExpressions.Regex.Replace(page, "<ul class=\"bands\">.*?</ul>|The shading shows[^\\n]*?</p>", "", System.Text.RegularExpressions.RegexOptions.Singleline);
}
