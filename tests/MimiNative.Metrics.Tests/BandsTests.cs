namespace MimiNative.Metrics.Tests;

/// <summary>Every limit of every band, from both sides.</summary>
public sealed class BandsTests
{
    public static TheoryData<string, double, string, Grade> Limits => new()
    {
        { "acoustics_score", double.NegativeInfinity, "unusable", Grade.Bad },
        { "acoustics_score", Before(0), "unusable", Grade.Bad },
        { "acoustics_score", 0, "none", Grade.Bad },
        { "acoustics_score", Before(0.05), "none", Grade.Bad },
        { "acoustics_score", 0.05, "weak but trainable", Grade.Weak },
        { "acoustics_score", Before(0.15), "weak but trainable", Grade.Weak },
        { "acoustics_score", 0.15, "fair", Grade.Fair },
        { "acoustics_score", 0.3, "fair", Grade.Fair },
        { "acoustics_score", After(0.3), "good baseline", Grade.Good },
        { "acoustics_score", double.NaN, "not measurable", Grade.Undefined },
        { "separability_ratio", 0, "broken", Grade.Bad },
        { "separability_ratio", Before(1), "broken", Grade.Bad },
        { "separability_ratio", 1, "poor", Grade.Weak },
        { "separability_ratio", Before(2), "poor", Grade.Weak },
        { "separability_ratio", 2, "acceptable", Grade.Fair },
        { "separability_ratio", 3.5, "acceptable", Grade.Fair },
        { "separability_ratio", After(3.5), "good", Grade.Good },
        { "separability_ratio", double.PositiveInfinity, "good", Grade.Good },
        { "separability_ratio", double.NaN, "not measurable", Grade.Undefined },
        { "consistency", Before(0.7), "unreliable", Grade.Bad },
        { "consistency", 0.7, "usable", Grade.Fair },
        { "consistency", Before(0.85), "usable", Grade.Fair },
        { "consistency", 0.85, "good", Grade.Good },
        { "consistency", double.NaN, "not measurable", Grade.Undefined },
        { "eer", 0, "good", Grade.Good },
        { "eer", Before(0.05), "good", Grade.Good },
        { "eer", 0.05, "fair", Grade.Fair },
        { "eer", Before(0.15), "fair", Grade.Fair },
        { "eer", 0.15, "weak", Grade.Weak },
        { "eer", Before(0.3), "weak", Grade.Weak },
        { "eer", 0.3, "near chance", Grade.Bad },
        { "eer", 1, "near chance", Grade.Bad },
        { "eer", double.NaN, "not measurable", Grade.Undefined },
    };

    private static MetricBands[] Tables => [Bands.AcousticsScore, Bands.SeparabilityRatio, Bands.Consistency, Bands.EqualErrorRate];

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_limit_belongs_to_the_band_that_the_table_says(string metric, double value, string name, Grade grade)
    {
        var band = Tables.Single(t => t.Metric == metric).Of(value);
        Assert.Equal((name, grade), (band.Name, band.Grade));
    }

    [Fact]
    public void Bands_rise_without_gaps_to_infinity()
    {
        foreach (var table in Tables)
        {
            Assert.Equal(table.All.Select(b => b.UpTo).Order(), table.All.Select(b => b.UpTo));
            Assert.Equal(double.PositiveInfinity, table.All[^1].UpTo);
        }
    }

    [Fact]
    public void Targets_are_the_studys() =>
        Assert.Equal([0.10, 2.0, 0.80, null], Tables.Select(t => t.Target));

    private static double Before(double value) => Math.BitDecrement(value);

    private static double After(double value) => Math.BitIncrement(value);
}
