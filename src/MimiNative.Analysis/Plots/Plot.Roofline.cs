namespace MimiNative.Analysis.Plots;

public static partial class Plot
{
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
            var numbered = Math.Min(shown.Count, 8);
            var top = Legend.Draw(canvas, 0, [new(Swatch.Mark, 0, "layer (area: share of the time)"), new(Swatch.Reference, 0, $"roof: {Ticks.Label(peakGigaflops, 1)} GFLOP/s, {Ticks.Label(bandwidth, 1)} GB/s")]);
            var across = Side.Of(new Axis("Arithmetic intensity", "FLOP/byte") { Log = true }, [.. shown.Select(p => p.Intensity), ridge / 4, ridge * 4]);
            var up = Side.Of(new Axis("Speed", "GFLOP/s") { Log = true }, [.. shown.Select(p => p.Gigaflops), peakGigaflops]);
            var frame = new Frame(canvas, top, 300, across, up);
            var start = Math.Max(across.Low, up.Low / bandwidth);
            canvas.Path($"M{Canvas.N(frame.X(start))} {Canvas.N(frame.Y(Math.Min(start * bandwidth, peakGigaflops)))}"
                + (start < ridge ? $"L{Canvas.N(frame.X(Math.Max(ridge, start)))} {Canvas.N(frame.Y(peakGigaflops))}" : "") + $"H{Canvas.N(frame.Right)}", "ref d1");
            foreach (var point in shown)
            {
                var radius = Math.Clamp(22 * Math.Sqrt(point.Seconds / total), 3, 18);
                canvas.Mark(frame.X(point.Intensity), frame.Y(point.Gigaflops), 0, radius,
                    $"{point.Name}: {Ticks.Read(point.Gigaflops)} GFLOP/s at {Ticks.Read(point.Intensity)} FLOP/byte, {Ticks.Read(100 * point.Seconds / total)} % of the time", " opacity=\".8\"");
            }
            canvas.Height = DrawNames(canvas, canvas.Height + 12, shown, numbered, total, peakGigaflops, bandwidth);
        })
        {
            Wide = true,
            Table = shown.Count * 5 > PlotTable.MostCells ? null : new PlotTable(
                ["layer", "FLOP/byte", "GFLOP/s", "share of the roof", "seconds"],
                [.. shown.Select(p => (IReadOnlyList<string>)[p.Name, Ticks.Read(p.Intensity), Ticks.Read(p.Gigaflops), $"{Ticks.Read(100 * p.Gigaflops / Math.Min(peakGigaflops, p.Intensity * bandwidth))} %", Ticks.Read(p.Seconds)])]),
        };
    }

    /// <summary>The layers that take most of the time, by name, under the plot; returns the height below them.</summary>
    private static double DrawNames(Canvas canvas, double top, List<RooflinePoint> points, int count, double total, double peak, double bandwidth)
    {
        for (var i = 0; i < count; i++)
        {
            var p = points[i];
            var y = top + 17 * (i + 1);
            var roof = Math.Min(peak, p.Intensity * bandwidth);
            var numbers = $"{Ticks.Read(100 * p.Seconds / total)} % of the time, {Ticks.Read(100 * p.Gigaflops / roof)} % of its roof";
            canvas.Text(canvas.Width, y, numbers, "end", "t");
            canvas.FittedText(0, y, p.Name, canvas.Width - TextSize.Width(numbers) - 10);
        }
        return top + 17 * count + 8;
    }
}
