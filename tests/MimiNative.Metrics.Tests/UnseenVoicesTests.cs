namespace MimiNative.Metrics.Tests;

public sealed class UnseenVoicesTests
{
    private static readonly UncertaintyOptions Few = new() { Replicates = 200 };

    [Fact]
    public void No_voice_and_no_text_is_on_both_sides_of_a_head()
    {
        var labels = Space.Random(1, voices: 11, texts: 5, takes: 2, dim: 2).Labels;
        foreach (var textsApart in new[] { false, true })
        {
            var folds = VoiceFolds.Of(labels, textsApart)!;
            Assert.Equal(5, folds.Voices.Count);
            var tested = new List<int>();
            for (var cell = 0; cell < folds.Cells; cell++)
            {
                var (train, test) = (folds.Train(cell), folds.Test(cell));
                tested.AddRange(test);
                Assert.NotEmpty(train);
                Assert.Empty(train.Select(i => labels.Voice[i]).Intersect(test.Select(i => labels.Voice[i])));
                if (textsApart)
                    Assert.Empty(train.Select(i => labels.Text![i]).Intersect(test.Select(i => labels.Text![i])));
                else
                    Assert.Equal(labels.Rows, train.Length + test.Length);
            }
            Assert.Equal(Enumerable.Range(0, labels.Rows), tested.Order());
        }
    }

    [Fact]
    public void Few_clips_take_little_memory()
    {
        var space = Space.Random(9, voices: 6, texts: 4, takes: 1, dim: 256);
        long Taken()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Workers.For(1, _ => UnseenVoices.Compute(space.Matrix, space.Labels, textsUnseen: true, Few)); // on this thread alone
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Taken();
        // 24 clips of 256 values are 48 KB. There are 30 cells and a head for each; 512 rows of scratch for every cell were 31 MB more.
        Assert.InRange(Taken(), 0, 8_000_000);
    }

