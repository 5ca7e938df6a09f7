namespace MimiNative.Metrics;

/// <summary>How often a voice is singled out of a gallery.</summary>
/// <param name="GallerySize">Voices in the gallery, one clip each.</param>
/// <param name="Rate">Share of other clips of these voices whose best match (cosine) is the clip of their own voice; NaN where no voice has a second clip.</param>
/// <param name="Chance">What guessing reaches: 1 / gallery size.</param>
public sealed record SinglingOutRate(int GallerySize, double Rate, double Chance);

/// <summary>Singling out: given one clip of each of some voices, is another clip recognised? The risk falls as the gallery grows, so it is stated by its size.</summary>
public static class SinglingOut
{
    private const int Galleries = 200;

    /// <summary>Sizes 2, 5, 10, 20, 50 … up to all voices; each over 200 galleries of voices and clips drawn from the seed.</summary>
    /// <param name="matrix">Embeddings (N, D).</param>
    /// <param name="labels">Voice of each row.</param>
    /// <param name="seed">The same seed gives the same rates.</param>
    /// <exception cref="MetricsException">Labels and rows differ in number, or a value is not finite.</exception>
    public static IReadOnlyList<SinglingOutRate> Compute(EmbeddingMatrix matrix, SpaceLabels labels, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(labels);
        labels.RequireRowsOf(matrix);
        var units = Units(matrix);
        var random = new SeededRandom(seed);
        return [.. Sizes(labels.VoiceCount).Select(size => Rate([Tally(units, labels.RowsByVoice(), size, random)], size))];
    }

    /// <summary>
    /// The same by someone who has trained a head (<see cref="SpeakerHead"/>, compared by cosine) on other voices: galleries hold voices of one fold of <see cref="UnseenVoices"/> and clips are seen through
    /// the head fitted on the other folds. Sizes up to the voices of the smallest fold; the folds' galleries count together.
    /// </summary>
    /// <param name="matrix">Embeddings (N, D).</param>
    /// <param name="labels">Voice of each row.</param>
    /// <param name="seed">The same seed gives the same rates.</param>
    /// <returns>Empty where no head can be fitted and tried on two other voices.</returns>
    /// <exception cref="MetricsException">Labels and rows differ in number, or a value is not finite.</exception>
    public static IReadOnlyList<SinglingOutRate> OfUnseenVoices(EmbeddingMatrix matrix, SpaceLabels labels, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(labels);
        labels.RequireRowsOf(matrix);
        matrix.RequireFinite();
        if (VoiceFolds.Of(labels, textsApart: false) is not { } folds)
            return [];
        var seen = new List<(double[][] Units, int[][] RowsOf)>();
        for (var cell = 0; cell < folds.Cells; cell++)
        {
            if (UnseenVoices.Fit(matrix, labels, folds.Train(cell)) is not { } head)
                return [];
            var test = folds.Test(cell);
            seen.Add((Units(head.Transform(matrix.Select(test))), labels.Select(test).RowsByVoice()));
        }

        var random = new SeededRandom(seed);
        return [.. Sizes(seen.Min(f => f.RowsOf.Length)).Select(size => Rate(seen.Select(f => Tally(f.Units, f.RowsOf, size, random)), size))];
    }

    private static double[][] Units(EmbeddingMatrix matrix)
    {
        var space = new CosineSpace(matrix, centred: false);
        var units = new double[matrix.Rows][];
        for (var i = 0; i < units.Length; i++)
            space.Unit(i, units[i] = new double[matrix.Dimension]);
        return units;
    }

    private static SinglingOutRate Rate(IEnumerable<(int Right, int Probes)> tallies, int size)
    {
        var (right, probes) = tallies.Aggregate((Right: 0, Probes: 0), (sum, t) => (sum.Right + t.Right, sum.Probes + t.Probes));
        return new SinglingOutRate(size, (double)right / probes, 1.0 / size);
    }

    private static IEnumerable<int> Sizes(int voices)
    {
        for (var decade = 1; decade <= voices / 2; decade *= 10)
            foreach (var size in new[] { 2 * decade, 5 * decade, 10 * decade })
                if (size < voices)
                    yield return size;
        if (voices >= 2)
            yield return voices;
    }

    /// <summary>One probe per voice of each gallery, so that voices of many clips don't count more.</summary>
    private static (int Right, int Probes) Tally(double[][] units, int[][] rowsOf, int size, SeededRandom random)
    {
        int right = 0, probes = 0;
        int[] voices = [.. Enumerable.Range(0, rowsOf.Length)];
        for (var g = 0; g < Galleries; g++)
        {
            random.Shuffle<int>(voices);
            int[] gallery = [.. voices.Take(size).Select(v => rowsOf[v][random.NextInt(rowsOf[v].Length)])];
            for (var k = 0; k < size; k++)
            {
                var own = rowsOf[voices[k]];
                if (own.Length < 2)
                    continue;
                var other = random.NextInt(own.Length - 1);
                var probe = own[other] == gallery[k] ? own[^1] : own[other];
                probes++;
                right += Best(units, probe, gallery) == k ? 1 : 0;
            }
        }
        return (right, probes);
    }

    /// <summary>Position of the most alike; −1 where two are equally so, which singles nobody out.</summary>
    private static int Best(double[][] units, int probe, int[] gallery)
    {
        var (best, at) = (double.NegativeInfinity, -1);
        for (var k = 0; k < gallery.Length; k++)
        {
            var cosine = FixedOrder.Dot(units[probe], units[gallery[k]]);
            (best, at) = cosine > best ? (cosine, k) : cosine == best ? (best, -1) : (best, at);
        }
        return at;
    }
}
