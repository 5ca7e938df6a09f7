namespace MimiNative.Metrics.Tests;

/// <summary>What is added up tile by tile, beside plain loops over all pairs.</summary>
public sealed class PairPassTests
{
    [Theory]
    [InlineData(5, 3, 2, true)] // one tile, float64
    [InlineData(30, 5, 6, true)] // several tiles
    [InlineData(30, 5, 6, false)] // texts unknown
    [InlineData(50, 5, 9, true)] // float32
    [InlineData(2, 4, 300, true)] // voices larger than a block, float32
    public void Sums_by_pair_of_voices_are_those_of_plain_loops(int voices, int texts, int takes, bool textsKnown)
    {
        var space = Shuffled(Space.Random(3, voices, texts, takes, 10, voiceSpread: 0.7));
        var labels = textsKnown ? space.Labels : new SpaceLabels(space.Labels.Voice, null);
        foreach (var centred in new[] { false, true })
        {
            var view = new CosineSpace(space.Matrix, centred);
            var pass = PairStatistics.Pass(view, labels, 1);
            var (table, plain) = (pass.Table!, new Plain(view, labels, pass.Table!.Shift));
            for (var u = 0; u < voices; u++)
            {
                Near(plain.Distance[u], table.Distance[u], 0);
                for (var v = u; v < voices; v++)
                {
                    Near(plain.Sum[u, v], table.Sum[u][v - u], table.Clips[u] * table.Clips[v]);
                    Near(plain.Squares[u, v], table.Squares[u][v - u], table.Clips[u] * table.Clips[v]);
                    if (!textsKnown)
                        continue;
                    Assert.Equal(plain.ContrastPairs[u, v], table.ContrastPairs[u][v - u]);
                    Near(plain.ContrastSum[u, v], table.ContrastSum[u][v - u], table.Clips[u] * table.Clips[v]);
                }
            }
            var statistics = PairStatistics.Of(pass);
            Assert.Equal(plain.Same.Count, statistics.SameVoice.Pairs);
            Assert.Equal(plain.Same.Average(), statistics.SameVoice.MeanCosine, 1e-7);
            Assert.Equal(plain.Different.Average(), statistics.DifferentVoice.MeanCosine, 1e-7);
            Assert.Equal(plain.Same.Count, pass.Scores.SamePairs);
            Assert.Equal(plain.Different.Count, pass.Scores.DifferentPairs);
            var exact = ScoreDistribution.FromScores([.. plain.Same], [.. plain.Different]);
            Assert.Equal(exact.Eer, pass.Scores.Eer, pass.Scores.IsExact ? 1e-12 : pass.Scores.EerBound + 1e-6);
            Assert.Equal(exact.Auc, pass.Scores.Auc, pass.Scores.IsExact ? 1e-12 : 1e-4);
        }
    }

    [Fact]
    public void Bins_count_the_same_eight_at_a_time_and_one_by_one()
    {
        var random = new SeededRandom(8);
        float[] scores = [1, -1, 0, 1.0000001f, 1.5f, -1.0000002f, 0.99999994f, 1 - 1e-5f, .. Enumerable.Range(0, 1003).Select(_ => (float)(2 * random.NextDouble() - 1)), .. Enumerable.Repeat(0.25f, 30)];
        var (eight, one) = (new ScoreBins(), new ScoreBins());
        eight.Add<float>(true, scores);
        eight.Add<float>(false, scores.AsSpan(0, 11));
        one.Add<double>(true, [.. scores.Select(s => (double)s)]);
        one.Add<double>(false, [.. scores.Take(11).Select(s => (double)s)]);
        var (a, b) = (eight.Distribution(), one.Distribution());
        Assert.Equal(scores.Length, a.SamePairs);
        Assert.Equal(b.Scores.ToArray(), a.Scores.ToArray());
        Assert.Equal(b.SameAt.ToArray(), a.SameAt.ToArray());
        Assert.Equal(b.DifferentAt.ToArray(), a.DifferentAt.ToArray());
    }

    [Fact]
    public void Kept_scores_are_an_even_share_of_each_kind()
    {
        var space = Space.Random(3, voices: 60, texts: 5, takes: 8, dim: 6, voiceSpread: 0.5);
        var pass = PairStatistics.Pass(new CosineSpace(space.Matrix, false), space.Labels, 5);
        var table = pass.Table!;
        var (same, different) = (table.Scores.Where((_, i) => table.ScoreVoices[i].U == table.ScoreVoices[i].V).ToArray(), table.Scores.Where((_, i) => table.ScoreVoices[i].U != table.ScoreVoices[i].V).ToArray());
        Assert.Equal(60 * 40 * 39 / 2, same.Length);
        // 2,832,000 pairs of two voices: one of each 12, but for the ends of tiles.
        Assert.InRange(different.Length, 235_900, 236_100);
        var statistics = PairStatistics.Of(pass);
        Assert.Equal(statistics.DifferentVoice.MeanCosine, different.Average(), 5 * statistics.DifferentVoice.StdCosine / Math.Sqrt(different.Length));
        // Every pair of voices has its share: 1,600 pairs each, a twelfth of them.
        Assert.All(table.ScoreVoices.Where(p => p.U != p.V).CountBy(p => p), g => Assert.InRange(g.Value, 110, 160));
        Assert.NotEqual(table.Scores, PairStatistics.Pass(new CosineSpace(space.Matrix, false), space.Labels, 6).Table!.Scores);
    }

