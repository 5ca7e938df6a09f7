namespace MimiNative.Analysis.Presentation.Plots;

/// <summary>What stands along a side of a plot: numbers, or categories one step apart at 0, 1, 2…</summary>
internal sealed record Side(Axis Axis, double Low, double High, IReadOnlyList<string>? Categories = null)
{
    /// <summary>A numeric side that shows the values, the axis's own limits, and round ends.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="values">What must be visible.</param>
    /// <param name="padding">The share of the range left free at each end that the axis does not fix.</param>
    public static Side Of(Axis axis, IEnumerable<double> values, double padding = 0.04)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (var value in values)
            if (double.IsFinite(value) && (!axis.Log || value > 0))
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
        if (low > high)
            (low, high) = axis.Log ? (1, 10) : (0, 1);
        low = Math.Min(low, axis.Minimum ?? low);
        high = Math.Max(high, axis.Maximum ?? high);
        if (axis.Log)
            return new Side(axis, axis.Minimum ?? low / 1.4, axis.Maximum ?? high * 1.4);
        if (high - low < 1e-12 * Math.Max(Math.Abs(low), 1e-6))
            (low, high) = (low - Math.Max(Math.Abs(low) * 0.1, 1e-6), high + Math.Max(Math.Abs(high) * 0.1, 1e-6));
        var room = (high - low) * padding;
        return new Side(axis, low == axis.Minimum ? low : low - room, high == axis.Maximum ? high : high + room);
    }

    /// <summary>A side of cells: between the axis's own limits as their outer edges, or (also where those just count the cells) numbered 0, 1, 2… in their middles.</summary>
    public static Side OfCells(Axis axis, int cells) => axis.Minimum is { } low && axis.Maximum is { } high && !(low == 0 && high == cells && axis.Unit is null)
        ? new Side(axis, low, high)
        : new Side(axis, -0.5, cells - 0.5) { LeastStep = 1 };

    /// <summary>The least distance of ticks: 1 where nothing lies between whole numbers.</summary>
    public double LeastStep { get; init; }

    /// <summary>The ticks where they are given, not found.</summary>
    public IReadOnlyList<Tick>? Fixed { get; init; }

    /// <summary>A side of categories.</summary>
    public static Side Of(string label, IReadOnlyList<string> categories) => new(new Axis(label), -0.5, categories.Count - 0.5, categories);

    /// <summary>Where a value stands, from 0 to 1.</summary>
    public double Share(double value) => Axis.Log
        ? (Math.Log10(value) - Math.Log10(Low)) / (Math.Log10(High) - Math.Log10(Low))
        : (value - Low) / (High - Low);
}

/// <summary>The axes of a plot: ticks that never touch, labels, and the mapping from values to pixels inside.</summary>
internal sealed class Frame
{
    private const double TickSpace = 8, LineHeight = 15, Longest = 205;
    private readonly Canvas _canvas;
    private readonly Side _x, _y;

    /// <param name="canvas">The canvas; its height is set.</param>
    /// <param name="top">Where the frame begins (below a legend).</param>
    /// <param name="height">The height inside the axes.</param>
    /// <param name="x">Along the bottom.</param>
    /// <param name="y">Along the left.</param>
    /// <param name="right">Room kept free on the right.</param>
    /// <param name="grid">Whether grid lines help (not under a heat map).</param>
    public Frame(Canvas canvas, double top, double height, Side x, Side y, double right = 0, bool grid = true)
    {
        (_canvas, _x, _y) = (canvas, x, y);
        var yTicks = TicksOf(y, (int)Math.Max(height / 34, 2));
        var most = canvas.Width * 0.42;
        Left = Math.Min(yTicks.Select(t => TextSize.Width(t.Label)).DefaultIfEmpty(0).Max(), most) + TickSpace;
        Top = top + (y.Axis.Label.Length > 0 ? LineHeight + 9 : 6);
        Bottom = Top + height;
        Right = canvas.Width - Math.Max(right, 10);
        var (xTicks, slanted) = PlanX(x);

        if (y.Axis.Label.Length > 0)
            canvas.FittedText(0, top + 11, y.Axis.Heading, canvas.Width, cls: "a");
        DrawY(yTicks, most, grid);
        var below = slanted ? DrawSlanted(xTicks) : DrawX(xTicks, grid);
        if (x.Axis.Label.Length > 0)
        {
            below += LineHeight;
            DrawXLabel(below);
        }
        canvas.Height = below + 5;
    }

    public double Left { get; private set; }

    public double Top { get; }

    public double Right { get; private set; }

    public double Bottom { get; }

    public double Width => Right - Left;

    public double X(double value) => Left + Width * _x.Share(value);

    public double Y(double value) => Bottom - (Bottom - Top) * _y.Share(value);

