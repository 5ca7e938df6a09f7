using System.Globalization;
using System.Text.RegularExpressions;
using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Presentation.Plots;

public sealed class DetPlotTests
{
    /// <summary>Normal scores, d′ apart.</summary>
    internal static Svg Made(params double[] apart)
    {
        var random = new SeededRandom(1);
        double[] Draw(int n, double mean) => [.. Enumerable.Range(0, n).Select(_ => mean + random.NextGaussian())];
        return Plot.Det("Trade-off", "What to see.", [.. apart.Select((d, i) => Of($"system {i}", ScoreDistribution.FromScores(Draw(400, d), Draw(4000, 0))))]);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(2.0)]
    [InlineData(6.0)]
    [InlineData(-2.0)]
    public void The_curve_stays_inside_the_axes_and_the_equal_error_rate_is_marked_on_the_diagonal(double apart)
    {
        var drawing = Made(apart).Inline(Svg.Medium);
        var diagonal = Regex.Match(drawing, "<line x1=\"([^\"]+)\" y1=\"([^\"]+)\" x2=\"([^\"]+)\" y2=\"([^\"]+)\" class=\"ref d2\"").Groups;
        double[] box = [.. Enumerable.Range(1, 4).Select(i => double.Parse(diagonal[i].Value, CultureInfo.InvariantCulture))];
        var path = Regex.Match(drawing, "<path d=\"([^\"]*)\" class=\"l s0\"").Groups[1].Value;
        var points = Regex.Matches(path, "[ML]([-0-9.]+) ([-0-9.]+)").Select(m => (X: double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture), Y: double.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture))).ToList();
        Assert.True(points.Count > 10, drawing);
        Assert.All(points, p => Assert.True(p.X >= box[0] - 0.02 && p.X <= box[2] + 0.02 && p.Y <= box[1] + 0.02 && p.Y >= box[3] - 0.02));
        // From the upper left to the lower right.
        Assert.True(points.Zip(points.Skip(1)).All(p => p.Second.X >= p.First.X - 0.02 && p.Second.Y >= p.First.Y - 0.02));
        var mark = Regex.Match(drawing, @"class=""m f1"" transform=""translate\(([-0-9.]+) ([-0-9.]+)\)""><title>equal errors").Groups;
        Assert.True(mark[1].Success, drawing);
        double x = double.Parse(mark[1].Value, CultureInfo.InvariantCulture), y = double.Parse(mark[2].Value, CultureInfo.InvariantCulture);
        Assert.Equal((x - box[0]) / (box[2] - box[0]), (box[1] - y) / (box[1] - box[3]), 0.02);
    }

    [Fact]
    public void Several_curves_are_named_and_nothing_at_all_is_drawn_as_nothing()
    {
        var drawing = Made(1, 2, 3).Inline();
        foreach (var name in (string[])["system 0", "system 1", "system 2", "False accepts", "False rejects", "40 %"])
            Assert.Contains(name, drawing);
        Assert.DoesNotContain("NaN", drawing);
        Assert.DoesNotContain("NaN", Plot.Det("t", "c", [new DetSeries("none", [], [])]).Inline());
    }

    private static DetSeries Of(string name, ScoreDistribution scores)
    {
        DetPoint At(ErrorPoint p) => new(ScoreDistribution.Deviate(p.FalsePositiveRate, scores.DifferentPairs), ScoreDistribution.Deviate(p.FalseNegativeRate, scores.SamePairs), $"at {p.Threshold}");
        return new DetSeries(name, [.. scores.DetCurve().Select(At)], [("equal errors", At(new ErrorPoint(scores.EerThreshold, scores.Eer, scores.Eer))), ("1 %", At(scores.AtFalsePositiveRate(0.01)))]);
    }
}