    [Fact]
    public void Tiles_hold_every_pair_once_and_no_voice_is_cut()
    {
        var random = new SeededRandom(2);
        for (var round = 0; round < 20; round++)
        {
            var voices = 1 + random.NextInt(80);
            var labels = new SpaceLabels([.. Enumerable.Range(0, random.NextInt(4000)).Select(_ => random.NextInt(voices))], null);
            var order = new VoiceOrder(labels);
            Assert.Equal(order.Rows.Order(), Enumerable.Range(0, labels.Rows));
            var (pairs, same) = (0L, 0L);
            for (var t = 0; t < order.Tiles; t++)
            {
                var tile = order.Tile(t);
                pairs += order.Count(tile).Same + order.Count(tile).Different;
                same += order.Count(tile).Same;
                foreach (var edge in new[] { tile.FirstRow, tile.FirstColumn, tile.EndRow, tile.EndColumn })
                    Assert.Contains(edge, order.VoiceStarts);
            }
            Assert.Equal((long)labels.Rows * (labels.Rows - 1) / 2, pairs);
            Assert.Equal(labels.RowsByVoice().Sum(r => (long)r.Length * (r.Length - 1) / 2), same);
        }
    }

    [Fact]
    public void Crossings_of_all_draws_at_once_are_those_of_one_walk_each()
    {
        var random = new SeededRandom(4);
        for (var round = 0; round < 30; round++)
        {
            var (voices, count) = (2 + random.NextInt(9), 1 + random.NextInt(3000));
            // Few distinct scores make ties across blocks.
            double[] scores = [.. Enumerable.Range(0, count).Select(_ => (double)random.NextInt(round % 3 == 0 ? 5 : 100_000)).OrderDescending()];
            int[] enrol = [.. scores.Select(_ => random.NextInt(voices))], test = [.. scores.Select(s => random.NextDouble() < 0.2 + s / 300_000 ? voices : random.NextInt(voices))];
            int[][] drawn = [.. Enumerable.Range(0, 1 + random.NextInt(80)).Select(_ => Bootstrap.Draw(voices, random))];
            var found = new ResampledCrossings(scores, enrol, test, voices).Eer(drawn);
            Assert.Equal([.. drawn.Select(Walk)], found);

            double Walk(int[] draw)
            {
                double[] weight = [.. enrol.Zip(test, (e, t) => (double)draw[e] * (t == voices ? 1 : draw[t]))];
                double same = weight.Where((_, i) => test[i] == voices).Sum(), different = weight.Where((_, i) => test[i] != voices).Sum();
                if (same == 0 || different == 0)
                    return double.NaN;
                var crossing = new CrossingFinder(same, different);
                for (var i = 0; i < count; i++)
                    if (crossing.Add(scores[i], test[i] == voices ? weight[i] : 0, test[i] == voices ? 0 : weight[i]))
                        return crossing.Eer;
                crossing.Finish();
                return crossing.Eer;
            }
        }
    }

    // A cosine in float32 is wrong by less than 1e-7, and the errors of many hardly add up.
    private static void Near(double expected, double actual, double pairs) => Assert.Equal(expected, actual, 1e-9 + 1e-8 * pairs + 1e-6 * Math.Abs(expected));

    private static Space Shuffled(Space space)
    {
        int[] rows = [.. Enumerable.Range(0, space.Matrix.Rows)];
        new SeededRandom(8).Shuffle<int>(rows);
        return space.Select(rows);
    }

    /// <summary>The same in float64, pair by pair.</summary>
    private sealed class Plain
    {
        public Plain(CosineSpace space, SpaceLabels labels, double shift)
        {
            var units = Enumerable.Range(0, space.Rows).Select(i => { var u = new double[space.Dimension]; space.Unit(i, u); return u; }).ToArray();
            (Sum, Squares) = (new double[labels.VoiceCount, labels.VoiceCount], new double[labels.VoiceCount, labels.VoiceCount]);
            (ContrastSum, ContrastPairs, Distance) = (new double[labels.VoiceCount, labels.VoiceCount], new double[labels.VoiceCount, labels.VoiceCount], new double[labels.VoiceCount]);
            for (var i = 0; i < space.Rows; i++)
                for (var j = i + 1; j < space.Rows; j++)
                {
                    var (u, v) = (Math.Min(labels.Voice[i], labels.Voice[j]), Math.Max(labels.Voice[i], labels.Voice[j]));
                    var cosine = FixedOrder.Dot(units[i], units[j]);
                    Sum[u, v] += cosine - shift;
                    Squares[u, v] += (cosine - shift) * (cosine - shift);
                    if ((u == v) != (labels.Text is { } text && text[i] == text[j]))
                    {
                        ContrastPairs[u, v]++;
                        ContrastSum[u, v] += cosine - shift;
                    }
                    if (u == v)
                        Distance[u] += Math.Sqrt(Math.Max(0, space.Norms[i] * space.Norms[i] + space.Norms[j] * space.Norms[j] - 2 * space.Norms[i] * space.Norms[j] * cosine));
                    (u == v ? Same : Different).Add(cosine);
                }
        }

        public double[,] Sum { get; }

        public double[,] Squares { get; }

        public double[,] ContrastSum { get; }

        public double[,] ContrastPairs { get; }

        public double[] Distance { get; }

        public List<double> Same { get; } = [];

        public List<double> Different { get; } = [];
    }
}
