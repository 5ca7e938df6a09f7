using System.Globalization;
using System.Text;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary>The embedding deep dive: activations, channel statistics, distribution, correlations, spectrum, discriminative channels, pair comparisons.</summary>
internal static class DeepDive
{
    private const int TopChannels = 20;
    private const int MostHeatMapRows = 400;

    public static void Add(StageBuilder stage, MeasuredSpace space)
    {
        var (set, metrics) = (space.Set, space.Metrics);
        var dim = Math.Min(128, set.Dimension);
        var shown = Enumerable.Range(0, set.Count).OrderBy(i => set.Samples[i].Voice, StringComparer.Ordinal).Take(MostHeatMapRows).ToList();
        stage.Figure("embedding_heatmap", Plot.HeatMap("The embeddings themselves", $"Each row is a clip, voices one above the other; the first {dim} of {set.Dimension} channels. Vertical stripes are offsets that all clips share: they raise every cosine and say nothing about voices.",
            shown.Count, dim, (r, c) => set[shown[r]][c], new Axis("channel", null, 0, dim), new Axis("clip", null, 0, shown.Count), "value", ColourScale.Diverging));
        stage.Figure("scree", Plot.Scree("Variance along the principal components", $"The space has {set.Dimension} channels and uses about {Words.Number(metrics.Pca.EffectiveRank, "0")} directions (effective rank); {metrics.Pca.ComponentsFor(0.95)} components hold 95 % of the variance.", metrics.Pca.Ratios));
        Distribution(stage, set);
        Channels(stage, space);
        Pairs(stage, set);
    }

    private static void Distribution(StageBuilder stage, EmbeddingSet set)
    {
        var moments = Moments.Compute(set.Matrix);
        // Every k-th value: enough for a distribution, the same at each run.
        var step = Math.Max(1, set.Values.Length / 20000);
        var values = Enumerable.Range(0, set.Values.Length / step).Select(i => (double)set.Values.Span[i * step]).ToList();
        stage.Figure("value_distribution", Plot.Histogram("Distribution of all values", "A narrow peak with far outliers means that few channels dominate cosines.", [new SampleSeries("values", values)], new Axis("value")));
        stage.Figure("value_qq", Plot.QuantileQuantile("Are the values normal?", "Points on the line: as a normal distribution. Ends that bend away: heavier tails.", values, new Axis("value")));
        stage.Figure("channel_statistics", Plot.Histogram("Channel means and deviations", "Means far from zero are shared offsets: centring takes them off.",
            [new SampleSeries("channel means", [.. moments.Select(m => m.Mean)]), new SampleSeries("channel deviations", [.. moments.Select(m => m.Std)])], new Axis("value")));
    }

    private static void Channels(StageBuilder stage, MeasuredSpace space)
    {
        var ranking = space.Metrics.Channels;
        var top = ranking.Take(TopChannels).ToList();
        stage.Bars("top_channels", "Channels that tell voices apart best", "Variance between voices over variance within voices. A ratio of 1 means that a voice varies as much as voices differ.",
            [.. top.Select(c => new Bar($"channel {c.Channel}", c.Ratio))], new Axis("F-ratio", Minimum: 0));
        var names = top.Select(c => $"{c.Channel}").ToList();
        if (names.Count > 1)
            stage.Figure("correlations", Plot.Matrix("Do these channels say the same?", "Correlation over clips. Strong colours off the diagonal: the channels repeat each other.", names, names, Correlations(space.Set, [.. top.Select(c => c.Channel)]), "correlation", ColourScale.Diverging, range: (-1, 1)));
        stage.File("discriminative_channels.csv", () =>
        {
            var text = new StringBuilder("channel,score,inter_var,intra_var\n");
            foreach (var c in ranking)
                text.Append(CultureInfo.InvariantCulture, $"{c.Channel},{c.Ratio:R},{c.InterVariance:R},{c.IntraVariance:R}\n");
            return text.ToString();
        });
    }

    private static void Pairs(StageBuilder stage, EmbeddingSet set)
    {
        var samples = set.Samples;
        var kinds = new (string Name, Func<int, int, bool> Is)[]
        {
            ("same voice, same text", (i, j) => samples[i].Voice == samples[j].Voice && samples[i].Text is not null && samples[i].Text == samples[j].Text),
            ("same voice, different text", (i, j) => samples[i].Voice == samples[j].Voice && (samples[i].Text is null || samples[i].Text != samples[j].Text)),
            ("different voices, same text", (i, j) => samples[i].Voice != samples[j].Voice && samples[i].Text is not null && samples[i].Text == samples[j].Text),
            ("different voices, different text", (i, j) => samples[i].Voice != samples[j].Voice && (samples[i].Text is null || samples[i].Text != samples[j].Text)),
        };
        var rows = new List<IReadOnlyList<Cell>>();
        foreach (var (name, matches) in kinds)
        {
            var pair = (from i in Enumerable.Range(0, Math.Min(set.Count, 200)) from j in Enumerable.Range(i + 1, Math.Min(set.Count, 200) - i - 1) where matches(i, j) select (i, j)).Cast<(int I, int J)?>().FirstOrDefault();
            if (pair is var (a, b))
                rows.Add([name, new Cell(samples[a].Id) { Sound = samples[a].Id }, new Cell(samples[b].Id) { Sound = samples[b].Id }, Words.Number(Cosine.Of(set[a], set[b])), Words.Number(Distance(set[a], set[b]), "0.00")]);
        }

        stage.Details("Pairs to listen to: the first of each kind", new TableBlock(new Table("Listen to these, then look at their numbers",
            [new("pair"), new("clip"), new("clip"), new("cosine similarity", true), new("distance", true)], rows)));
    }

    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
        return Math.Sqrt(sum);
    }

    private static double[,] Correlations(EmbeddingSet set, int[] channels)
    {
        var columns = channels.Select(c => Enumerable.Range(0, set.Count).Select(i => (double)set[i][c]).ToArray()).Select(v => (Values: v, Mean: v.Average())).ToList();
        var result = new double[channels.Length, channels.Length];
        for (var a = 0; a < channels.Length; a++)
            for (var b = 0; b < channels.Length; b++)
            {
                double ab = 0, aa = 0, bb = 0;
                for (var i = 0; i < set.Count; i++)
                {
                    var (x, y) = (columns[a].Values[i] - columns[a].Mean, columns[b].Values[i] - columns[b].Mean);
                    (ab, aa, bb) = (ab + x * y, aa + x * x, bb + y * y);
                }

                result[a, b] = aa > 0 && bb > 0 ? ab / Math.Sqrt(aa * bb) : double.NaN;
            }

        return result;
    }
}
