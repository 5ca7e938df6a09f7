namespace MimiNative.Metrics;

/// <summary>
/// How many bits name the voices of all clips when the embeddings are known (prequential minimum description length, Voita &amp; Titov 2020): clips come by text; the first text's voices cost log₂(voices) each,
/// those of each next block what a logistic regression (L2, C = 1, standardised), fitted on all before, gives them. Few bits mean that the voice is easy to find, and found early.
/// Many clips are chosen among as in <see cref="SpeakerProbes"/>.
/// </summary>
public sealed record OnlineCode
{
    private const double FitTolerance = 1e-9;

    /// <summary>Number of texts after which each block ends: 1, 2, 4, 8 … all.</summary>
    public required int[] TextBlockEnds { get; init; }

    /// <summary>Bits of each block.</summary>
    public required double[] BitsPerBlock { get; init; }

    /// <summary>All bits.</summary>
    public required double Bits { get; init; }

    /// <summary>Bits without embeddings: clips · log₂(voices).</summary>
    public required double UniformBits { get; init; }

    /// <summary>Uniform bits over bits: 1 says nothing, more says something; below 1 the probe misleads.</summary>
    public double Compression => UniformBits / Bits;

    /// <param name="matrix">Embeddings (N, D).</param>
    /// <param name="labels">Voice and text of each row.</param>
    /// <returns>Null where texts are unknown or there are fewer than two texts or two voices.</returns>
    /// <exception cref="MetricsException">Labels and rows differ in number, or a value is not finite.</exception>
    public static OnlineCode? Compute(EmbeddingMatrix matrix, SpaceLabels labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        labels.RequireRowsOf(matrix);
        matrix.RequireFinite();
        var tolerance = FitTolerance;
        if (ProbeSample.Choose(labels) is { } chosen)
            (matrix, labels, tolerance) = (matrix.Select(chosen), labels.Select(chosen), ProbeSample.CodeTolerance);
        if (labels.Text is not { } text || labels.TextCount < 2 || labels.VoiceCount < 2)
            return null;
        var ends = new List<int>();
        for (var end = 1; end < labels.TextCount; end *= 2)
            ends.Add(end);
        ends.Add(labels.TextCount);
        var bits = new List<double> { text.Count(t => t < 1) * Math.Log2(labels.VoiceCount) };
        foreach (var (start, end) in ends.Zip(ends.Skip(1)))
            bits.Add(new ProbeFold(matrix, labels.Voice, Rows(0, start), Rows(start, end)).LogisticBits(labels.VoiceCount, tolerance));
        return new OnlineCode { TextBlockEnds = [.. ends], BitsPerBlock = [.. bits], Bits = bits.Sum(), UniformBits = labels.Rows * Math.Log2(labels.VoiceCount) };

        int[] Rows(int from, int to) => [.. Enumerable.Range(0, labels.Rows).Where(i => text[i] >= from && text[i] < to)];
    }
}
