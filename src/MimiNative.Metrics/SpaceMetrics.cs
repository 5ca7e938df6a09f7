namespace MimiNative.Metrics;

/// <summary>Every metric of one labelled embedding space. Undefined values are NaN (JSON: null).</summary>
public sealed partial record SpaceMetrics
{
    /// <summary>Number of embeddings.</summary>
    public required int Samples { get; init; }

    /// <summary>Channels.</summary>
    public required int Dimension { get; init; }

    /// <summary>Names of the voices by id.</summary>
    public required IReadOnlyList<string> VoiceNames { get; init; }

    /// <summary>Cosine metrics of the embeddings as they are.</summary>
    public required CosineView Raw { get; init; }

    /// <summary>Cosine metrics with the mean taken off: a shared offset inflates every cosine.</summary>
    public required CosineView Centred { get; init; }

    /// <summary>Principal components, effective rank, participation ratio.</summary>
    public required Pca Pca { get; init; }

    /// <summary>Share of the variance between voices.</summary>
    public required double VarianceShareVoice { get; init; }

    /// <summary>Share of the variance between texts; NaN when unknown.</summary>
    public required double VarianceShareText { get; init; }

    /// <summary>F-ratio of every channel, best first.</summary>
    public required IReadOnlyList<ChannelScore> Channels { get; init; }

    /// <summary>Distribution of each channel within the first voice.</summary>
    public required ChannelMoments[] FirstVoiceMoments { get; init; }

    /// <summary>Ward linkage of the voice centroids (leaf = voice id).</summary>
    public required IReadOnlyList<Merge> Linkage { get; init; }

    /// <summary>Speaker probes on held-out texts; null when left out.</summary>
    public required SpeakerProbes? Probes { get; init; }

    /// <summary>Linear CKA between the first and the second half of the channels; NaN for a single channel.</summary>
    public required double HalvesCka { get; init; }

    /// <summary>Intervals and p-values of the headline metrics; null when left out.</summary>
    public required Uncertainty? Uncertainty { get; init; }

    /// <summary>Which clips' pairs were looked at; null where all were.</summary>
    public required PairSample? Sample { get; init; }

    /// <summary>Above so many voices no linkage is made: its table of distances would not fit.</summary>
    public const int MostLinkedVoices = 8192;

    /// <summary>Computes everything.</summary>
    /// <param name="matrix">Embeddings (N, Dimension); any N, also 0.</param>
    /// <param name="labels">Voice and text of each row.</param>
    /// <param name="options">Defaults compute everything.</param>
    /// <exception cref="MetricsException">Labels and rows differ in number, or a value is not finite.</exception>
    public static SpaceMetrics Compute(EmbeddingMatrix matrix, SpaceLabels labels, SpaceMetricsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        labels.RequireRowsOf(matrix);
        options ??= new SpaceMetricsOptions();
        matrix.RequireFinite();
        var shuffle = options.Uncertainty is { } uncertainty ? new LabelShuffle(labels, uncertainty.Seed) : null;
        var sampling = options.Uncertainty ?? new UncertaintyOptions();
        var sample = PairSample.Choose(labels, sampling.MostClips, sampling.Seed);
        var parts = new Parts(options.Progress);
        var (raw, sureRaw, errorsRaw) = View(centred: false, parts);
        var (centred, sureCentred, errorsCentred) = View(centred: true, parts.With(", centred"));
        return new SpaceMetrics
        {
            Samples = matrix.Rows,
            Dimension = matrix.Dimension,
            VoiceNames = labels.VoiceNames,
            Raw = raw,
            Centred = centred,
            Pca = parts.Begin("principal components", () => Pca.Fit(matrix)),
            VarianceShareVoice = parts.Begin("variance and channels", () => VarianceShare.Compute(matrix, labels.Voice, labels.VoiceCount)),
            VarianceShareText = labels.Text is null ? double.NaN : VarianceShare.Compute(matrix, labels.Text, labels.TextCount),
            Channels = ChannelRanking.Compute(matrix, labels),
            FirstVoiceMoments = Moments.Compute(matrix.Select(labels.VoiceCount == 0 ? [] : labels.RowsByVoice()[0])),
            Linkage = labels.VoiceCount > MostLinkedVoices ? [] : parts.Begin("linkage of voices", () => Ward.Linkage(Centroids.Means(matrix, labels.Voice, labels.VoiceCount), labels.VoiceCount)),
            Probes = options.Probes ? parts.Begin("probes", () => SpeakerProbes.Compute(matrix, labels, options.LogisticProbe)) : null,
            HalvesCka = parts.Begin("alignment of halves", () => Cka.OfHalves(matrix, debiased: false)),
            Uncertainty = shuffle is null ? null : Metrics.Uncertainty.Of(sureRaw!, sureCentred!, labels, options.Uncertainty!, shuffle),
            Sample = sample is null ? null : new PairSample(sample.Length, [.. Headlines.Names.Select((name, m) => new SamplingError(name, errorsRaw![m], errorsCentred![m]))]),
        };

        (CosineView View, ResampledHeadlines? Uncertainty, double[]? Errors) View(bool centred, Parts parts)
        {
            var space = new CosineSpace(matrix, centred);
            var (view, sure) = Metrics.Uncertainty.View(space, labels, options.Uncertainty, shuffle, sample, parts);
            return (view, sure, sample is null ? null : parts.Begin("sampling errors", () => PairSample.ErrorsOf(space, labels, sample)));
        }
    }
}
