namespace MimiNative.Metrics;

/// <summary>How often to resample, from which seed, and from how many clips on to sample.</summary>
public sealed record UncertaintyOptions
{
    /// <summary>Bootstrap replicates; 0 leaves the intervals out.</summary>
    public int Replicates { get; init; } = 1000;

    /// <summary>Permutations; 0 leaves the p-values out.</summary>
    public int Permutations { get; init; } = 1000;

    /// <summary>The same seed gives the same numbers, on every machine.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Above so many clips the pairs of a seeded sample of so many are looked at, every voice with its share; <see cref="SpaceMetrics.Sample"/> states what that may have changed.</summary>
    public int MostClips { get; init; } = 200_000;
}

/// <summary>A headline metric with its interval and p-value; NaN where undefined.</summary>
/// <param name="Name">The metric's name in the JSON of <see cref="SpaceMetrics"/>.</param>
/// <param name="Value">Its value on all rows.</param>
/// <param name="Low">2.5th percentile over bootstrap replicates that draw voices with replacement.</param>
/// <param name="High">97.5th percentile.</param>
/// <param name="PValue">Chance of a value at least as good when voice labels are exchangeable: (1 + permutations as good) / (1 + permutations).</param>
public sealed record MetricUncertainty(string Name, double Value, double Low, double High, double PValue);

/// <summary>
/// How sure the headline metrics are. Intervals: 95 % percentile bootstrap over voices, the unit that a new data set would draw anew; two draws of one voice
/// are not paired with each other. The mean that centred metrics take off, and everything about texts, stays that of all rows.
/// p-values: voice labels are shuffled among the clips of one text, so that texts keep their share in every metric; where fewer than half of the clips
/// have a text that two voices say, among all clips.
/// </summary>
public sealed record Uncertainty
{
    private SpaceLabels? _labels;
    private double[][] _draws = [];

    /// <summary>Above this many voices there are no intervals (NaN): the table of voice pairs would not fit.</summary>
    public const int MostVoices = 8192;

    /// <summary>Above this many rows the permutation test runs on voices drawn at random until it is reached: still a valid test, of less power.</summary>
    public const int MostPermutedRows = 600;

    /// <summary>What was asked for.</summary>
    public required UncertaintyOptions Options { get; init; }

    /// <summary>Whether labels were shuffled within texts.</summary>
    public required bool ShuffledWithinTexts { get; init; }

    /// <summary>Of the embeddings as they are.</summary>
    public required IReadOnlyList<MetricUncertainty> Raw { get; init; }

    /// <summary>With the mean taken off.</summary>
    public required IReadOnlyList<MetricUncertainty> Centred { get; init; }

    /// <param name="matrix">Embeddings (N, Dimension).</param>
    /// <param name="labels">Voice and text of each row.</param>
    /// <param name="options">Defaults: 1000 replicates, 1000 permutations, seed 1.</param>
    /// <exception cref="MetricsException">Labels and rows differ in number, or a value is not finite.</exception>
    public static Uncertainty Compute(EmbeddingMatrix matrix, SpaceLabels labels, UncertaintyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        labels.RequireRowsOf(matrix);
        options ??= new UncertaintyOptions();
        var shuffle = new LabelShuffle(labels, options.Seed);
        var sample = PairSample.Choose(labels, options.MostClips, options.Seed);
        return Of(View(new CosineSpace(matrix, false), labels, options, shuffle, sample).Uncertainty!, View(new CosineSpace(matrix, true), labels, options, shuffle, sample).Uncertainty!, labels, options, shuffle);
    }

    internal static Uncertainty Of(ResampledHeadlines raw, ResampledHeadlines centred, SpaceLabels labels, UncertaintyOptions options, LabelShuffle shuffle) =>
        new() { Options = options, ShuffledWithinTexts = shuffle.WithinTexts, Raw = raw.Metrics, Centred = centred.Metrics, _labels = labels, _draws = raw.Draws };

