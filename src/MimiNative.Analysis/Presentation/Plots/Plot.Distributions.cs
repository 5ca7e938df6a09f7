using System.Text;
using MathNet.Numerics.Distributions;

namespace MimiNative.Analysis.Presentation.Plots;

internal static partial class Plot
{
    private const double DistributionHeight = 220;

    /// <summary>Distributions on common bins, as densities, so that samples of different sizes compare.</summary>
    /// <param name="title">What is plotted.</param>
    /// <param name="caption">What to see in it.</param>
    /// <param name="samples">The values; those that are not finite are left out.</param>
    /// <param name="x">What the values are.</param>
    /// <param name="bins">The number of bins; null for Freedman and Diaconis's rule between 10 and 80.</param>
    /// <param name="references">Values of x with a line of their own.</param>
    public static Svg Histogram(string title, string caption, IReadOnlyList<SampleSeries> samples, Axis x, int? bins = null, IReadOnlyList<ReferenceLine>? references = null)
    {
        var kept = samples.Select(s => s.Values.Where(double.IsFinite).Order().ToArray()).ToList();
        var (edges, densities) = Bin(kept, x, bins);
        return new Svg(title, caption, canvas =>
        {
            var top = Legend.Draw(canvas, 0,
            [
                .. samples.Count < 2 ? [] : samples.Select((s, i) => new LegendEntry(Swatch.Box, i, s.Name)),
                .. (references ?? []).Select((r, i) => new LegendEntry(Swatch.Reference, i, r.Name)),
            ]);
            var across = Side.Of(x, edges.Concat((references ?? []).Select(r => r.Value)), 0.01);
            var frame = new Frame(canvas, top, DistributionHeight, across, Side.Of(new Axis("Density", Minimum: 0), densities.SelectMany(d => d)));
            for (var i = 0; i < samples.Count; i++)
                DrawSteps(canvas, frame, edges, densities[i], i % Palette.Count);
            frame.References(references ?? [], vertical: true);
            for (var bin = 0; bin < edges.Length - 1; bin++)
                canvas.Rect(frame.X(edges[bin]), frame.Top, frame.X(edges[bin + 1]) - frame.X(edges[bin]), frame.Bottom - frame.Top, "hit",
                    $"{Ticks.Read(edges[bin])} to {Ticks.Read(edges[bin + 1])}" + string.Concat(samples.Select((s, i) => $" · {s.Name}: {Ticks.Read(100 * densities[i][bin] * (edges[bin + 1] - edges[bin]))} %")));
        })
        {
            Table = new PlotTable(
                ["series", "values", "mean", "standard deviation", "least", "median", "greatest"],
                [.. samples.Select((s, i) => Summary(s.Name, kept[i]))]),
        };
    }

    /// <summary>Quantiles of a sample against those of a normal distribution of the same mean and deviation: on the line where the sample is normal.</summary>
    /// <param name="title">What is plotted.</param>
    /// <param name="caption">What to see in it.</param>
    /// <param name="values">The sample; values that are not finite are left out.</param>
    /// <param name="y">What the values are.</param>
    public static Svg QuantileQuantile(string title, string caption, IReadOnlyList<double> values, Axis y)
    {
        var sorted = values.Where(double.IsFinite).Order().ToArray();
        var (mean, deviation) = MeanAndDeviation(sorted);
        var points = NormalQuantiles(sorted);
        return new Svg(title, caption, canvas =>
        {
            var top = Legend.Draw(canvas, 0, [new(Swatch.Mark, 0, "sample"), new(Swatch.Reference, 0, "normal distribution")]);
            var across = Side.Of(new Axis("Quantile of the standard normal distribution"), points.Select(p => p.X));
            var ends = new[] { across.Low, across.High };
            var frame = new Frame(canvas, top, 260, across, Side.Of(y, points.Select(p => p.Y).Concat(ends.Select(e => mean + deviation * e))));
            if (sorted.Length > 0)
                canvas.Line(frame.X(ends[0]), frame.Y(mean + deviation * ends[0]), frame.X(ends[1]), frame.Y(mean + deviation * ends[1]), "ref d1");
            foreach (var point in points)
                canvas.Mark(frame.X(point.X), frame.Y(point.Y), 0, 3, $"normal {Ticks.Read(point.X)}, sample {Ticks.Read(point.Y)}");
        })
        { Table = new PlotTable(["series", "values", "mean", "standard deviation", "least", "median", "greatest"], [Summary(y.Label, sorted)]) };
    }

