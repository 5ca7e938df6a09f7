using MimiNative.Backends;
using MimiNative.Backends.Cpu;
using MimiNative.Devices;
using MimiNative.Encoder;
using MimiNative.Weights;

namespace MimiNative.WavLm;

/// <summary>
/// WavLM with an x-vector head (Chen et al. 2021, arXiv 2110.13900; transformers' <c>WavLMForXVector</c>): 16 kHz mono speech to a speaker embedding, and to the activations on the way.
/// On the processor, over the operations of <see cref="MimiEncoder"/>. Thread-safe; it may be disposed while others use it. Results are the same bits for any number of threads.
/// <code>
/// using var wavlm = WavLmEncoder.Load("synthetic:1");
/// float[] embedding = wavlm.Embed(samples); // 512 floats
/// </code>
/// </summary>
public sealed class WavLmEncoder : IDisposable
{
    /// <summary>Seconds of audio that are computed at once. A longer clip is cut into windows of equal length, whose embeddings are averaged.</summary>
    public const int MostSeconds = WavLmModel.MostSeconds;

    /// <summary>The tap of the embedding: a frame for each window of <see cref="MostSeconds"/>.</summary>
    public const string EmbeddingTap = WavLmTaps.XVector;

    private readonly WavLmModel _model;
    private readonly CpuBackend _backend;
    private readonly Lifetime _life;

    internal WavLmEncoder(WavLmCheckpoint checkpoint, CpuBackend backend)
    {
        (Checkpoint, _backend) = (checkpoint, backend);
        _model = new WavLmModel(checkpoint.Config, checkpoint, backend);
        _life = new Lifetime(nameof(WavLmEncoder), () =>
        {
            _model.Dispose();
            Checkpoint.Dispose();
            _backend.Dispose();
        });
    }

    /// <summary>The sizes.</summary>
    public WavLmConfig Config => _model.Config;

    /// <summary>The weights: what they are called, whether they are synthetic, their fingerprint.</summary>
    public WavLmCheckpoint Checkpoint { get; }

    /// <summary>Every tap, in the order of the computation.</summary>
    public IReadOnlyList<TapInfo> Taps => _model.Taps;

    /// <summary>The device in words, e.g. <c>cpu: AVX-512, 2 threads</c>.</summary>
    public string Device => _backend.Description;

    /// <summary>Opens a checkpoint and prepares its weights.</summary>
    /// <param name="weights">As for <see cref="WavLmCheckpoint.Open"/>.</param>
    /// <param name="threads">CPU threads; 0: one per processor. Changes the speed, never the result.</param>
    /// <exception cref="WeightsException">There are none, or they are damaged.</exception>
    /// <exception cref="BackendException">That many threads can't be had.</exception>
    public static WavLmEncoder Load(string? weights = null, int threads = 0) => Load(WavLmCheckpoint.Open(weights), threads);

