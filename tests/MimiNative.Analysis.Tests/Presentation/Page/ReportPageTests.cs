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
}
