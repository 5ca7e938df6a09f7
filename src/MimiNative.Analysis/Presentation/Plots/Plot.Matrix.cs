namespace MimiNative.Analysis.Presentation.Plots;

internal static partial class Plot
{
    private const double MostCell = 104;

    /// <summary>With more rows or columns than this a matrix is a picture: its cells could not be read, and each would weigh as much as a word.</summary>
    private const int MostNamed = 60;

    /// <summary>
    /// A matrix with named rows and columns and its values written in the cells where they fit: similarities of voices, a confusion matrix, a sweep of configurations. Of more than 60 rows or columns a
    /// <see cref="HeatMap"/> in the same order, with those names of rows that find room.
    /// </summary>
    /// <param name="title">What is plotted.</param>
    /// <param name="caption">What to see in it.</param>
    /// <param name="rowNames">Names of the rows, from top to bottom.</param>
    /// <param name="columnNames">Names of the columns.</param>
    /// <param name="values">Values (rows, columns); NaN is left blank.</param>
    /// <param name="valueLabel">What the values mean.</param>
    /// <param name="scale">Sequential, or diverging for signed values.</param>
    /// <param name="format">The number format of the cells.</param>
    /// <param name="range">The values at the colour bar's ends; null to fit the data.</param>
    /// <exception cref="ArgumentException">The names don't match the values.</exception>
    public static Svg Matrix(
        string title, string caption, IReadOnlyList<string> rowNames, IReadOnlyList<string> columnNames, double[,] values, string valueLabel,
        ColourScale scale = ColourScale.Sequential, string format = "0.00", (double Low, double High)? range = null)
    {
        if (values.GetLength(0) != rowNames.Count || values.GetLength(1) != columnNames.Count || rowNames.Count == 0 || columnNames.Count == 0)
            throw new ArgumentException($"{rowNames.Count} row and {columnNames.Count} column names for a matrix of {values.GetLength(0)} × {values.GetLength(1)}.", nameof(values));
        if (Math.Max(rowNames.Count, columnNames.Count) > MostNamed)
            return HeatMap(title, caption, rowNames.Count, columnNames.Count, (r, c) => values[rowNames.Count - 1 - r, c], new Axis(""), new Axis(""), valueLabel, scale, range, [.. rowNames.Reverse().Select(n => new AxisGroup(n, 1))]);
        var (low, high) = range ?? Grid.Make(rowNames.Count, columnNames.Count, (r, c) => values[r, c], int.MaxValue).Range(scale);
        string Shown(double value) => double.IsNaN(value) ? "" : Ticks.Format(value, format);
        return new Svg(title, caption, canvas =>
        {
            var top = DrawColourBar(canvas, valueLabel, scale, low, high);
            var names = Math.Min(rowNames.Max(n => TextSize.Width(n)), canvas.Width * 0.42) + 18;
            var cell = Math.Min(MostCell, (canvas.Width - names) / columnNames.Count);
            var rowHeight = Math.Clamp(cell, 14, rowNames.Count == columnNames.Count ? 40 : 26);
            var frame = new Frame(canvas, top, rowHeight * rowNames.Count, Side.Of("", columnNames), Side.Of("", [.. rowNames.Reverse()]), canvas.Width - names - cell * columnNames.Count, grid: false);
            DrawCells(canvas, frame, rowNames, columnNames, values, v => Palette.At(scale, (v - low) / (high - low)), Shown);
        })
        {
            Wide = columnNames.Count > 8,
            Table = (rowNames.Count + 1) * (columnNames.Count + 1) > PlotTable.MostCells ? null : new PlotTable(
                ["", .. columnNames],
                [.. rowNames.Select((name, r) => (IReadOnlyList<string>)[name, .. columnNames.Select((_, c) => Shown(values[r, c]))])]),
        };
    }

    private static void DrawCells(
        Canvas canvas, Frame frame, IReadOnlyList<string> rowNames, IReadOnlyList<string> columnNames, double[,] values,
        Func<double, (byte, byte, byte)> colour, Func<double, string> shown)
    {
        var width = frame.Width / columnNames.Count;
        var height = (frame.Bottom - frame.Top) / rowNames.Count;
        var widest = 0.0;
        foreach (var value in values)
            widest = Math.Max(widest, TextSize.Width(shown(value), 0.9)); // figures are narrower than the measure, which is for words in the widest font
        var size = new[] { 12, 11, 10 }.FirstOrDefault(s => widest * s + 3 <= width && height >= 14);
        for (var r = 0; r < rowNames.Count; r++)
            for (var c = 0; c < columnNames.Count; c++)
            {
                var value = values[r, c];
                var tip = $"{rowNames[r]} × {columnNames[c]}: {(double.IsNaN(value) ? "n/a" : shown(value))}";
                var (left, top) = (frame.Left + c * width, frame.Top + r * height);
                if (double.IsNaN(value))
                {
                    canvas.Rect(left, top, width, height, "cell nan", tip);
                    continue;
                }
                var fill = colour(value);
                canvas.Rect(left, top, width, height, "cell", tip, Palette.Hex(fill));
                if (size > 0)
                    canvas.Text(left + width / 2, top + height / 2 + 4, shown(value), "middle", $"v{size} {(Palette.IsBright(fill) ? "off" : "on")}");
            }
    }
}
