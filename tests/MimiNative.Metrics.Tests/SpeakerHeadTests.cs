namespace MimiNative.Metrics.Tests;

public sealed class SpeakerHeadTests
{
    [Theory]
    [InlineData(6)] // more clips than channels
    [InlineData(70)] // fewer: solved in the span of the clips
    public void Axes_solve_the_definition_s_equation(int dim)
    {
        var space = Space.Random(7, voices: 4, texts: 5, takes: 2, dim);
        var head = SpeakerHead.Fit(space.Matrix, space.Labels, shrinkage: 0.1);
        var (within, between) = Scatter(space, 0.1);
        Assert.Equal(3, head.Axes);
        for (var a = 0; a < head.Axes; a++)
        {
            var v = head.Projection.Slice(a * dim, dim).ToArray();
            var (sw, sb) = (Times(within, v), Times(between, v));
            Assert.Equal(1, v.Zip(sw, (x, y) => x * y).Sum(), 1e-9);
            for (var k = 0; k < dim; k++)
                Assert.Equal(head.Eigenvalues[a] * sw[k], sb[k], 1e-8 * head.Eigenvalues[a]);
            if (a > 0)
                Assert.True(head.Eigenvalues[a] <= head.Eigenvalues[a - 1]);
        }
    }

    [Fact]
    public void A_space_of_two_channels_is_projected_as_computed_by_hand()
    {
        // Voices at −2 and 2 of the first channel, clips ±1 around them in both channels: Sw = I, Sb = diag(4, 0), so λ = 4 along the first channel.
        var matrix = new EmbeddingMatrix([-3, -1, -3, 1, -1, -1, -1, 1, 1, -1, 1, 1, 3, -1, 3, 1], 8, 2);
        var head = SpeakerHead.Fit(matrix, new SpaceLabels([0, 0, 0, 0, 1, 1, 1, 1], null), HeadScoring.Plda);
        Assert.Equal(1, head.Axes);
        Assert.Equal(4, head.Eigenvalues[0], 1e-12);
        Assert.Equal(0.25, head.VoiceNoise);
        Assert.Equal(3, Math.Abs(head.Transform([3f, 5f])[0]), 1e-12);
        Assert.Equal(Ratio(psi: 3.75, 1.5, -0.5), head.Score([1.5], [-0.5]), 1e-12);
        Assert.Equal(Ratio(psi: 3.75, 2, 2), head.Score([2], [2]), 1e-12);
        Assert.Equal(-1, head.With(HeadScoring.Cosine).Score([1.5], [-0.5]), 1e-12);
    }

    [Fact]
    public void Voices_no_further_apart_than_their_scatter_give_no_evidence()
    {
        var head = SpeakerHead.FromTensors([new("mean", [1], [0]), new("projection", [1, 1], [1]), new("eigenvalues", [1], [0.2]), new("voice_noise", [1], [0.25])], HeadScoring.Plda);
        Assert.Equal(0, head.Score([3], [3]), 1e-15);
        Assert.Equal(0, head.Score([3], [-3]), 1e-15);
    }

    [Fact]
    public void A_head_comes_back_from_its_tensors()
    {
        var space = Space.Random(3, voices: 3, texts: 4, takes: 1, dim: 9);
        var head = SpeakerHead.Fit(space.Matrix, space.Labels, HeadScoring.Plda, metadata: new Dictionary<string, string> { ["tap"] = "latent" });
        var again = SpeakerHead.FromTensors(head.Tensors, head.Scoring, head.Metadata);
        Assert.Equal("latent", again.Metadata["tap"]);
        var (a, b) = (head.Transform(space.Matrix.Row(0)), head.Transform(space.Matrix.Row(5)));
        Assert.Equal(a, again.Transform(space.Matrix.Row(0)));
        Assert.Equal(head.Score(a, b), again.Score(a, b));
        Assert.All(head.Tensors, t => Assert.Equal(t.Values.Length, t.Shape.Aggregate(1, (x, y) => x * y)));
    }

    [Fact]
    public void Whoever_writes_into_the_tensors_changes_no_head()
    {
        var space = Space.Random(3, voices: 3, texts: 4, takes: 1, dim: 9);
        var head = SpeakerHead.Fit(space.Matrix, space.Labels);
        var before = head.Transform(space.Matrix.Row(0));
        foreach (var tensor in head.Tensors)
            Array.Clear(tensor.Values);
        Assert.Equal(before, head.Transform(space.Matrix.Row(0)));
    }

