namespace MimiNative.Metrics.Tests;

/// <summary>PCA, transforms, discriminants, t-SNE, CKA, Ward.</summary>
public sealed class GeometryTests
{
    [Theory]
    [InlineData(3, 40)]
    [InlineData(12, 5)]
    public void Principal_components_are_orthonormal_and_rebuild_the_rows(int voices, int dim)
    {
        var (matrix, _) = Space.Random(1, voices, 3, 1, dim);
        var pca = Pca.Fit(matrix);
        Assert.Equal(Math.Min(matrix.Rows - 1, dim), pca.Count);
        Assert.Equal(1, pca.Ratios.Sum(), 1e-12);
        for (var a = 0; a < pca.Count; a++)
            for (var b = 0; b <= a; b++)
                Assert.Equal(a == b ? 1 : 0, FixedOrder.Dot(pca.Component(a), pca.Component(b)), 1e-9);
        var coordinates = pca.Project(matrix, int.MaxValue);
        for (var i = 0; i < matrix.Rows; i++)
            for (var k = 0; k < dim; k++)
            {
                var value = pca.Mean[k];
                for (var a = 0; a < pca.Count; a++)
                    value += coordinates.Row(i)[a] * pca.Component(a)[k];
                Assert.Equal(matrix.Row(i)[k], value, 1e-5);
            }
    }

    [Fact]
    public void Whitened_rows_have_unit_covariance_and_stay_in_place()
    {
        var (matrix, _) = Space.Random(1, 20, 4, 1, 6);
        var white = PostProcessing.Fit(PostProcessingKind.Whitening, matrix).Apply(matrix);
        for (var a = 0; a < 6; a++)
            for (var b = 0; b < 6; b++)
            {
                var covariance = Enumerable.Range(0, white.Rows).Sum(i => (double)white.Row(i)[a] * white.Row(i)[b]) / (white.Rows - 1);
                Assert.Equal(a == b ? 1 : 0, covariance, 1e-4);
            }
        // ZCA's matrix is symmetric: of all whitenings it moves rows least, so each channel still goes with itself.
        for (var k = 0; k < 6; k++)
            Assert.True(Enumerable.Range(0, white.Rows).Sum(i => white.Row(i)[k] * (matrix.Row(i)[k] - 0.5)) > 0);
    }

    [Fact]
    public void Whitening_with_fewer_rows_than_channels_is_that_of_the_whole_covariance()
    {
        var (matrix, _) = Space.Random(1, 3, 2, 1, 9);
        var white = PostProcessing.Fit(PostProcessingKind.Whitening, matrix);
        var (mean, covariance) = (Centroids.Mean(matrix), new double[81]);
        for (var a = 0; a < 9; a++)
            for (var b = 0; b < 9; b++)
                covariance[a * 9 + b] = Enumerable.Range(0, matrix.Rows).Sum(i => (matrix.Row(i)[a] - mean[a]) * (matrix.Row(i)[b] - mean[b])) / (matrix.Rows - 1);
        var eigen = SymmetricEigen.Decompose(covariance, 9);
        var (other, _) = Space.Random(2, 2, 2, 1, 9);
        var actual = white.Apply(other);
        for (var i = 0; i < other.Rows; i++)
            for (var k = 0; k < 9; k++)
            {
                var expected = 0.0;
                for (var a = 0; a < 9; a++)
                {
                    var along = Enumerable.Range(0, 9).Sum(c => (other.Row(i)[c] - mean[c]) * eigen.Vector(a)[c]);
                    expected += along / Math.Sqrt(Math.Max(0, eigen.Values[a]) + PostProcessing.WhiteningFloor) * eigen.Vector(a)[k];
                }
                Assert.Equal(expected, actual.Row(i)[k], 1e-4 * Math.Max(1, Math.Abs(expected)));
            }
    }

    [Fact]
    public void Cross_validated_steps_are_fitted_on_other_voices()
    {
        var (matrix, labels) = Space.Random(1, 7, 3, 1, 5);
        var folds = PostProcessing.CrossValidate(PostProcessingKind.Centre, matrix, labels);
        Assert.Equal(3, folds.Count);
        Assert.Equal(matrix.Rows, folds.Sum(f => f.Matrix.Rows));
        int[] others = [.. Enumerable.Range(0, matrix.Rows).Where(i => labels.Voice[i] % 3 != 0)];
        var mean = Centroids.Mean(matrix.Select(others));
        Assert.Equal(matrix.Row(0)[2] - mean[2], folds[0].Matrix.Row(0)[2], 1e-5);
        Assert.Empty(PostProcessing.CrossValidate(PostProcessingKind.Centre, matrix.Select([0, 3]), labels.Select([0, 3])));
    }

