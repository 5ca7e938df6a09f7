using System.Text;

namespace MimiNative.Analysis.Presentation.Plots;

/// <summary>Makes plots. Every method takes the title, and a caption that tells a reader what to see.</summary>
internal static partial class Plot
{
    private const double LinesHeight = 230;

    /// <summary>Lines over a number, each with an optional band.</summary>
    /// <param name="title">What is plotted.</param>
    /// <param name="caption">What to see in it.</param>
    /// <param name="lines">The lines; the first is drawn on top.</param>
    /// <param name="x">The horizontal axis.</param>
    /// <param name="y">The vertical axis.</param>
    /// <param name="references">Values of y with a line of their own.</param>
    /// <exception cref="ArgumentException">A line's lists differ in length.</exception>
    public static Svg Lines(string title, string caption, IReadOnlyList<LineSeries> lines, Axis x, Axis y, IReadOnlyList<ReferenceLine>? references = null)
    {
        CheckLines(lines);
        return new Svg(title, caption, canvas => DrawLines(canvas, lines, Side.Of(x, lines.SelectMany(l => l.X), 0.01), y, references ?? []))
        {
            Table = LinesTable(lines, x.Heading, at => Position(lines[0].X[at])),
        };
    }

    /// <summary>Lines over categories in order, such as the layers of a network: <see cref="LineSeries.X"/> holds indices into <paramref name="categories"/>.</summary>
    /// <inheritdoc cref="Lines(string, string, IReadOnlyList{LineSeries}, Axis, Axis, IReadOnlyList{ReferenceLine})"/>
    public static Svg Lines(
        string title, string caption, IReadOnlyList<LineSeries> lines, IReadOnlyList<string> categories, string categoryLabel, Axis y, IReadOnlyList<ReferenceLine>? references = null)
    {
        CheckLines(lines);
        return new Svg(title, caption, canvas => DrawLines(canvas, lines, Side.Of(categoryLabel, categories), y, references ?? []))
        {
            Wide = categories.Count > 9,
            Table = LinesTable(lines, categoryLabel, at => categories[(int)lines[0].X[at]]),
        };
    }

    /// <summary>A place along the axis: codebook 1 is no measured number, and has no decimals.</summary>
    private static string Position(double x) => x == Math.Round(x) && Math.Abs(x) < 1e6 ? Ticks.Format(x, "0") : Ticks.Read(x);

    private static void CheckLines(IReadOnlyList<LineSeries> lines)
    {
        foreach (var line in lines)
            if (line.X.Count != line.Y.Count || line.Low is { } low && low.Count != line.Y.Count || line.High is { } high && high.Count != line.Y.Count || (line.Low is null) != (line.High is null))
                throw new ArgumentException($"The line '{line.Name}' has lists of different lengths.", nameof(lines));
    }

    private static void DrawLines(Canvas canvas, IReadOnlyList<LineSeries> lines, Side x, Axis y, IReadOnlyList<ReferenceLine> references)
    {
        var values = lines.SelectMany(l => l.Y.Concat(l.Low ?? []).Concat(l.High ?? [])).Concat(references.Select(r => r.Value));
        var top = Legend.Draw(canvas, 0,
        [
            .. lines.Count == 1 && references.Count == 0 ? [] : lines.Select((l, i) => new LegendEntry(l.Dashed ? Swatch.DashedLine : l.X.Count <= 60 ? Swatch.Line : Swatch.Box, i, l.Name)),
            .. references.Select((r, i) => new LegendEntry(Swatch.Reference, i, r.Name)),
        ]);
        var frame = new Frame(canvas, top, LinesHeight, x, Side.Of(y, values));
        frame.References(references);
        for (var i = lines.Count - 1; i >= 0; i--)
            DrawLine(canvas, frame, lines[i], i);
        DrawHits(canvas, frame, lines, x);
        for (var i = lines.Count - 1; i >= 0; i--)
            if (lines[i].X.Count <= 60 && !lines[i].Dashed)
                for (var k = 0; k < lines[i].X.Count; k++)
                    if (double.IsFinite(lines[i].Y[k]))
                        canvas.Mark(frame.X(lines[i].X[k]), frame.Y(lines[i].Y[k]), i, 3.2, null, " pointer-events=\"none\"");
    }

