using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Analysis.Tests.Judgement;

namespace MimiNative.Analysis.Tests.Presentation.Wording;

public sealed class SeedTestWordsTests
{
    private static readonly IReadOnlyList<ControlSeedTests> Controls = [new(SpaceKind.RandomWeights, Made.SeedTests(score: 0.05, consistency: 0.95))];

    [Fact]
    public void A_pass_that_random_weights_reach_too_is_an_empty_one() =>
        Assert.Equal(["PASS", "EMPTY PASS", "FAIL", "N/A"], SeedTestWords.Of(Made.SeedTests(score: 0.2, consistency: 0.9, ratio: 1), Controls).Select(t => t.Result));

    [Fact]
    public void The_text_file_shows_the_controls_and_says_what_an_empty_pass_is()
    {
        var text = SeedTestWords.Report(Made.SeedTests(score: 0.2, consistency: 0.9), "latent/mean", Controls);
        Assert.Contains("Result: EMPTY PASS   (passes: above 0.80)\nBeside it, random weights: PASS\n", text);
        Assert.EndsWith("EMPTY PASS: a control, which knows nothing that training could have taught, passes too.\n", text);
        Assert.DoesNotContain("EMPTY", SeedTestWords.Report(Made.SeedTests(score: 0.2, consistency: 0.7), "latent/mean", Controls));
    }

    [Fact]
    public void Every_column_of_the_table_says_which_embedding_it_speaks_of()
    {
        var table = SeedTestWords.Table([("`seanet.out`, mean", Made.SeedTests(score: 0.2, consistency: 0.9)), ("`latent`, mean", Made.SeedTests(score: -0.1))], Controls, synthetic: false);
        Assert.Equal(["test", "`seanet.out`, mean", "`latent`, mean", "random weights"], table.Columns.Select(c => c.Header));
        Assert.Equal([Level.Good, Level.Neutral, Level.Neutral, Level.Neutral], table.Rows.Select(r => r[1].Level));
        Assert.StartsWith("**FAIL** Same voice, different text", table.Rows[0][2].Text, StringComparison.Ordinal);
        Assert.StartsWith("**EMPTY PASS** ", table.Rows[1][1].Text, StringComparison.Ordinal);
        Assert.All(SeedTestWords.Table([("x", Made.SeedTests(score: 0.2))], Controls, synthetic: true).Rows, r => Assert.Equal(Level.Neutral, r[1].Level));
    }
}
