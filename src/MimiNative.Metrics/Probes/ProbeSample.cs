namespace MimiNative.Metrics;

/// <summary>
/// The clips that probes are fitted and tried on: all, up to <see cref="MostClips"/> of at most <see cref="MostVoices"/> voices; above, a seeded choice of voices and of an equal number of clips of each.
/// A logistic regression takes time in proportion to clips × voices × channels, a hundred times over.
/// </summary>
internal static class ProbeSample
{
    public const int MostClips = 4096;

    public const int MostVoices = 256;

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
