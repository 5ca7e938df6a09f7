using MimiNative.Analysis.Voices;
using MimiNative.Audio;

namespace MimiNative.Analysis.Augmentation;

/// <summary>
/// White Gaussian noise at a given signal-to-noise ratio, measured over the whole clip. The noise depends on the seed, the sample's id and the augmentation's name only:
/// not on the order of the clips, and not on how they are read. The sum isn't clipped. A clip of digital silence has no ratio and stays as it is.
/// </summary>
public sealed record NoiseAugmentation
{
    private NoiseAugmentation(string name, double snrDecibels)
    {
        Name = name;
        SnrDecibels = snrDecibels;
    }

    /// <summary>As in <c>augmentation_type</c> of metadata.csv.</summary>
    public string Name { get; }

    /// <summary>Power of the signal over power of the noise, dB.</summary>
    public double SnrDecibels { get; }

    /// <summary><c>light_noise</c>: 20 dB.</summary>
    public static NoiseAugmentation Light { get; } = new("light_noise", 20);

    /// <summary><c>medium_noise</c>: 10 dB.</summary>
    public static NoiseAugmentation Medium { get; } = new("medium_noise", 10);

    /// <summary>All there are, from light to heavy.</summary>
    public static IReadOnlyList<NoiseAugmentation> All { get; } = [Light, Medium];

    /// <summary>The one of a name; null where there is none.</summary>
    public static NoiseAugmentation? Find(string name) => All.FirstOrDefault(augmentation => augmentation.Name == name);

    /// <summary>A noisy copy of a clip.</summary>
    /// <param name="clip">Mono samples.</param>
    /// <param name="sampleId">Of the clean sample.</param>
    /// <param name="seed">Of the whole data set's noise.</param>
    public float[] Apply(ReadOnlyMemory<float> clip, string sampleId, ulong seed = 1)
    {
        using var noisy = Open(() => new ArrayAudioSource(clip), sampleId, seed);
        return noisy.ReadToEnd();
    }

    /// <summary>The clip with noise, as a stream. Reads the clip twice, first for its level, so that memory doesn't grow with its length.</summary>
    /// <param name="open">Opens the clean clip; called twice.</param>
    /// <param name="sampleId">Of the clean sample.</param>
    /// <param name="seed">Of the whole data set's noise.</param>
    /// <exception cref="AudioException">The clip can't be read.</exception>
    public AudioSource Open(Func<AudioSource> open, string sampleId, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(open);
        double rms;
        using (var clean = open())
            rms = Rms(clean);
        var deviation = rms * PortableMath.Exp(-SnrDecibels / 20 * 2.302585092994046);
        return new NoisySource(open(), deviation, SplitMix64.For($"{seed}:{sampleId}:{Name}"));
    }

    private static double Rms(AudioSource source)
    {
        var buffer = new float[4096];
        var squares = 0.0;
        var count = 0L;
        for (int read; (read = source.Read(buffer)) > 0; count += read)
            foreach (var sample in buffer.AsSpan(0, read))
                squares += (double)sample * sample;
        return count == 0 ? 0 : Math.Sqrt(squares / count);
    }

    private sealed class NoisySource(AudioSource clean, double deviation, SplitMix64 random) : AudioSource
    {
        private SplitMix64 _random = random;

        public override int SampleRate => clean.SampleRate;

        public override long? Length => clean.Length;

        public override string? Warning => clean.Warning;

        public override int Read(Span<float> samples)
        {
            var count = clean.Read(samples);
            if (deviation > 0)
                foreach (ref var sample in samples[..count])
                    sample += (float)(deviation * _random.NextNormal());
            return count;
        }

        public override void Dispose()
        {
            clean.Dispose();
            base.Dispose();
        }
    }
}
