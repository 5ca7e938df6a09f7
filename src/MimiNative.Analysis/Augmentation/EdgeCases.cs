using System.Globalization;
using MimiNative.Analysis.Voices;

namespace MimiNative.Analysis.Augmentation;

/// <summary>What an edge case was made of.</summary>
public enum EdgeCarrier
{
    /// <summary>A clip of the data set.</summary>
    Speech,

    /// <summary>White Gaussian noise as loud as that clip: what the seed study tested with.</summary>
    Noise,

    /// <summary>Neither: silence and pure noise.</summary>
    None,
}

/// <summary>A signal that an encoder should survive, and what was done to make it.</summary>
/// <param name="Group">Name of the test, as in <c>edge_test_results.json</c>, e.g. <c>short_audio</c>; <c>reference</c>: what the others are compared with.</param>
/// <param name="Name">Of the case in its group, e.g. <c>0.5s</c>.</param>
/// <param name="Carrier">What it was made of.</param>
/// <param name="Description">What was done, in words.</param>
/// <param name="Samples">Mono, at <see cref="SyntheticVoices.SampleRate"/>.</param>
public sealed record EdgeCase(string Group, string Name, EdgeCarrier Carrier, string Description, float[] Samples)
{
    /// <summary>Unique among the cases of one clip, e.g. <c>short_audio/0.5s/speech</c>.</summary>
    public string Id => $"{Group}/{Name}/{Carrier.ToString().ToLowerInvariant()}";
}

/// <summary>Makes the signals of the edge-case stage from speech. The same arguments give the same bits on every machine. No signal is made twice under two names.</summary>
public static class EdgeCases
{
    /// <summary>The longest case, in seconds.</summary>
    public const double LongestSeconds = 30;

    /// <summary>Group of the signals that others are compared with.</summary>
    public const string Reference = "reference";

    /// <summary>The group whose case holds two voices at once.</summary>
    public const string Overlap = "overlapping_voices";

    private const int Rate = SyntheticVoices.SampleRate;
    private const double NoiseRms = 0.1;
    private const double NoiseSeconds = 3;

    private static readonly (string Group, double Seconds)[] Lengths =
    [
        ("short_audio", 0.1), ("short_audio", 0.5), ("short_audio", 1), ("variable_length", 2), ("variable_length", 3), ("long_audio", 5), ("long_audio", 10), ("long_audio", LongestSeconds),
    ];

    /// <summary>The edge cases of a clip of speech, references first. Cases longer than the clip and the voice's other sentences together are left out: speech isn't looped.</summary>
    /// <param name="speech">A clip at 24 kHz, preferably two seconds or more.</param>
    /// <param name="moreSpeech">Other sentences of the voice, joined; may be empty.</param>
    /// <param name="otherSpeech">A clip of another voice.</param>
    /// <exception cref="ArgumentException">A clip without samples.</exception>
    public static IReadOnlyList<EdgeCase> OfSpeech(ReadOnlySpan<float> speech, ReadOnlySpan<float> moreSpeech, ReadOnlySpan<float> otherSpeech)
    {
        if (speech.IsEmpty || otherSpeech.IsEmpty)
            throw new ArgumentException("edge cases are made from speech; this clip has no samples", speech.IsEmpty ? nameof(speech) : nameof(otherSpeech));
        var (clip, whole) = (speech.ToArray(), (float[])[.. speech, .. moreSpeech]);
        var cases = new List<EdgeCase> { new(Reference, "original", EdgeCarrier.Speech, "unchanged", clip), new(Reference, "other", EdgeCarrier.Speech, "the other voice, unchanged", otherSpeech.ToArray()) };
        AddChanges(cases, EdgeCarrier.Speech, clip, length => length <= clip.Length ? ("its loudest {0}", Loudest(clip, length))
            : length <= whole.Length ? ("joined with other sentences of the voice to {0}", whole[..length]) : null);
        cases.Add(new(Overlap, "equal_level", EdgeCarrier.Speech, "another voice speaks at the same time, equally loud", Mixed(speech, otherSpeech)));
        return cases;
    }