    /// <summary>Lines across the plot at values of the y side (or the x side), named in the legend in the same order.</summary>
    public void References(IReadOnlyList<ReferenceLine> lines, bool vertical = false)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var (x1, y1, x2, y2) = vertical ? (X(lines[i].Value), Top, X(lines[i].Value), Bottom) : (Left, Y(lines[i].Value), Right, Y(lines[i].Value));
            _canvas.Line(x1, y1, x2, y2, "under"); // or it would drown in the bars that it crosses
            _canvas.Line(x1, y1, x2, y2, $"ref d{i % 4 + 1}");
        }
    }

    private static List<Tick> TicksOf(Side side, int most)
    {
        if (side.Fixed is { } ticks)
            return [.. ticks];
        if (side.Categories is not { } names)
            return side.Axis.Log ? Ticks.Log(side.Low, side.High, most) : Ticks.Linear(side.Low, side.High, most, side.LeastStep);
        return [.. names.Select((name, i) => new Tick(i, name))];
    }

    /// <summary>Chooses x ticks that fit: numbers get fewer, categories are slanted and, where even that is too close, thinned.</summary>
    private (List<Tick> Ticks, bool Slanted) PlanX(Side side)
    {
        if (side.Categories is null)
        {
            for (var most = (int)Math.Max(Width / 45, 2); ; most--)
            {
                var ticks = TicksOf(side, most);
                if (most <= 2 || Fits(ticks))
                {
                    if (ticks.Count > 0)
                    {
                        Right = Math.Min(Right, _canvas.Width - TextSize.Width(ticks[^1].Label) / 2 * side.Share(ticks[^1].Value));
                        Left = Math.Max(Left, TextSize.Width(ticks[0].Label) / 2 * (1 - side.Share(ticks[0].Value)));
                    }
                    return (ticks, false);
                }
            }
        }
        var all = TicksOf(side, 0);
        if (Fits(all))
            return (all, false);
        var widest = Math.Min(all.Max(t => TextSize.Width(t.Label)), Longest);
        Left = Math.Max(Left, widest * 0.72 - Width / all.Count / 2);
        var stride = (int)Math.Ceiling(19 / (Width / all.Count));
        return ([.. all.Where((_, i) => i % stride == 0)], true);
    }

    private bool Fits(List<Tick> ticks)
    {
        for (var i = 1; i < ticks.Count; i++)
            if (X(ticks[i].Value) - X(ticks[i - 1].Value) < (TextSize.Width(ticks[i].Label) + TextSize.Width(ticks[i - 1].Label)) / 2 + TickSpace)
                return false;
        return true;
    }

    private void DrawY(List<Tick> ticks, double most, bool grid)
    {
        var stride = _y.Categories is null ? 1 : (int)Math.Ceiling(14 / ((Bottom - Top) / ticks.Count));
        for (var i = 0; i < ticks.Count; i += stride)
        {
            var at = Y(ticks[i].Value);
            if (grid && _y.Categories is null)
                _canvas.Line(Left, at, Right, at, ticks[i].Value == 0 ? "zero" : "grid");
            _canvas.FittedText(Left - TickSpace + 2, at + 4, ticks[i].Label, most, "end", "t");
        }
    }

    private double DrawX(List<Tick> ticks, bool grid)
    {
        _canvas.Line(Left, Bottom, Right, Bottom, "axis");
        foreach (var tick in ticks)
        {
            var at = X(tick.Value);
            if (_x.Categories is null)
                _canvas.Line(at, grid ? Top : Bottom, at, Bottom + 4, tick.Value == 0 && grid ? "zero" : grid ? "grid" : "axis");
            _canvas.Text(at, Bottom + LineHeight + 1, tick.Label, "middle", "t");
        }
        return Bottom + LineHeight + 2;
    }

    private double DrawSlanted(List<Tick> ticks)
    {
        _canvas.Line(Left, Bottom, Right, Bottom, "axis");
        foreach (var tick in ticks)
            _canvas.FittedText(X(tick.Value) + 4, Bottom + 13, tick.Label, Longest, "end", "t", rotate: -45);
        return Bottom + 10 + Math.Min(ticks.Max(t => TextSize.Width(t.Label)), Longest) * 0.71;
    }

    /// <summary>The label under the middle of the axis, moved inwards where it would be cut.</summary>
    private void DrawXLabel(double baseline)
    {
        var half = Math.Min(TextSize.Width(_x.Axis.Heading), _canvas.Width) / 2;
        var middle = Math.Clamp((Left + Right) / 2, half, _canvas.Width - half);
        _canvas.FittedText(middle, baseline, _x.Axis.Heading, _canvas.Width, "middle", "a");
    }
}