    [Fact]
    public void Lengths_become_one_and_means_zero()
    {
        var (matrix, _) = Space.Random(1, 4, 3, 1, 5);
        var unit = PostProcessing.Fit(PostProcessingKind.L2Norm, matrix).Apply(matrix);
        var centred = PostProcessing.Fit(PostProcessingKind.Centre, matrix).Apply(matrix);
        for (var i = 0; i < unit.Rows; i++)
            Assert.Equal(1, unit.Row(i).ToArray().Sum(v => v * v), 1e-5);
        Assert.All(Centroids.Mean(centred), m => Assert.Equal(0, m, 1e-6));
    }

    [Fact]
    public void Discriminant_axes_find_voices_under_louder_texts()
    {
        var (matrix, labels) = Space.Random(1, 5, 8, 3, 20, voiceSpread: 1, textSpread: 4);
        var lda = Lda.Fit(matrix, labels);
        Assert.Equal(4, lda.AxisCount);
        var projected = lda.Project(matrix, 4);
        Assert.True(Silhouette.Cosine(projected, labels.Voice, centred: true) > 0.5);
        Assert.True(Silhouette.Cosine(matrix, labels.Voice, centred: true) < 0.2);
        Assert.InRange(lda.Predict(matrix).Where((v, i) => v == labels.Voice[i]).Count(), 0.85 * matrix.Rows, matrix.Rows);
    }

    [Fact]
    public void T_sne_keeps_clusters_together_and_repeats()
    {
        var (matrix, labels) = Space.Random(1, 6, 5, 2, 30, voiceSpread: 3, textSpread: 0);
        var points = Tsne.Embed(matrix, perplexity: 8);
        Assert.Equal(points.Values, Tsne.Embed(matrix, perplexity: 8).Values);
        // Each point's nearest neighbour in the plane is of its own voice.
        for (var i = 0; i < points.Rows; i++)
        {
            var nearest = Enumerable.Range(0, points.Rows).Where(j => j != i).MinBy(j => MathF.Pow(points.Row(i)[0] - points.Row(j)[0], 2) + MathF.Pow(points.Row(i)[1] - points.Row(j)[1], 2));
            Assert.Equal(labels.Voice[i], labels.Voice[nearest]);
        }
    }

    [Fact]
    public void Cka_is_one_for_a_turned_copy_and_the_same_by_rows_and_by_channels()
    {
        var (matrix, _) = Space.Random(1, 5, 4, 1, 6);
        var turned = (float[])matrix.Values.Clone();
        for (var i = 0; i < matrix.Rows; i++)
            (turned[i * 6], turned[i * 6 + 1]) = (3 * turned[i * 6 + 1], -3 * turned[i * 6]);
        for (var i = 0; i < turned.Length; i++)
            if (i % 6 > 1)
                turned[i] *= 3;
        Assert.Equal(1, Cka.Linear(matrix, new EmbeddingMatrix(turned, matrix.Rows, 6)), 1e-6);

        // Repeating every row changes nothing but takes the other path.
        var (a, b) = (matrix.Channels(0, 2), matrix.Channels(2, 4));
        int[] often = [.. Enumerable.Range(0, matrix.Rows * 2).Select(i => i % matrix.Rows)];
        var few = Enumerable.Range(0, 5).ToArray();
        Assert.Equal(Cka.Linear(a.Select(few), b.Select(few)), Cka.Linear(a.Select([.. few, .. few]), b.Select([.. few, .. few])), 1e-9);
        Assert.Equal(Cka.Linear(a, b), Cka.Linear(a.Select(often), b.Select(often)), 1e-9);
    }

    [Fact]
    public void Leaves_of_the_dendrogram_are_all_there_and_neighbours_merge_first()
    {
        double[] points = [0, 10, 0.1, 10.3, 5];
        var linkage = Ward.Linkage(points, 5);
        Assert.Equal(new Merge(0, 2, 0.1, 2), linkage[0] with { Distance = Math.Round(linkage[0].Distance, 9) });
        Assert.Equal((1, 3), (linkage[1].Left, linkage[1].Right));
        Assert.Equal([0, 1, 2, 3, 4], Ward.LeafOrder(linkage).Order());
        Assert.Equal(5, linkage[^1].Count);
        Assert.Equal([0], Ward.LeafOrder([]));
    }

    [Fact]
    public void Confused_voices_come_first()
    {
        var (matrix, labels) = Space.Random(1, 5, 5, 2, 10);
        var similarity = VoiceSimilarity.Compute(matrix, labels, centred: true);
        var closest = similarity.MostConfusable(3);
        Assert.Equal(3, closest.Count);
        Assert.True(closest[0].CentroidCosine >= closest[1].CentroidCosine);
        var confusion = Enumerable.Range(0, 5).Select(_ => new int[5]).ToArray();
        (confusion[4][1], confusion[1][4]) = (2, 1);
        var confused = similarity.MostConfusable(1, confusion)[0];
        Assert.Equal((1, 4, 3), (confused.VoiceA, confused.VoiceB, confused.Confusions));
        Assert.Equal(VoiceMetrics.Compute(matrix, labels, centred: true).ConsistencyByVoice[2], similarity.MeanCosine[2][2], 1e-12);
    }
}
