using System.Collections.Concurrent;
using MimiNative.Audio;
using MimiNative.Backends;
using MimiNative.Devices;
using MimiNative.Encoder;
using MimiNative.Weights;

namespace MimiNative;

/// <summary>Where and how the encoder runs.</summary>
public sealed record EncoderOptions
{
    /// <summary><c>cpu</c>, <c>opencl</c>, <c>opencl:N</c>, <c>cuda</c>, <c>cuda:N</c> (a number of <see cref="DeviceList.Find()"/>), or <c>auto</c>: the first GPU that can be used, and the CPU where there is none.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>CPU threads; 0: one per processor. Changes the speed, never the result.</summary>
    public int Threads { get; init; }
}

/// <summary>
/// Mimi's encoder: 24 kHz mono speech to activations at any tap, latents and codes. Thread-safe; load once, use everywhere.
/// <code>
/// using var encoder = MimiEncoder.Load("synthetic:1");
/// var activations = encoder.Encode(samples, new EncodeOptions { Taps = ["seanet.out", "transformer.4"], Codebooks = 8 });
/// ReadOnlySpan&lt;float&gt; frame = activations["transformer.4"].Frame(0); // 512 floats
/// </code>
/// </summary>
public sealed class MimiEncoder : IDisposable
{
    private readonly EncoderModel _model;
    private readonly Backend _backend;
    private readonly ConcurrentDictionary<string, ConcurrentBag<EncoderRun>> _idle = new();
    private readonly Lazy<Backend> _oneThread;
    private bool _disposed;

    /// <summary>An encoder over an open checkpoint and a backend; both are disposed with it.</summary>
    internal MimiEncoder(Checkpoint checkpoint, Backend backend)
    {
        _backend = backend;
        _model = new EncoderModel(checkpoint, backend);
        _oneThread = new(backend.WithOneThread);
    }

    /// <summary>The sizes.</summary>
    public MimiConfig Config => _model.Config;

    /// <summary>The weights: what they are called, whether they are synthetic, their fingerprint.</summary>
    public Checkpoint Checkpoint => _model.Checkpoint;

    /// <summary>Every tap, in the order of the computation.</summary>
    public IReadOnlyList<TapInfo> Taps => _model.TapList;

    /// <summary>The device in words, e.g. <c>cpu: AVX-512, 2 threads</c>.</summary>
    public string Device => _backend.Description;

    /// <summary>Opens a checkpoint for a device. Weights are prepared when first needed.</summary>
    /// <param name="weights">A safetensors file or its folder, <c>synthetic:SEED</c>, or null to look in the usual caches.</param>
    /// <param name="options">Device and threads.</param>
    /// <exception cref="WeightsException">There are none, or they are damaged.</exception>
    /// <exception cref="BackendException">The device can't be used.</exception>
    public static MimiEncoder Load(string? weights = null, EncoderOptions? options = null) => Load(Checkpoint.Open(weights), options);