    [Theory]
    [InlineData(12, false)]
    [InlineData(12, true)]
    [InlineData(5, false)]
    [InlineData(5, true)]
    public void The_scatter_of_a_cell_is_that_of_its_training_clips(int voices, bool textsApart)
    {
        var space = Space.Random(4, voices, texts: 4, takes: 3, dim: 7);
        var folds = VoiceFolds.Of(space.Labels, textsApart)!;
        var scatter = FoldScatter.Of(space.Matrix, space.Labels, folds)!;
        for (var cell = 0; cell < folds.Cells; cell++)
        {
            var expected = new double[7 * 7];
            foreach (var voice in folds.Train(cell).GroupBy(i => space.Labels.Voice[i]))
                for (var a = 0; a < 7; a++)
                    for (var b = 0; b < 7; b++)
                    {
                        double Offset(int row, int k) => space.Matrix.Row(row)[k] - voice.Average(i => (double)space.Matrix.Row(i)[k]);
                        expected[a * 7 + b] += voice.Sum(i => Offset(i, a) * Offset(i, b));
                    }
            Assert.All(expected.Zip(scatter.Train(cell)), x => Assert.Equal(x.First, x.Second, 1e-9));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(13)]
    [InlineData(512)]
    public void Two_products_in_one_reading_have_the_bits_of_each(int dim)
    {
        var random = new SeededRandom(3);
        double[] Normal() => [.. Enumerable.Range(0, dim).Select(_ => random.NextGaussian())];
        var (a, centred, mean) = (Normal(), Normal(), Normal());
        float[] b = [.. Normal().Select(x => (float)x)];
        var (raw, second) = CellScores.Dots(a, centred, b, mean);
        Assert.Equal(FixedOrder.Dot(a, [.. b.Select(x => (double)x)]), raw);
        Assert.Equal(FixedOrder.Dot(centred, [.. b.Zip(mean, (x, m) => x - m)]), second);
    }

    /// <summary>All pairs of clips, each once, by a head that knows neither voice (nor text) of the two.</summary>
    [Theory]
    [InlineData(4, 5, false)]
    [InlineData(6, 3, false)]
    [InlineData(9, 4, false)]
    [InlineData(5, 4, true)]
    [InlineData(6, 4, true)]
    public void Each_pair_of_few_voices_is_scored_by_a_head_that_has_met_neither(int voices, int texts, bool textsApart)
    {
        var labels = Space.Random(1, voices, texts, takes: 2, dim: 2).Labels;
        var folds = VoiceFolds.Of(labels, textsApart)!;
        int[][] train = [.. Enumerable.Range(0, folds.Cells).Select(folds.Train)], test = [.. Enumerable.Range(0, folds.Cells).Select(folds.Test)];
        var own = new int[folds.Cells];
        for (var i = 0; i < labels.Rows; i++)
            for (var j = i + 1; j < labels.Rows; j++)
            {
                Assert.Equal(!textsApart || labels.Text![i] % 2 == labels.Text[j] % 2, folds.Compared[i] == folds.Compared[j]);
                if (folds.Compared[i] != folds.Compared[j])
                    continue;
                var cell = folds.CellOf(i, j);
                Assert.Equal(cell, folds.CellOf(j, i));
                Assert.Contains(i, test[cell]);
                Assert.Contains(j, test[cell]);
                Assert.DoesNotContain(train[cell], r => labels.Voice[r] == labels.Voice[i] || labels.Voice[r] == labels.Voice[j] || textsApart && labels.Text![r] == labels.Text[i]);
                if (labels.Voice[i] == labels.Voice[j])
                    own[cell]++;
            }
        Assert.True(own.Min() > 0 && own.Max() <= 2.5 * own.Min(), $"a voice's own pairs: {string.Join(' ', own)}");
        Assert.Equal(voices * (voices - 1) / 2, folds.Voices.Select(v => (v[0], v[1])).Distinct().Count());
    }

    /// <summary>Leave-two-out by hand, in every way to score: the tested scores are those of the head fitted on the other voices, whose mean is taken off by plain loops.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_round_robin_s_error_rates_are_those_of_heads_fitted_by_hand(bool testedOtherwise)
    {
        var (matrix, labels) = Space.Random(3, voices: 5, texts: 4, takes: 2, dim: 6);
        var test = testedOtherwise ? Space.Random(4, voices: 5, texts: 4, takes: 2, dim: 6).Matrix : matrix;
        var folds = VoiceFolds.Of(labels, textsApart: false)!;
        var methods = Enum.GetValues<ScoringMethod>();
        var (same, different) = (methods.ToDictionary(m => m, _ => new List<double>()), methods.ToDictionary(m => m, _ => new List<double>()));
        for (var i = 0; i < labels.Rows; i++)
            for (var j = i + 1; j < labels.Rows; j++)
            {
                var pair = folds.Voices[folds.CellOf(i, j)];
                int[] others = [.. Enumerable.Range(0, labels.Rows).Where(r => !pair.Contains(labels.Voice[r]))];
                var head = SpeakerHead.Fit(matrix.Select(others), labels.Select(others));
                var mean = new double[matrix.Dimension];
                foreach (var other in others)
                    for (var k = 0; k < mean.Length; k++)
                        mean[k] += matrix.Row(other)[k] / (double)others.Length;
                var (x, y) = (head.Transform(matrix.Row(i)), head.Transform(test.Row(j)));
                foreach (var method in methods)
                    (labels.Voice[i] == labels.Voice[j] ? same : different)[method].Add(method switch
                    {
                        ScoringMethod.Cosine => Cosine(matrix.Row(i), test.Row(j), new double[mean.Length]),
                        ScoringMethod.CentredCosine => Cosine(matrix.Row(i), test.Row(j), mean),
                        ScoringMethod.LdaCosine => FixedOrder.Cosine(x, y),
                        _ => head.With(HeadScoring.Plda).Score(x, y),
                    });
            }
        var found = UnseenVoices.Compute(matrix, labels, options: Few, tested: testedOtherwise ? test : null)!;
        foreach (var method in methods)
            Assert.Equal(ScoreDistribution.FromScores([.. same[method]], [.. different[method]]).Eer, found[method].Eer.Value, 1e-12);
        Assert.Equal(methods.Length, methods.Select(m => found[m].Eer.Value).Distinct().Count());
        Assert.Equal((same[0].Count, different[0].Count), (found.SamePairs, found.DifferentPairs));

        static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b, double[] mean)
        {
            double product = 0, first = 0, second = 0;
            for (var k = 0; k < mean.Length; k++)
            {
                var (u, v) = (a[k] - mean[k], b[k] - mean[k]);
                (product, first, second) = (product + u * v, first + u * u, second + v * v);
            }
            return product / Math.Sqrt(first * second);
        }
    }

