using MathNet.Numerics.Distributions;

namespace MimiNative.Analysis.Presentation.Plots;

/// <summary>A point of an error trade-off, in normal deviates of its two rates.</summary>
/// <param name="X">Deviate of the false-accept rate.</param>
/// <param name="Y">Deviate of the false-reject rate.</param>
/// <param name="Label">What it is, shown on hover.</param>
internal readonly record struct DetPoint(double X, double Y, string Label);

/// <summary>An error trade-off.</summary>
/// <param name="Name">What is tested.</param>
/// <param name="Curve">From the highest threshold down.</param>
/// <param name="Marks">Thresholds to point out.</param>
internal sealed record DetSeries(string Name, IReadOnlyList<DetPoint> Curve, IReadOnlyList<(string Name, DetPoint At)> Marks);

internal static partial class Plot
{
    private const int MostDetHits = 80;
    private static readonly double[] DetRates = [0.00001, 0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99];

    /// <summary>False accepts against false rejects, both axes in normal deviates (Martin et al. 1997): scores of two normal distributions give a straight line.</summary>
    /// <param name="title">What is plotted.</param>
    /// <param name="caption">What to see in it.</param>
    /// <param name="series">One or several; the marks of a single one are told apart by shape and named in the legend, of several only the first of each is drawn.</param>
    /// <param name="table">Rates to read.</param>
    public static Svg Det(string title, string caption, IReadOnlyList<DetSeries> series, PlotTable? table = null)
    {
        var (low, high) = DetRange(series);
        bool Inside(DetPoint point) => point.X >= low - 1e-9 && point.X <= high + 1e-9 && point.Y >= low - 1e-9 && point.Y <= high + 1e-9;
        (string Name, DetPoint At)[] marks = series.Count == 1 ? [.. series[0].Marks.Where(m => Inside(m.At))] : [];
        return new Svg(title, caption, canvas =>
        {
            // A line of the legend would be the only one of its colour.
            var top = Legend.Draw(canvas, 0,
            [
                .. series.Count == 1 ? [] : series.Select((s, i) => new LegendEntry(Swatch.Line, i, s.Name)),
                .. marks.Select((m, i) => new LegendEntry(Swatch.Mark, i + 1, m.Name)),
            ]);
            Side Of(string label) => new(new Axis(label), low, high) { Fixed = [.. DetRates.Select(r => (Rate: r, At: Normal.InvCDF(0, 1, r))).Where(r => r.At >= low - 1e-9 && r.At <= high + 1e-9).Select(r => new Tick(r.At, $"{Ticks.Format(100 * r.Rate, "0.###")} %"))] };
            var frame = new Frame(canvas, top, Math.Min(canvas.Width * 0.8, 440), Thinned(canvas, Of("False accepts")), Of("False rejects"));
            canvas.Line(frame.X(low), frame.Y(low), frame.X(high), frame.Y(high), "ref d2");
            for (var i = series.Count - 1; i >= 0; i--)
                canvas.Path(DetPath(frame, series[i].Curve, low, high), $"l s{i % Palette.Count}");
            foreach (var line in series)
                DetHits(canvas, frame, [.. line.Curve.Where(Inside)], series.Count == 1 ? "" : line.Name + ": ");
            for (var i = 0; i < marks.Length; i++)
                canvas.Mark(frame.X(marks[i].At.X), frame.Y(marks[i].At.Y), i + 1, 5, $"{marks[i].Name}: {marks[i].At.Label}");
            for (var i = 0; i < series.Count && series.Count > 1; i++)
                if (series[i].Marks is [var first, ..] && Inside(first.At))
                    canvas.Mark(frame.X(first.At.X), frame.Y(first.At.Y), i, 4.5, $"{series[i].Name}, {first.Name}: {first.At.Label}");
        })
        { Table = table };
    }

    /// <summary>Up to 40 %, or above the highest equal error rate and the marks up to 95 % where those are higher; down to the tick below the least rate that a curve reaches inside.</summary>
    private static (double Low, double High) DetRange(IReadOnlyList<DetSeries> series)
    {
        var ticks = DetRates.Select(r => Normal.InvCDF(0, 1, r)).ToArray();
        var crossing = series.Select(s => s.Curve.Where(p => p.X >= p.Y).Select(p => p.X).DefaultIfEmpty(0).First()).DefaultIfEmpty(0).Max();
        var marked = series.SelectMany(s => s.Marks).Select(m => Math.Max(m.At.X, m.At.Y)).Where(at => at <= Normal.InvCDF(0, 1, 0.95)).DefaultIfEmpty(crossing).Max();
        var high = Math.Max(ticks.FirstOrDefault(t => t >= Math.Max(crossing + 0.25, marked), ticks[^1]), Normal.InvCDF(0, 1, 0.4));
        var least = series.SelectMany(s => s.Curve).Where(p => Math.Max(p.X, p.Y) <= high).Select(p => Math.Min(p.X, p.Y)).DefaultIfEmpty(high).Min();
        return (Math.Min(ticks.LastOrDefault(t => t <= least + 1e-9, ticks[0]), Normal.InvCDF(0, 1, 0.05)), high);
    }

    /// <summary>On a narrow plot ticks lie too close: every other one goes.</summary>
    private static Side Thinned(Canvas canvas, Side side)
    {
        var room = (canvas.Width - 60) / (side.High - side.Low);
        var kept = new List<Tick>();
        foreach (var tick in side.Fixed!.Reverse())
            if (kept.Count == 0 || (kept[^1].Value - tick.Value) * room > (TextSize.Width(tick.Label) + TextSize.Width(kept[^1].Label)) / 2 + 8)
                kept.Add(tick);
        return side with { Fixed = [.. kept.AsEnumerable().Reverse()] };
    }

    /// <summary>The curve inside the box, each stretch cut where it meets the edges.</summary>
    private static string DetPath(Frame frame, IReadOnlyList<DetPoint> curve, double low, double high)
    {
        var path = new System.Text.StringBuilder();
        var (endX, endY) = (double.NaN, double.NaN);
        for (var i = 1; i < curve.Count; i++)
        {
            if (!Cut(curve[i - 1], curve[i], low, high, out var from, out var to))
                continue;
            if (from.X != endX || from.Y != endY)
                path.Append($"M{Canvas.N(frame.X(from.X))} {Canvas.N(frame.Y(from.Y))}");
            path.Append($"L{Canvas.N(frame.X(to.X))} {Canvas.N(frame.Y(to.Y))}");
            (endX, endY) = to;
        }
        return path.ToString();
    }

    /// <summary>The part of a stretch inside a square (Liang and Barsky).</summary>
    private static bool Cut(DetPoint a, DetPoint b, double low, double high, out (double X, double Y) from, out (double X, double Y) to)
    {
        var (start, end, dx, dy) = (0.0, 1.0, b.X - a.X, b.Y - a.Y);
        foreach (var (step, room) in (ReadOnlySpan<(double, double)>)[(-dx, a.X - low), (dx, high - a.X), (-dy, a.Y - low), (dy, high - a.Y)])
            if (step == 0 && room < 0)
                (start, end) = (1, 0);
            else if (step < 0)
                start = Math.Max(start, room / step);
            else if (step > 0)
                end = Math.Min(end, room / step);
        from = start == 0 ? (a.X, a.Y) : (a.X + start * dx, a.Y + start * dy);
        to = end == 1 ? (b.X, b.Y) : (a.X + end * dx, a.Y + end * dy);
        return start <= end;
    }

    private static void DetHits(Canvas canvas, Frame frame, IReadOnlyList<DetPoint> curve, string name)
    {
        var stride = Math.Max(1, curve.Count / MostDetHits);
        for (var i = 0; i < curve.Count; i += stride)
            canvas.Rect(frame.X(curve[i].X) - 6, frame.Y(curve[i].Y) - 6, 12, 12, "hit", name + curve[i].Label);
    }
}
