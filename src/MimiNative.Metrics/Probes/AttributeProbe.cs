namespace MimiNative.Metrics;

/// <summary>
/// Does the space tell an attribute of the speaker (gender, accent, age group) of voices that the probe has not heard? A logistic regression (L2, C = 1, standardised) fitted on other voices, five folds of voices;
/// and the same with the attribute shuffled over the voices, which only recognises what the probe can make of any division of so few voices (a control task, Hewitt &amp; Liang 2019).
/// </summary>
/// <param name="Voices">Voices whose attribute is known.</param>
/// <param name="Values">The attribute's values, in ordinal order.</param>
/// <param name="Accuracy">Share of clips that are told rightly.</param>
/// <param name="MajorityShare">Share of clips of the commonest value: what always guessing it reaches.</param>
/// <param name="ControlAccuracy">Mean accuracy where the attribute was shuffled over voices.</param>
/// <param name="ControlHigh">Highest of these accuracies.</param>
public sealed record AttributeProbe(int Voices, IReadOnlyList<string> Values, double Accuracy, double MajorityShare, double ControlAccuracy, double ControlHigh)
{
    /// <summary>Shuffles of the attribute.</summary>
    public const int Controls = 20;

    /// <summary>Accuracy − the control's: what is owed to the attribute and not to the probe.</summary>
    public double Selectivity => Accuracy - ControlAccuracy;

    /// <param name="matrix">Embeddings (N, D).</param>
    /// <param name="labels">Voice of each row.</param>
    /// <param name="attribute">The attribute of each row; null or empty where it is unknown, such rows are left out. A voice has one value.</param>
    /// <param name="seed">Of the shuffles.</param>
    /// <returns>Null with fewer than four voices of known attribute, or fewer than two values.</returns>
    /// <exception cref="MetricsException">Rows and labels differ in number, a voice has two values, or a number is not finite.</exception>
    public static AttributeProbe? Compute(EmbeddingMatrix matrix, SpaceLabels labels, IReadOnlyList<string?> attribute, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(attribute);
        labels.RequireRowsOf(matrix);
        matrix.RequireFinite();
        if (attribute.Count != matrix.Rows)
            throw new MetricsException($"{matrix.Rows} embeddings but {attribute.Count} attributes: give one for each row");
        int[] rows = [.. Enumerable.Range(0, matrix.Rows).Where(i => !string.IsNullOrEmpty(attribute[i]))];
        var known = labels.Select(rows);
        string[] values = [.. rows.Select(i => attribute[i]!).Distinct().Order(StringComparer.Ordinal)];
        var valueOf = new int[known.VoiceCount];
        Array.Fill(valueOf, -1);
        for (var k = 0; k < rows.Length; k++)
        {
            ref var value = ref valueOf[known.Voice[k]];
            var mine = Array.BinarySearch(values, attribute[rows[k]], StringComparer.Ordinal);
            value = value < 0 || value == mine ? mine : throw new MetricsException($"voice '{known.VoiceNames[known.Voice[k]]}' has two values of one attribute: '{values[value]}' and '{values[mine]}'");
        }
        if (known.VoiceCount < 4 || values.Length < 2)
            return null;
        var (folds, memory) = (Folds(matrix.Select(rows), known), new ProbeMemory());
        var accuracy = AccuracyOf(folds, known, valueOf, memory);
        var random = new SeededRandom(seed);
        var controls = new double[Controls];
        for (var c = 0; c < Controls; c++)
        {
            var shuffled = (int[])valueOf.Clone();
            random.Shuffle<int>(shuffled);
            controls[c] = AccuracyOf(folds, known, shuffled, memory);
        }
        var commonest = known.Voice.GroupBy(v => valueOf[v]).Max(g => g.Count());
        return new AttributeProbe(known.VoiceCount, values, accuracy, (double)commonest / rows.Length, controls.Average(), controls.Max());
    }

    private static List<(ProbeFold Fold, int[] Train, int[] Test)> Folds(EmbeddingMatrix matrix, SpaceLabels labels)
    {
        var folds = new List<(ProbeFold, int[], int[])>();
        for (var f = 0; f < Math.Min(SpeakerProbes.Folds, labels.VoiceCount); f++)
        {
            int[] train = [.. Enumerable.Range(0, labels.Rows).Where(i => labels.Voice[i] % SpeakerProbes.Folds != f)];
            int[] test = [.. Enumerable.Range(0, labels.Rows).Where(i => labels.Voice[i] % SpeakerProbes.Folds == f)];
            folds.Add((new ProbeFold(matrix, labels.Voice, train, test), train, test));
        }
        return folds;
    }

    private static double AccuracyOf(List<(ProbeFold Fold, int[] Train, int[] Test)> folds, SpaceLabels labels, int[] valueOf, ProbeMemory memory)
    {
        var classes = Array.ConvertAll(labels.Voice, v => valueOf[v]);
        var right = 0.0;
        foreach (var (fold, train, test) in folds)
        {
            var relabelled = fold.Relabelled(classes, train, test, memory);
            right += relabelled.Accuracy(relabelled.Logistic()) * test.Length;
        }
        return right / labels.Rows;
    }
}
