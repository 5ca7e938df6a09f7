using MimiNative.Analysis.Conditions;
using MimiNative.Analysis.Voices;
using MimiNative.Audio;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Diarization;

/// <summary>A clip that conversations are made of.</summary>
/// <param name="Voice">Who speaks.</param>
/// <param name="Samples">Mono at 24 kHz.</param>
public sealed record ConversationClip(string Voice, float[] Samples);

/// <summary>A made conversation, of which it is known who speaks when.</summary>
/// <param name="Name">What RTTM files call it.</param>
/// <param name="Samples">Mono at 24 kHz.</param>
/// <param name="Turns">The turns by start.</param>
public sealed record Conversation(string Name, float[] Samples, IReadOnlyList<SpeakerTurn> Turns)
{
    private const int Rate = AudioFile.DefaultSampleRate;
    private const double OverlapShare = 0.2;
    private const double NoiseDecibels = -65;

    /// <summary>Its length.</summary>
    public double Seconds => (double)Samples.Length / Rate;

    /// <summary>
    /// Mixes clips of several voices: each clip is a turn, in random order, the silence at its ends cut off. Every clip has the same active level and no offset (<c>equalised</c>), so that neither tells speakers
    /// apart. One turn in five begins up to 0.6 s before the last ends, the others 0.1 to 0.7 s after. White noise at −65 dBFS lies under all. The same arguments give the same bits.
    /// </summary>
    /// <param name="name">What RTTM files call it; also part of the seed.</param>
    /// <param name="clips">What is said; each clip is used once at most.</param>
    /// <param name="seconds">Ends with the turn that reaches this, or where clips end.</param>
    /// <param name="seed">Of order, pauses, overlap and noise.</param>
    public static Conversation Mix(string name, IReadOnlyList<ConversationClip> clips, double seconds = double.PositiveInfinity, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(clips);
        var random = SplitMix64.For($"{seed}:conversation:{name}");
        var left = clips.Select(c => new ConversationClip(c.Voice, Trimmed(c.Samples))).Where(c => c.Samples.Length > 0).ToList();
        var (samples, turns) = (new List<float>(), new List<SpeakerTurn>());
        while (left.Count > 0 && samples.Count < seconds * Rate)
        {
            // A voice first, then one of its clips: who has many clips doesn't speak the more.
            string[] voices = [.. left.Select(c => c.Voice).Distinct()];
            var voice = voices[(int)(random.Next() * voices.Length)];
            int[] of = [.. Enumerable.Range(0, left.Count).Where(i => left[i].Voice == voice)];
            var chosen = of[(int)(random.Next() * of.Length)];
            var clip = left[chosen].Samples;
            left.RemoveAt(chosen);
            var (overlaps, amount) = (random.Next() < OverlapShare && turns.Count > 0 && turns[^1].Speaker != voice, random.Next());
            var start = !overlaps ? samples.Count + (int)((0.1 + 0.6 * amount) * Rate)
                : samples.Count - (int)Math.Min(0.6 * (0.25 + 0.75 * amount) * Rate, 0.5 * Math.Min(clip.Length, turns[^1].Duration * Rate));
            while (samples.Count < start + clip.Length)
                samples.Add(0);
            for (var i = 0; i < clip.Length; i++)
                samples[start + i] += clip[i];
            turns.Add(new(voice, (double)start / Rate, (double)(start + clip.Length) / Rate));
        }
        var mixed = new float[samples.Count + (turns.Count > 0 ? Rate / 4 : 0)];
        samples.CopyTo(mixed);
        var noise = Level.Amplitude(NoiseDecibels);
        for (var i = 0; i < mixed.Length; i++)
            mixed[i] = (float)Math.Clamp(mixed[i] + noise * random.NextNormal(), -1, 1);
        return new(name, mixed, turns);
    }

    /// <summary>The clip at the common level, from the first to the last speech in it; empty where there is none.</summary>
    private static float[] Trimmed(float[] clip)
    {
        var level = Equalised.Apply(clip, Rate);
        var regions = EnergyVad.Regions(new ArrayAudioSource(level, Rate));
        return regions.Count == 0 ? [] : level[(int)(regions[0].Start * Rate)..(int)Math.Min(level.Length, regions[^1].End * Rate)];
    }
}
