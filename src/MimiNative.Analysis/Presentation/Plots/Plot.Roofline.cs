using System.Globalization;

namespace MimiNative.Analysis.Presentation.Plots;

internal static partial class Plot
{
    /// <summary>How many layers have a mark and a line of their own; the rest share one.</summary>
    private const int Named = 7;

    /// <summary>
    /// What ran against what the machine can do (Williams, Waterman and Patterson 2009): under the slope memory bandwidth is the limit, under the flat part
    /// arithmetic; the closer to the roof, the better.
    /// </summary>
    /// <param name="title">What is plotted.</param>
    /// <param name="caption">What to see in it.</param>
    /// <param name="points">Kernels or layers; those with no work are left out.</param>
    /// <param name="peakGigaflops">The machine's peak in GFLOP/s.</param>
    /// <param name="bandwidth">The machine's memory bandwidth in GB/s.</param>
    public static Svg Roofline(string title, string caption, IReadOnlyList<RooflinePoint> points, double peakGigaflops, double bandwidth)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(peakGigaflops);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bandwidth);
        var shown = points.Where(p => p.Intensity > 0 && p.Gigaflops > 0 && double.IsFinite(p.Intensity + p.Gigaflops)).OrderByDescending(p => p.Seconds).ToList();
        var ridge = peakGigaflops / bandwidth;
        var total = Math.Max(shown.Sum(p => p.Seconds), double.Epsilon);
        return new Svg(title, caption, canvas =>
        {
            var top = Legend.Draw(canvas, 0, [new(Swatch.Reference, 0, $"roof: {Ticks.Label(peakGigaflops, 1)} GFLOP/s, {Ticks.Label(bandwidth, 1)} GB/s")]);
            var across = Side.Of(new Axis("Arithmetic intensity", "FLOP/byte") { Log = true }, [.. shown.Select(p => p.Intensity), ridge / 4, ridge * 4]);
            var up = Side.Of(new Axis("Speed", "GFLOP/s") { Log = true }, [.. shown.Select(p => p.Gigaflops), peakGigaflops]);
            var frame = new Frame(canvas, top, 300, across, up);
            var start = Math.Max(across.Low, up.Low / bandwidth);
            canvas.Path($"M{Canvas.N(frame.X(start))} {Canvas.N(frame.Y(Math.Min(start * bandwidth, peakGigaflops)))}"
                + (start < ridge ? $"L{Canvas.N(frame.X(Math.Max(ridge, start)))} {Canvas.N(frame.Y(peakGigaflops))}" : "") + $"H{Canvas.N(frame.Right)}", "ref d1");
            for (var i = 0; i < shown.Count; i++)
            {
                var point = shown[i];
                var radius = Math.Clamp(22 * Math.Sqrt(point.Seconds / total), 3, 18);
                canvas.Mark(frame.X(point.Intensity), frame.Y(point.Gigaflops), Math.Min(i, Named), radius,
                    $"{point.Name}: {Ticks.Read(point.Gigaflops)} GFLOP/s at {Ticks.Read(point.Intensity)} FLOP/byte, {Percent(point.Seconds / total)} of the time", " opacity=\".85\"");
            }
            canvas.Height = DrawNames(canvas, canvas.Height + 10, shown, total, peakGigaflops, bandwidth);
        })
        {
            Wide = true,
            Table = shown.Count * 5 > PlotTable.MostCells ? null : new PlotTable(
                ["layer", "FLOP/byte", "GFLOP/s", "share of the roof", "seconds"],
                [.. shown.Select(p => (IReadOnlyList<string>)[p.Name, Ticks.Read(p.Intensity), Ticks.Read(p.Gigaflops), Percent(p.Gigaflops / Math.Min(peakGigaflops, p.Intensity * bandwidth)), Ticks.Read(p.Seconds)])]),
        };
    }

    /// <summary>The layers that take most of the time, by name, under the plot; the others share the last mark. Returns the height below them.</summary>
    private static double DrawNames(Canvas canvas, double top, List<RooflinePoint> points, double total, double peak, double bandwidth)
    {
        var rows = points.Take(Named).Select(p => (p.Name, Numbers: $"{Percent(p.Seconds / total)} of the time, {Percent(p.Gigaflops / Math.Min(peak, p.Intensity * bandwidth))} of its roof")).ToList();
        if (points.Count > Named)
            rows.Add(($"the other {points.Count - Named}", $"{Percent(points.Skip(Named).Sum(p => p.Seconds) / total)} of the time"));
        if (rows.Count == 0)
            return top;
        var numbers = rows.Max(r => TextSize.Width(r.Numbers));
        var names = Math.Min(rows.Max(r => TextSize.Width(r.Name)), canvas.Width - numbers - 34);
        for (var i = 0; i < rows.Count; i++)
        {
            var y = top + 18 * (i + 1);
            canvas.Mark(8, y - 4, i, 5);
            canvas.FittedText(20, y, rows[i].Name, names);
            canvas.Text(20 + names + 12, y, rows[i].Numbers, cls: "t");
        }
        return top + 18 * rows.Count + 8;
    }

    private static string Percent(double share) => (100 * share).ToString(share < 0.0995 ? "0.0" : "0", CultureInfo.InvariantCulture) + " %";
}
