using System.Diagnostics;
using MimiNative.Backends;
using MimiNative.Telemetry;

namespace MimiNative.Encoder;

/// <summary>
/// A schedule at work on one clip, or on a batch of clips side by side: buffers, streaming state, and where the taps go.
/// Everything, offline or streaming, passes through <see cref="Process(ReadOnlySpan{ReadOnlyMemory{float}})"/> in chunks.
/// </summary>
internal sealed class EncoderRun : IDisposable
{
    /// <summary>In place of a sequence's number.</summary>
    private const int All = -1;

    private readonly int _frame;
    private readonly int _sampleRate;
    private readonly List<BackendResource> _buffers = [];
    private readonly Signal[] _signals;
    private readonly LayerState[] _layers;
    private readonly Dictionary<string, long[]> _framesEmitted;
    private readonly long[] _codeFrames;
    private readonly IActivationSink?[] _sinks;
    private readonly int[] _rows;
    private readonly ClipBuffer?[] _clips;
    private float[] _emitScratch = [];
    private int[] _codeScratch = [];

    /// <exception cref="BackendException">Not enough memory; all that was taken is given back.</exception>
    public EncoderRun(EncoderModel model, Backend backend, EncodeOptions options, int sequences, double? wholeSeconds = null)
    {
        (Backend, Options, _frame, _sampleRate) = (backend, options, model.Config.SamplesPerFrame, model.Config.SampleRate);
        Schedule = new Schedule(model.Config, model.Layers, options, sequences, backend.SliceRows, wholeSeconds);
        _sinks = new IActivationSink?[sequences];
        _codeFrames = new long[sequences];
        _rows = new int[sequences];
        _clips = new ClipBuffer?[sequences];
        _framesEmitted = options.Taps.Distinct().ToDictionary(tap => tap, _ => new long[sequences]);
        var weights = model.Prepare(Schedule.Steps.Count);
        try
        {
            _signals = [.. Schedule.Signals.Select(s => new Signal(Between(s, s.RawHistory), Between(s, s.EluHistory)))];
            var shared = new Dictionary<string, ActivationBuffer>();
            _layers = [.. Schedule.Steps.Select((step, i) => weights[i].Open(Furnish(step, shared)))];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Schedule Schedule { get; }

    public Backend Backend { get; }

    public EncodeOptions Options { get; }

    /// <summary>Bytes of all buffers.</summary>
    public long Bytes { get; private set; }

    /// <summary>Times the layers, where somebody listens.</summary>
    public LayerClock? Clock { get; set; }

    /// <summary>A clock for this run's layers.</summary>
    public LayerClock NewClock() => new([.. _layers.Select(l => l.Layer.Tap.Name)]);

    /// <summary>A trace of a clip that this run is to encode.</summary>
    public ClipTrace NewTrace() => new(Options.Taps, Options.Codebooks, Backend.Description, _sampleRate);

    /// <summary>Room for the samples of a clip that this run is to encode.</summary>
    public ClipBuffer NewClip() => new(Schedule.ChunkSamples, _frame, Options.Padding);

    /// <summary>The same for a sequence, kept with the run's buffers.</summary>
    public ClipBuffer ClipOf(int sequence) => _clips[sequence] ??= NewClip();

    /// <summary>Begins a new clip in a sequence.</summary>
    public void Reset(int sequence, IActivationSink? sink)
    {
        _sinks[sequence] = sink;
        _codeFrames[sequence] = 0;
        foreach (var frames in _framesEmitted.Values)
            frames[sequence] = 0;
        for (var i = 0; i < _signals.Length; i++)
            if (!Schedule.Signals[i].InTurns)
                Reset(_signals[i], sequence);
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
        Process(Schedule.Slices.Count - 1, samples, All, 0, int.MaxValue, 0, _rows);
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
        var codebooks = Options.Codebooks;
        for (var s = 0; s < rows.Length; s++)
        {
            if (rows[s] == 0 || _sinks[s] is not { } sink)
                continue;
            int levels = codes.Levels, length = rows[s] * levels;
            if (_codeScratch.Length < length)
                _codeScratch = new int[length];
            Backend.DownloadCodes(codes, s, _codeScratch.AsSpan(0, length));
            for (var row = 1; row < rows[s] && levels > codebooks; row++)
                _codeScratch.AsSpan(row * levels, codebooks).CopyTo(_codeScratch.AsSpan(row * codebooks));
            sink.CodeRows(_codeFrames[s], codebooks, _codeScratch.AsSpan(0, rows[s] * codebooks));
            _codeFrames[s] += rows[s];
        }
    }

    public void Dispose() => _buffers.ForEach(buffer => buffer.Dispose());

    /// <summary>
    /// Runs a slice's layers over samples [start, start + count) of one sequence, or of each: first what comes before them, in its own shorter slices of one sequence after the other, then the layers.
    /// Leaves the rows made in <paramref name="rows"/>, written from <paramref name="outputRow"/> on.
    /// </summary>
    private void Process(int slice, ReadOnlySpan<ReadOnlyMemory<float>> samples, int sequence, int start, int count, int outputRow, Span<int> rows)
    {
        var (from, to) = sequence == All ? (0, rows.Length) : (sequence, sequence + 1);
        Span<int> made = stackalloc int[rows.Length];
        made.Clear();
        for (var s = from; s < to; s++)
        {
            if (sequence == All)
                for (var i = 0; i < _signals.Length; i++)
                    if (Schedule.Signals[i].InTurns)
                        Reset(_signals[i], s);
            var end = (int)Math.Min((long)start + count, samples[s].Length);
            if (slice > 0)
            {
                var length = Schedule.Slices[slice - 1].Samples;
                for (var at = start; at < end; at += length)
                {
                    Process(slice - 1, samples, s, at, Math.Min(length, end - at), made[s], rows);
                    made[s] += rows[s];
                }
            }
            else if (end > start)
            {
                made[s] = end - start;
                Backend.Upload(_signals[0].Raw!, s, 0, samples[s].Span[start..end]);
            }
        }

        made.CopyTo(rows);
        var first = slice == 0 ? 0 : Schedule.Slices[slice - 1].Layers;
        var last = Schedule.Slices[slice].Layers;
        for (var i = first; i < last; i++)
        {
            Backend.BeginLayer(_layers[i].Layer.Tap.Name);
            var began = Clock is null ? 0 : Stopwatch.GetTimestamp();
            _layers[i].Process(rows, i == last - 1 ? outputRow : 0);
            Clock?.Add(i, began);
        }
    }

    private void Reset(Signal signal, int sequence)
    {
        if (signal.Raw is not null)
            Backend.Reset(signal.Raw, sequence);
        if (signal.Elu is not null)
            Backend.Reset(signal.Elu, sequence);
    }

    private ActivationBuffer? Between(SignalPlan plan, int? history) => history is { } rows ? Allocate(rows, plan.Rows, plan.Channels, plan.InTurns) : null;

    private Bench Furnish(Step step, Dictionary<string, ActivationBuffer> shared)
    {
        var own = new Dictionary<string, ActivationBuffer>();
        CodeBuffer? codes = null;
        foreach (var scratch in step.Scratch)
        {
            if (scratch.Kind == ScratchKind.Codes)
            {
                _buffers.Add(codes = Backend.AllocateCodes(Schedule.Sequences, step.Rows, scratch.Channels));
                Bytes += sizeof(int) * (long)Schedule.Sequences * step.Rows * scratch.Channels;
                continue;
            }

            if (!shared.TryGetValue(scratch.Name, out var buffer) || scratch.Kind != ScratchKind.Shared)
                buffer = Allocate(scratch.History, step.Rows, scratch.Channels, step.InTurns);
            own.Add(scratch.Name, buffer);
            if (scratch.Kind == ScratchKind.Shared)
                shared[scratch.Name] = buffer;
        }

        return new Bench(this, step, _signals[step.Input], _signals[step.Output], own, codes);
    }

    private ActivationBuffer Allocate(int history, int rows, int channels, bool inTurns)
    {
        var buffer = Backend.Allocate(Schedule.Sequences, history, rows, channels, inTurns);
        _buffers.Add(buffer);
        Bytes += buffer.Bytes;
        return buffer;
    }
}