    /// <summary>How much higher a metric of the embeddings as they are is here than in another space of the same clips, with the interval of the difference: the same voices are drawn for both.</summary>
    /// <param name="metric">The metric's name.</param>
    /// <param name="other">The other space's.</param>
    /// <exception cref="ArgumentException">There is no such metric.</exception>
    /// <exception cref="MetricsException">The two were measured on other clips, or with other draws.</exception>
    public Estimate Difference(string metric, Uncertainty other)
    {
        ArgumentNullException.ThrowIfNull(metric);
        ArgumentNullException.ThrowIfNull(other);
        var at = Array.IndexOf(Headlines.Names, metric);
        if (at < 0)
            throw new ArgumentException($"no headline metric '{metric}'; there are: {string.Join(", ", Headlines.Names)}", nameof(metric));
        if (_labels is not { } own || other._labels is not { } others || !own.Voice.AsSpan().SequenceEqual(others.Voice) || !own.VoiceNames.SequenceEqual(others.VoiceNames)
            || (Options.Seed, Options.Replicates) != (other.Options.Seed, other.Options.Replicates))
            throw new MetricsException("metrics are compared on the same clips and the same draws; these are of others");
        return Estimate.Of(Raw[at].Value - other.Raw[at].Value, [.. _draws[at].Zip(other._draws[at], (a, b) => a - b)]);
    }

    /// <summary>One view with how sure its headline metrics are, from one look at all pairs.</summary>
    /// <param name="space">The view.</param>
    /// <param name="labels">Voice and text of each row.</param>
    /// <param name="options">Null leaves intervals and p-values out.</param>
    /// <param name="shuffle">How voices are shuffled.</param>
    /// <param name="sample">Rows whose pairs are looked at; null for all.</param>
    /// <param name="parts">Told what is measured.</param>
    internal static (CosineView View, ResampledHeadlines? Uncertainty) View(CosineSpace space, SpaceLabels labels, UncertaintyOptions? options, LabelShuffle? shuffle, int[]? sample, Parts? parts = null)
    {
        var intervals = options is { Replicates: > 0 } && labels.VoiceCount is > 0 and <= MostVoices;
        var (view, table) = CosineView.Compute(space, labels, intervals ? options!.Seed : null, sample, parts);
        if (options is null)
            return (view, null);
        var values = Headlines.Of(view);
        parts?.Begin("intervals");
        var draws = Bootstrap.Draws(table, options);
        var bounds = Array.ConvertAll(draws, Bootstrap.Bounds);
        parts?.Begin("p-values");
        var p = PermutationTest.PValues(space, shuffle!, options.Permutations);
        return (view, new([.. Headlines.Names.Select((name, m) => new MetricUncertainty(name, values[m], bounds[m].Low, bounds[m].High, p[m]))], draws));
    }
}

/// <summary>The headline metrics of one view.</summary>
/// <param name="Metrics">With their intervals.</param>
/// <param name="Draws">[metric][replicate]: what they are in every draw of voices.</param>
internal sealed record ResampledHeadlines(IReadOnlyList<MetricUncertainty> Metrics, double[][] Draws);

/// <summary>The metrics that carry an interval and a p-value, in one order everywhere.</summary>
internal static class Headlines
{
    public const int AcousticsScore = 0, SeparabilityRatio = 1, Consistency = 2, Eer = 3, DPrime = 4, Count = 5;

    public static readonly string[] Names = ["acoustics_score", "separability_ratio", "consistency", "eer", "d_prime"];

    public static double[] Of(CosineView view) => Of(view.Voice, view.Verification);

    /// <summary>The same from their parts.</summary>
    public static double[] Of(VoiceMetrics voice, VerificationMetrics verification) =>
        [voice.AcousticsScore, voice.SeparabilityRatio, voice.Consistency, verification.Eer, verification.DPrime];

    /// <summary>Turned so that larger is always better.</summary>
    public static double Goodness(int metric, double value) => metric == Eer ? -value : value;

    public static double DPrimeOf(double same, double sumSame, double squaresSame, double different, double sumDifferent, double squaresDifferent)
    {
        var (meanSame, meanDifferent) = (sumSame / same, sumDifferent / different);
        var spread = (squaresSame / same - meanSame * meanSame + squaresDifferent / different - meanDifferent * meanDifferent) / 2;
        return spread > 0 ? (meanSame - meanDifferent) / Math.Sqrt(spread) : double.NaN;
    }
}
