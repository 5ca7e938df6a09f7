using MimiNative.Encoder;

namespace MimiNative;

/// <summary>
/// A clip on its way through the encoder. Feed it samples in pieces of any size; activations go to the sink as soon as whole 80 ms frames are there.
/// The pieces' sizes change nothing: the results are the same bits. Not thread-safe; streams are independent of each other.
/// </summary>
public sealed class MimiStream : IDisposable
{
    private readonly Action<EncoderRun> _release;
    private readonly IActivationSink _sink;
    private readonly ReadOnlyMemory<float>[] _feed = new ReadOnlyMemory<float>[1];
    private readonly float[] _pending;
    private EncoderRun? _run;
    private int _count;
    private bool _completed;

    internal MimiStream(EncoderRun run, IActivationSink sink, Action<EncoderRun> release)
    {
        (_run, _sink, _release) = (run, sink, release);
        _pending = new float[run.ChunkSamples];
        run.Reset(0, sink);
    }

    /// <summary>Samples that pass through the encoder at a time when there are enough.</summary>
    internal int ChunkSamples => _pending.Length;

    /// <summary>Samples written since the start or the last <see cref="Reset"/>.</summary>
    public long Samples { get; private set; }

    /// <summary>Appends samples (24 kHz, mono) and encodes all whole frames that are now there.</summary>
    /// <exception cref="InvalidOperationException">The clip was completed; call <see cref="Reset"/> first.</exception>
    public void Write(ReadOnlySpan<float> samples) => Write(samples, last: false);

    /// <summary>Ends the clip: the last, incomplete frame is padded as the options say and encoded.</summary>
    public void Complete()
    {
        if (!_completed)
            Write([], last: true);
    }

    /// <summary>Appends samples; when they are the <paramref name="last"/>, the padded tail goes through the encoder together with them, not as a chunk of its own.</summary>
    internal void Write(ReadOnlySpan<float> samples, bool last)
    {
        var run = Run();
        if (_completed)
            throw new InvalidOperationException("the clip was completed; Reset begins the next one");
        Samples += samples.Length;
        while (samples.Length > 0)
        {
            if (_count == _pending.Length)
                Process(run, _count);
            var taken = Math.Min(samples.Length, _pending.Length - _count);
            samples[..taken].CopyTo(_pending.AsSpan(_count));
            samples = samples[taken..];
            _count += taken;
        }

        var frame = run.Model.Config.SamplesPerFrame;
        var length = _count / frame * frame;
        if (last)
        {
            _completed = true;
            length = _count;
            if (run.Options.Padding == PaddingDialect.Waveform)
            {
                length = (_count + frame - 1) / frame * frame;
                _pending.AsSpan(_count, length - _count).Clear();
                _count = length;
            }
        }

        Process(run, length);
    }

    /// <summary>Forgets everything: the next sample written is the first of a new clip.</summary>
    public void Reset()
    {
        Run().Reset(0, _sink);
        _count = 0;
        Samples = 0;
        _completed = false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_run is { } run)
            _release(run);
        _run = null;
    }

    private void Process(EncoderRun run, int length)
    {
        if (length == 0)
            return;
        _feed[0] = _pending.AsMemory(0, length);
        run.Process(_feed);
        _pending.AsSpan(length, _count - length).CopyTo(_pending);
        _count -= length;
    }

    private EncoderRun Run() => _run ?? throw new ObjectDisposedException(nameof(MimiStream));
}
