using System.Numerics;

namespace MimiNative.Metrics;

/// <summary>
/// One look at every pair of rows, which all that is said of pairs comes from: sums by what they share, scores of one voice's pairs and of two voices', and - where asked for - sums by pair of voices.
/// Tiles of pairs run on all threads; each adds up for itself, and the tiles' sums are added in their order.
/// </summary>
internal sealed class PairPass
{
    private static readonly int Cells = Enum.GetValues<PairCell>().Length;

    private readonly PairSum[] _sums;

    private PairPass(VoiceOrder order, double shift, PairSum[] sums, ScoreDistribution scores, VoicePairTable? table) => (Order, Shift, _sums, Scores, Table) = (order, shift, sums, scores, table);

    /// <summary>The rows that were looked at.</summary>
    public VoiceOrder Order { get; }

    /// <summary>What was taken off every cosine before it was summed.</summary>
    public double Shift { get; }

    /// <summary>Sums of the pairs that share so much.</summary>
    public PairSum this[PairCell cell] => _sums[(int)cell];

    /// <summary>All scores.</summary>
    public ScoreDistribution Scores { get; }

    /// <summary>Sums by pair of voices.</summary>
    public VoicePairTable? Table { get; }

    /// <param name="space">The rows.</param>
    /// <param name="labels">Their voices and texts.</param>
    /// <param name="rows">Those that are looked at; null for all.</param>
    /// <param name="shift">A value near the mean cosine.</param>
    /// <param name="seed">Chooses the scores that a table keeps; null makes no table.</param>
    /// <param name="progress">Told the share that is done.</param>
    public static PairPass Run(CosineSpace space, SpaceLabels labels, int[]? rows, double shift, ulong? seed, Action<double>? progress)
    {
        var order = new VoiceOrder(labels, rows);
        var count = order.Rows.Length;
        var norms = Array.ConvertAll(order.Rows, i => space.Norms[i]);
        var table = seed is null ? null : new VoicePairTable(space, labels, order, shift, seed.Value);
        return count <= CosineSpace.Float64Rows ? Exact() : Binned();

        PairPass Exact()
        {
            var units = space.Units(order.Rows);
            var (sums, starts) = (new PairSum[order.Tiles][], new (long Same, long Different)[order.Tiles + 1]);
            for (var t = 0; t < order.Tiles; t++)
            {
                var (s, d) = order.Count(order.Tile(t));
                starts[t + 1] = (starts[t].Same + s, starts[t].Different + d);
            }
            var (same, different) = (new double[starts[^1].Same], new double[starts[^1].Different]);
            Workers.For(order.Tiles, t =>
            {
                sums[t] = new PairSum[Cells];
                var visitor = new Visitor<ScoreList>(sums[t], order, norms, shift, new ScoreList(same, different, starts[t].Same, starts[t].Different), table?.Part(t));
                SymmetricProduct.Visit(units, space.Dimension, order.Tile(t), ref visitor);
            });
            return Finish(sums, ScoreDistribution.FromScores(same, different));
        }

        PairPass Binned()
        {
            var units = space.UnitsInFloat32(order.Rows);
            var sums = new PairSum[order.Tiles][];
            var total = new ScoreBins();
            var (all, seen) = ((double)count * (count - 1) / 2, 0L);
            Workers.For(order.Tiles, () => new ScoreBins(), (t, bins) =>
            {
                sums[t] = new PairSum[Cells];
                var visitor = new Visitor<ScoreBins>(sums[t], order, norms, shift, bins, table?.Part(t));
                var tile = order.Tile(t);
                SymmetricProduct.Visit(units, space.Dimension, tile, ref visitor);
                if (progress is not null)
                {
                    var (s, d) = order.Count(tile);
                    progress(Interlocked.Add(ref seen, s + d) / all);
                }
            }, total.Add);
            return Finish(sums, total.Distribution());
        }

        PairPass Finish(PairSum[][] sums, ScoreDistribution scores)
        {
            var total = new PairSum[Cells];
            foreach (var part in sums)
                for (var c = 0; c < Cells; c++)
                    total[c] += part[c];
            table?.Finish();
            return new PairPass(order, shift, total, scores, table);
        }
    }

    /// <summary>Cuts the pairs of a row into runs of one voice, and of one text or others: all pairs of such a run are of one cell.</summary>
    private struct Visitor<TScores>(PairSum[] sums, VoiceOrder order, double[] norms, double shift, TScores scores, VoicePairTable.TilePart? table) : IPairVisitor<float>, IPairVisitor<double>
        where TScores : IScoreSink
    {
        private TScores _scores = scores;

        public void Visit(int row, int firstColumn, ReadOnlySpan<float> dots) => Visit<float>(row, firstColumn, dots);

        public void Visit(int row, int firstColumn, ReadOnlySpan<double> dots) => Visit<double>(row, firstColumn, dots);

        private void Visit<T>(int row, int firstColumn, ReadOnlySpan<T> dots)
            where T : unmanaged, INumberBase<T>
        {
            var mine = order.Voice[row];
            for (var at = 0; at < dots.Length;)
            {
                var (column, other) = (firstColumn + at, order.Voice[firstColumn + at]);
                var run = dots[at..Math.Min(dots.Length, order.VoiceStarts[other + 1] - firstColumn)];
                _scores.Add(mine == other, run);
                table?.Add(mine, other, run);
                var (from, to) = order.SameText(row, column, run.Length);
                Sum(row, column, mine, other, sameText: false, run[..from]);
                Sum(row, column + from, mine, other, sameText: true, run[from..to]);
                Sum(row, column + to, mine, other, sameText: false, run[to..]);
                at += run.Length;
            }
        }

        private readonly void Sum<T>(int row, int firstColumn, int mine, int other, bool sameText, ReadOnlySpan<T> run)
            where T : unmanaged, INumberBase<T>
        {
            if (run.IsEmpty)
                return;
            var cell = mine == other ? sameText ? PairCell.SameVoiceSameText : PairCell.SameVoiceOnly : sameText ? PairCell.SameTextOnly : PairCell.Neither;
            var sum = PairSum.Of(run, shift, norms[row], norms.AsSpan(firstColumn, run.Length));
            sums[(int)cell] += sum;
            table?.Add(mine, other, cell, run.Length, sum);
        }
    }
}
