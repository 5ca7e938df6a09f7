namespace MimiNative.Metrics;

/// <summary>What may be called an answer to "does this space know the speaker?": error rates on voices, and texts, that nothing was fitted on, beside plain cosine, and probes.</summary>
public sealed partial record VerificationReport
{
    /// <summary>Cosine over all pairs of clips.</summary>
    public required ScoreDistribution AllPairs { get; init; }

    /// <summary>Calibration of the same.</summary>
    public required ScoreCalibration AllPairsCalibration { get; init; }

    /// <summary>Linkability of the same.</summary>
    public required double AllPairsLinkability { get; init; }

    /// <summary>Heads on unseen voices; null where there are too few voices or clips.</summary>
    public required UnseenVoices? UnseenVoices { get; init; }

    /// <summary>Heads on unseen voices saying unseen texts; null too where texts are unknown or too few.</summary>
    public required UnseenVoices? UnseenVoicesAndTexts { get; init; }

    /// <summary>Different texts; 0 where they are unknown.</summary>
    public required int Texts { get; init; }

    /// <summary>Nearest neighbours.</summary>
    public required NearestNeighbours NearestNeighbours { get; init; }

    /// <summary>Online code of the voices; null where texts are unknown.</summary>
    public required OnlineCode? OnlineCode { get; init; }

    /// <summary>Debiased linear CKA between the two halves of the channels; NaN for a single channel or fewer than four clips.</summary>
    public required double HalvesCkaDebiased { get; init; }

    /// <summary>How often another clip is recognised as its voice's among a gallery, by the gallery's size.</summary>
    public required IReadOnlyList<SinglingOutRate> SinglingOut { get; init; }

    /// <summary>Computes everything; the same bits on every machine.</summary>
    /// <param name="matrix">Embeddings (N, D).</param>
    /// <param name="labels">Voice and text of each row.</param>
    /// <param name="options">Bootstrap replicates and seed.</param>
    /// <param name="allPairs">The scores of all pairs (<see cref="CosineView.Scores"/> of the raw view) where they are there already; null computes them.</param>
    /// <param name="progress">Told what is measured.</param>
    /// <exception cref="MetricsException">Labels and rows differ in number, or a value is not finite.</exception>
    public static VerificationReport Compute(EmbeddingMatrix matrix, SpaceLabels labels, UncertaintyOptions? options = null, ScoreDistribution? allPairs = null, IProgress<MetricsProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        labels.RequireRowsOf(matrix);
        options ??= new UncertaintyOptions();
        var parts = new Parts(progress);
        var sample = PairSample.Choose(labels, options.MostClips, options.Seed);
        var scores = allPairs ?? PairStatistics.Pass(new CosineSpace(matrix, centred: false), labels, null, sample).Scores;
        return new VerificationReport
        {
            AllPairs = scores,
            AllPairsCalibration = parts.Begin("calibration", () => ScoreCalibration.Of(scores)),
            AllPairsLinkability = Linkability.Of(scores),
            UnseenVoices = parts.Begin("heads on unseen voices", () => Unseen(textsUnseen: false)),
            UnseenVoicesAndTexts = parts.Begin("heads on unseen voices and texts", () => Unseen(textsUnseen: true)),
            Texts = labels.TextCount,
            NearestNeighbours = parts.Begin("nearest neighbours", () => NearestNeighbours.Compute(matrix, labels)),
            OnlineCode = parts.Begin("online code", () => OnlineCode.Compute(matrix, labels)),
            HalvesCkaDebiased = parts.Begin("alignment of halves", () => Cka.OfHalves(matrix, debiased: true)),
            SinglingOut = parts.Begin("singling out", () => Metrics.SinglingOut.Compute(matrix, labels, options.Seed)),
        };

        UnseenVoices? Unseen(bool textsUnseen) => sample is null
            ? Metrics.UnseenVoices.Compute(matrix, labels, textsUnseen, options)
            : textsUnseen && labels.Text is null ? null : Metrics.UnseenVoices.Compute(matrix.Select(sample), labels.Select(sample), textsUnseen, options);
    }
}
