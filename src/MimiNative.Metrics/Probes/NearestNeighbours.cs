namespace MimiNative.Metrics;

/// <summary>Is a clip's nearest neighbour by the same voice, when it may not say the same text? Folds, and what stands for texts where they are unknown, as in <see cref="SpeakerProbes"/>, and so is the choice among many clips.</summary>
/// <param name="TextDisjoint">True when no test text was in training.</param>
/// <param name="Nearest">Accuracy per fold of the nearest neighbour (cosine, features standardised on the training fold).</param>
/// <param name="MajorityOfTen">Accuracy per fold of the majority among ten; a tie goes to the voice met first among them.</param>
public sealed record NearestNeighbours(bool TextDisjoint, double[] Nearest, double[] MajorityOfTen)
{
    /// <param name="matrix">Embeddings (N, D).</param>
    /// <param name="labels">Voice and text of each row.</param>
    /// <exception cref="MetricsException">Labels and rows differ in number, or a value is not finite.</exception>
    public static NearestNeighbours Compute(EmbeddingMatrix matrix, SpaceLabels labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        labels.RequireRowsOf(matrix);
        matrix.RequireFinite();
        if (ProbeSample.Choose(labels) is { } chosen)
            (matrix, labels) = (matrix.Select(chosen), labels.Select(chosen));
        var foldOf = SpeakerProbes.FoldOf(labels);
        var (nearest, ofTen, memory) = (new List<double>(), new List<double>(), new ProbeMemory());
        for (var f = 0; f < SpeakerProbes.Folds; f++)
            if (ProbeFold.Split(matrix, labels, foldOf, f, memory) is { } fold)
            {
                int[][] found = fold.NearestNeighbours([1, 10]);
                nearest.Add(fold.Accuracy(found[0]));
                ofTen.Add(fold.Accuracy(found[1]));
            }
        return new(labels.Text is not null, [.. nearest], [.. ofTen]);
    }
}
