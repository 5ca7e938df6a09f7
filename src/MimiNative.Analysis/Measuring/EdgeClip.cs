using MimiNative.Analysis.Data;

namespace MimiNative.Analysis.Measuring;

/// <summary>What edge cases are made of: a clip, other clips of its voice to make it longer, and a clip of another voice.</summary>
/// <param name="Speech">The clip.</param>
/// <param name="More">Other clips of the voice, other texts first; none for all but a voice's first clip, since half a minute of speech costs as much as twenty other cases.</param>
/// <param name="Other">A clip of another voice.</param>
public sealed record EdgeClip(Sample Speech, IReadOnlyList<Sample> More, Sample Other)
{
    /// <summary>At most this many voices are used.</summary>
    public const int MostVoices = 4;

    /// <summary>Clips of each of them.</summary>
    public const int PerVoice = 2;

    /// <summary>The longest clips (short ones leave little to cut from) of voices spread evenly over the data set; the other voice is the next of them.</summary>
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
            .. chosen.SelectMany((voice, v) => voice.Take(PerVoice).Select((clip, c) =>
                new EdgeClip(clip, [.. voice.Where(s => c == 0 && s != clip).OrderBy(s => s.Text is not null && s.Text == clip.Text)], chosen[(v + 1) % count][0]))),
        ];
    }
}
