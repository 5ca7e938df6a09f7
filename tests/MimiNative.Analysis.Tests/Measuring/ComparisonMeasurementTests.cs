using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Presentation.Sections;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Tests.Measuring;

public sealed class ComparisonMeasurementTests
{
    // Voices b, a, b, a; clips of a voice point almost the same way.
    private static readonly EmbeddingSet Four = Set("b1 a1 b2 a2", 0, 1, 0.1f, 1, 1, 0, 1, 0.2f);

    [Fact]
    public void Two_voices_of_one_clip_are_not_made_opposites()
    {
        var result = ComparisonMeasurement.Run(Set("a1 b1", 1, 0.2f, 0.9f, 0.3f));
        Assert.All(result.CentredSimilarity.SelectMany(r => r), v => Assert.True(double.IsNaN(v)));
        Assert.All(result.MostConfusable, p => Assert.True(double.IsNaN(p.MeanSimilarity) && double.IsNaN(p.CentroidSimilarity)));
        var page = Page(result);
        Assert.DoesNotContain("−1.0", page);
        Assert.Contains("two clips would always become opposites", page);
    }

    [Fact]
    public void All_pairs_of_clips_are_counted_once_and_by_voice()
    {
        var set = Set("b1 a1 b2 a2", 1, 0, 0, 1, 1, 0, 0, 1);
        var pairs = ComparisonMeasurement.Run(set).Pairs;
        Assert.Equal((2, 4), (pairs.Same, pairs.Different));
        Assert.Equal((1, 0), (pairs.SameMean, pairs.DifferentMean));
        var apart = ComparisonMeasurement.Run(Set("b1 a1 b2 a2", 0, 0, 10, 0, 0, 1, 10, 1)).Pairs;
        Assert.Equal((10 + Math.Sqrt(101)) / 2, apart.DistanceRatio, 1e-6);
    }

    [Fact]
    public void The_map_of_clips_goes_voice_by_voice_and_closest_clips_are_named_rightly()
    {
        var set = Four;
        var result = ComparisonMeasurement.Run(set);
        Assert.Equal(["a1", "a2", "b1", "b2"], result.ClipOrder.Select(i => set.Samples[i].Id));
        for (var i = 0; i < 4; i++)
            for (var j = 0; j < 4; j++)
                Assert.Equal(Cosine.Of(set[result.ClipOrder[i]], set[result.ClipOrder[j]]), result.ClipSimilarity![i, j]);
        var closest = Assert.Single(result.Closest);
        var best = (from a in new[] { 1, 3 } from b in new[] { 0, 2 } select (A: set.Samples[a].Id, B: set.Samples[b].Id, C: Cosine.Of(set[a], set[b]))).MaxBy(p => p.C);
        Assert.Equal((best.A, best.B, best.C), (closest.ClipA, closest.ClipB, closest.Similarity));
    }

    [Fact]
    public void Plots_are_coloured_by_voice_first_and_by_what_else_is_known()
    {
        var output = ComparisonSection.Present(ComparisonMeasurement.Run(Four));
        var plane = output.Section.Blocks.OfType<FigureBlock>().First(f => f.Choices.Count > 0);
        Assert.Equal(["voice", "text", "gender"], plane.Choices.Select(c => c.Name));
        Assert.Same(plane.Plot, plane.Choices[0].Plot);
        Assert.Equal(["a", "b"], Series(plane.Choices[0].Plot));
        Assert.Equal(["1", "2"], Series(plane.Choices[1].Plot));
        Assert.Equal(["f", "m"], Series(plane.Choices[2].Plot));
        Assert.Equal(["a1", "a2", "b1", "b2"], plane.Choices[1].Plot.Table!.Rows.Select(r => r[1]).Order());
    }

    [Fact]
    public void A_red_diagonal_is_what_the_centred_map_asks_for()
    {
        var map = ComparisonSection.Present(ComparisonMeasurement.Run(Four)).Section.Blocks.OfType<FigureBlock>().First().Plot;
        Assert.Equal("Similarity of voices, centred", map.Title);
        Assert.Contains("red diagonal", map.Caption);
        Assert.DoesNotContain("bright", map.Caption);
    }

    private static IEnumerable<string> Series(Svg plot) => plot.Table!.Rows.Select(r => r[0]).Distinct();

    private static string Page(ComparisonResult result) => ReportPage.Render(new()
    {
        Title = "t", Subtitle = "s", Verdict = new(Level.Neutral, "w", "s", []), Provenance = new("c", []), Sections = [ComparisonSection.Present(result).Section],
    });

    // "a1" is voice a saying 1; a is f, b is m.
    private static EmbeddingSet Set(string clips, params float[] values)
    {
        var ids = clips.Split(' ');
        return new EmbeddingSet("tap/mean", [.. ids.Select(id => new Sample { Id = id, Voice = id[..1], Text = id[1..], Gender = id[0] == 'a' ? "f" : "m" })], values.Length / ids.Length, values);
    }
}
