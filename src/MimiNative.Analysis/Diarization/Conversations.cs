using MimiNative.Analysis.Data;
using MimiNative.Audio;

namespace MimiNative.Analysis.Diarization;

/// <summary>Conversations of a data set's voices.</summary>
public static class Conversations
{
    /// <summary>Seconds of a conversation where nothing else is said.</summary>
    public const double DefaultSeconds = 40;

    private const int MostTries = 1000;

    /// <summary>Who speaks with whom: every group of so many voices where there are not more than <paramref name="most"/>, else as many different ones, drawn by the seed. Voices in ordinal order.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Casts(IReadOnlyList<string> voices, int speakers, int most, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(voices);
        ArgumentOutOfRangeException.ThrowIfLessThan(speakers, 1);
        if (voices.Count < speakers)
            return [];
        if (Groups(voices.Count, speakers) <= most)
            return [.. All(voices, speakers)];
        var random = SplitMix64.For($"{seed}:casts");
        var casts = new Dictionary<string, IReadOnlyList<string>>();
        for (var i = 0; i < MostTries && casts.Count < most; i++)
        {
            var left = voices.ToList();
            var cast = new List<string>();
            while (cast.Count < speakers)
            {
                var k = (int)(random.Next() * left.Count);
                cast.Add(left[k]);
                left.RemoveAt(k);
            }
            cast.Sort(StringComparer.Ordinal);
            casts.TryAdd(string.Join('\n', cast), cast);
        }
        return [.. casts.Values];
    }

    /// <summary>One conversation for each cast, made when it is asked for; named <c>conversation01</c> and so on.</summary>
    /// <param name="data">Clean clips are used, damaged ones as far as they can be read.</param>
    /// <param name="casts">Who speaks in each.</param>
    /// <param name="seconds">See <see cref="Conversation.Mix"/>.</param>
    /// <param name="seed">Of everything that is drawn.</param>
    /// <exception cref="AudioException">A clip can't be read.</exception>
    /// <exception cref="DataSetException">No clip of a conversation holds speech.</exception>
    public static IEnumerable<Conversation> Of(DataSet data, IReadOnlyList<IReadOnlyList<string>> casts, double seconds = DefaultSeconds, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(casts);
        foreach (var (number, cast) in casts.Index())
        {
            var conversation = Conversation.Mix($"conversation{number + 1:00}", [.. Drawn(data, cast, number, seconds, seed)], seconds, seed);
            yield return conversation.Turns.Count > 0 ? conversation : throw new DataSetException($"{data.Source}: no speech was found in the clips of {string.Join(", ", cast)}");
        }
    }

    // Not all clips of a voice are read where they last longer than the conversation.
    private static IEnumerable<ConversationClip> Drawn(DataSet data, IReadOnlyList<string> cast, int number, double seconds, ulong seed)
    {
        foreach (var voice in cast)
        {
            var random = SplitMix64.For($"{seed}:{number}:{voice}");
            var clips = data.Samples.Where(s => s.Voice == voice && s.IsClean).ToList();
            for (var read = 0.0; clips.Count > 0 && read < 2 * seconds;)
            {
                var k = (int)(random.Next() * clips.Count);
                var samples = Recording.ReadAll(clips[k]);
                clips.RemoveAt(k);
                read += (double)samples.Length / AudioFile.DefaultSampleRate;
                yield return new(voice, samples);
            }
        }
    }

    private static double Groups(int n, int k)
    {
        var groups = 1.0;
        for (var i = 1; i <= k; i++)
            groups = groups * (n - k + i) / i;
        return groups;
    }

    private static IEnumerable<IReadOnlyList<string>> All(IReadOnlyList<string> voices, int speakers)
    {
        if (speakers == 0)
            return [[]];
        return Enumerable.Range(0, voices.Count - speakers + 1).SelectMany(i => All([.. voices.Skip(i + 1)], speakers - 1).Select(rest => (IReadOnlyList<string>)[voices[i], .. rest]));
    }
}
