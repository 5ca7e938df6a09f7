namespace MimiNative.Metrics;

/// <summary>The one-to-one assignment with the largest total, by shortest augmenting paths (Kuhn 1955, Munkres 1957, in Jonker and Volgenant's form): O(rows² · columns).</summary>
internal static class Assignment
{
    /// <summary>The column of each row; −1 where a row gets none, since there are more rows than columns.</summary>
    /// <param name="gain">(rows, columns) finite values.</param>
    public static int[] Best(double[,] gain)
    {
        var (rows, columns) = (gain.GetLength(0), gain.GetLength(1));
        var result = new int[rows];
        Array.Fill(result, -1);
        if (rows <= columns)
        {
            foreach (var (row, column) in Pairs((r, c) => -gain[r, c], rows, columns))
                result[row] = column;
        }
        else
        {
            foreach (var (column, row) in Pairs((c, r) => -gain[r, c], columns, rows))
                result[row] = column;
        }
        return result;
    }

    /// <summary>The cheapest assignment where rows ≤ columns. Potentials u and v keep every reduced cost at or above zero; index 0 is a column that stands for "none".</summary>
    private static IEnumerable<(int Row, int Column)> Pairs(Func<int, int, double> cost, int rows, int columns)
    {
        var (u, v) = (new double[rows + 1], new double[columns + 1]);
        var (rowOf, before) = (new int[columns + 1], new int[columns + 1]);
        for (var row = 1; row <= rows; row++)
        {
            rowOf[0] = row;
            var column = 0;
            var slack = new double[columns + 1];
            var seen = new bool[columns + 1];
            Array.Fill(slack, double.PositiveInfinity);
            do
            {
                seen[column] = true;
                var (from, least, next) = (rowOf[column], double.PositiveInfinity, 0);
                for (var c = 1; c <= columns; c++)
                {
                    if (seen[c])
                        continue;
                    var reduced = cost(from - 1, c - 1) - u[from] - v[c];
                    if (reduced < slack[c])
                        (slack[c], before[c]) = (reduced, column);
                    if (slack[c] < least)
                        (least, next) = (slack[c], c);
                }
                for (var c = 0; c <= columns; c++)
                    if (seen[c])
                    {
                        u[rowOf[c]] += least;
                        v[c] -= least;
                    }
                    else
                        slack[c] -= least;
                column = next;
            }
            while (rowOf[column] != 0);
            for (; column != 0; column = before[column])
                rowOf[column] = rowOf[before[column]];
        }
        return Enumerable.Range(1, columns).Where(c => rowOf[c] != 0).Select(c => (rowOf[c] - 1, c - 1));
    }
}
