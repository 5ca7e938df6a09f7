using System.Text.Json;

namespace MimiNative.Metrics.Tests;

/// <summary>Inputs that make metrics undefined: a defined result, or one clear line.</summary>
public sealed class DegenerateTests
{
    public static TheoryData<string> Shapes => ["empty", "one row", "two rows, one voice", "two rows, two voices", "one voice", "one text", "every row a voice", "zeros", "some zero rows", "constant columns", "equal rows", "one channel"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_metric_is_a_number_or_null(string shape)
    {
        var (matrix, labels) = Make(shape);
        var metrics = SpaceMetrics.Compute(matrix, labels, new SpaceMetricsOptions { Uncertainty = new UncertaintyOptions { Replicates = 20, Permutations = 20 } });
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            metrics.ToJson(writer);
        using var json = JsonDocument.Parse(stream.ToArray());
        Assert.Equal(matrix.Rows, json.RootElement.GetProperty("samples").GetInt32());
        Assert.Equal(matrix.Rows, Tsne.Embed(matrix).Rows);
        Assert.True(Tsne.Embed(matrix).Values.All(float.IsFinite));
        Assert.Equal(matrix.Rows, Pca.Fit(matrix).Project(matrix, 2).Rows);
        foreach (var kind in Enum.GetValues<PostProcessingKind>())
            Assert.True(PostProcessing.Fit(kind, matrix).Apply(matrix).Values.All(float.IsFinite), $"{kind}");
        if (matrix.Rows > 0)
            Assert.Equal(matrix.Rows, Lda.Fit(matrix, labels).Predict(matrix).Length);
    }

    [Fact]
    public void One_voice_has_consistency_but_nothing_to_be_told_from()
    {
        var (matrix, labels) = Make("one voice");
        var metrics = SpaceMetrics.Compute(matrix, labels);
        Assert.True(double.IsFinite(metrics.Raw.Voice.Consistency));
        Assert.Equal(double.NaN, metrics.Raw.Voice.AcousticsScore);
        Assert.Equal(Grade.Undefined, Bands.AcousticsScore.Of(metrics.Raw.Voice.AcousticsScore).Grade);
        Assert.Equal(double.NaN, metrics.Raw.Verification.Eer);
        Assert.Equal(double.NaN, metrics.Raw.SilhouetteVoice);
        Assert.Empty(metrics.Linkage);
    }

    [Fact]
    public void Unknown_texts_leave_content_metrics_undefined()
    {
        var (matrix, labels) = Space.Random(1, 4, 3, 2, 8);
        var metrics = SpaceMetrics.Compute(matrix, new SpaceLabels(labels.Voice, null));
        Assert.Equal(double.NaN, metrics.Raw.Voice.InterVoiceSimilarity);
        Assert.Equal(double.NaN, metrics.VarianceShareText);
        Assert.Equal(double.NaN, metrics.Raw.SilhouetteText);
        Assert.True(double.IsFinite(metrics.Raw.Voice.IntraVoiceSimilarity));
        Assert.False(metrics.Probes!.TextDisjoint);
        Assert.Equal(5, metrics.Probes.Lda.Length);
    }

    [Fact]
    public void A_row_of_zeros_is_at_right_angles_to_everything()
    {
        var pairs = PairStatistics.Compute(new EmbeddingMatrix([1, 0, 0, 0], 2, 2), new SpaceLabels([0, 0], null));
        Assert.Equal(0, pairs.All.MeanCosine);
        Assert.Equal(1, pairs.All.MeanDistance);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_value_that_is_no_number_is_named(float bad)
    {
        var (matrix, labels) = Space.Random(1, 2, 2, 1, 3);
        matrix.Values[7] = bad;
        var error = Assert.Throws<MetricsException>(() => SpaceMetrics.Compute(matrix, labels));
        Assert.Contains("row 2", error.Message);
        Assert.Contains("channel 1", error.Message);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Assert.Throws<MetricsException>(() => new EmbeddingMatrix(new float[5], 2, 3));
        Assert.Throws<MetricsException>(() => new EmbeddingMatrix([], 0, 0));
        Assert.Throws<MetricsException>(() => new SpaceLabels([1, 2], [1]));
        Assert.Throws<MetricsException>(() => SpaceLabels.FromNames(["a", ""], null));
        var (matrix, labels) = Space.Random(1, 2, 2, 1, 3);
        Assert.Throws<MetricsException>(() => SpaceMetrics.Compute(matrix, labels.Select([0, 1])));
        Assert.Throws<MetricsException>(() => Cka.Linear(matrix, matrix.Select([0])));
        Assert.Throws<MetricsException>(() => Robustness.Compute(matrix, matrix.Select([0])));
        Assert.Throws<MetricsException>(() => Pca.Fit(matrix).Project(matrix.Channels(0, 2), 1));
        Assert.Throws<MetricsException>(() => Lda.Fit(matrix.Select([]), labels.Select([])));
    }

    private static Space Make(string shape)
    {
        var some = Space.Random(4, 4, 3, 2, 6);
        float[] Each(Func<int, int, float> value) => [.. Enumerable.Range(0, some.Matrix.Values.Length).Select(i => value(i / 6, i % 6))];
        int[] Where(Func<int, bool> keep) => [.. Enumerable.Range(0, some.Matrix.Rows).Where(keep)];
        return shape switch
        {
            "empty" => some.Select([]),
            "one row" => some.Select([3]),
            "two rows, one voice" => some.Select([0, 1]),
            "two rows, two voices" => some.Select([0, 20]),
            "one voice" => some.Select(Where(i => some.Labels.Voice[i] == 1)),
            "one text" => some.Select(Where(i => some.Labels.Text![i] == 1)),
            "every row a voice" => some.Select([0, 6, 12, 18]),
            "zeros" => some.With(Each((_, _) => 0)),
            "some zero rows" => some.With(Each((row, channel) => row % 3 == 0 ? 0 : some.Matrix.Row(row)[channel])),
            "constant columns" => some.With(Each((row, channel) => channel < 3 ? 0.1f : some.Matrix.Row(row)[channel])),
            "equal rows" => some.With(Each((_, channel) => channel + 0.3f)),
            "one channel" => new Space(some.Matrix.Channels(2, 1), some.Labels),
            _ => throw new ArgumentOutOfRangeException(nameof(shape)),
        };
    }
}