    [Fact]
    public void In_a_space_of_noise_a_head_fitted_on_the_tested_voices_shines_and_ours_does_not()
    {
        // More channels than clips: a head can tell any clips it has seen apart, by heart.
        var noise = Space.Random(5, voices: 20, texts: 5, takes: 1, dim: 150, voiceSpread: 0, textSpread: 0);
        var leaking = SpeakerHead.Fit(noise.Matrix, noise.Labels);
        var pairs = ClipPairs.Within(noise.Labels, VoiceFolds.Of(noise.Labels, false)!.Compared);
        var seen = new PairScores(pairs, (i, j) => leaking.Score(leaking.Transform(noise.Matrix.Row(i)), leaking.Transform(noise.Matrix.Row(j)))).Distribution().Eer;
        Assert.True(seen < 0.05, $"a head that has seen the voices: {seen}");
        var honest = UnseenVoices.Compute(noise.Matrix, noise.Labels, options: Few)!;
        foreach (var method in Enum.GetValues<ScoringMethod>())
            Assert.InRange(honest[method].Eer.Value, 0.4, 0.6);
    }

    [Fact]
    public void Seen_texts_flatter_where_texts_have_directions_of_their_own()
    {
        var (labels, matrix) = TestData.SeedClean();
        var (seen, unseen) = (UnseenVoices.Compute(matrix, labels, false, Few)!, UnseenVoices.Compute(matrix, labels, true, Few)!);
        Assert.Equal(0.0909, seen[ScoringMethod.LdaCosine].Eer.Value, 0.0001);
        Assert.Equal(0.2018, unseen[ScoringMethod.LdaCosine].Eer.Value, 0.0001);
        Assert.True(unseen[ScoringMethod.LdaCosine].Eer.Low > seen[ScoringMethod.LdaCosine].Eer.Value);
    }

    [Fact]
    public void Shuffled_voices_of_the_seed_s_clips_can_t_be_told_apart()
    {
        var (labels, matrix) = TestData.SeedClean();
        var held = 0;
        for (ulong seed = 1; seed <= 3; seed++)
        {
            var voice = (int[])labels.Voice.Clone();
            new SeededRandom(seed).Shuffle<int>(voice);
            var found = UnseenVoices.Compute(matrix, new SpaceLabels(voice, labels.Text), options: Few)!;
            foreach (var method in Enum.GetValues<ScoringMethod>())
            {
                var eer = found[method].Eer;
                Assert.InRange(eer.Value, 0.42, 0.58);
                held += eer.Low <= 0.5 && eer.High >= 0.5 ? 1 : 0;
            }
        }
        Assert.InRange(held, 10, 12); // of 12 intervals of 95 %
    }

