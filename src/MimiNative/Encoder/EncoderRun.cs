using MimiNative.Backends;

namespace MimiNative.Encoder;

/// <summary>
/// The encoder at work on one clip, or on a batch of clips side by side: buffers, streaming state, and where the taps go.
/// Everything, offline or streaming, passes through <see cref="Process(ReadOnlySpan{ReadOnlyMemory{float}})"/> in chunks.
/// </summary>
internal sealed class EncoderRun : IDisposable
{
    // 12 s: long enough for weights to be read once per many rows, short enough for memory to stay small and flat.
    private const double ChunkSeconds = 12;
    private readonly HashSet<string> _wanted;
    private readonly LayerState[] _layers;
    private readonly Signal[] _signals;
    private readonly Dictionary<string, ActivationBuffer> _shared = [];
    private readonly (int Layers, int Samples)[] _groups;
    private readonly Dictionary<string, long[]> _framesEmitted = [];
    private readonly long[] _codeFrames;
    private readonly IActivationSink?[] _sinks;
    private readonly int[] _rows;
    private float[] _emitScratch = [];
    private int[] _codeScratch = [];

    public EncoderRun(EncoderModel model, Backend backend, EncodeOptions options, int sequences)
    {
        (Model, Backend, Options, Sequences) = (model, backend, options, sequences);
        Codebooks = options.Codebooks;
        _wanted = [.. options.Taps];
        ChunkSamples = (int)Math.Ceiling(ChunkSeconds * model.Config.FrameRate) * model.Config.SamplesPerFrame;
        var count = model.LayersFor(_wanted, Codebooks);
        model.Prepare(count, backend.Threads);
        _sinks = new IActivationSink?[sequences];
        _codeFrames = new long[sequences];
        _rows = new int[sequences];
        foreach (var tap in _wanted)
            _framesEmitted[tap] = new long[sequences];

        _groups = Groups(count);
        _signals = new Signal[count + 1];
        _layers = new LayerState[count];
        if (count > 0)
            _signals[0] = new Signal { Raw = Allocate(model.Layers[0].RawHistory!.Value, 1, 1, model.Layers[0]) };
        for (var i = 0; i < count; i++)
            _signals[i + 1] = model.Layers[i].InPlace ? _signals[i] : OutputOf(i, count);
        for (var i = 0; i < count; i++)
            _layers[i] = model.Layers[i].Open(this, _signals[i], _signals[i + 1]);
        for (var s = 0; s < sequences; s++)
            Reset(s, null);
    }

    public EncoderModel Model { get; }

    public Backend Backend { get; }

    public EncodeOptions Options { get; }

    /// <summary>Clips side by side.</summary>
    public int Sequences { get; }

    public int Codebooks { get; }

    /// <summary>The most samples that <see cref="Process(ReadOnlySpan{ReadOnlyMemory{float}})"/> takes for one clip.</summary>
    public int ChunkSamples { get; }

    /// <summary>Bytes of all buffers.</summary>
    public long Bytes { get; private set; }

    /// <summary>Room for the samples of a clip that this run is to encode.</summary>
    public ClipBuffer NewClip() => new(ChunkSamples, Model.Config.SamplesPerFrame, Options.Padding);

    public bool Wants(string tap) => _wanted.Contains(tap);

    /// <summary>Rows of <paramref name="samplesPerFrame"/> that a layer meets at a time.</summary>
    public int Capacity(int samplesPerFrame, Layer layer)
    {
        var index = Model.IndexOf(layer);
        return (_groups.First(g => index < g.Layers).Samples + samplesPerFrame - 1) / samplesPerFrame;
    }

    /// <summary>A layer's own buffer.</summary>
    public ActivationBuffer Allocate(int headroom, int samplesPerFrame, int channels, Layer layer)
    {
        var buffer = Backend.Allocate(Sequences, headroom, Capacity(samplesPerFrame, layer), channels);
        Bytes += buffer.Bytes;
        return buffer;
    }

    /// <summary>A buffer without state that layers of the same shape take in turns.</summary>
    public ActivationBuffer Shared(string name, int samplesPerFrame, int channels, Layer layer)
    {
        if (!_shared.TryGetValue(name, out var buffer))
            _shared[name] = buffer = Allocate(0, samplesPerFrame, channels, layer);
        return buffer;
    }

    /// <summary>Begins a new clip in a sequence.</summary>
    public void Reset(int sequence, IActivationSink? sink)
    {
        _sinks[sequence] = sink;
        _codeFrames[sequence] = 0;
        foreach (var frames in _framesEmitted.Values)
            frames[sequence] = 0;
        foreach (var signal in _signals.Distinct())
        {
            if (signal.Raw is not null)
                Backend.Reset(signal.Raw, sequence);
            if (signal.Elu is not null)
                Backend.Reset(signal.Elu, sequence);
        }

        foreach (var layer in _layers)
            layer.Reset(sequence);
    }

    /// <summary>
    /// Encodes the next samples[s] of every sequence. All but a clip's last chunk must hold whole frames; a last chunk of any length is padded layer by layer.
    /// </summary>
    public void Process(ReadOnlySpan<ReadOnlyMemory<float>> samples)
    {
        if (_layers.Length == 0)
            return;
        Process(_groups.Length - 1, samples, 0, int.MaxValue, 0, _rows);
        Backend.Finish();
    }

