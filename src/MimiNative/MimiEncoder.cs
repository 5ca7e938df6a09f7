using System.Collections.Concurrent;
using MimiNative.Audio;
using MimiNative.Backends;
using MimiNative.Devices;
using MimiNative.Encoder;
using MimiNative.Telemetry;
using MimiNative.Weights;

namespace MimiNative;

/// <summary>
/// Mimi's encoder: 24 kHz mono speech to activations at any tap, latents and codes. Thread-safe; load once, use everywhere. It may be disposed while others use it:
/// a call that is under way ends with its result or with <see cref="ObjectDisposedException"/>, and memory is given back when the last one has ended.
/// <code>
/// using var encoder = MimiEncoder.Load("synthetic:1");
/// var activations = encoder.Encode(samples, new EncodeOptions { Taps = ["seanet.out", "transformer.4"], Codebooks = 8 });
/// ReadOnlySpan&lt;float&gt; frame = activations["transformer.4"].Frame(0); // 512 floats
/// </code>
/// </summary>
public sealed partial class MimiEncoder : IDisposable
{
    private readonly EncoderModel _model;
    private readonly Backend _backend;
    private readonly Lazy<Backend> _oneThread;
    private readonly RunPool _idle;
    private readonly Lifetime _life;

    /// <summary>An encoder over an open checkpoint and a backend; both are disposed with it.</summary>
    internal MimiEncoder(Checkpoint checkpoint, Backend backend, long memoryBudget = LoadOptions.DefaultMemoryBudget)
    {
        (Checkpoint, _backend) = (checkpoint, backend);
        _model = new EncoderModel(checkpoint.Config, checkpoint, backend);
        _oneThread = new(backend.WithOneThread);
        _idle = new RunPool(memoryBudget);
        _life = new Lifetime(nameof(MimiEncoder), Release);
    }

    /// <summary>The sizes.</summary>
    public MimiConfig Config => _model.Config;

    /// <summary>The weights: what they are called, whether they are synthetic, their fingerprint.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>Every tap, in the order of the computation.</summary>
    public IReadOnlyList<TapInfo> Taps => _model.TapList;

    /// <summary>The device in words, e.g. <c>cpu: AVX-512, 2 threads</c>.</summary>
    public string Device => _backend.Description;

    /// <summary>Opens a checkpoint for a device. Weights are prepared when first needed.</summary>
    /// <param name="weights">A safetensors file or its folder, <c>synthetic:SEED</c>, or null to look in the usual caches.</param>
    /// <param name="options">Device, threads and memory.</param>
    /// <exception cref="ArgumentException">Options that can't be; names the property.</exception>
    /// <exception cref="WeightsException">There are none, or they are damaged.</exception>
    /// <exception cref="BackendException">The device can't be used.</exception>
    public static MimiEncoder Load(string? weights = null, LoadOptions? options = null)
    {
        options?.Validate();
        return Load(Checkpoint.Open(weights), options);
    }