    /// <summary>The cases that hold no voice: silence, pure noise, and the changes of speech made to noise as loud as a clip.</summary>
    /// <param name="like">The clip whose length and level they take.</param>
    /// <param name="seed">Random seed of the noise.</param>
    /// <exception cref="ArgumentException">A clip without samples.</exception>
    public static IReadOnlyList<EdgeCase> WithoutVoice(ReadOnlySpan<float> like, ulong seed = 1)
    {
        if (like.IsEmpty)
            throw new ArgumentException("this clip has no samples", nameof(like));
        var noise = Gaussian(Math.Max(like.Length, (int)(LongestSeconds * Rate)), Rms(like), seed, "carrier");
        var clip = noise[..like.Length];
        var cases = new List<EdgeCase> { new(Reference, "original", EdgeCarrier.Noise, "unchanged", clip) };
        AddChanges(cases, EdgeCarrier.Noise, clip, length => ("{0} of it", noise[..length]));
        cases.Add(new("silence", "digital", EdgeCarrier.None, "zeros", new float[like.Length]));
        cases.Add(new("silence", "room", EdgeCarrier.None, "Gaussian noise at -80 dBFS, a quiet room", Gaussian(like.Length, 1e-4, seed, "room")));
        const int Length = (int)(NoiseSeconds * Rate);
        cases.Add(new("pure_noise", "gaussian", EdgeCarrier.None, "white Gaussian noise, RMS 0.1", Gaussian(Length, NoiseRms, seed, "gaussian")));
        var random = SplitMix64.For($"{seed}:uniform");
        var uniform = new float[Length];
        foreach (ref var sample in uniform.AsSpan())
            sample = (float)(NoiseRms * Math.Sqrt(3) * random.NextSigned());
        cases.Add(new("pure_noise", "uniform", EdgeCarrier.None, "white uniform noise, RMS 0.1", uniform));
        return cases;
    }

    private static void AddChanges(List<EdgeCase> cases, EdgeCarrier carrier, float[] clip, Func<int, (string Description, float[] Samples)?> ofLength)
    {
        foreach (var (group, seconds) in Lengths)
            if (ofLength((int)(seconds * Rate)) is var (description, samples))
                Add(group, Seconds(seconds), string.Format(CultureInfo.InvariantCulture, description, Seconds(seconds)), samples);
        Add("low_volume", "-40dB", "a hundredth of its amplitude", Map(clip, x => x * 0.01f));
        Add("low_volume", "-60dB", "a thousandth of its amplitude", Map(clip, x => x * 0.001f));
        var gain = (float)(1 / Math.Max(Rms(clip), 1e-9));
        Add("clipped", "rms_0dBFS", "amplified to an RMS of full scale, then clipped to it", Map(clip, x => Math.Clamp(x * gain, -1, 1)));
        Add("dc_offset", "+0.1", "0.1 of full scale added", Map(clip, x => x + 0.1f));

        void Add(string group, string name, string description, float[] samples) => cases.Add(new(group, name, carrier, description, samples));
    }

    /// <summary>The loudest piece of that length, in steps of 10 ms: the first 0.1 s of a recording is often the room.</summary>
    private static float[] Loudest(float[] clip, int length)
    {
        const int Step = Rate / 100;
        var (best, bestPower) = (0, -1.0);
        for (var start = 0; start + length <= clip.Length; start += Step)
        {
            var power = Rms(clip.AsSpan(start, length));
            if (power > bestPower)
                (best, bestPower) = (start, power);
        }

        return clip.AsSpan(best, length).ToArray();
    }

    private static float[] Mixed(ReadOnlySpan<float> speech, ReadOnlySpan<float> other)
    {
        var gain = (float)(Rms(speech) / Math.Max(Rms(other), 1e-9));
        var mixed = new float[speech.Length];
        for (var i = 0; i < mixed.Length; i++)
            mixed[i] = speech[i] + gain * other[i % other.Length];
        return mixed;
    }

    private static float[] Gaussian(int length, double rms, ulong seed, string purpose)
    {
        var random = SplitMix64.For($"{seed}:{purpose}");
        var noise = new float[length];
        foreach (ref var sample in noise.AsSpan())
            sample = (float)(rms * random.NextNormal());
        return noise;
    }

    private static float[] Map(float[] clip, Func<float, float> change) => Array.ConvertAll(clip, x => change(x));

    private static double Rms(ReadOnlySpan<float> samples)
    {
        var squares = 0.0;
        foreach (var sample in samples)
            squares += (double)sample * sample;
        return Math.Sqrt(squares / samples.Length);
    }

    private static string Seconds(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture) + "s";
}
