namespace MimiNative.Analysis.Presentation.Plots;

internal static partial class Plot
{
    private const int MostPicturePixels = 1024;

    /// <summary>Many values on a grid of two numeric axes, as a picture with a colour bar: activations over time and channels, a similarity of frames.</summary>
    /// <param name="title">What is plotted.</param>
    /// <param name="caption">What to see in it.</param>
    /// <param name="rows">Cells from bottom to top.</param>
    /// <param name="columns">Cells from left to right.</param>
    /// <param name="value">The value at (row, column); NaN is left blank.</param>
    /// <param name="x">The horizontal axis; <see cref="Axis.Minimum"/> and <see cref="Axis.Maximum"/> are the outer edges of the cells; without both, cells are numbered from 0.</param>
    /// <param name="y">The vertical axis, likewise.</param>
    /// <param name="valueLabel">What the colours mean, with its unit.</param>
    /// <param name="scale">Sequential, or diverging for signed values.</param>
    /// <param name="range">The values at the colour bar's ends; null to fit the data.</param>
    /// <param name="groups">For a square map of the same things both ways: which neighbours belong together, in order. Lines part them (groups of one aren't parted), and names stand at the left where there is room.</param>
    /// <remarks>Above 1024 cells along a side, neighbouring cells are averaged.</remarks>
    public static Svg HeatMap(
        string title, string caption, int rows, int columns, Func<int, int, double> value, Axis x, Axis y, string valueLabel,
        ColourScale scale = ColourScale.Sequential, (double Low, double High)? range = null, IReadOnlyList<AxisGroup>? groups = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        var grid = Grid.Make(rows, columns, value, MostPicturePixels);
        var (low, high) = range ?? grid.Range(scale);
        return new Svg(title, caption, canvas =>
        {
            var bottom = DrawColourBar(canvas, valueLabel, scale, low, high);
            var names = groups is null ? 50 : groups.Max(g => TextSize.Width(g.Name)) + 30;
            var square = rows == columns ? Math.Min(canvas.Width - names, 420) : 0;
            var height = square > 0 ? square : Math.Clamp(canvas.Width * 0.5, 160, 300);
            var (across, up) = (Side.OfCells(x, columns), Side.OfCells(y, rows));
            if (groups is not null)
                (across, up) = (across with { Fixed = [] }, up with { Fixed = GroupTicks(groups, height / rows) });
            var frame = new Frame(canvas, bottom, height, across, up, right: square > 0 ? canvas.Width - square - names + 5 : 0, grid: false);
            var about = FormattableString.Invariant($" data-heat=\"{low:R},{high:R},{across.Low:R},{across.High:R},{up.Low:R},{up.High:R},{across.LeastStep},{up.LeastStep}\" data-names=\"{Canvas.Escape(x.Label)}|{Canvas.Escape(y.Label)}|{Canvas.Escape(valueLabel)}\"");
            canvas.Image(frame.Left, frame.Top, frame.Width, frame.Bottom - frame.Top, grid.Picture(scale, low, high), grid.Columns <= frame.Width && grid.Rows <= frame.Bottom - frame.Top, about);
            foreach (var end in Ends(groups is not null && groups.Any(g => g.Count > 1) ? groups : []).SkipLast(1))
            {
                canvas.Line(frame.X(end - 0.5), frame.Top, frame.X(end - 0.5), frame.Bottom, "split");
                canvas.Line(frame.Left, frame.Y(end - 0.5), frame.Right, frame.Y(end - 0.5), "split");
            }
            canvas.Rect(frame.Left, frame.Top, frame.Width, frame.Bottom - frame.Top, "edge", null, "none");
        })
        { Wide = columns > 2 * rows };
    }

    private static IEnumerable<int> Ends(IReadOnlyList<AxisGroup> groups)
    {
        var end = 0;
        foreach (var group in groups)
            yield return end += group.Count;
    }

    /// <summary>The groups' names at their middles, without those that would touch the one before.</summary>
    private static List<Tick> GroupTicks(IReadOnlyList<AxisGroup> groups, double cell)
    {
        const double LeastDistance = 14;
        var ticks = new List<Tick>();
        foreach (var (group, end) in groups.Zip(Ends(groups)))
            if ((end - group.Count / 2.0 - 0.5) is var middle && (ticks.Count == 0 || (middle - ticks[^1].Value) * cell >= LeastDistance))
                ticks.Add(new Tick(middle, group.Name));
        return ticks;
    }

    /// <summary>A colour bar with its label and ticks; returns the height below it.</summary>
    private static double DrawColourBar(Canvas canvas, string label, ColourScale scale, double low, double high)
    {
        canvas.FittedText(0, 12, label, canvas.Width, cls: "a");
        const int steps = 64;
        var width = Math.Min(canvas.Width - 40.0, 280);
        const double left = 16;
        Span<byte> pixels = stackalloc byte[steps];
        for (var i = 0; i < steps; i++)
            pixels[i] = (byte)(1 + i * 254 / (steps - 1));
        canvas.Image(left, 19, width, 10, Png.Encode(pixels, steps, Grid.PaletteOf(scale)));
        canvas.Rect(left, 19, width, 10, "edge", null, "none");
        if (high > low)
            foreach (var tick in Ticks.Linear(low, high, (int)(width / 55)))
            {
                var at = left + width * (tick.Value - low) / (high - low);
                canvas.Line(at, 29, at, 33, "axis");
                canvas.Text(at, 45, tick.Label, "middle", "t");
            }
        return 56;
    }
}