    /// <summary>The encoder of an open checkpoint, which is disposed with it.</summary>
    /// <exception cref="BackendException">The device can't be used; the checkpoint is disposed.</exception>
    public static MimiEncoder Load(Checkpoint checkpoint, EncoderOptions? options = null)
    {
        options ??= new EncoderOptions();
        try
        {
            return new MimiEncoder(checkpoint, BackendFactory.Create(options.Device, options.Threads));
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
    /// <exception cref="ArgumentException">No samples, an unknown tap, codebooks outside 0..32, or nothing asked for.</exception>
    public Activations Encode(ReadOnlySpan<float> samples, EncodeOptions? options = null)
    {
        options ??= new EncodeOptions();
        if (samples.IsEmpty)
            throw new ArgumentException("no samples to encode", nameof(samples));
        Check(options);
        var collector = new ActivationCollector(_model, options, samples.Length);
        using var stream = OpenStream(options, collector);
        stream.Write(samples, last: true);
        return collector.Result();
    }

    /// <summary>Encodes audio of any length in flat memory.</summary>
    /// <exception cref="AudioException">The audio is damaged.</exception>
    /// <exception cref="ArgumentException">Not at the encoder's rate, an unknown tap, codebooks outside 0..32, or nothing asked for.</exception>
    public void Encode(AudioSource audio, EncodeOptions options, IActivationSink sink, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(audio);
        using var stream = OpenStream(options, sink);
        Feed(audio, stream, cancellation);
    }

    /// <summary>Begins a clip whose samples come in pieces.</summary>
    /// <exception cref="ArgumentException">An unknown tap, or codebooks outside 0..32.</exception>
    public MimiStream OpenStream(EncodeOptions options, IActivationSink sink)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Check(options);
        ArgumentNullException.ThrowIfNull(sink);
        return Open(options, sink, _backend);
    }

    /// <summary>
    /// Encodes many clips as fast as the device can: a clip per CPU thread, or batches of clips on a GPU. Each clip's result is the same bits as alone.
    /// </summary>
    /// <param name="count">Clips.</param>
    /// <param name="open">Opens clip i at the encoder's rate; called from several threads. The source is disposed here.</param>
    /// <param name="options">What to compute of each clip.</param>
    /// <param name="sink">Receives clip i; each sink is used by one thread at a time.</param>
    /// <param name="completed">Called after clip i, with the exception that ended it or null; calls don't overlap. A failed clip doesn't stop the others, an exception from here does.</param>
    /// <param name="cancellation">Stops between chunks.</param>
    public void EncodeMany(int count, Func<int, AudioSource> open, EncodeOptions options, Func<int, IActivationSink> sink, Action<int, Exception?>? completed = null, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(sink);
        Check(options);
        if (_backend.PreferredSequences > 1)
            new BatchEncoder(_model, _backend, options).Run(count, open, sink, completed, cancellation);
        else
            EncodeByThreads(count, open, options, sink, completed, cancellation);
    }

    /// <summary>Encodes a clip and times every operation of every layer.</summary>
    /// <param name="samples">24 kHz mono.</param>
    /// <param name="options">What to compute.</param>
    /// <param name="repeats">Passes to add up, after one that isn't counted.</param>
    /// <param name="spans">Receives the time line of the last pass, when not null.</param>
    /// <returns>One row per layer and operation, in the order of first use.</returns>
    public IReadOnlyCollection<OperationProfile> Profile(ReadOnlySpan<float> samples, EncodeOptions options, int repeats = 1, List<OperationSpan>? spans = null)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Check(options);
        Encode(samples, options); // loads the weights and warms the caches
        var discard = new ActivationCollector(_model, options, samples.Length);
        using var run = new EncoderRun(_model, _backend, options, 1);
        using var meter = _backend.Profile(keepsSpans: spans is not null);
        for (var i = 0; i < repeats; i++)
        {
            meter.Spans.Clear();
            using var stream = new MimiStream(run, discard, _ => { });
            stream.Write(samples, last: true);
        }

        spans?.AddRange(meter.Spans);
        return meter.Profiles;
    }

    internal EncoderModel Model => _model;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (var run in _idle.Values.SelectMany(bag => bag))
            run.Dispose();
        _model.Dispose();
        if (_oneThread.IsValueCreated)
            _oneThread.Value.Dispose();
        _backend.Dispose();
    }

    private void Feed(AudioSource audio, MimiStream stream, CancellationToken cancellation)
    {
        _model.CheckRate(audio);
        // A chunk at a time, and one read ahead, so that the last samples are known as such.
        var buffers = (new float[stream.ChunkSamples], new float[stream.ChunkSamples]);
        var count = audio.Read(buffers.Item1);
        while (count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var next = audio.Read(buffers.Item2);
            stream.Write(buffers.Item1.AsSpan(0, count), last: next == 0);
            buffers = (buffers.Item2, buffers.Item1);
            count = next;
        }

        stream.Complete();
    }

    private void EncodeByThreads(int count, Func<int, AudioSource> open, EncodeOptions options, Func<int, IActivationSink> sink, Action<int, Exception?>? completed, CancellationToken cancellation)
    {
        // A single clip has all threads to itself; several share them, one each.
        var backend = count == 1 ? _backend : _oneThread.Value;
        var gate = new Lock();
        void One(int i)
        {
            Exception? failure = null;
            try
            {
                using var audio = open(i);
                using var stream = Open(options, sink(i), backend);
                Feed(audio, stream, cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failure = e;
            }

            lock (gate)
                completed?.Invoke(i, failure);
        }

        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = _backend.Threads, CancellationToken = cancellation }, One);
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    private MimiStream Open(EncodeOptions options, IActivationSink sink, Backend backend)
    {
        var key = string.Join('|', options.Taps.Order(StringComparer.Ordinal).Append(options.Codebooks.ToString()).Append(options.Padding.ToString()).Append(backend.Description));
        var bag = _idle.GetOrAdd(key, _ => []);
        if (!bag.TryTake(out var run))
            run = new EncoderRun(_model, backend, options, 1);
        return new MimiStream(run, sink, released =>
        {
            released.Reset(0, null);
            bag.Add(released);
        });
    }

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
            throw new ArgumentException($"{options.Codebooks} codebooks: this model has {Config.Codebooks}; give 0 to {Config.Codebooks}");
        foreach (var name in options.Taps)
            if (!Taps.Any(t => t.Name == name))
                throw new ArgumentException($"tap '{name}' is not known; there are: {string.Join(", ", Taps.Where(t => !t.Name.Contains('@')).Select(t => t.Name))}, rvq@N");
    }
}
