using MimiNative.Analysis.Judgement;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Judgement;

public sealed class LevelsTests
{
    [Theory]
    [InlineData(0, Level.Good)]
    [InlineData(0.0499, Level.Good)]
    [InlineData(0.05, Level.Fair)]
    [InlineData(0.1499, Level.Fair)]
    [InlineData(0.15, Level.Weak)]
    [InlineData(0.2999, Level.Weak)]
    [InlineData(0.3, Level.Bad)]
    [InlineData(1, Level.Bad)]
    [InlineData(double.NaN, Level.Neutral)]
    public void Error_rates_have_levels(double rate, Level level) => Assert.Equal(level, Levels.OfEqualErrorRate(rate));

    [Theory]
    [InlineData(-0.001, Level.Bad)]
    [InlineData(0, Level.Bad)]
    [InlineData(0.0499, Level.Bad)]
    [InlineData(0.05, Level.Weak)]
    [InlineData(0.1499, Level.Weak)]
    [InlineData(0.15, Level.Fair)]
    [InlineData(0.3, Level.Fair)]
    [InlineData(0.3001, Level.Good)]
    [InlineData(double.NaN, Level.Neutral)]
    public void Acoustics_scores_have_levels(double score, Level level) => Assert.Equal(level, Levels.Of(Bands.AcousticsScore.Of(score)));

    [Fact]
    public void The_worse_of_two_levels_is_the_farther_from_good()
    {
        Assert.Equal(Level.Weak, Levels.Worse(Level.Weak, Level.Good));
        Assert.Equal(Level.Bad, Levels.Worse(Level.Fair, Level.Bad));
    }
}
