namespace MimiNative.Metrics;

/// <summary>How far a headline metric may be off because only some clips' pairs were looked at: one standard error.</summary>
/// <param name="Name">The metric's name in the JSON of <see cref="SpaceMetrics"/>.</param>
/// <param name="Raw">Of the embeddings as they are.</param>
/// <param name="Centred">With the mean taken off.</param>
public sealed record SamplingError(string Name, double Raw, double Centred);

/// <summary>
/// Which clips' pairs were looked at, where there are too many clips for all: every voice gives its share, drawn from the seed. Standard errors come from <see cref="Groups"/> random groups of the sample, dealt out voice by voice:
/// a metric's spread over the groups divided by the square root of their number. They say what the choice of clips did, not what other voices would do: that is what the intervals are for.
/// </summary>
/// <param name="Clips">Clips in the sample.</param>
/// <param name="Errors">Standard errors; consistency has none, it is of all clips.</param>
public sealed record PairSample(int Clips, IReadOnlyList<SamplingError> Errors)
{
    /// <summary>Groups that the errors come from.</summary>
    public const int Groups = 10;

    /// <summary>The clips of the sample, voice by voice; null where all are taken.</summary>
    internal static int[]? Choose(SpaceLabels labels, int most, ulong seed)
    {
        if (labels.Rows <= most)
            return null;
        var random = new SeededRandom(seed);
        var voices = labels.RowsByVoice();
        foreach (var clips in voices)
            random.Shuffle<int>(clips);
        // Every (rows / most)-th clip in the order of voices: each voice gives its share, to within one clip.
        int[] all = [.. voices.SelectMany(v => v)];
        var start = random.NextDouble();
        return [.. Enumerable.Range(0, most).Select(k => all[(int)Math.Min(all.Length - 1, (k + start) * all.Length / most)])];
    }

    /// <summary>Standard error of each headline metric of one view.</summary>
    internal static double[] ErrorsOf(CosineSpace space, SpaceLabels labels, int[] sample)
    {
        // What is of all clips - distances of centroids, consistency - is the same for every group: it is measured once.
        var (voice, shift) = (VoiceMetrics.OfAllClips(space, labels), PairStatistics.MeanCosine(space));
        var measured = Enumerable.Range(0, Groups).Select(g =>
        {
            // The sample stands voice by voice in random order, so that every tenth clip is a random part of each voice.
            var pass = PairPass.Run(space, labels, [.. sample.Where((_, at) => at % Groups == g)], shift, null, null);
            var pairs = PairStatistics.Of(pass);
            return Headlines.Of(voice.With(pairs, labels), VerificationMetrics.From(pairs, pass.Scores));
        }).ToArray();
        return [.. Enumerable.Range(0, Headlines.Count).Select(m => m == Headlines.Consistency ? 0 : Deviation([.. measured.Select(v => v[m])]) / Math.Sqrt(Groups))];
    }

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }
}
