using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Plots;

namespace MimiNative.Analysis.Presentation.Page;

/// <summary>
/// A headline metric at a glance: this run, its controls and the published numbers as rows over the metric's bands. A control whose interval reaches this run's
/// value takes the finding away, and that is seen here before any text is read.
/// </summary>
internal static class MetricStrip
{
    private const double Row = 22, Top = 14;

    public static Svg Draw(HeadlineMetric metric) => new(
        metric.Scale.Name, $"{metric.Scale.Name}: this run beside its controls, other encoders and published numbers.", canvas => Draw(canvas, metric));

    /// <summary>A value in the metric's own format, with a true minus sign.</summary>
    public static string Read(MetricScale scale, double value) =>
        double.IsNaN(value) ? "n/a" : Ticks.Format(value, scale.Format);

    private static void Draw(Canvas canvas, HeadlineMetric metric)
    {
        var scale = metric.Scale;
        var rows = new List<Comparison> { new("this run", metric.Interval?.Low ?? metric.Value, metric.Interval?.High, Value: metric.Value) };
        rows.AddRange(metric.Comparisons);
        var texts = rows.Select(r => ValueText(scale, r)).ToList();
        var names = Math.Min(rows.Max(r => TextSize.Width(r.Name)) + 12, canvas.Width * 0.4);
        var values = texts.Max(t => TextSize.Width(t)) + 10;
        var all = rows.SelectMany(r => new[] { r.Low, r.High ?? r.Low, r.Value ?? r.Low }).Where(double.IsFinite).ToList();
        var side = new Side(new Axis(""), Math.Min(scale.Minimum, all.DefaultIfEmpty(0).Min()), Math.Max(scale.Maximum, all.DefaultIfEmpty(1).Max()));
        var (left, right) = (names, canvas.Width - values);
        double X(double value) => left + (right - left) * Math.Clamp(side.Share(value), 0, 1);
        var bottom = Top + Row * rows.Count + 4;

        DrawBands(canvas, scale, side, X, bottom);
        for (var i = 0; i < rows.Count; i++)
            DrawRow(canvas, rows[i], texts[i], Top + Row * (i + 0.5) + 2, names, X, isThis: i == 0);
        DrawAxis(canvas, scale, side, X, bottom, right - left);
        canvas.Height = bottom + 20;
    }

    private static void DrawBands(Canvas canvas, MetricScale scale, Side side, Func<double, double> x, double bottom)
    {
        var from = side.Low;
        foreach (var band in scale.Bands.All)
        {
            var to = Math.Min(band.UpTo, side.High);
            if (to <= from)
                continue;
            if (x(to) - x(from) > 12)
                LevelMark.Draw(canvas, (x(from) + x(to)) / 2, Top / 2, Levels.Of(band));
            canvas.Rect(x(from), Top, x(to) - x(from), bottom - Top, ClassOf(Levels.Of(band)), $"{band.Name}: {Read(scale, from)} to {(double.IsInfinity(band.UpTo) ? "…" : Read(scale, band.UpTo))}");
            from = to;
        }
        if (scale.Target is { } target)
            canvas.Line(x(target), Top, x(target), bottom, "ref d2");
    }

    private static void DrawRow(Canvas canvas, Comparison row, string text, double y, double names, Func<double, double> x, bool isThis)
    {
        canvas.FittedText(0, y + 4, row.Name, names - 6, cls: isThis ? "b" : "a");
        canvas.Text(canvas.Width, y + 4, text, "end", isThis ? "b" : "t");
        var series = isThis ? 0 : row.Kind switch { ComparisonKind.Control => 1, ComparisonKind.Peer => 2, _ => 7 };
        var tip = $"{row.Name}: {text}";
        if (row.High is { } high && double.IsFinite(row.Low) && double.IsFinite(high))
            canvas.Line(x(row.Low), y, x(high), y, row.IsBand ? "l s7" : $"l s{series}", row.IsBand ? " style=\"stroke-width:7;stroke-linecap:butt\"" : "");
        if (!row.IsBand && double.IsFinite(row.Value ?? row.Low))
            canvas.Mark(x(row.Value ?? row.Low), y, series, isThis ? 5.5 : 4, tip);
    }

    private static void DrawAxis(Canvas canvas, MetricScale scale, Side side, Func<double, double> x, double bottom, double width)
    {
        var factor = scale.Format.Contains('%') ? 100 : 1;
        canvas.Line(x(side.Low), bottom, x(side.High), bottom, "axis");
        foreach (var tick in Ticks.Linear(side.Low * factor, side.High * factor, (int)Math.Max(width / 45, 2)))
        {
            canvas.Line(x(tick.Value / factor), bottom, x(tick.Value / factor), bottom + 4, "axis");
            canvas.Text(x(tick.Value / factor), bottom + 16, tick.Label, "middle", "t");
        }
    }

    private static string ValueText(MetricScale scale, Comparison row) =>
        row.IsBand ? $"{Read(scale, row.Low)}–{Read(scale, row.High!.Value)}" : Read(scale, row.Value ?? row.Low);

    private static string ClassOf(Level level) => level switch { Level.Good => "good", Level.Fair => "fair", Level.Weak => "weak", Level.Bad => "bad", _ => "nan" };
}