    /// <summary>Hands rows of a tap to the sinks.</summary>
    public void Emit(TapInfo tap, ActivationBuffer buffer, int row, ReadOnlySpan<int> rows)
    {
        var emitted = _framesEmitted[tap.Name];
        for (var s = 0; s < rows.Length; s++)
        {
            if (rows[s] == 0 || _sinks[s] is not { } sink)
                continue;
            var length = rows[s] * tap.Channels;
            if (_emitScratch.Length < length)
                _emitScratch = new float[length];
            var values = _emitScratch.AsSpan(0, length);
            Backend.Download(buffer, s, row, values);
            sink.Activation(tap, emitted[s], values);
            emitted[s] += rows[s];
        }
    }

    /// <summary>Hands codes to the sinks.</summary>
    public void EmitCodes(CodeBuffer codes, ReadOnlySpan<int> rows)
    {
        for (var s = 0; s < rows.Length; s++)
        {
            if (rows[s] == 0 || _sinks[s] is not { } sink)
                continue;
            int levels = codes.Levels, length = rows[s] * levels;
            if (_codeScratch.Length < length)
                _codeScratch = new int[length];
            Backend.DownloadCodes(codes, s, _codeScratch.AsSpan(0, length));
            for (var row = 1; row < rows[s] && levels > Codebooks; row++)
                _codeScratch.AsSpan(row * levels, Codebooks).CopyTo(_codeScratch.AsSpan(row * Codebooks));
            sink.Codes(_codeFrames[s], Codebooks, _codeScratch.AsSpan(0, rows[s] * Codebooks));
            _codeFrames[s] += rows[s];
        }
    }

    public void Dispose()
    {
        foreach (var layer in _layers)
            layer.Dispose();
        foreach (var signal in _signals.Distinct())
            signal.Dispose();
        foreach (var buffer in _shared.Values)
            buffer.Dispose();
    }

    /// <summary>
    /// Runs a group of layers over samples [start, start + count) of each sequence: first what comes before it, in its own smaller slices, then the group.
    /// Leaves the rows made in <paramref name="rows"/>, written from <paramref name="outputRow"/> on.
    /// </summary>
    private void Process(int group, ReadOnlySpan<ReadOnlyMemory<float>> samples, int start, int count, int outputRow, Span<int> rows)
    {
        if (group == 0)
        {
            for (var s = 0; s < rows.Length; s++)
            {
                var part = samples[s].Span;
                part = part[Math.Min(start, part.Length)..];
                part = part[..Math.Min(count, part.Length)];
                rows[s] = part.Length;
                if (part.Length > 0)
                    Backend.Upload(_signals[0].Raw!, s, 0, part);
            }
        }
        else if (Sequences == 1)
        {
            var end = (int)Math.Min((long)start + count, samples[0].Length);
            var slice = _groups[group - 1].Samples;
            var made = 0;
            for (var at = start; at < end; at += slice)
            {
                Process(group - 1, samples, at, Math.Min(slice, end - at), made, rows);
                made += rows[0];
            }

            rows[0] = made;
        }

        var first = group == 0 ? 0 : _groups[group - 1].Layers;
        var last = _groups[group].Layers;
        for (var i = first; i < last; i++)
        {
            Backend.BeginLayer(_layers[i].Layer.Tap.Name);
            _layers[i].Process(rows, i == last - 1 ? outputRow : 0);
        }
    }

    private Signal OutputOf(int layer, int count)
    {
        var tap = Model.Layers[layer].Tap;
        // Layers that work in place pass the buffer on: its history is the last reader's.
        var readers = new List<Layer>();
        for (var i = layer + 1; i < count; i++)
        {
            readers.Add(Model.Layers[i]);
            if (!Model.Layers[i].InPlace)
                break;
        }

        // What a group of layers makes is collected for the next group's longer slice.
        var reader = Model.Layers[Math.Min(layer + 1, count - 1)];
        int? raw = readers.Max(r => r.RawHistory), elu = readers.Max(r => r.EluHistory);
        if (Wants(tap.Name) && Model.Layers[layer] is not QuantiserLayer)
            raw ??= 0;
        return new Signal
        {
            Raw = raw is { } r ? Allocate(r, tap.SamplesPerFrame, tap.Channels, reader) : null,
            Elu = elu is { } e ? Allocate(e, tap.SamplesPerFrame, tap.Channels, reader) : null,
        };
    }

    /// <summary>
    /// Layers that share a slice size. On a backend with caches the first stages take short slices, so that a stage's input is still in the cache when it is read;
    /// from the fourth downsampling on a whole chunk is taken, since there the weights are what is large.
    /// </summary>
    private (int, int)[] Groups(int count)
    {
        var groups = new List<(int, int)>();
        if (Backend.SliceRows > 0 && Sequences == 1)
        {
            // In samples, for slices of 480 rows: 20 ms through the stage of 64 channels, 40 ms through 128; then longer, as the weights grow,
            // and the fourth residual block goes with the third stage.
            ReadOnlySpan<int> factors = [1, 2, 24];
            var hop = 1;
            for (var stage = 0; stage < Math.Min(factors.Length, Model.Config.Ratios.Count - 1); stage++)
            {
                hop *= Model.Config.Ratios[stage];
                var samples = Backend.SliceRows * factors[stage];
                samples = (samples + hop - 1) / hop * hop;
                var end = Model.StageEnds[stage] + (stage == factors.Length - 1 ? 1 : 0);
                if (end >= count)
                    break;
                groups.Add((end, samples));
            }
        }

        groups.Add((count, ChunkSamples));
        return [.. groups];
    }
}
