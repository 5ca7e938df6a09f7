using MimiNative.Analysis.Voices;

namespace MimiNative.Analysis.Conditions;

/// <summary>
/// Other people talking, 10 dB below the clip together: up to six clips of as many other voices, never of the clip's own, all equally loud, each repeated from a place of its own
/// until the clip ends. Who talks and from where depends on the clip's id and the voices that there are.
/// </summary>
internal static class Babble
{
    public const double SnrDecibels = 10;
    public const int MostTalkers = 6;

    /// <summary>The clips that talk behind one: positions in <paramref name="voices"/>, in the order in which they are added; empty where there is only one voice.</summary>
    /// <param name="voices">Voice of each clip that there is.</param>
    /// <param name="index">The clip to disturb.</param>
    /// <param name="sampleId">Its id.</param>
    /// <param name="seed">Of the whole data set's babble.</param>
    public static IReadOnlyList<int> Talkers(IReadOnlyList<string> voices, int index, string sampleId, ulong seed = 1)
    {
        var random = SplitMix64.For($"{seed}:{sampleId}:babble");
        var others = Enumerable.Range(0, voices.Count).Where(i => voices[i] != voices[index])
            .GroupBy(i => voices[i]).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToArray()).ToList();
        var talkers = new List<int>();
        while (others.Count > 0 && talkers.Count < MostTalkers)
        {
            var voice = (int)(others.Count * random.Next());
            talkers.Add(others[voice][(int)(others[voice].Length * random.Next())]);
            others.RemoveAt(voice);
        }

        return talkers;
    }

    /// <summary>The clip with the talkers behind it.</summary>
    public static float[] Apply(ReadOnlySpan<float> clip, IReadOnlyList<float[]> talkers, string sampleId, ulong seed = 1)
    {
        var random = SplitMix64.For($"{seed}:{sampleId}:babble-places");
        var sum = new double[clip.Length];
        foreach (var talker in talkers)
        {
            var at = (int)(talker.Length * random.Next());
            var rms = Level.Rms(talker);
            if (rms == 0)
                continue;
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += talker[at] / rms;
                at = at + 1 < talker.Length ? at + 1 : 0;
            }
        }

        return Level.Mix(clip, sum, SnrDecibels);
    }
}