    /// <summary>The encoder of an open checkpoint, which is disposed with it, and when this fails.</summary>
    /// <exception cref="WeightsException">A tensor can't be read.</exception>
    /// <exception cref="BackendException">That many threads can't be had.</exception>
    public static WavLmEncoder Load(WavLmCheckpoint checkpoint, int threads)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        try
        {
            CompiledInstructions.Check();
            var backend = CpuBackend.Create(threads);
            try
            {
                return new WavLmEncoder(checkpoint, backend);
            }
            catch
            {
                backend.Dispose();
                throw;
            }
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>Windows that a clip of so many samples is computed in: 1 up to <see cref="MostSeconds"/>.</summary>
    public static int Windows(long samples) => (int)((samples - 1) / (MostSeconds * WavLmConfig.SampleRate) + 1);

    /// <summary>The embedding of a clip; of a long one, the mean of its windows'.</summary>
    /// <param name="samples">16 kHz mono, in [−1, 1]; at least <see cref="WavLmConfig.LeastSamples"/>.</param>
    /// <param name="cancellation">Stops between layers.</param>
    /// <returns><see cref="WavLmConfig.EmbeddingChannels"/> values, of no particular length.</returns>
    /// <exception cref="ArgumentException">Too few samples, or one that is NaN or infinite.</exception>
    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    public float[] Embed(ReadOnlySpan<float> samples, CancellationToken cancellation = default)
    {
        var sum = new double[Config.EmbeddingChannels];
        Run(samples, [EmbeddingTap], (_, _, values) =>
        {
            for (var i = 0; i < sum.Length; i++)
                sum[i] += values[i];
        }, cancellation);
        var windows = Windows(samples.Length);
        return [.. sum.Select(s => (float)(s / windows))];
    }

    /// <summary>The activations of a clip.</summary>
    /// <param name="samples">16 kHz mono, in [−1, 1]; at least <see cref="WavLmConfig.LeastSamples"/>.</param>
    /// <param name="taps">Names of <see cref="Taps"/>. What nothing needs isn't computed.</param>
    /// <returns>In the order asked for; of a long clip the windows' frames one after the other.</returns>
    /// <exception cref="ArgumentException">Too few samples, one that is NaN or infinite, or a tap that isn't there.</exception>
    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    public IReadOnlyList<Activation> Encode(ReadOnlySpan<float> samples, IReadOnlyList<string> taps)
    {
        var rows = taps.Distinct().ToDictionary(name => name, _ => new List<float>());
        Run(samples, taps, (tap, _, values) => rows[tap.Name].AddRange(values), CancellationToken.None);
        return [.. taps.Select(name => Taps.Single(t => t.Name == name)).Select(tap => new Activation(tap, rows[tap.Name].Count / tap.Channels, [.. rows[tap.Name]]))];
    }

    /// <summary>Hands the activations of a clip to a sink as they are computed.</summary>
    /// <param name="samples">16 kHz mono, in [−1, 1]; at least <see cref="WavLmConfig.LeastSamples"/>.</param>
    /// <param name="taps">Names of <see cref="Taps"/>. What nothing needs isn't computed.</param>
    /// <param name="sink">Receives rows; of a long clip the windows' frames one after the other.</param>
    /// <param name="cancellation">Stops between layers.</param>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, IReadOnlyList{string})" path="/exception"/>
    public void Encode(ReadOnlySpan<float> samples, IReadOnlyList<string> taps, IActivationSink sink, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sink);
        var next = new Dictionary<string, long>();
        Run(samples, taps, (tap, _, values) =>
        {
            var first = next.GetValueOrDefault(tap.Name);
            sink.Activation(tap, first, values);
            next[tap.Name] = first + values.Length / tap.Channels;
        }, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _life.Close();

    private void Run(ReadOnlySpan<float> samples, IReadOnlyList<string> taps, RowsOfTap emit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(taps);
        using var use = _life.Enter();
        if (samples.Length < Config.LeastSamples)
            throw new ArgumentException($"{samples.Length} samples ({Seconds(samples.Length)} s): WavLM needs at least {Config.LeastSamples} ({Seconds(Config.LeastSamples)} s at {WavLmConfig.SampleRate} Hz) for an embedding", nameof(samples));
        ClipBuffer.Check(samples, 0);
        foreach (var name in taps)
            if (!Taps.Any(t => t.Name == name))
                throw new ArgumentException($"tap '{name}' is not known; there are: {string.Join(", ", Taps.Select(t => t.Name))}", nameof(taps));
        if (Checkpoint.NormalizesAudio)
            samples = Normalize(samples);
        var (wanted, windows) = (taps.ToHashSet(), Windows(samples.Length));
        for (var i = 0; i < windows; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (first, last) = ((int)((long)samples.Length * i / windows), (int)((long)samples.Length * (i + 1) / windows));
            _model.Run(samples[first..last], wanted, emit, cancellation);
        }
    }

    private static string Seconds(int samples) => ((double)samples / WavLmConfig.SampleRate).ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Mean 0, variance 1, as transformers' feature extractor does it.</summary>
    private static float[] Normalize(ReadOnlySpan<float> samples)
    {
        double mean = 0, variance = 0;
        foreach (var sample in samples)
            mean += sample;
        mean /= samples.Length;
        foreach (var sample in samples)
            variance += (sample - mean) * (sample - mean);
        var scale = 1 / Math.Sqrt(variance / samples.Length + 1e-7);
        var normal = new float[samples.Length];
        for (var i = 0; i < normal.Length; i++)
            normal[i] = (float)((samples[i] - mean) * scale);
        return normal;
    }
}
