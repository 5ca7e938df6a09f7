using FsCheck;
using FsCheck.Fluent;

namespace MimiNative.Metrics.Tests;

public sealed class PropertyTests
{
    [Fact]
    public void Metrics_do_not_depend_on_the_order_of_rows() => Check(space =>
    {
        var order = Enumerable.Range(0, space.Matrix.Rows).ToArray();
        new SeededRandom(7).Shuffle<int>(order);
        Same(Headlines(space), Headlines(space.Select(order)), 1e-7);
    });

    [Fact]
    public void Cosine_metrics_do_not_depend_on_the_length_of_rows() => Check(space =>
    {
        // Powers of two scale without rounding.
        var scaled = space.Matrix.Values.Select((v, i) => v * MathF.ScaleB(1, i / space.Matrix.Dimension % 9 - 4)).ToArray();
        Same(CosineMetrics(space), CosineMetrics(space.With(scaled)), 1e-12);
    });

    [Fact]
    public void All_metrics_but_distances_ignore_a_common_scale() => Check(space =>
    {
        var scaled = space.With([.. space.Matrix.Values.Select(v => v * 8)]);
        Same(Headlines(space), Headlines(scaled), 1e-7);
        var (before, after) = (VoiceMetrics.Compute(space.Matrix, space.Labels), VoiceMetrics.Compute(scaled.Matrix, scaled.Labels));
        Near(8 * before.InterDistance, after.InterDistance, 1e-12);
        Near(8 * before.IntraDistance, after.IntraDistance, 1e-12);
    });

    [Fact]
    public void Distances_and_cosines_do_not_change_when_the_space_is_turned() => Check(space =>
    {
        // Rotating pairs of channels by a 3-4-5 triangle; rounding to float is all that may differ.
        var values = (float[])space.Matrix.Values.Clone();
        for (var i = 0; i < space.Matrix.Rows; i++)
            for (var k = 0; k + 1 < space.Matrix.Dimension; k++)
            {
                var at = i * space.Matrix.Dimension + k;
                (values[at], values[at + 1]) = ((float)(0.6 * values[at] - 0.8 * values[at + 1]), (float)(0.8 * values[at] + 0.6 * values[at + 1]));
            }
        var turned = space.With(values);
        Same(Smooth(space), Smooth(turned), 1e-4);
    });

    [Fact]
    public void Shifting_everything_changes_no_centred_metric() => Check(space =>
    {
        // Quarters and their sums with 64 are exact floats.
        var coarse = space.With([.. space.Matrix.Values.Select(v => MathF.Round(v * 4) / 4)]);
        var shifted = space.With([.. coarse.Matrix.Values.Select(v => v + 64)]);
        var (before, after) = (VoiceMetrics.Compute(coarse.Matrix, coarse.Labels, true), VoiceMetrics.Compute(shifted.Matrix, shifted.Labels, true));
        // A row almost at the mean has almost no length: its cosines magnify the mean's rounding.
        Near(before.AcousticsScore, after.AcousticsScore, 1e-7);
        Near(before.Consistency, after.Consistency, 1e-7);
        Near(before.SeparabilityRatio, after.SeparabilityRatio, 1e-9);
    });

    [Fact]
    public void All_pairs_are_what_two_plain_loops_find() => Check(space =>
    {
        var actual = PairStatistics.Compute(space.Matrix, space.Labels);
        Plain(space, (i, j) => true, actual.All);
        Plain(space, (i, j) => space.Labels.Voice[i] == space.Labels.Voice[j], actual.SameVoice);
        Plain(space, (i, j) => space.Labels.Voice[i] != space.Labels.Voice[j], actual.DifferentVoice);
        Plain(space, (i, j) => space.Labels.Text![i] == space.Labels.Text[j], actual.SameText);
        Plain(space, (i, j) => space.Labels.Voice[i] == space.Labels.Voice[j] && space.Labels.Text![i] != space.Labels.Text[j], actual.SameVoiceDifferentText);
        Plain(space, (i, j) => space.Labels.Voice[i] != space.Labels.Voice[j] && space.Labels.Text![i] == space.Labels.Text[j], actual.SameTextDifferentVoice);
    });

