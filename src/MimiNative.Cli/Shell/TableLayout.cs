namespace MimiNative.Cli.Shell;

/// <summary>How a table's columns fit a terminal.</summary>
internal static class TableLayout
{
    /// <summary>Blanks between columns, and the table's own margins.</summary>
    private const int Gap = 2, Margin = 2;

    /// <summary>
    /// Columns, each with its width, in tables one below the other. Columns that can be narrower give way first, the widest most; what doesn't fit then goes into the next table,
    /// which repeats the first column.
    /// </summary>
    /// <param name="widths">What each column would like.</param>
    /// <param name="least">What it needs: its longest word, or a number whole.</param>
    /// <param name="available">Columns of the terminal.</param>
    public static IReadOnlyList<IReadOnlyList<(int Index, int Width)>> Parts(IReadOnlyList<int> widths, IReadOnlyList<int> least, int available)
    {
        var parts = new List<IReadOnlyList<(int, int)>>();
        for (var next = 0; next < widths.Count;)
        {
            List<int> columns = parts.Count == 0 ? [] : [0];
            var repeated = columns.Count;
            while (next < widths.Count && (columns.Count <= repeated || Total([.. columns, next], least) <= available))
                columns.Add(next++);
            parts.Add(Fit(columns));
        }
        return parts;

        int Total(IReadOnlyList<int> columns, IReadOnlyList<int> width) => Margin + columns.Sum(c => Gap + width[c]);

        IReadOnlyList<(int, int)> Fit(List<int> columns)
        {
            int[] fitted = [.. widths];
            while (Total(columns, fitted) > available && columns.Where(c => fitted[c] > least[c]).OrderByDescending(c => fitted[c]).Cast<int?>().FirstOrDefault() is { } widest)
                fitted[widest]--;
            return [.. columns.Select(c => (c, fitted[c]))];
        }
    }
}
