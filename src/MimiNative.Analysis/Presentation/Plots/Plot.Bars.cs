namespace MimiNative.Analysis.Presentation.Plots;

internal static partial class Plot
{
    private const double BarRow = 24;

    /// <summary>Colours of judgements: green, amber, red, purple, grey, blue. The word stands beside the bar, for readers who see no difference.</summary>
    private static readonly int[] Judgements = [2, 4, 1, 3, 7, 5];

    /// <summary>Bars with error bars. Lying bars have room for long names; standing ones suit an order from left to right.</summary>
    /// <param name="title">What is plotted.</param>
    /// <param name="caption">What to see in it.</param>
    /// <param name="bars">The bars in order.</param>
    /// <param name="value">What their length means.</param>
    /// <param name="horizontal">Lying rather than standing.</param>
    /// <param name="references">Values with a line of their own: targets, published numbers.</param>
    /// <param name="groups">Names of the colours, by <see cref="Bar.Group"/>; null where there is only one.</param>
    /// <param name="judged">Whether the groups are judgements in falling order (pass, degraded, fail, crash, not judged, empty): green, amber, red, purple, grey and blue, and named beside each bar.</param>
    public static Svg Bars(
        string title, string caption, IReadOnlyList<Bar> bars, Axis value, bool horizontal = true, IReadOnlyList<ReferenceLine>? references = null, IReadOnlyList<string>? groups = null, bool judged = false)
    {
        // Made once: a plot is drawn for several widths, and each drawing must find the same bars.
        IReadOnlyList<Bar> shown = [.. bars];
        return new Svg(title, caption, canvas => DrawBars(canvas, shown, value, horizontal, references ?? [], groups ?? [], judged))
        {
            Wide = !horizontal && shown.Count > 16,
            Table = shown.Count * 4 > PlotTable.MostCells ? null : new PlotTable(
                ["", value.Heading, "interval"],
                [.. shown.Select(b => (IReadOnlyList<string>)[b.Label, Ticks.Read(b.Value), b.Low is { } low && b.High is { } high ? $"{Ticks.Read(low)} to {Ticks.Read(high)}" : ""])]),
        };
    }

    private static void DrawBars(Canvas canvas, IReadOnlyList<Bar> bars, Axis value, bool horizontal, IReadOnlyList<ReferenceLine> lines, IReadOnlyList<string> groups, bool judged)
    {
        var top = Legend.Draw(canvas, 0,
        [
            .. groups.Select((name, i) => (Name: name, Group: i)).Where(g => !judged || bars.Any(b => b.Group == g.Group)).Select(g => new LegendEntry(Swatch.Box, Colour(g.Group, judged), g.Name)),
            .. lines.Select((r, i) => new LegendEntry(Swatch.Reference, i, r.Name)),
        ]);
        var values = bars.SelectMany(b => new[] { b.Value, b.Low ?? b.Value, b.High ?? b.Value }).Concat(lines.Select(r => r.Value)).ToList();
        var length = Side.Of(value, value.Minimum is > 0 ? values : [0, .. values]);
        if (length.Low < 0 && values.All(v => v >= 0))
            length = length with { Low = 0 };
        if (length.High > 0 && values.All(v => v <= 0))
            length = length with { High = 0 };
        if (horizontal)
            DrawLying(canvas, top, bars, length, lines, judged ? groups : null);
        else
            DrawStanding(canvas, top, bars, length, lines, judged);
    }

    private static int Colour(int group, bool judged) => judged ? Judgements[group % Judgements.Length] : group % Palette.Count;