    private static void DrawLine(Canvas canvas, Frame frame, LineSeries line, int index)
    {
        var colour = index % Palette.Count;
        if (line.Low is { } low && line.High is { } high)
        {
            var known = Enumerable.Range(0, line.X.Count).Where(k => double.IsFinite(low[k]) && double.IsFinite(high[k])).ToList();
            if (known.Count > 1)
            {
                var there = known.Select(k => $"{Canvas.N(frame.X(line.X[k]))} {Canvas.N(frame.Y(high[k]))}");
                var back = known.AsEnumerable().Reverse().Select(k => $"{Canvas.N(frame.X(line.X[k]))} {Canvas.N(frame.Y(low[k]))}");
                canvas.Path("M" + string.Join("L", there.Concat(back)) + "z", $"band f{colour}");
            }
        }
        canvas.Path(Polyline(line.X.Select(frame.X), line.Y.Select(frame.Y)), $"l s{colour}{(line.Dashed ? " dash" : "")}");
    }

    /// <summary>An invisible column over each position that names every line's value on hover.</summary>
    private static void DrawHits(Canvas canvas, Frame frame, IReadOnlyList<LineSeries> lines, Side x)
    {
        var positions = lines.SelectMany(l => l.X).Distinct().Order().ToList();
        if (positions.Count > 200)
            return;
        for (var k = 0; k < positions.Count; k++)
        {
            var left = k == 0 ? frame.Left : (frame.X(positions[k - 1]) + frame.X(positions[k])) / 2;
            var right = k == positions.Count - 1 ? frame.Right : (frame.X(positions[k + 1]) + frame.X(positions[k])) / 2;
            var tip = new StringBuilder(x.Categories is { } names ? names[(int)positions[k]] : $"{x.Axis.Label} {Position(positions[k])}");
            foreach (var line in lines)
                for (var at = 0; at < line.X.Count; at++)
                    if (line.X[at] == positions[k])
                        tip.Append($" · {line.Name}: {WithInterval(line.Y[at], line.Low?[at], line.High?[at])}");
            canvas.Rect(left, frame.Top, right - left, frame.Bottom - frame.Top, "hit", tip.ToString());
        }
    }

    /// <summary>The path through points; a point that is not finite breaks it.</summary>
    private static string Polyline(IEnumerable<double> x, IEnumerable<double> y)
    {
        var path = new StringBuilder();
        var pen = 'M';
        foreach (var (px, py) in x.Zip(y))
            if (double.IsFinite(px) && double.IsFinite(py))
            {
                path.Append(pen).Append(Canvas.N(px)).Append(' ').Append(Canvas.N(py));
                pen = 'L';
            }
            else
                pen = 'M';
        return path.ToString();
    }

    private static string WithInterval(double value, double? low, double? high) =>
        low is { } l && high is { } h ? $"{Ticks.Read(value)} [{Ticks.Read(l)}, {Ticks.Read(h)}]" : Ticks.Read(value);

    private static PlotTable? LinesTable(IReadOnlyList<LineSeries> lines, string first, Func<int, string> position)
    {
        if (lines.Count == 0 || lines.Any(l => !l.X.SequenceEqual(lines[0].X)) || lines[0].X.Count * (lines.Count + 1) > PlotTable.MostCells)
            return null;
        return new PlotTable(
            [first, .. lines.Select(l => l.Low is null ? l.Name : $"{l.Name} [interval]")],
            [.. Enumerable.Range(0, lines[0].X.Count).Select(at => (IReadOnlyList<string>)[position(at), .. lines.Select(l => WithInterval(l.Y[at], l.Low?[at], l.High?[at]))])]);
    }
}
