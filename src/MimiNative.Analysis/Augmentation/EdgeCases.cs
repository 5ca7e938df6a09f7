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

    /// <summary>Neither.</summary>
    None,
}

/// <summary>A signal that an encoder should survive, and what was done to make it.</summary>
/// <param name="Group">Name of the test, as in <c>edge_test_results.json</c>, e.g. <c>short_audio</c>; <c>reference</c>: the carrier as it is, for the others to be compared with.</param>
/// <param name="Name">Of the case in its group, e.g. <c>0.5s</c>.</param>
/// <param name="Carrier">What it was made of.</param>
/// <param name="Description">What was done, in words.</param>
/// <param name="Samples">Mono, at <see cref="SyntheticVoices.SampleRate"/>.</param>
public sealed record EdgeCase(string Group, string Name, EdgeCarrier Carrier, string Description, float[] Samples)
{
    /// <summary>Unique among the cases of one clip, e.g. <c>short_audio/0.5s/speech</c>.</summary>
    public string Id => $"{Group}/{Name}/{Carrier.ToString().ToLowerInvariant()}";
}

/// <summary>Makes the signals of the edge-case stage from a clip of speech. The same arguments give the same bits on every machine.</summary>
public static class EdgeCases
{
    private const int Rate = SyntheticVoices.SampleRate;
    private const double NoiseRms = 0.1;
    private const double NoiseSeconds = 3;

    /// <summary>All edge cases of a clip, references first.</summary>
    /// <param name="speech">A clip at 24 kHz, preferably two seconds or more.</param>
    /// <param name="otherSpeech">A clip of another voice.</param>
    /// <param name="seed">Of the noise.</param>
    /// <exception cref="ArgumentException">A clip without samples.</exception>
    public static IReadOnlyList<EdgeCase> Make(ReadOnlySpan<float> speech, ReadOnlySpan<float> otherSpeech, ulong seed = 1)
    {
        if (speech.IsEmpty || otherSpeech.IsEmpty)
            throw new ArgumentException("edge cases are made from speech; this clip has no samples", speech.IsEmpty ? nameof(speech) : nameof(otherSpeech));
        var cases = new List<EdgeCase>();
        AddCarrier(cases, EdgeCarrier.Speech, speech.ToArray());
        AddCarrier(cases, EdgeCarrier.Noise, Gaussian(speech.Length, Rms(speech), seed, "carrier"));
        cases.Add(new("overlapping_voices", "equal_level", EdgeCarrier.Speech, "another voice speaks at the same time, equally loud", Overlap(speech, otherSpeech)));
        AddSilence(cases, speech.Length, seed);
        AddNoise(cases, seed);
        return cases;
    }

    private static void AddCarrier(List<EdgeCase> cases, EdgeCarrier carrier, float[] clip)
    {
        Add("reference", "original", "unchanged", clip);
        foreach (var seconds in (double[])[0.1, 0.5, 1])
            Add("short_audio", Seconds(seconds), $"its loudest {Seconds(seconds)}", OfLength(clip, seconds));
        foreach (var seconds in (double[])[5, 10, 30])
            Add("long_audio", Seconds(seconds), $"repeated until {Seconds(seconds)}", Loop(clip, seconds));
        foreach (var seconds in (double[])[0.5, 1, 2, 3, 5])
            Add("variable_length", Seconds(seconds), $"its loudest {Seconds(seconds)}, repeated where it is shorter", OfLength(clip, seconds));
        Add("low_volume", "-40dB", "a hundredth of its amplitude", Map(clip, x => x * 0.01f));
        Add("low_volume", "-60dB", "a thousandth of its amplitude", Map(clip, x => x * 0.001f));
        var gain = (float)(1 / Math.Max(Rms(clip), 1e-9));
        Add("clipped", "rms_0dBFS", "amplified to an RMS of full scale, then clipped to it", Map(clip, x => Math.Clamp(x * gain, -1, 1)));
        Add("dc_offset", "+0.1", "0.1 of full scale added", Map(clip, x => x + 0.1f));

        void Add(string group, string name, string description, float[] samples) => cases.Add(new(group, name, carrier, description, samples));
    }

    private static void AddSilence(List<EdgeCase> cases, int length, ulong seed)
    {
        cases.Add(new("silence", "digital", EdgeCarrier.None, "zeros", new float[length]));
        cases.Add(new("silence", "room", EdgeCarrier.None, "Gaussian noise at -80 dBFS, a quiet room", Gaussian(length, 1e-4, seed, "room")));
    }

    private static void AddNoise(List<EdgeCase> cases, ulong seed)
    {
        const int Length = (int)(NoiseSeconds * Rate);
        cases.Add(new("pure_noise", "gaussian", EdgeCarrier.None, "white Gaussian noise, RMS 0.1", Gaussian(Length, NoiseRms, seed, "gaussian")));
        var random = SplitMix64.For($"{seed}:uniform");
        var uniform = new float[Length];
        foreach (ref var sample in uniform.AsSpan())
            sample = (float)(NoiseRms * Math.Sqrt(3) * random.NextSigned());
        cases.Add(new("pure_noise", "uniform", EdgeCarrier.None, "white uniform noise, RMS 0.1", uniform));
    }

    private static float[] OfLength(float[] clip, double seconds) => (int)(seconds * Rate) <= clip.Length ? Loudest(clip, (int)(seconds * Rate)) : Loop(clip, seconds);

    private static float[] Loop(float[] clip, double seconds)
    {
        var result = new float[(int)(seconds * Rate)];
        for (var i = 0; i < result.Length; i++)
            result[i] = clip[i % clip.Length];
        return result;
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

    private static float[] Overlap(ReadOnlySpan<float> speech, ReadOnlySpan<float> other)
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
