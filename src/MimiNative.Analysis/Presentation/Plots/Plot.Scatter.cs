namespace MimiNative.Analysis.Presentation.Plots;

internal static partial class Plot
{
    /// <summary>The most points a scatter plot draws: more would hide each other and weigh down the page.</summary>
    private const int MostPoints = 4000;

    /// <summary>With more kinds of points than this each is also named where it lies.</summary>
    private const int MostBySight = 8;

    /// <summary>Points in the plane, one colour and shape per series: embeddings by voice, by text, by gender.</summary>
    /// <param name="title">What is plotted.</param>
    /// <param name="caption">What to see in it.</param>
    /// <param name="series">The points by kind.</param>
    /// <param name="x">The horizontal axis.</param>
    /// <param name="y">The vertical axis.</param>
    /// <param name="equalScale">Whether a unit is as long on both axes, as distances in a projection want it.</param>
    /// <remarks>Of more than 4,000 points every n-th is drawn, and the plot says so.</remarks>
    public static Svg Scatter(string title, string caption, IReadOnlyList<PointSeries> series, Axis x, Axis y, bool equalScale = false)
    {
        var stride = Stride(series.Sum(s => s.Points.Count));
        var drawn = series.Select(s => s with { Points = [.. s.Points.Where((_, i) => i % stride == 0)] }).ToList();
        return new Svg(title, caption, canvas => DrawScatter(canvas, drawn, Thinned(x, stride), y, equalScale))
        {
            Table = series.Sum(s => s.Points.Count) * 4 > PlotTable.MostCells ? null : new PlotTable(
                ["series", "point", x.Heading, y.Heading],
                [.. series.SelectMany(s => s.Points.Select(p => (IReadOnlyList<string>)[s.Name, p.Label ?? "", Ticks.Read(p.X), Ticks.Read(p.Y)]))]),
        };
    }

    /// <summary>Every how many points one is drawn.</summary>
    private static int Stride(int points) => (points + MostPoints - 1) / MostPoints is > 1 and var stride ? stride : 1;

    private static Axis Thinned(Axis axis, int stride) => stride == 1 ? axis : axis with { Label = axis.Heading + $" · 1 of {stride} points is drawn", Unit = null };

    private static void DrawScatter(Canvas canvas, IReadOnlyList<PointSeries> series, Axis x, Axis y, bool equalScale)
    {
        var top = series.Count < 2 ? 0 : Legend.Draw(canvas, 0, [.. series.Select((s, i) => new LegendEntry(Swatch.Mark, i, s.Name))]);
        var points = series.SelectMany(s => s.Points).ToList();
        var (across, up) = (Side.Of(x, points.Select(p => p.X)), Side.Of(y, points.Select(p => p.Y)));
        var height = Math.Clamp(canvas.Width * 0.75, 260, 460);
        if (equalScale)
        {
            height = Math.Clamp((canvas.Width - 50) * (up.High - up.Low) / (across.High - across.Low), 200, height);
            (across, up) = Equalise(across, up, (canvas.Width - 50) / height);
        }
        var frame = new Frame(canvas, top, height, across, up);
        var radius = points.Count switch { < 150 => 4.5, < 600 => 3.6, _ => 2.6 };
        for (var i = 0; i < series.Count; i++)
            foreach (var point in series[i].Points)
                if (double.IsFinite(point.X) && double.IsFinite(point.Y))
                    canvas.Mark(frame.X(point.X), frame.Y(point.Y), i, radius, $"{series[i].Name}: {point.Label} ({Ticks.Read(point.X)}, {Ticks.Read(point.Y)})".Replace(":  (", " (", StringComparison.Ordinal));
        if (series.Count > MostBySight)
            DrawNames(canvas, frame, series);
    }

    /// <summary>Names of the series at their middles, where one finds room beside those before it: more colours than this are hard to look up in a legend.</summary>
    private static void DrawNames(Canvas canvas, Frame frame, IReadOnlyList<PointSeries> series)
    {
        var taken = new List<(double Left, double Right, double Y)>();
        foreach (var one in series)
        {
            var points = one.Points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y)).ToList();
            var half = TextSize.Width(one.Name) / 2;
            if (points.Count == 0 || 2 * half > frame.Width)
                continue;
            var x = Math.Clamp(frame.X(Median(points.Select(p => p.X))), frame.Left + half, frame.Right - half);
            var y = Math.Clamp(frame.Y(Median(points.Select(p => p.Y))) + 4, frame.Top + 12, frame.Bottom - 4);
            if (taken.Exists(t => t.Left < x + half + 2 && x - half - 2 < t.Right && Math.Abs(t.Y - y) < 16))
                continue;
            taken.Add((x - half, x + half, y));
            canvas.Text(x, y, one.Name, "middle", "halo b");
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>Widens the range that is drawn larger, about its middle.</summary>
    private static (Side X, Side Y) Equalise(Side x, Side y, double aspect)
    {
        var (width, height) = (x.High - x.Low, y.High - y.Low);
        if (width < height * aspect)
        {
            var extra = (height * aspect - width) / 2;
            return (x with { Low = x.Low - extra, High = x.High + extra }, y);
        }
        var more = (width / aspect - height) / 2;
        return (x, y with { Low = y.Low - more, High = y.High + more });
    }
}