    [Fact]
    public void Auc_and_its_mirror_add_up_to_one() => Check(space =>
    {
        var (same, different) = Scores(space);
        Near(1, ScoreDistribution.FromScores(same, different).Auc + ScoreDistribution.FromScores(different, same).Auc, 1e-12);
    });

    private static void Check(Action<Space> property) => Prop.ForAll(Space.Arbitrary, property).QuickCheckThrowOnFailure();

    private static (double[] Same, double[] Different) Scores(Space space)
    {
        var (same, different) = (new List<double>(), new List<double>());
        for (var i = 0; i < space.Matrix.Rows; i++)
            for (var j = i + 1; j < space.Matrix.Rows; j++)
                (space.Labels.Voice[i] == space.Labels.Voice[j] ? same : different).Add(Math.Round(PlainCosine(space.Matrix, i, j), 1));
        return ([.. same], [.. different]);
    }

    private static void Plain(Space space, Func<int, int, bool> belongs, PairGroup actual)
    {
        var (cosines, distances) = (new List<double>(), new List<double>());
        for (var i = 0; i < space.Matrix.Rows; i++)
            for (var j = i + 1; j < space.Matrix.Rows; j++)
                if (belongs(i, j))
                {
                    cosines.Add(PlainCosine(space.Matrix, i, j));
                    distances.Add(Math.Sqrt(Enumerable.Range(0, space.Matrix.Dimension).Sum(k => Math.Pow((double)space.Matrix.Row(i)[k] - space.Matrix.Row(j)[k], 2))));
                }
        Assert.Equal(cosines.Count, actual.Pairs);
        if (cosines.Count == 0)
        {
            Assert.Equal(double.NaN, actual.MeanCosine);
            return;
        }
        var mean = cosines.Average();
        Near(mean, actual.MeanCosine, 1e-10);
        Near(Math.Sqrt(cosines.Average(c => (c - mean) * (c - mean))), actual.StdCosine, 1e-7);
        Near(distances.Average(), actual.MeanDistance, 1e-7);
    }

    private static double PlainCosine(EmbeddingMatrix matrix, int i, int j)
    {
        double dot = 0, a = 0, b = 0;
        for (var k = 0; k < matrix.Dimension; k++)
        {
            dot += (double)matrix.Row(i)[k] * matrix.Row(j)[k];
            a += (double)matrix.Row(i)[k] * matrix.Row(i)[k];
            b += (double)matrix.Row(j)[k] * matrix.Row(j)[k];
        }
        return dot / Math.Sqrt(a * b);
    }

    private static double[] Headlines(Space space) =>
    [
        .. CosineMetrics(space), .. Smooth(space),
        VarianceShare.Compute(space.Matrix, space.Labels.Voice, space.Labels.VoiceCount),
        VarianceShare.Compute(space.Matrix, space.Labels.Text!, space.Labels.TextCount),
        Pca.Fit(space.Matrix).EffectiveRank,
        Pca.Fit(space.Matrix).ParticipationRatio,
    ];

    private static double[] CosineMetrics(Space space)
    {
        var voice = VoiceMetrics.Compute(space.Matrix, space.Labels);
        var verification = VerificationMetrics.Compute(space.Matrix, space.Labels);
        return
        [
            voice.IntraVoiceSimilarity, voice.InterVoiceSimilarity, voice.Consistency, voice.ConsistencyStd,
            verification.Eer, verification.Auc, verification.DPrime, verification.MinDcf01, verification.MinDcf05,
            Silhouette.Cosine(space.Matrix, space.Labels.Voice), Silhouette.Cosine(space.Matrix, space.Labels.Text!),
        ];
    }

    /// <summary>Metrics without thresholds: a rounding error cannot swap two scores.</summary>
    private static double[] Smooth(Space space)
    {
        var voice = VoiceMetrics.Compute(space.Matrix, space.Labels, centred: true);
        return [voice.AcousticsScore, voice.SeparabilityRatio, voice.Consistency, voice.CentroidSimilarity, voice.CentroidSimilarityStd];
    }

    private static void Same(double[] expected, double[] actual, double tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.True(expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])), $"value {i}: {expected[i]:R} and {actual[i]:R}");
    }

    private static void Near(double expected, double actual, double tolerance) => Same([expected], [actual], tolerance);
}