    /// <summary>The encoder of an open checkpoint, which is disposed with it, and when this fails.</summary>
    /// <exception cref="ArgumentException">Options that can't be; names the property.</exception>
    /// <exception cref="BackendException">The device can't be used.</exception>
    public static MimiEncoder Load(Checkpoint checkpoint, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        try
        {
            options ??= new LoadOptions();
            options.Validate();
            var backend = BackendFactory.Create(options.Device, options.Threads, options.KeepsCompiledKernels);
            try
            {
                return new MimiEncoder(checkpoint, backend, options.MemoryBudget);
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

    /// <summary>Encodes a clip.</summary>
    /// <param name="samples">24 kHz mono, in [−1, 1]; at least one.</param>
    /// <param name="options">What to compute; the latent by default.</param>
    /// <exception cref="ArgumentException">No samples, one that is NaN or infinite, an unknown tap, codebooks outside 0..32, or nothing asked for.</exception>
    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    public Activations Encode(ReadOnlySpan<float> samples, EncodeOptions? options = null)
    {
        options ??= new EncodeOptions();
        if (samples.IsEmpty)
            throw new ArgumentException("no samples to encode", nameof(samples));
        Check(options);
        var collector = new ActivationCollector(_model, options, samples.Length);
        using var stream = OpenStream(options, collector);
        stream.Write(samples, last: true);
        return collector.Result(samples.Length);
    }

    /// <summary>Encodes audio of any length in flat memory.</summary>
    /// <exception cref="AudioException">The audio is damaged, has no sample (or was read before), or one that is NaN or infinite.</exception>
    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    /// <exception cref="ArgumentException">Not at the encoder's rate, an unknown tap, codebooks outside 0..32, or nothing asked for.</exception>
    public void Encode(AudioSource audio, EncodeOptions options, IActivationSink sink, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(audio);
        using var stream = OpenStream(options, sink);
        _model.CheckSource(audio);
        stream.WriteAll(audio, cancellation);
    }

    /// <summary>Begins a clip whose samples come in pieces.</summary>
    /// <exception cref="ArgumentException">An unknown tap, or codebooks outside 0..32.</exception>
    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    public StreamingEncoder OpenStream(EncodeOptions options, IActivationSink sink)
    {
        Check(options);
        ArgumentNullException.ThrowIfNull(sink);
        return Open(Asked(options), sink, _backend, _idle.Give);
    }

    /// <summary>Encodes a clip and times every operation of every layer.</summary>
    /// <param name="samples">24 kHz mono.</param>
    /// <param name="options">What to compute.</param>
    /// <param name="repeats">Passes, after one that isn't counted; of each operation the fastest counts.</param>
    /// <param name="spans">Receives the time line of the last pass, when not null.</param>
    /// <returns>One row per layer and operation, in the order of first use.</returns>
    public IReadOnlyCollection<OperationProfile> Profile(ReadOnlySpan<float> samples, EncodeOptions options, int repeats = 1, List<OperationSpan>? spans = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(repeats);
        Check(options);
        using var use = _life.Enter();
        Encode(samples, options); // loads the weights and warms the caches
        var discard = new DiscardSink();
        using var run = new EncoderRun(_model, _backend, options, 1);
        using var meter = _backend.Profile(keepsSpans: spans is not null);
        for (var i = 0; i < repeats; i++)
        {
            meter.BeginPass();
            using var stream = new StreamingEncoder(run, discard, _life, _ => { });
            stream.Write(samples, last: true);
        }

        spans?.AddRange(meter.Spans);
        return meter.Profiles;
    }

    /// <summary>
    /// What encoding a clip with these options does, in words: a line per layer with the rows it takes at a time and the buffers it works on. Nothing is loaded for it.
    /// </summary>
    /// <exception cref="ArgumentException">An unknown tap, codebooks outside 0..32, or nothing asked for.</exception>
    public string DescribeSchedule(EncodeOptions? options = null)
    {
        options ??= new EncodeOptions();
        Check(options);
        return new Schedule(Config, _model.Layers, options, 1, _backend.SliceRows).ToString();
    }

    internal EncoderModel Model => _model;

    /// <summary>Bytes of buffers that are kept for the next clips.</summary>
    internal long IdleBytes => _idle.Bytes;

    /// <inheritdoc/>
    public void Dispose() => _life.Close();

    private void Release()
    {
        _idle.Dispose();
        _model.Dispose();
        Checkpoint.Dispose();
        if (_oneThread.IsValueCreated)
            _oneThread.Value.Dispose();
        _backend.Dispose();
    }

    private StreamingEncoder Open(EncodeOptions asked, IActivationSink sink, Backend backend, Action<EncoderRun> release, ConcurrentBag<EncoderRun>? first = null)
    {
        using var use = _life.Enter();
        EncoderRun? run = null;
        first?.TryTake(out run);
        run ??= _idle.Take(asked, backend) ?? new EncoderRun(_model, backend, asked, 1);
        return new StreamingEncoder(run, sink, _life, release);
    }

    /// <summary>What makes every layer compute: all codebooks, or the latent of a continuous Mimi, which has none.</summary>
    public EncodeOptions AllLayers => Config.Codebooks > 0 ? new EncodeOptions { Codebooks = Config.Codebooks } : new EncodeOptions { Taps = [Encoder.Taps.Latent] };

    /// <summary>What is asked for, in the one order that all such requests have; a copy, so that the caller may change its list.</summary>
    private static EncodeOptions Asked(EncodeOptions options) => options with { Taps = [.. options.Taps.Distinct().Order(StringComparer.Ordinal)] };

    private void Check(EncodeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Taps is null || options.Taps.Contains(null!))
            throw new ArgumentException($"{nameof(EncodeOptions)}.{nameof(EncodeOptions.Taps)} is null or holds a null", nameof(options));
        if (options.Taps.Count == 0 && options.Codebooks == 0)
            throw new ArgumentException($"nothing to compute: {nameof(EncodeOptions)} asks for no tap and no codebook", nameof(options));
        if (!Enum.IsDefined(options.Padding))
            throw new ArgumentException($"{nameof(EncodeOptions)}.{nameof(EncodeOptions.Padding)} {(int)options.Padding} is no padding dialect", nameof(options));
        if (options.Codebooks < 0 || options.Codebooks > Config.Codebooks)
            throw new ArgumentException(Config.Codebooks == 0
                ? $"{options.Codebooks} codebooks: this Mimi is continuous, it has no quantiser; ask for taps instead"
                : $"{options.Codebooks} codebooks: this model has {Config.Codebooks}; give 0 to {Config.Codebooks}");
        foreach (var name in options.Taps)
            if (!Taps.Any(t => t.Name == name))
                throw new ArgumentException($"tap '{name}' is not known; there are: {string.Join(", ", Taps.Where(t => !t.Name.Contains('@')).Select(t => t.Name))}{(Config.Codebooks > 0 ? ", rvq@N" : " (this Mimi is continuous: no codes and no rvq)")}");
    }
}
