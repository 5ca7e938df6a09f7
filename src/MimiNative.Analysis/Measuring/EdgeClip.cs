using MimiNative.Analysis.Data;

namespace MimiNative.Analysis.Measuring;

/// <summary>What edge cases are made of: a clip, other clips of its voice to make it longer, and a clip of another voice.</summary>
/// <param name="Speech">The clip.</param>
/// <param name="More">Other clips of the voice, other texts first; for the first <see cref="MostLong"/> voices only.</param>
/// <param name="Other">A clip of another voice.</param>
internal sealed record EdgeClip(Sample Speech, IReadOnlyList<Sample> More, Sample Other)
{
    /// <summary>At most this many voices are used.</summary>
    public const int MostVoices = 6;

    /// <summary>Half a minute of speech costs as much as twenty other cases: only so many voices give it.</summary>
    public const int MostLong = 2;

    /// <summary>The longest clip (short ones leave little to cut from) of each of some voices, spread evenly over the data set; the other voice is the next of them.</summary>
    /// <param name="samples">Clean clips of two or more voices.</param>
    /// <param name="seconds">Their lengths, by id.</param>
    /// <exception cref="ArgumentException">There are fewer than two voices.</exception>
    public static IReadOnlyList<EdgeClip> Choose(IReadOnlyList<Sample> samples, IReadOnlyDictionary<string, double> seconds)
    {
        var voices = samples.GroupBy(s => s.Voice).OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => v.OrderByDescending(s => seconds[s.Id]).ToList()).ToList();
        if (voices.Count < 2)
            throw new ArgumentException("edge cases take clips of two voices", nameof(samples));
        var count = Math.Min(MostVoices, voices.Count);
        var chosen = Enumerable.Range(0, count).Select(i => voices[i * voices.Count / count]).ToList();
        return
        [
            .. chosen.Select((voice, v) =>
                new EdgeClip(voice[0], v < MostLong ? [.. voice.Skip(1).OrderBy(s => s.Text is not null && s.Text == voice[0].Text)] : [], chosen[(v + 1) % count][0])),
        ];
    }
}
