namespace MimiNative.Analysis.Presentation.Plots;

/// <summary>What an entry of a legend looks like.</summary>
internal enum Swatch
{
    Mark,
    Line,
    DashedLine,
    Box,
    Reference,
}

/// <summary>An entry of a legend: a look and its name.</summary>
internal readonly record struct LegendEntry(Swatch Swatch, int Series, string Name);

/// <summary>Legends in rows over a plot, where they can cover nothing.</summary>
internal static class Legend
{
    private const int Most = 40;
    private const double Row = 18, Gap = 14, SwatchWidth = 20;

    /// <summary>Draws the entries from a height downwards and returns the height below them.</summary>
    public static double Draw(Canvas canvas, double top, IReadOnlyList<LegendEntry> entries)
    {
        if (entries.Count == 0)
            return top;
        var shown = entries.Take(Most).Select(e => TextSize.Fit(e.Name, canvas.Width - SwatchWidth)).ToList();
        var widths = shown.Select(name => SwatchWidth + TextSize.Width(name)).ToList();
        if (shown.Count > 4) // columns are easier to search than ragged rows
            widths = [.. widths.Select(_ => widths.Max())];
        var x = 0.0;
        var y = top + 12;
        for (var i = 0; i < shown.Count; i++)
        {
            if (x > 0 && x + widths[i] > canvas.Width)
                (x, y) = (0, y + Row);
            Draw(canvas, x, y - 4, entries[i]);
            canvas.Text(x + SwatchWidth, y, shown[i], cls: "a", tip: shown[i] == entries[i].Name ? null : entries[i].Name);
            x += widths[i] + Gap;
        }
        if (entries.Count > Most)
            canvas.Text(0, y += Row, $"and {entries.Count - Most} more", cls: "a");
        return y + 12;
    }

    private static void Draw(Canvas canvas, double x, double y, LegendEntry entry)
    {
        var colour = entry.Series % Palette.Count;
        switch (entry.Swatch)
        {
            case Swatch.Mark:
                canvas.Mark(x + 8, y, entry.Series, 4.5);
                break;
            case Swatch.Line:
                canvas.Line(x, y, x + 15, y, $"l s{colour}");
                canvas.Mark(x + 7.5, y, entry.Series, 3);
                break;
            case Swatch.DashedLine:
                canvas.Line(x, y, x + 15, y, $"l dash s{colour}");
                break;
            case Swatch.Box:
                canvas.Rect(x + 2, y - 5, 12, 10, $"f{colour}");
                break;
            case Swatch.Reference:
                canvas.Line(x, y, x + 16, y, $"ref d{entry.Series % 4 + 1}");
                break;
        }
    }
}
