using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Tests.Measuring;

public sealed class DataMeasurementTests
{
    // Levels in decades: a tenth of a dB is 0.005.
    [Theory]
    [InlineData(ClipProperty.Level, -1.00004, -1.00006, false)]
    [InlineData(ClipProperty.Level, -1.0, -1.02, false)]
    [InlineData(ClipProperty.Level, -1.0, -1.1, true)]
    [InlineData(ClipProperty.Length, 3.0, 3.05, false)]
    [InlineData(ClipProperty.Length, 3.0, 3.2, true)]
    public void What_hardly_differs_is_no_confound(ClipProperty property, double a, double b, bool differs) => Assert.Equal(differs, DataMeasurement.Differ(property, [a, a, b, b]));

    [Theory]
    [InlineData(2.0, 2.001, false)]
    [InlineData(2.0, 4.0, true)]
    public void Lengths_that_go_with_the_voice_are_told_where_they_differ(double first, double second, bool told)
    {
        var facts = Facts([0, 1, 2, 3, 4, 5], i => i < 3 ? first + i * 1e-5 : second + i * 1e-5);
        Assert.Equal(told, facts.Confounds.Any(c => c is { Property: ClipProperty.Length, Grouping: Grouping.Voice, Share: > 0.9 }));
    }

    [Fact]
    public void Copies_are_counted_beside_their_first_and_those_of_other_voices_apart()
    {
        Assert.Equal((0, 0), Copies([0, 1, 2, 3, 4, 5]));
        Assert.Equal((1, 0), Copies([0, 1, 1, 3, 4, 5]));
        Assert.Equal((2, 1), Copies([0, 1, 1, 3, 4, 1]));
        Assert.Equal((5, 3), Copies([7, 7, 7, 7, 7, 7]));

        static (int, int) Copies(int[] rows) => Facts(rows, _ => 1) is var facts ? (facts.Copies, facts.CopiesOfOtherVoices) : default;
    }

    /// <summary>Three clips of each of two voices.</summary>
    private static DataFacts Facts(int[] rows, Func<int, double> seconds)
    {
        Sample[] samples = [.. rows.Select((_, i) => new Sample { Id = $"{i}", Voice = $"v{i / 3}", Text = $"t{i % 3}", Duration = seconds(i) })];
        var set = new EmbeddingSet("latent/mean", samples, 2, [.. rows.SelectMany(r => new float[] { r, 1 })]);
        return DataMeasurement.Run(new DataSet("made", "made", samples, []), new ImportedClips("made", [set]), synthetic: false);
    }
}
