namespace MimiNative.Metrics;

/// <summary>
/// Can a simple classifier name the voice on texts it has not heard? Accuracy per fold; fold f holds the texts whose index in sorted order is f modulo 5.
/// Features are standardised on the training fold. Where texts are unknown, fold f holds every fifth clip of each voice instead
/// (<see cref="TextDisjoint"/> is false: the result may owe something to the texts). Empty where no fold has both training and test rows.
/// Up to 4,096 clips of up to 256 voices all are taken; above, a seeded choice of 256 voices and 4,096 / voices clips of each, which <see cref="Clips"/> and <see cref="Voices"/> state.
/// </summary>
public sealed record SpeakerProbes
{
    /// <summary>Number of folds.</summary>
    public const int Folds = 5;

    /// <summary>True when no test text was in training.</summary>
    public required bool TextDisjoint { get; init; }

    /// <summary>Number of clips that the probes saw.</summary>
    public required int Clips { get; init; }

    /// <summary>Number of their voices: guessing is right once in so many.</summary>
    public required int Voices { get; init; }

    /// <summary>Logistic regression, L2, C = 1: accuracy per fold; empty when it was left out.</summary>
    public required double[] Logistic { get; init; }

    /// <summary>Linear discriminant analysis, shrinkage 0.1: accuracy per fold.</summary>
    public required double[] Lda { get; init; }

    /// <summary>Nearest voice centroid by cosine: accuracy per fold.</summary>
    public required double[] NearestCentroid { get; init; }

    /// <summary>Nearest centroid, all folds: [true voice][predicted voice] = number of clips; rows of voices that the probes didn't see are zeros.</summary>
    public required int[][] Confusion { get; init; }

    /// <param name="matrix">Embeddings (N, Dimension).</param>
    /// <param name="labels">Voice and text of each row.</param>
    /// <param name="logistic">Whether to run the logistic probe: by far the slowest, O(iterations · clips · voices · min(clips, Dimension)).</param>
    /// <exception cref="MetricsException">Labels and rows differ in number, or a value is not finite.</exception>
    public static SpeakerProbes Compute(EmbeddingMatrix matrix, SpaceLabels labels, bool logistic = true)
    {
        ArgumentNullException.ThrowIfNull(labels);
        labels.RequireRowsOf(matrix);
        matrix.RequireFinite();
        var all = labels;
        if (ProbeSample.Choose(labels) is { } chosen)
            (matrix, labels) = (matrix.Select(chosen), labels.Select(chosen));
        var foldOf = FoldOf(labels);
        var (byLogistic, byLda, byCentroid) = (new List<double>(), new List<double>(), new List<double>());
        var confusion = Enumerable.Range(0, labels.VoiceCount).Select(_ => new int[labels.VoiceCount]).ToArray();
        var memory = new ProbeMemory();
        for (var fold = 0; fold < Folds; fold++)
        {
            var split = ProbeFold.Split(matrix, labels, foldOf, fold, memory);
            if (split is null)
                continue;
            if (logistic)
                byLogistic.Add(split.Accuracy(split.Logistic(labels == all ? LogisticRegression.GradientTolerance : ProbeSample.Tolerance)));
            byLda.Add(split.Accuracy(split.Lda()));
            var nearest = split.NearestCentroid();
            byCentroid.Add(split.Accuracy(nearest));
            split.Count(nearest, confusion);
        }
        return new SpeakerProbes
        {
            TextDisjoint = labels.Text is not null,
            Logistic = [.. byLogistic],
            Lda = [.. byLda],
            NearestCentroid = [.. byCentroid],
            Clips = labels.Rows,
            Voices = labels.VoiceCount,
            Confusion = labels == all ? confusion : OfAll(confusion, labels, all),
        };
    }

    private static int[][] OfAll(int[][] confusion, SpaceLabels some, SpaceLabels all)
    {
        var nothing = new int[all.VoiceCount];
        var result = Enumerable.Repeat(nothing, all.VoiceCount).ToArray();
        var names = all.VoiceNames.Select((name, id) => (name, id)).ToDictionary(v => v.name, v => v.id, StringComparer.Ordinal);
        int[] idOf = [.. some.VoiceNames.Select(name => names[name])];
        for (var u = 0; u < idOf.Length; u++)
        {
            var row = result[idOf[u]] = new int[all.VoiceCount];
            for (var v = 0; v < idOf.Length; v++)
                row[idOf[v]] = confusion[u][v];
        }
        return result;
    }

    internal static int[] FoldOf(SpaceLabels labels)
    {
        if (labels.Text is { } text)
            return Array.ConvertAll(text, t => t % Folds);
        var seen = new int[labels.VoiceCount];
        return Array.ConvertAll(labels.Voice, v => seen[v]++ % Folds);
    }
}