    /// <summary>At most a hundred ranks, even in the normal quantile, so that the tails, which the plot is for, keep all their points.</summary>
    private static List<PlotPoint> NormalQuantiles(double[] sorted)
    {
        const int most = 100;
        var edge = sorted.Length == 0 ? 0 : -Normal.InvCDF(0, 1, 0.5 / sorted.Length);
        var ranks = new SortedSet<int>();
        for (var i = 0; i < most && sorted.Length > 0; i++)
            ranks.Add(Math.Clamp((int)(Normal.CDF(0, 1, edge * (2.0 * i / (most - 1) - 1)) * sorted.Length), 0, sorted.Length - 1));
        return [.. ranks.Select(rank => new PlotPoint(Normal.InvCDF(0, 1, (rank + 0.5) / sorted.Length), sorted[rank]))];
    }

    private static (double[] Edges, List<double[]> Densities) Bin(List<double[]> samples, Axis x, int? bins)
    {
        var all = samples.SelectMany(s => s).Order().ToArray();
        var low = x.Minimum ?? (all.Length > 0 ? all[0] : 0);
        var high = x.Maximum ?? (all.Length > 0 ? all[^1] : 1);
        if (high - low < 1e-12)
            (low, high) = (low - 0.5, high + 0.5);
        var step = Ticks.Step(high - low, bins ?? BinCount(all, high - low));
        var first = Math.Floor(low / step + 1e-9);
        var count = Math.Max(1, (int)(Math.Ceiling(high / step - 1e-9) - first));
        var edges = Enumerable.Range(0, count + 1).Select(i => (first + i) * step).ToArray();
        var densities = samples.Select(sample =>
        {
            var density = new double[count];
            foreach (var value in sample)
                density[Math.Clamp((int)Math.Floor(value / step - first), 0, count - 1)] += 1 / (step * sample.Length);
            return density;
        }).ToList();
        return (edges, densities);
    }

    private static int BinCount(double[] sorted, double range)
    {
        if (sorted.Length < 4)
            return 10;
        var quartiles = sorted[sorted.Length * 3 / 4] - sorted[sorted.Length / 4];
        var width = 2 * quartiles / Math.Cbrt(sorted.Length);
        return width <= 0 ? 30 : (int)Math.Clamp(range / width, 10, 80);
    }

    private static void DrawSteps(Canvas canvas, Frame frame, double[] edges, double[] density, int colour)
    {
        var outline = new StringBuilder($"M{Canvas.N(frame.X(edges[0]))} {Canvas.N(frame.Y(0))}");
        for (var bin = 0; bin < density.Length; bin++)
            outline.Append($"V{Canvas.N(frame.Y(density[bin]))}H{Canvas.N(frame.X(edges[bin + 1]))}");
        outline.Append($"V{Canvas.N(frame.Y(0))}");
        canvas.Path($"{outline}z", $"soft f{colour}");
        canvas.Path(outline.ToString(), $"l s{colour}");
    }

    private static IReadOnlyList<string> Summary(string name, double[] sorted)
    {
        var (mean, deviation) = MeanAndDeviation(sorted);
        return sorted.Length == 0
            ? [name, "0", "n/a", "n/a", "n/a", "n/a", "n/a"]
            : [name, Ticks.Label(sorted.Length, 1), Ticks.Read(mean), Ticks.Read(deviation), Ticks.Read(sorted[0]), Ticks.Read(sorted[sorted.Length / 2]), Ticks.Read(sorted[^1])];
    }

    private static (double Mean, double Deviation) MeanAndDeviation(double[] values)
    {
        var mean = values.Length == 0 ? double.NaN : values.Sum() / values.Length;
        return (mean, Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / values.Length));
    }
}
