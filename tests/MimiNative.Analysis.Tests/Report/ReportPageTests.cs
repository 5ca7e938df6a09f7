using MimiNative.Analysis.Plots;
using MimiNative.Analysis.Report;

namespace MimiNative.Analysis.Tests.Report;

public sealed class ReportPageTests
{
    [Fact]
    public void The_same_model_gives_the_same_bytes() => Assert.Equal(ReportPage.Render(FixtureReport.Make()), ReportPage.Render(FixtureReport.Make()));

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