    [Fact]
    public void What_can_t_be_fitted_or_read_is_refused_by_name()
    {
        var matrix = new EmbeddingMatrix([1, 2, 3, 4, 5, 7], 3, 2);
        Assert.Contains("two voices", Refused(() => SpeakerHead.Fit(matrix, new SpaceLabels([0, 0, 0], null))));
        Assert.Contains("two clips", Refused(() => SpeakerHead.Fit(matrix, new SpaceLabels([0, 1, 2], null))));
        Assert.Contains("shrinkage", Refused(() => SpeakerHead.Fit(matrix, new SpaceLabels([0, 0, 1], null), shrinkage: 0)));
        Assert.Contains("don't differ", Refused(() => SpeakerHead.Fit(new EmbeddingMatrix([1, 1, 1], 3, 1), new SpaceLabels([0, 0, 1], null))));
        var head = SpeakerHead.Fit(matrix, new SpaceLabels([0, 0, 1], null));
        Assert.Contains("2 channels, not 3", Refused(() => head.Transform([1f, 2f, 3f])));
        Assert.Contains("1 values, not 2", Refused(() => head.Score([1, 2], [1])));
        Assert.Contains("'mean'", Refused(() => SpeakerHead.FromTensors([.. head.Tensors.Where(t => t.Name != "mean")], HeadScoring.Cosine)));
        Assert.Contains("not finite", Refused(() => SpeakerHead.FromTensors([.. head.Tensors.Select(t => t.Name == "mean" ? t with { Values = [1, double.NaN] } : t)], HeadScoring.Cosine)));
        Assert.Contains("negative", Refused(() => SpeakerHead.FromTensors([.. head.Tensors.Select(t => t.Name == "eigenvalues" ? t with { Values = [-1] } : t)], HeadScoring.Cosine)));
        Assert.Contains("projection of 1 values", Refused(() => SpeakerHead.FromTensors([.. head.Tensors.Select(t => t.Name == "projection" ? t with { Values = [1] } : t)], HeadScoring.Cosine)));
    }

    private static string Refused(Action action) => Assert.Throws<MetricsException>(action).Message;

    /// <summary>From the densities of normal distributions.</summary>
    private static double Ratio(double psi, double a, double b)
    {
        var total = 1 + psi;
        var determinant = total * total - psi * psi;
        var together = -0.5 * Math.Log(determinant) - (total * a * a - 2 * psi * a * b + total * b * b) / (2 * determinant);
        return together - (-0.5 * Math.Log(total) - a * a / (2 * total)) - (-0.5 * Math.Log(total) - b * b / (2 * total));
    }

    /// <summary>Sw, shrunk, and Sb as defined, channel by channel.</summary>
    private static (double[][] Within, double[][] Between) Scatter(Space space, double shrinkage)
    {
        var (matrix, voice) = (space.Matrix, space.Labels.Voice);
        int n = matrix.Rows, dim = matrix.Dimension;
        double[] Mean(IEnumerable<int> rows) => [.. Enumerable.Range(0, dim).Select(k => rows.Average(i => (double)matrix.Row(i)[k]))];
        var all = Mean(Enumerable.Range(0, n));
        var means = Enumerable.Range(0, space.Labels.VoiceCount).Select(v => Mean(Enumerable.Range(0, n).Where(i => voice[i] == v))).ToArray();
        double[][] Sum(Func<int, int, double> offset) =>
            [.. Enumerable.Range(0, dim).Select(r => Enumerable.Range(0, dim).Select(c => Enumerable.Range(0, n).Sum(i => offset(i, r) * offset(i, c)) / n).ToArray())];
        var within = Sum((i, k) => matrix.Row(i)[k] - means[voice[i]][k]);
        var trace = Enumerable.Range(0, dim).Sum(k => within[k][k]);
        for (var r = 0; r < dim; r++)
            for (var c = 0; c < dim; c++)
                within[r][c] = (1 - shrinkage) * within[r][c] + (r == c ? shrinkage * trace / dim : 0);
        return (within, Sum((i, k) => means[voice[i]][k] - all[k]));
    }

    private static double[] Times(double[][] matrix, double[] vector) => [.. matrix.Select(row => row.Zip(vector, (a, b) => a * b).Sum())];
}