    /// <summary>The shares of variance of the principal components, with their running sum.</summary>
    /// <param name="title">What is plotted.</param>
    /// <param name="caption">What to see in it.</param>
    /// <param name="shares">Shares of the variance in falling order, summing to at most 1.</param>
    /// <param name="most">How many components are shown.</param>
    public static Svg Scree(string title, string caption, IReadOnlyList<double> shares, int most = 40)
    {
        var count = Math.Min(most, shares.Count);
        var running = new double[count];
        for (var i = 0; i < count; i++)
            running[i] = shares[i] + (i > 0 ? running[i - 1] : 0);
        return new Svg(title, caption, canvas =>
        {
            var top = Legend.Draw(canvas, 0, [new(Swatch.Box, 0, "one component"), new(Swatch.Line, 1, "all up to it"), new(Swatch.Reference, 1, "90 %")]);
            var frame = new Frame(canvas, top, DistributionHeight,
                new Side(new Axis("Principal component"), 0.4, count + 0.6), new Side(new Axis("Share of variance", "%"), 0, 100));
            var width = Math.Max(frame.Width / (count + 0.2) * 0.78, 1);
            for (var i = 0; i < count; i++)
                canvas.Rect(frame.X(i + 1) - width / 2, frame.Y(100 * shares[i]), width, frame.Bottom - frame.Y(100 * shares[i]), "bar f0", null);
            canvas.Line(frame.Left, frame.Y(90), frame.Right, frame.Y(90), "ref d2");
            canvas.Path(Polyline(running.Select((_, i) => frame.X(i + 1)), running.Select(r => frame.Y(100 * r))), "l s1");
            for (var i = 0; i < count; i++)
            {
                if (count <= 60)
                    canvas.Mark(frame.X(i + 1), frame.Y(100 * running[i]), 1, 2.6);
                canvas.Rect(frame.X(i + 0.5), frame.Top, frame.X(1) - frame.X(0), frame.Bottom - frame.Top, "hit",
                    $"component {i + 1}: {Ticks.Read(100 * shares[i])} %, up to here {Ticks.Read(100 * running[i])} %");
            }
        })
        {
            Table = new PlotTable(["component", "share of variance", "running sum"],
                [.. running.Select((r, i) => (IReadOnlyList<string>)[$"{i + 1}", $"{Ticks.Read(100 * shares[i])} %", $"{Ticks.Read(100 * r)} %"])]),
        };
    }

    private static void DrawLying(Canvas canvas, double top, IReadOnlyList<Bar> bars, Side length, IReadOnlyList<ReferenceLine> references, IReadOnlyList<string>? judgements)
    {
        var above = bars.Any(b => TextSize.Width(b.Label) > canvas.Width * 0.4); // long names get a line of their own
        var pitch = above ? 40 : bars.Count > 30 ? 15 : BarRow;
        var thickness = above ? 16 : pitch * 0.72;
        var frame = new Frame(canvas, top, pitch * bars.Count, length, Side.Of("", [.. bars.Select(b => above ? "" : b.Label).Reverse()]),
            right: judgements is null ? 0 : bars.Select(b => TextSize.Width(judgements[b.Group])).DefaultIfEmpty(0).Max() + 8);
        var zero = frame.X(Math.Clamp(0, length.Low, length.High));
        for (var i = 0; i < bars.Count; i++)
        {
            var (bar, y) = (bars[i], frame.Top + pitch * (i + 0.5) + (above ? 9 : 0));
            if (!double.IsFinite(bar.Value))
                continue;
            var end = frame.X(bar.Value);
            canvas.Rect(Math.Min(zero, end), y - thickness / 2, Math.Abs(end - zero), thickness, $"bar f{Colour(bar.Group, judgements is not null)}", Tip(bar) + (judgements is null ? "" : $", {judgements[bar.Group]}"));
            if (judgements is not null)
                canvas.Text(canvas.Width, y + 4, judgements[bar.Group], "end", "t");
            if (bar.Low is { } low && bar.High is { } high)
                canvas.Path($"M{Canvas.N(frame.X(low))} {Canvas.N(y - 4)}v8m0 -4H{Canvas.N(frame.X(high))}m0 -4v8", "err");
        }
        frame.References(references, vertical: true);
        for (var i = 0; above && i < bars.Count; i++)
            canvas.FittedText(frame.Left, frame.Top + pitch * i + 16, bars[i].Label, frame.Width, cls: "t halo");
    }

    private static void DrawStanding(Canvas canvas, double top, IReadOnlyList<Bar> bars, Side length, IReadOnlyList<ReferenceLine> references, bool judged)
    {
        var frame = new Frame(canvas, top, DistributionHeight, Side.Of("", [.. bars.Select(b => b.Label)]), length);
        var zero = frame.Y(Math.Clamp(0, length.Low, length.High));
        var pitch = frame.Width / bars.Count;
        for (var i = 0; i < bars.Count; i++)
        {
            var (bar, x) = (bars[i], frame.X(i));
            if (!double.IsFinite(bar.Value))
                continue;
            var end = frame.Y(bar.Value);
            canvas.Rect(x - Math.Min(pitch * 0.38, 30), Math.Min(zero, end), Math.Min(pitch * 0.76, 60), Math.Abs(end - zero), $"bar f{Colour(bar.Group, judged)}", Tip(bar));
            if (bar.Low is { } low && bar.High is { } high)
                canvas.Path($"M{Canvas.N(x - 4)} {Canvas.N(frame.Y(low))}h8m-4 0V{Canvas.N(frame.Y(high))}m-4 0h8", "err");
        }
        frame.References(references);
    }

    private static string Tip(Bar bar) => $"{bar.Label}: {WithInterval(bar.Value, bar.Low, bar.High)}";
}
