namespace MimiNative.Metrics;

/// <summary>
/// The clips that probes are fitted and tried on: all, up to <see cref="MostClips"/> of at most <see cref="MostVoices"/> voices; above, a seeded choice of voices and of an equal number of clips of each.
/// A logistic regression takes time in proportion to clips × voices × channels, a hundred times over; where clips are chosen anyway it also stops a hundred times (in the online code a thousand times) earlier,
/// at scikit-learn's own bound, which moves no more than a clip in a thousand.
/// </summary>
internal static class ProbeSample
{
    public const int MostClips = 4096;

    public const int MostVoices = 256;

    /// <summary>A logistic probe of chosen clips stops when no entry of the gradient, per clip, is larger.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>The same for the online code, whose bits follow the fit more closely.</summary>
    public const double CodeTolerance = 1e-6;

    /// <summary>The chosen clips, ascending; null where all are taken.</summary>
    public static int[]? Choose(SpaceLabels labels)
    {
        if (labels.Rows <= MostClips && labels.VoiceCount <= MostVoices)
            return null;
        var random = new SeededRandom(1);
        var voices = labels.RowsByVoice();
        random.Shuffle<int[]>(voices);
        var count = Math.Min(voices.Length, MostVoices);
        var rows = new List<int>();
        foreach (var clips in voices.AsSpan(0, count))
        {
            random.Shuffle<int>(clips);
            rows.AddRange(clips.AsSpan(0, Math.Min(clips.Length, MostClips / count)));
        }
        return [.. rows.Order()];
    }
}
