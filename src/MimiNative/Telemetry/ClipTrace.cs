using System.Diagnostics;

namespace MimiNative.Telemetry;

/// <summary>What is told of one clip: a span from its first sample to its end, and the counters.</summary>
internal sealed class ClipTrace
{
    private readonly Activity? _span;
    private readonly int _sampleRate;
    private long _samples;
    private bool _ended;

    /// <summary>The clip begins.</summary>
    /// <param name="taps">What is asked for.</param>
    /// <param name="codebooks">Codebooks searched.</param>
    /// <param name="device">Where.</param>
    /// <param name="sampleRate">Of the clip.</param>
    public ClipTrace(IReadOnlyList<string> taps, int codebooks, string device, int sampleRate)
    {
        _sampleRate = sampleRate;
        _span = Signals.Begin("encode", device);
        if (WantsLayers)
            _span!.SetTag("mimi.taps", taps.ToArray()).SetTag("mimi.codebooks", codebooks);
    }

    /// <summary>Somebody listens to what each layer does.</summary>
    public bool WantsLayers => _span is { IsAllDataRequested: true };

    /// <summary>So many samples of the clip have been encoded by now.</summary>
    public void Encoded(long samples)
    {
        Signals.CountAudio((double)(samples - _samples) / _sampleRate);
        _samples = samples;
    }

    /// <summary>The clip was encoded to its end.</summary>
    public void Complete(LayerClock? layers = null)
    {
        if (End(layers))
            Signals.CountClip();
    }

    /// <summary>The clip ended with an exception.</summary>
    public void Fail(Exception failure, LayerClock? layers = null)
    {
        if (!_ended)
            _span?.SetStatus(failure is OperationCanceledException ? ActivityStatusCode.Unset : ActivityStatusCode.Error, failure.Message).AddException(failure);
        if (End(layers))
            Signals.CountFailure(failure);
    }

    /// <summary>Nobody completed the clip.</summary>
    public void Abandon(LayerClock? layers = null) => End(layers);

    private bool End(LayerClock? layers)
    {
        if (_ended)
            return false;
        _ended = true;
        if (_span is { } span)
        {
            span.SetTag("mimi.audio_seconds", (double)_samples / _sampleRate);
            layers?.Report(span);
            Signals.End(span);
        }

        return true;
    }
}
