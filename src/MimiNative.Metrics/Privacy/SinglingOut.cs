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
    private const int FewestGalleries = 20;

    /// <summary>Above 1,000 voices fewer galleries tell as much: so many clips are asked for each size.</summary>
    private const int MostProbes = 200_000;

    private const int ProbesAtOnce = 64;

    /// <summary>Sizes 2, 5, 10, 20, 50 … up to all voices; each over 200 galleries of voices and clips drawn from the seed (above 1,000 voices over 200,000 / size, at least 20).</summary>
    /// <param name="matrix">Embeddings (N, D).</param>
    /// <param name="labels">Voice of each row.</param>
    /// <param name="seed">The same seed gives the same rates.</param>
    /// <exception cref="MetricsException">Labels and rows differ in number, or a value is not finite.</exception>
    public static IReadOnlyList<SinglingOutRate> Compute(EmbeddingMatrix matrix, SpaceLabels labels, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(labels);
        labels.RequireRowsOf(matrix);
        var (space, random, rows) = (new CosineSpace(matrix, centred: false), new SeededRandom(seed), labels.RowsByVoice());
        return [.. Sizes(labels.VoiceCount).Select(size => Rate([Tally(space, rows, size, random)], size))];
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
        var seen = new List<(CosineSpace Space, int[][] RowsOf)>();
        for (var cell = 0; cell < folds.Cells; cell++)
        {
            if (UnseenVoices.Fit(matrix, labels, folds.Train(cell)) is not { } head)
                return [];
            var test = folds.Test(cell);
            seen.Add((new CosineSpace(head.Transform(matrix.Select(test)), centred: false), labels.Select(test).RowsByVoice()));
        }

        var random = new SeededRandom(seed);
        return [.. Sizes(seen.Min(f => f.RowsOf.Length)).Select(size => Rate(seen.Select(f => Tally(f.Space, f.RowsOf, size, random)), size))];
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
    private static (int Right, int Probes) Tally(CosineSpace space, int[][] rowsOf, int size, SeededRandom random)
    {
        var drawn = new (int[] Gallery, List<(int Row, int Place)> Asked)[Math.Clamp(MostProbes / size, FewestGalleries, Galleries)];
        int[] voices = [.. Enumerable.Range(0, rowsOf.Length)];
        for (var g = 0; g < drawn.Length; g++)
        {
            random.Shuffle<int>(voices);
            drawn[g] = ([.. voices.Take(size).Select(v => rowsOf[v][random.NextInt(rowsOf[v].Length)])], []);
            for (var k = 0; k < size; k++)
            {
                var own = rowsOf[voices[k]];
                if (own.Length < 2)
                    continue;
                var other = random.NextInt(own.Length - 1);
                drawn[g].Asked.Add((own[other] == drawn[g].Gallery[k] ? own[^1] : own[other], k));
            }
        }
        var right = 0;
        Workers.For(drawn.Length, () => new Scratch(space, size), (g, scratch) => scratch.Right += scratch.CountRight(drawn[g].Gallery, drawn[g].Asked), scratch => right += scratch.Right);
        return (right, drawn.Sum(d => d.Asked.Count));
    }

    /// <summary>A thread's memory for galleries.</summary>
    private sealed class Scratch(CosineSpace space, int size)
    {
        private readonly PackedRows _gallery = new();
        private readonly double[] _units = new double[Math.Max(size, ProbesAtOnce) * space.Dimension];
        private readonly double[] _cosines = new double[ProbesAtOnce * size];

        public int Right { get; set; }

        public int CountRight(int[] gallery, List<(int Row, int Place)> asked)
        {
            space.Units(gallery, _units);
            _gallery.Fill(_units, gallery.Length, space.Dimension);
            var right = 0;
            foreach (var probes in asked.Chunk(ProbesAtOnce))
            {
                space.Units(Array.ConvertAll(probes, a => a.Row), _units);
                _gallery.Multiply(_units, probes.Length, _cosines);
                for (var a = 0; a < probes.Length; a++)
                    if (Best(_cosines.AsSpan(a * gallery.Length, gallery.Length)) == probes[a].Place)
                        right++;
            }
            return right;
        }
    }

    /// <summary>Position of the most alike; −1 where two are equally so, which singles nobody out.</summary>
    private static int Best(ReadOnlySpan<double> cosines)
    {
        var (best, at) = (double.NegativeInfinity, -1);
        for (var k = 0; k < cosines.Length; k++)
            (best, at) = cosines[k] > best ? (cosines[k], k) : cosines[k] == best ? (best, -1) : (best, at);
        return at;
    }
}
