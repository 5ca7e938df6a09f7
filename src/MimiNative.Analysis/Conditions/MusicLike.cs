using MimiNative.Analysis.Voices;
using MimiNative.Audio;

namespace MimiNative.Analysis.Conditions;

/// <summary>
/// Harmonic tones at 10 dB below the clip, so that no music has to be found, licensed and shipped: chords of four notes, each of eight harmonics falling as 1/h,
/// struck and decaying, one chord each half second along I-V-vi-IV in a key that the clip's id draws. Music-like in what disturbs an encoder: steady pitches and onsets that aren't the voice's.
/// </summary>
internal static class MusicLike
{
    public const double SnrDecibels = 10;
    public const double ChordSeconds = 0.5;
    private const double AttackSeconds = 0.01;
    private const double DecaySeconds = 0.5;
    private const int Harmonics = 8;

    // Semitones above the key's root: a bass note and a triad.
    private static readonly int[][] Chords = [[0, 12, 16, 19], [7, 14, 19, 23], [9, 12, 16, 21], [5, 12, 17, 21]];

    public static float[] Apply(ReadOnlySpan<float> clip, string sampleId, ulong seed = 1) => Level.Mix(clip, Play(clip.Length, sampleId, seed), SnrDecibels);

    /// <summary>The music alone, before it is set to its level.</summary>
    internal static double[] Play(int length, string sampleId, ulong seed = 1, int sampleRate = AudioFile.DefaultSampleRate)
    {
        var random = SplitMix64.For($"{seed}:{sampleId}:music-like");
        var root = 110 * Semitones((int)(12 * random.Next()));
        var chord = (int)(Chords.Length * random.Next());
        var music = new double[length];
        var span = (int)(ChordSeconds * sampleRate);
        for (var start = 0; start < length; start += span, chord = (chord + 1) % Chords.Length)
            foreach (var note in Chords[chord])
                for (var h = 1; h <= Harmonics; h++)
                    AddTone(music.AsSpan(start, Math.Min(span, length - start)), h * root * Semitones(note) / sampleRate, 1.0 / h, random.Next(), sampleRate);
        return music;
    }

    // A rotating pointer instead of a cosine per sample: two multiplications each for its parts.
    private static void AddTone(Span<double> music, double cycles, double amplitude, double phase, int sampleRate)
    {
        var (cos, sin) = (PortableMath.Cos(2 * Math.PI * cycles), PortableMath.Cos(2 * Math.PI * cycles - Math.PI / 2));
        var (x, y) = (amplitude * PortableMath.Cos(2 * Math.PI * phase), amplitude * PortableMath.Cos(2 * Math.PI * phase - Math.PI / 2));
        var decay = PortableMath.Exp(-1 / (DecaySeconds * sampleRate));
        var attack = AttackSeconds * sampleRate;
        for (var i = 0; i < music.Length; i++)
        {
            music[i] += x * Math.Min(1, i / attack);
            (x, y) = (decay * (x * cos - y * sin), decay * (y * cos + x * sin));
        }
    }

    private static double Semitones(int count) => PortableMath.Exp(count / 12.0 * 0.6931471805599453);
}
