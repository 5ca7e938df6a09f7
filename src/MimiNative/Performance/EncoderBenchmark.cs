using System.Diagnostics;
using MimiNative.Audio;
using MimiNative.Encoder;

namespace MimiNative.Performance;

/// <summary>Speed of encoding a clip.</summary>
/// <param name="Seconds">Length of the clip.</param>
/// <param name="Threads">CPU threads.</param>
/// <param name="Runs">Times it was encoded.</param>
/// <param name="Best">Seconds of the fastest run.</param>
/// <param name="Median">Seconds of the run in the middle.</param>
/// <param name="GigaMacs">Multiply-accumulates of one run, in 10⁹.</param>
public sealed record ClipSpeed(double Seconds, int Threads, int Runs, double Best, double Median, double GigaMacs)
{
    /// <summary>Seconds of audio per second, from the fastest run.</summary>
    public double Rtfx => Seconds / Best;

    /// <summary>GFLOP/s of the fastest run; a multiply-accumulate is two.</summary>
    public double Gigaflops => 2 * GigaMacs / Best;
}

/// <summary>Seconds that one 80 ms frame takes in a stream, start to latent, one frame at a time.</summary>
public sealed record FrameLatency(int Frames, double Median, double P90, double P99, double Worst);

/// <summary>Times whole encodings. The signal is noise: the encoder's time doesn't depend on what is said.</summary>
public static class EncoderBenchmark
{
    /// <summary>Encodes a clip to the latent again and again for about <paramref name="budget"/>, after two runs that aren't counted.</summary>
    public static ClipSpeed Clip(MimiEncoder encoder, double seconds, int threads, TimeSpan budget, CancellationToken cancellation = default)
    {
        var samples = Noise((int)(seconds * encoder.Config.SampleRate));
        var options = new EncodeOptions();
        var macs = encoder.Profile(samples, options).Sum(p => p.Macs);
        encoder.Encode(samples, options);
        var times = new List<double>();
        for (var end = Stopwatch.GetTimestamp() + (long)(budget.TotalSeconds * Stopwatch.Frequency); times.Count < 3 || Stopwatch.GetTimestamp() < end;)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            encoder.Encode(samples, options);
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        times.Sort();
        return new(seconds, threads, times.Count, times[0], times[times.Count / 2], macs / 1e9);
    }

    /// <summary>Streams single frames. The first 30 aren't counted.</summary>
    public static FrameLatency Frames(MimiEncoder encoder, int frames, CancellationToken cancellation = default)
    {
        const int warmUp = 30;
        var frame = encoder.Config.SamplesPerFrame;
        var samples = Noise((frames + warmUp) * frame);
        using var stream = encoder.OpenStream(new EncodeOptions(), new DiscardSink());
        var times = new double[frames];
        for (var i = 0; i < frames + warmUp; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            stream.Write(samples.AsSpan(i * frame, frame));
            if (i >= warmUp)
                times[i - warmUp] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        Array.Sort(times);
        return new(frames, times[frames / 2], times[frames * 9 / 10], times[frames * 99 / 100], times[^1]);
    }

    /// <summary>Bytes that this process holds after encoding <paramref name="seconds"/> of audio from a stream, or null where the system doesn't tell.</summary>
    public static long? MemoryAfter(MimiEncoder encoder, double seconds, CancellationToken cancellation = default)
    {
        using var source = new Repeating(Noise(10 * encoder.Config.SampleRate), (long)(seconds * encoder.Config.SampleRate), encoder.Config.SampleRate);
        encoder.Encode(source, new EncodeOptions(), new DiscardSink(), cancellation);
        return ResidentBytes("VmRSS:");
    }

    /// <summary>A line of <c>/proc/self/status</c> in bytes.</summary>
    private static long? ResidentBytes(string key)
    {
        if (!File.Exists("/proc/self/status"))
            return null;
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal));
        return line is null ? null : 1024 * long.Parse(line.AsSpan(key.Length).Trim().ToString().Split(' ')[0]);
    }

    private static float[] Noise(int samples)
    {
        var random = new Random(1);
        var noise = new float[samples];
        for (var i = 0; i < samples; i++)
            noise[i] = 0.1f * (2 * random.NextSingle() - 1);
        return noise;
    }

    /// <summary>The same samples over and over, so that hours of audio take no memory.</summary>
    private sealed class Repeating(float[] samples, long length, int sampleRate) : AudioSource
    {
        private long _position;

        public override int SampleRate => sampleRate;

        public override long? Length => length;

        public override int Read(Span<float> destination)
        {
            var start = (int)(_position % samples.Length);
            var count = (int)Math.Min(Math.Min(destination.Length, samples.Length - start), length - _position);
            samples.AsSpan(start, count).CopyTo(destination);
            _position += count;
            return count;
        }
    }
}
