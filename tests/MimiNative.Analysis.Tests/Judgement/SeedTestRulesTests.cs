using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Tests.Judgement;

public sealed class SeedTestRulesTests
{
    private const double None = double.NaN;

    [Theory]
    [InlineData(0.1001, Outcome.Yes)]
    [InlineData(0.10, Outcome.No)]
    [InlineData(-0.5, Outcome.No)]
    [InlineData(None, Outcome.Undecided)]
    public void Test_1_passes_above_a_tenth(double score, Outcome outcome) => Check(0, Question.SeedAcoustics, outcome, SeedTestRules.Judge(Made.SeedTests(score: score)));

    [Theory]
    [InlineData(0.8001, Outcome.Yes)]
    [InlineData(0.80, Outcome.No)]
    [InlineData(None, Outcome.Undecided)]
    public void Test_2_passes_above_four_fifths(double consistency, Outcome outcome) => Check(1, Question.SeedConsistency, outcome, SeedTestRules.Judge(Made.SeedTests(consistency: consistency)));

    [Theory]
    [InlineData(2.0001, Outcome.Yes)]
    [InlineData(2.0, Outcome.No)]
    [InlineData(None, Outcome.Undecided)]
    public void Test_3_passes_above_two(double ratio, Outcome outcome) => Check(2, Question.SeedSeparability, outcome, SeedTestRules.Judge(Made.SeedTests(ratio: ratio)));

    [Theory]
    [InlineData(0.8501, 0.7501, Outcome.Yes)]
    [InlineData(0.85, 0.7501, Outcome.No)]
    [InlineData(0.8501, 0.75, Outcome.No)]
    [InlineData(0.76, 0.86, Outcome.No)]
    [InlineData(None, 0.9, Outcome.Undecided)]
    [InlineData(0.9, None, Outcome.Undecided)]
    public void Test_4_passes_where_both_noises_do(double light, double medium, Outcome outcome) => Check(3, Question.SeedRobustness, outcome, SeedTestRules.Judge(Made.SeedTests(light: light, medium: medium)));

    [Fact]
    public void Without_noisy_versions_test_4_is_undecided() => Assert.Equal(Outcome.Undecided, SeedTestRules.Judge(Made.SeedTests(light: 0.9))[3].Outcome);

    [Fact]
    public void A_pass_that_a_control_reaches_too_is_empty_and_says_whose()
    {
        IReadOnlyList<ControlSeedTests> controls = [new(SpaceKind.RandomWeights, Made.SeedTests(score: 0.05, consistency: 0.95, light: 0.9, medium: 0.7)), new(SpaceKind.Spectral, Made.SeedTests(score: 0.3, consistency: 0.99, light: 0.9, medium: 0.8))];
        IReadOnlyList<SpaceKind> Empty(int test, SeedTestNumbers numbers) => SeedTestRules.PassToo(SeedTestRules.Judge(numbers, "latent/mean", controls)[test]);
        Assert.Equal([SpaceKind.Spectral], Empty(0, Made.SeedTests(score: 0.2)));
        Assert.Equal([SpaceKind.RandomWeights, SpaceKind.Spectral], Empty(1, Made.SeedTests(consistency: 0.9)));
        Assert.Empty(Empty(2, Made.SeedTests(ratio: 3))); // the controls have no ratio
        Assert.Equal([SpaceKind.Spectral], Empty(3, Made.SeedTests(light: 0.9, medium: 0.9))); // random weights fail with medium noise
        Assert.Empty(Empty(1, Made.SeedTests(consistency: 0.7))); // a failure is no empty pass
        Assert.Empty(SeedTestRules.PassToo(SeedTestRules.Judge(Made.SeedTests(consistency: 0.9))[1])); // without controls nothing shows it
        Assert.All(SeedTestRules.Judge(Made.SeedTests(), "latent/mean", controls).SelectMany(c => c.Evidence), e => Assert.Equal("latent/mean", e.Embedding));
    }

    [Fact]
    public void Tests_1_and_3_are_critical() =>
        Assert.Equal([true, false, true, false], SeedTestRules.Judge(Made.SeedTests()).Select(c => SeedTestRules.IsCritical(c.Question)));

    private static void Check(int index, Question question, Outcome outcome, IReadOnlyList<Claim> claims)
    {
        Assert.Equal(4, claims.Count);
        Assert.Equal((question, outcome), (claims[index].Question, claims[index].Outcome));
        Assert.All(claims.Where((_, i) => i != index), c => Assert.Equal(Outcome.Undecided, c.Outcome));
    }
}
