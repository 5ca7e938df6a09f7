namespace MimiNative.Metrics.Tests;

public sealed class AnswerProbeTests
{
    [Fact]
    public void A_tie_among_neighbours_goes_to_the_label_met_first()
    {
        // Five texts, each a fold. In the fold of text 0 the row tested stands at 0°, and the others are met at 10° (b), 20° (a), 30° (a), 40° (b).
        double[] degrees = [0, 100, 10, 20, 30, 40];
        float[] values = [.. degrees.SelectMany(d => (float[])[(float)Math.Cos(d * Math.PI / 180), (float)Math.Sin(d * Math.PI / 180)])];
        var fold = new ProbeFold(new EmbeddingMatrix([.. values, .. values.Select(v => -v)], 12, 2), [0, 2, 1, 0, 0, 1, 3, 3, 3, 3, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [0]);
        Assert.Equal([1], fold.NearestNeighbours([1])[0]);
        Assert.Equal([1], fold.NearestNeighbours([2])[0]);
        Assert.Equal([0], fold.NearestNeighbours([3])[0]);
        Assert.Equal([1], fold.NearestNeighbours([4])[0]);
    }

    [Fact]
    public void Equally_near_neighbours_keep_the_order_of_their_rows()
    {
        // Every clip is there twice, by two voices in turn: which of them is nearest is a matter of order alone.
        var matrix = new EmbeddingMatrix([-2, 1, -2, 1, 2, -1, 2, -1, -2, 1, 2, -1], 6, 2);
        Assert.Equal([4, 7], new ProbeFold(matrix, [4, 5, 7, 6, 0, 0], [0, 1, 2, 3], [4, 5]).NearestNeighbours([1])[0]);
        Assert.Equal([5, 6], new ProbeFold(matrix, [5, 4, 6, 7, 0, 0], [0, 1, 2, 3], [4, 5]).NearestNeighbours([1])[0]);
    }

    [Fact]
    public void Voices_that_stand_apart_cost_few_bits_and_noise_costs_more_than_it_saves()
    {
        var apart = OnlineCode.Compute(Space.Random(1, 4, 8, 2, 6, voiceSpread: 10).Matrix, Space.Random(1, 4, 8, 2, 6).Labels)!;
        Assert.Equal([1, 2, 4, 8], apart.TextBlockEnds);
        Assert.Equal(8 * 2.0, apart.BitsPerBlock[0]);
        Assert.Equal(8 * 8 * 2.0, apart.UniformBits);
        Assert.Equal(apart.BitsPerBlock.Sum(), apart.Bits);
        Assert.InRange(apart.Compression, 4, 8);
        var noise = Space.Random(1, 4, 8, 2, 6, voiceSpread: 0);
        Assert.InRange(OnlineCode.Compute(noise.Matrix, noise.Labels)!.Compression, 0.4, 1.05);
    }

    [Fact]
    public void A_voice_that_comes_late_is_coded_among_those_not_met()
    {
        // Training knows two voices of four, the third comes: log₂(4) bits; a known one costs at least log₂(4/2).
        var matrix = new EmbeddingMatrix([-1, 1, -1, 1, 5], 5, 1);
        var fold = new ProbeFold(matrix, [0, 1, 0, 1, 2], [0, 1, 2, 3], [4]);
        Assert.Equal(2, fold.LogisticBits(4), 1e-12);
        Assert.InRange(new ProbeFold(matrix, [0, 1, 0, 1, 1], [0, 1, 2, 3], [4]).LogisticBits(4), 1, 1.5);
    }

    [Fact]
    public void A_fold_in_the_memory_of_another_has_the_bits_of_one_of_its_own()
    {
        var memory = new ProbeMemory();
        foreach (var (voices, takes, dim) in new[] { (9, 4, 20), (5, 3, 30), (12, 2, 7) })
        {
            var space = Space.Random(6, voices, texts: 5, takes, dim);
            var foldOf = SpeakerProbes.FoldOf(space.Labels);
            for (var fold = 0; fold < SpeakerProbes.Folds; fold++)
            {
                var (used, fresh) = (ProbeFold.Split(space.Matrix, space.Labels, foldOf, fold, memory)!, ProbeFold.Split(space.Matrix, space.Labels, foldOf, fold)!);
                Assert.Equal(fresh.LogisticBits(voices), used.LogisticBits(voices));
                Assert.Equal(fresh.NearestNeighbours([1, 5]), used.NearestNeighbours([1, 5]));
                Assert.Equal(fresh.Lda(), used.Lda());
            }
        }
    }

    [Fact]
    public void Nothing_is_coded_where_texts_are_unknown_or_one()
    {
        var space = Space.Random(1, 3, 2, 1, 4);
        Assert.Null(OnlineCode.Compute(space.Matrix, new SpaceLabels(space.Labels.Voice, null)));
        Assert.Null(OnlineCode.Compute(space.Matrix, new SpaceLabels(space.Labels.Voice, new int[6])));
        Assert.Null(OnlineCode.Compute(space.Matrix, new SpaceLabels(new int[6], space.Labels.Text)));
    }

    [Fact]
    public void An_attribute_in_the_space_is_told_on_unseen_voices_and_beats_its_control()
    {
        var space = Space.Random(9, voices: 20, texts: 4, takes: 1, dim: 6, voiceSpread: 0.3, textSpread: 0.3);
        var values = (float[])space.Matrix.Values.Clone();
        string[] gender = [.. space.Labels.Voice.Select(v => v % 3 == 0 ? "f" : "m")];
        for (var i = 0; i < space.Matrix.Rows; i++)
            values[i * 6] += gender[i] == "f" ? 6 : 0;
        var told = AttributeProbe.Compute(space.With(values).Matrix, space.Labels, gender)!;
        Assert.Equal((20, 0.65), (told.Voices, told.MajorityShare));
        Assert.Equal(["f", "m"], told.Values);
        Assert.InRange(told.Accuracy, 0.97, 1);
        Assert.InRange(told.ControlAccuracy, 0.35, 0.7);
        Assert.True(told.ControlHigh >= told.ControlAccuracy && told.Selectivity > 0.3);
        var absent = AttributeProbe.Compute(space.Matrix, space.Labels, gender)!;
        Assert.InRange(absent.Selectivity, -0.3, 0.3);
    }

    [Fact]
    public void A_probe_of_voices_that_knew_them_would_tell_what_ours_does_not()
    {
        // Voices stand far apart and the attribute is a coin per voice: recognising the voice would tell it.
        var space = Space.Random(11, voices: 24, texts: 5, takes: 1, dim: 40, voiceSpread: 8, textSpread: 0);
        var random = new SeededRandom(3);
        var coin = Enumerable.Range(0, 24).Select(_ => random.NextInt(2)).ToArray();
        var found = AttributeProbe.Compute(space.Matrix, space.Labels, [.. space.Labels.Voice.Select(v => coin[v] == 0 ? "heads" : "tails")])!;
        Assert.InRange(found.Accuracy, 0.2, 0.8);
    }

    [Fact]
    public void Unknown_attributes_are_left_out_and_contradictions_refused()
    {
        var space = Space.Random(9, voices: 6, texts: 3, takes: 1, dim: 4);
        var found = AttributeProbe.Compute(space.Matrix, space.Labels, [.. space.Labels.Voice.Select(v => v == 0 ? null : v % 2 == 0 ? "a" : "b")])!;
        Assert.Equal(5, found.Voices);
        Assert.Null(AttributeProbe.Compute(space.Matrix, space.Labels, [.. space.Labels.Voice.Select(_ => "a")]));
        Assert.Null(AttributeProbe.Compute(space.Matrix, space.Labels, [.. space.Labels.Voice.Select(v => v > 2 ? null : v == 0 ? "a" : "b")]));
        Assert.Contains("two values", Assert.Throws<MetricsException>(() => AttributeProbe.Compute(space.Matrix, space.Labels, [.. Enumerable.Range(0, 18).Select(i => i == 0 ? "a" : "b")])).Message);
    }

    [Fact]
    public void Debiased_CKA_is_that_of_the_n_by_n_matrices_and_its_matrix_holds_every_pair()
    {
        foreach (var (takes, dim) in new[] { (1, 12), (4, 3) })
        {
            var (x, y) = (Space.Random(1, 3, 4, takes, dim), Space.Random(2, 3, 4, takes, dim + 1));
            Assert.Equal(Plain(x.Matrix, y.Matrix) / Math.Sqrt(Plain(x.Matrix, x.Matrix) * Plain(y.Matrix, y.Matrix)), Cka.Debiased(x.Matrix, y.Matrix), 1e-9);
            EmbeddingMatrix[] both = [x.Matrix, y.Matrix];
            foreach (var debiased in new[] { false, true })
            {
                var (square, slim) = (Cka.Matrix(both, both, debiased), Cka.Matrix([y.Matrix], both, debiased));
                Assert.Equal(1, square[0][0], 1e-12);
                Assert.Equal(square[0][1], square[1][0]);
                Assert.Equal(debiased ? Cka.Debiased(x.Matrix, y.Matrix) : Cka.Linear(x.Matrix, y.Matrix), slim[0][0], 1e-12);
            }
        }
        var tiny = Space.Random(1, 3, 1, 1, 2).Matrix;
        Assert.True(double.IsNaN(Cka.Debiased(tiny, tiny)));
        Assert.Throws<MetricsException>(() => Cka.Debiased(tiny, Space.Random(1, 4, 1, 1, 2).Matrix));
    }

    [Fact]
    public void Unrelated_spaces_of_many_channels_look_alike_only_to_the_biased_one()
    {
        var (x, y) = (Space.Random(1, 5, 4, 1, 200, 0, 0).Matrix, Space.Random(2, 5, 4, 1, 200, 0, 0).Matrix);
        Assert.True(Cka.Linear(x, y) > 0.8);
        Assert.InRange(Cka.Debiased(x, y), -0.15, 0.15);
    }

    [Fact]
    public void Singling_out_is_sure_where_voices_stand_apart_and_a_guess_where_they_don_t()
    {
        var apart = Space.Random(1, voices: 12, texts: 4, takes: 1, dim: 30, voiceSpread: 20, textSpread: 0);
        var found = SinglingOut.Compute(apart.Matrix, apart.Labels);
        Assert.Equal([2, 5, 10, 12], found.Select(r => r.GallerySize));
        Assert.All(found, r => Assert.Equal((1, 1.0 / r.GallerySize), (r.Rate, r.Chance)));
        var noise = Space.Random(1, voices: 12, texts: 4, takes: 1, dim: 30, voiceSpread: 0, textSpread: 0);
        Assert.All(SinglingOut.Compute(noise.Matrix, noise.Labels), r => Assert.InRange(r.Rate, r.Chance - 0.1, r.Chance + 0.1));
        // Where all are equally alike nobody is singled out, and where voices have one clip nothing is known.
        Assert.All(SinglingOut.Compute(apart.With(new float[apart.Matrix.Values.Length]).Matrix, apart.Labels), r => Assert.Equal(0, r.Rate));
        Assert.All(SinglingOut.Compute(apart.Matrix, new SpaceLabels([.. Enumerable.Range(0, apart.Matrix.Rows)], null)), r => Assert.True(double.IsNaN(r.Rate)));
        Assert.Empty(SinglingOut.Compute(apart.Matrix, new SpaceLabels(new int[apart.Matrix.Rows], null)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 5)]
    [InlineData(5, 1)]
    [InlineData(2, 2)]
    public void Small_spaces_have_a_report_with_gaps(int voices, int texts)
    {
        var space = Space.Random(1, voices, texts, 1, 1);
        using var stream = new MemoryStream();
        using (var json = new System.Text.Json.Utf8JsonWriter(stream))
            VerificationReport.Compute(space.Matrix, space.Labels, new UncertaintyOptions { Replicates = 10 }).ToJson(json);
        using var read = System.Text.Json.JsonDocument.Parse(stream.ToArray());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, read.RootElement.GetProperty("unseen_voices").ValueKind);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, read.RootElement.GetProperty("cka_of_channel_halves_debiased").ValueKind);
    }

    /// <summary>HSIC₁ as Song et al. (2012) write it.</summary>
    private static double Plain(EmbeddingMatrix x, EmbeddingMatrix y)
    {
        var n = x.Rows;
        double[][] Inner(EmbeddingMatrix m) => [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => i == j ? 0 : Enumerable.Range(0, m.Dimension).Sum(k => (double)m.Row(i)[k] * m.Row(j)[k])).ToArray())];
        var (a, b) = (Inner(x), Inner(y));
        double trace = 0, cross = 0;
        for (var i = 0; i < n; i++)
        {
            trace += a[i].Zip(b[i], (p, q) => p * q).Sum();
            cross += a[i].Sum() * b[i].Sum();
        }
        return (trace + a.Sum(r => r.Sum()) * b.Sum(r => r.Sum()) / ((n - 1.0) * (n - 2)) - 2.0 / (n - 2) * cross) / (n * (n - 3.0));
    }
}
