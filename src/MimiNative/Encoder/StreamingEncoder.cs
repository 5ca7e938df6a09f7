using MimiNative.Audio;
using MimiNative.Encoder;
using MimiNative.Telemetry;

namespace MimiNative;

/// <summary>
/// A clip on its way through the encoder. Feed it samples in pieces of any size; activations go to the sink as soon as whole 80 ms frames are there.
/// The pieces' sizes change nothing: the results are the same bits. One call at a time: a second one, from another thread or from within the sink, is refused.
/// Streams are independent of each other. Dispose a stream to give its buffers back to the encoder.
/// </summary>
public sealed class StreamingEncoder : IDisposable
{
    // What _state is made of.
    private const int Busy = 1, Gone = 2;

    private readonly EncoderRun _run;
    private readonly IActivationSink _sink;
    private readonly Lifetime _encoder;
    private readonly Action<EncoderRun> _release;
    private readonly ClipBuffer _clip;
    private readonly ReadOnlyMemory<float>[] _feed = new ReadOnlyMemory<float>[1];
    private ClipTrace? _trace;
    private int _state;
    private bool _completed;
    private bool _failed;

    internal StreamingEncoder(EncoderRun run, IActivationSink sink, Lifetime encoder, Action<EncoderRun> release)
    {
        (_run, _sink, _encoder, _release) = (run, sink, encoder, release);
        _clip = run.NewClip();
        run.Reset(0, sink);
    }

    /// <summary>Samples written since the start or the last <see cref="Reset"/>.</summary>
    public long Samples => _clip.Total;

    /// <summary>Appends samples (24 kHz, mono) and encodes all whole frames that are now there.</summary>
    /// <exception cref="ArgumentException">A sample is NaN or infinite; nothing was appended.</exception>
    /// <exception cref="InvalidOperationException">The clip was completed, or an earlier call failed: call <see cref="Reset"/> first. Or another call is under way.</exception>
    /// <exception cref="ObjectDisposedException">The stream or its encoder was disposed.</exception>
    public void Write(ReadOnlySpan<float> samples) => Write(samples, last: false);

    /// <summary>Ends the clip: the last, incomplete frame is padded as the options say and encoded. On a completed clip it does nothing.</summary>
    /// <inheritdoc cref="Write(ReadOnlySpan{float})"/>
    public void Complete()
    {
        using var use = _encoder.Enter();
        Begin();
        try
        {
            if (!_completed)
                End(ReadyForSamples());
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Forgets everything: the next sample written is the first of a new clip.</summary>
    /// <exception cref="InvalidOperationException">Another call is under way.</exception>
    /// <exception cref="ObjectDisposedException">The stream or its encoder was disposed.</exception>
    public void Reset()
    {
        using var use = _encoder.Enter();
        Begin();
        try
        {
            _run.Reset(0, _sink);
            _clip.Clear();
            _completed = _failed = false;
            EndTrace();
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Gives the buffers back. While another call is under way they are given back when it ends.</summary>
    public void Dispose()
    {
        if (Interlocked.Or(ref _state, Gone) == 0)
            Release();
    }

    /// <summary>Appends samples; when they are the <paramref name="last"/>, the padded tail goes through the encoder together with them, not as a chunk of its own.</summary>
    internal void Write(ReadOnlySpan<float> samples, bool last)
    {
        using var use = _encoder.Enter();
        Begin();
        try
        {
            var clip = ReadyForSamples();
            ClipBuffer.Check(samples, clip.Total);
            while (samples.Length > 0)
            {
                if (clip.IsFull)
                    Process(clip.Whole);
                samples = samples[clip.Append(samples)..];
            }

            if (last)
                End(clip);
            else
                Process(clip.Whole);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Encodes what a source still has, and ends the clip.</summary>
    internal void WriteAll(AudioSource audio, CancellationToken cancellation)
    {
        for (var more = true; more;)
        {
            cancellation.ThrowIfCancellationRequested();
            using var use = _encoder.Enter();
            Begin();
            try
            {
                var clip = ReadyForSamples();
                more = Fill(clip, audio);
                if (more)
                    Process(clip.Whole);
                else
                    End(clip);
            }
            finally
            {
                Leave();
            }
        }
    }

    private ClipBuffer ReadyForSamples()
    {
        if (_failed)
            throw new InvalidOperationException("an earlier call failed inside the encoder or its sink; Reset begins the next clip");
        if (_completed)
            throw new InvalidOperationException("the clip was completed; Reset begins the next one");
        if (_trace is null)
        {
            _trace = _run.NewTrace();
            _run.Clock = _trace.WantsLayers ? _run.NewClock() : null;
        }

        return _clip;
    }

    private bool Fill(ClipBuffer clip, AudioSource audio)
    {
        try
        {
            return clip.Fill(audio);
        }
        catch (Exception e)
        {
            _trace?.Fail(e, _run.Clock);
            throw;
        }
    }

    private void End(ClipBuffer clip)
    {
        Process(clip.End());
        _completed = true;
        _trace?.Complete(_run.Clock);
    }

    private void Process(ReadOnlyMemory<float> samples)
    {
        if (samples.IsEmpty)
            return;
        _failed = true; // until it is known that nothing threw: buffers that saw half a chunk are good for nothing
        _feed[0] = samples;
        try
        {
            _run.Process(_feed);
        }
        catch (Exception e)
        {
            _trace?.Fail(e, _run.Clock);
            throw;
        }

        _clip.Remove(samples.Length);
        _failed = false;
        _trace?.Encoded(_clip.Total);
    }

    private void Begin()
    {
        var state = Interlocked.CompareExchange(ref _state, Busy, 0);
        if ((state & Gone) != 0)
            throw new ObjectDisposedException(nameof(StreamingEncoder));
        if (state != 0)
            throw new InvalidOperationException("another call on this stream is under way: a stream takes one at a time, and none from within its own sink");
    }

    private void Leave()
    {
        if (Interlocked.CompareExchange(ref _state, 0, Busy) != Busy)
            Release();
    }

    private void Release()
    {
        EndTrace();
        _release(_run);
    }

    private void EndTrace()
    {
        _trace?.Abandon(_run.Clock);
        (_trace, _run.Clock) = (null, null);
    }
}
