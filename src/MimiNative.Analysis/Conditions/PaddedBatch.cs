namespace MimiNative.Analysis.Conditions;

/// <summary>
/// Padded like the seed study: batches of eight clips in the data set's order, each clip filled with zeros up to its batch's longest, and pooled over all of it.
/// The encoder is causal, so the padding changes nothing before the clip's last frame; what it changes is the pooled vector.
/// </summary>
internal static class PaddedBatch
{
    public const int Clips = 8;

    /// <summary>The positions of the clips in the batch of clip <paramref name="index"/>.</summary>
    public static Range Of(int index, int count)
    {
        var start = index / Clips * Clips;
        return start..Math.Min(start + Clips, count);
    }

    /// <summary>The clip with zeros behind it up to <paramref name="length"/> samples.</summary>
    public static float[] Apply(ReadOnlySpan<float> clip, long length)
    {
        var padded = new float[Math.Max(clip.Length, length)];
        clip.CopyTo(padded);
        return padded;
    }
}