    [Fact]
    public void A_difference_has_a_narrower_interval_than_its_sides_and_needs_the_same_clips()
    {
        var (labels, matrix) = TestData.SeedClean();
        var found = UnseenVoices.Compute(matrix, labels, options: Few)!;
        var gain = found.Difference(ScoringMethod.Cosine, found, ScoringMethod.LdaCosine);
        Assert.Equal(found[ScoringMethod.Cosine].Eer.Value - found[ScoringMethod.LdaCosine].Eer.Value, gain.Value, 1e-15);
        Assert.True(gain.Low > 0.25 && gain.High < 0.55, $"{gain}");
        var same = found.Difference(ScoringMethod.LdaCosine, found, ScoringMethod.LdaCosine);
        Assert.Equal(new Estimate(0, 0, 0), same);
        int[] fewer = [.. Enumerable.Range(0, matrix.Rows - 1)];
        var other = UnseenVoices.Compute(matrix.Select(fewer), labels.Select(fewer), options: Few)!;
        Assert.Throws<MetricsException>(() => found.Difference(ScoringMethod.Cosine, other, ScoringMethod.Cosine));
        Assert.Throws<MetricsException>(() => found.Difference(ScoringMethod.Cosine, UnseenVoices.Compute(matrix, labels, options: Few with { Seed = 2 })!, ScoringMethod.Cosine));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(4, 6)]
    [InlineData(6, 15)]
    [InlineData(9, 36)]
    [InlineData(10, 5)]
    [InlineData(23, 5)]
    public void Few_voices_meet_each_other_and_too_few_have_no_answer(int voices, int folds)
    {
        var space = Space.Random(2, voices, texts: 4, takes: 2, dim: 5);
        var found = UnseenVoices.Compute(space.Matrix, space.Labels, options: Few);
        Assert.Equal(folds, found?.Folds ?? 0);
        if (found is not null)
            Assert.All(found[ScoringMethod.LdaCosine].EerPerFold, e => Assert.InRange(e, 0, 1));
    }

    [Fact]
    public void Unknown_texts_single_clips_and_equal_clips_have_no_answer()
    {
        var space = Space.Random(2, voices: 6, texts: 4, takes: 1, dim: 5);
        Assert.Null(UnseenVoices.Compute(space.Matrix, new SpaceLabels(space.Labels.Voice, null), textsUnseen: true));
        Assert.Null(UnseenVoices.Compute(space.Matrix, new SpaceLabels(space.Labels.Voice, new int[space.Matrix.Rows]), textsUnseen: true));
        Assert.Null(UnseenVoices.Compute(space.Matrix, new SpaceLabels([.. Enumerable.Range(0, space.Matrix.Rows)], null)));
        Assert.Null(UnseenVoices.Compute(space.With(new float[space.Matrix.Values.Length]).Matrix, space.Labels));
    }

    [Fact]
    public void Clips_tested_as_they_are_otherwise_recorded_are_held_against_heads_and_clips_of_the_plain_side()
    {
        var space = Space.Random(3, voices: 12, texts: 4, takes: 1, dim: 8, voiceSpread: 3, textSpread: 0);
        var (matrix, labels) = (space.Matrix, space.Labels);
        var plain = UnseenVoices.Compute(matrix, labels, options: Few)!;
        var same = UnseenVoices.Compute(matrix, labels, options: Few, tested: matrix)!;
        var shifted = UnseenVoices.Compute(matrix, labels, options: Few, tested: space.With([.. matrix.Values.Select((v, i) => v + (i % 8 == 0 ? 40f : 0f))]).Matrix)!;
        var lost = UnseenVoices.Compute(matrix, labels, options: Few, tested: Space.Random(9, voices: 12, texts: 4, takes: 1, dim: 8, voiceSpread: 0, textSpread: 0).Matrix)!;
        foreach (var method in Enum.GetValues<ScoringMethod>())
        {
            Assert.Equal(plain[method].Eer, same[method].Eer);
            Assert.InRange(lost[method].Eer.Value, 0.35, 0.65);
            // The tested side alone is moved, and the difference is taken on the same pairs and draws.
            Assert.NotEqual(0, shifted.Difference(method, plain, method).Value);
        }
        Assert.True(plain[ScoringMethod.LdaCosine].Eer.Value < 0.1);
        Assert.Throws<MetricsException>(() => UnseenVoices.Compute(matrix, labels, tested: matrix.Select([0, 1])));
    }

    [Fact]
    public void Only_pairs_within_a_cell_are_scored_each_once()
    {
        var labels = new SpaceLabels([0, 0, 1, 1, 2, 2], null);
        var pairs = ClipPairs.Within(labels, [0, 0, 0, 1, 1, -1]);
        Assert.Equal((1, 3), (pairs.SamePairs, pairs.DifferentPairs));
        Assert.Equal([(0, 1), (0, 2), (1, 2), (3, 4)], pairs.Enrol.Zip(pairs.Test));
        Assert.Throws<MetricsException>(() => ClipPairs.Within(labels, [0]));
    }
}
