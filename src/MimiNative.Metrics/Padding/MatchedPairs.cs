namespace MimiNative.Metrics;

/// <summary>Cosines of the pairs that a rule picks.</summary>
internal static class MatchedPairs
{
    /// <summary>Above this many rows an even, seeded choice of them is compared: the scores are kept one by one.</summary>
    private const int MostRows = 4096;

    public static ScoreDistribution Scores(CosineSpace space, SpaceLabels labels, Func<int, int, bool> alike)
    {
        int[] rows = [.. Enumerable.Range(0, space.Rows)];
        if (rows.Length > MostRows)
        {
            new SeededRandom(1).Shuffle<int>(rows);
            rows = rows[..MostRows];
            Array.Sort(rows);
        }

        var visitor = new Visitor(rows, labels, alike, [], []);
        space.VisitPairs(rows, ref visitor);
        return ScoreDistribution.FromScores([.. visitor.Same], [.. visitor.Different]);
    }

    private readonly record struct Visitor(int[] Rows, SpaceLabels Labels, Func<int, int, bool> Alike, List<double> Same, List<double> Different) : IPairVisitor<float>, IPairVisitor<double>
    {
        public void Visit(int row, int firstColumn, ReadOnlySpan<float> dots)
        {
            for (var j = 0; j < dots.Length; j++)
                Add(Rows[row], Rows[firstColumn + j], dots[j]);
        }

        public void Visit(int row, int firstColumn, ReadOnlySpan<double> dots)
        {
            for (var j = 0; j < dots.Length; j++)
                Add(Rows[row], Rows[firstColumn + j], dots[j]);
        }

        private void Add(int i, int j, double cosine)
        {
            if (Alike(i, j))
                (Labels.Voice[i] == Labels.Voice[j] ? Same : Different).Add(cosine);
        }
    }
}
