namespace MimiNative.Metrics.Tests;

public sealed class TrialVectorsTests
{
    [Fact]
    public void The_highest_cohort_scores_count_with_their_population_deviation()
    {
        // Of the two highest, 4 and 2: mean 3, population deviation 1 (sample: √2).
        Assert.Equal(new CohortMoments(3, 1), CohortMoments.Of([-5, 4, 1, 2, -9], 2));
        Assert.Equal(new CohortMoments(0, Math.Sqrt(2.0 / 3)), CohortMoments.Of([1, -1, 0], 300));
        Assert.Equal(0.5 * ((5 - 3) / 1.0 + (5 - 1) / 2.0), CohortMoments.Normalise(5, new(3, 1), new(1, 2)));
        Assert.Throws<MetricsException>(() => CohortMoments.Of([1], 2));
        Assert.Throws<MetricsException>(() => CohortMoments.Of([1, double.NaN], 2));
    }

    [Fact]
    public void As_norm_of_the_seed_embeddings_is_the_reference_s()
    {
        var expected = TestData.Json("reference/metrics/seed-embeddings-verification.json").GetProperty("values").GetProperty("as_norm");
        var (labels, matrix) = TestData.SeedClean();
        var (theirs, noisy) = TestData.Seed("light_noise");
        var (clips, cohort) = (TrialVectors.Of(matrix), TrialVectors.VoiceMeans(noisy, theirs));
        Assert.Equal(expected.GetProperty("cohort").GetInt32(), cohort.Count);
        var moments = clips.Against(cohort, expected.GetProperty("top").GetInt32(), Enumerable.Repeat(true, clips.Count).ToArray());
        var (same, different) = (new List<double>(), new List<double>());
        for (var i = 0; i < clips.Count; i++)
            for (var j = i + 1; j < clips.Count; j++)
                (labels.Voice[i] == labels.Voice[j] ? same : different).Add(CohortMoments.Normalise(clips.Score(i, clips, j), moments[i], moments[j]));
        var found = VerificationMetrics.FromScores([.. same], [.. different]);
        Assert.Equal(1, CohortMoments.Normalise(clips.Score(0, clips, 1), moments[0], moments[1]) / expected.GetProperty("first_pair").GetDouble(), 1e-6);
        Assert.Equal(expected.GetProperty("eer").GetDouble(), found.Eer, 1e-9);
        Assert.Equal(expected.GetProperty("min_dcf_p0_01").GetDouble(), found.MinDcf01, 1e-9);
        Assert.Equal(1, found.MeanSame / expected.GetProperty("mean_same").GetDouble(), 1e-6);
        Assert.Equal(1, found.MeanDifferent / expected.GetProperty("mean_different").GetDouble(), 1e-6);
    }

    [Fact]
    public void A_speaker_of_several_clips_is_the_mean_of_vectors_of_length_one()
    {
        var clips = TrialVectors.Of(new EmbeddingMatrix([10, 0, 0, 1, 0, 3], 3, 2));
        var models = clips.Models([[0, 1], [2]]);
        // (1, 0) and (0, 1) count alike, whatever their lengths were.
        Assert.Equal(Math.Sqrt(0.5), models.Score(0, clips, 0), 1e-12);
        Assert.Equal(Math.Sqrt(0.5), models.Score(0, clips, 2), 1e-12);
        Assert.Equal(1, models.Score(1, clips, 1), 1e-12);
        // A cohort's voices are means of what their clips are.
        var means = TrialVectors.VoiceMeans(new EmbeddingMatrix([10, 0, 0, 1, 0, 3], 3, 2), SpaceLabels.FromNames(["b", "b", "a"], [null, null, null]));
        Assert.Equal(0.1 / Math.Sqrt(1.01), clips.Score(1, means, 1), 1e-12);
        Assert.Equal(1, clips.Score(1, means, 0), 1e-12);
    }

    [Fact]
    public void An_offset_is_taken_off_first()
    {
        var matrix = new EmbeddingMatrix([3, 0, 1, 0, 2, 1, 2, -1], 4, 2);
        Assert.Equal([2.0, 0.0], TrialVectors.Mean(matrix));
        var centred = TrialVectors.Of(matrix, offset: TrialVectors.Mean(matrix));
        Assert.Equal(-1, centred.Score(0, centred, 1), 1e-12);
        Assert.Equal(0, centred.Score(0, centred, 2), 1e-12);
    }

    [Fact]
    public void Several_clips_of_a_plda_head_score_as_the_joint_normal_distribution_says()
    {
        var space = Space.Random(5, voices: 6, texts: 5, takes: 1, dim: 4);
        var head = SpeakerHead.Fit(space.Matrix, space.Labels, HeadScoring.Plda);
        var clips = TrialVectors.Of(space.Matrix, head);
        var models = clips.Models([[0], [0, 1, 2]]);
        Assert.Equal(clips.Score(0, clips, 7), models.Score(0, clips, 7), 1e-12);
        double[][] y = [.. Enumerable.Range(0, 8).Select(i => head.Transform(space.Matrix.Row(i)))];
        var expected = 0.0;
        for (var k = 0; k < head.Axes; k++)
        {
            var psi = Math.Max(head.Eigenvalues[k] - head.VoiceNoise, 0);
            double[] enrol = [y[0][k], y[1][k], y[2][k]];
            expected += LogNormal([.. enrol, y[7][k]], psi) - LogNormal(enrol, psi) - LogNormal([y[7][k]], psi);
        }
        Assert.Equal(expected, models.Score(1, clips, 7), 1e-9);
        Assert.Equal(TrialVectors.Of(space.Matrix, head.With(HeadScoring.Cosine)).Score(0, TrialVectors.Of(space.Matrix, head.With(HeadScoring.Cosine)), 7), FixedOrder.Cosine(y[0], y[7]), 1e-12);
    }

    [Fact]
    public void Wrong_calls_are_refused()
    {
        var clips = TrialVectors.Of(new EmbeddingMatrix([1, 0, 0, 1], 2, 2));
        Assert.Throws<MetricsException>(() => clips.Against(TrialVectors.Of(new EmbeddingMatrix([1, 0], 1, 2)), 2, [true, true]));
        Assert.Throws<MetricsException>(() => TrialVectors.Of(new EmbeddingMatrix([1, float.NaN], 1, 2)));
        Assert.Throws<MetricsException>(() => TrialVectors.Of(new EmbeddingMatrix([1, 0], 1, 2), offset: [1]));
    }

    /// <summary>log N(x; 0, I + ψ·1·1ᵀ) without its constant part: determinant 1 + nψ, inverse I − ψ/(1 + nψ)·1·1ᵀ.</summary>
    private static double LogNormal(double[] x, double psi)
    {
        var n = x.Length;
        var sum = x.Sum();
        return -0.5 * (Math.Log(1 + n * psi) + x.Sum(v => v * v) - psi / (1 + n * psi) * sum * sum);
    }
}
