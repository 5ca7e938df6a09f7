namespace MimiNative.Audio;

/// <summary>Interleaved PCM of any channel count from a stream that need not seek, mixed to mono at its own rate.</summary>
internal sealed class PcmSource : AudioSource
{
    private const int BlockSamples = 8192;

    private readonly Stream _stream;
    private readonly string _name;
    private readonly PcmFormat _format;
    private readonly int _channels;
    private readonly int _frameBytes;
    private readonly byte[] _bytes;
    private readonly float[] _interleaved;
    private long? _framesLeft;
    private string? _warning;

    /// <param name="stream">Stands on the first sample; disposed with this source.</param>
    /// <param name="name">For messages.</param>
    /// <param name="format">Of each value.</param>
    /// <param name="channels">Values per frame.</param>
    /// <param name="sampleRate">Frames per second.</param>
    /// <param name="frames">Frames to read; null: to the end of the stream.</param>
    /// <param name="warning">What is known already to be wrong.</param>
    public PcmSource(Stream stream, string name, PcmFormat format, int channels, int sampleRate, long? frames, string? warning = null)
    {
        _stream = stream;
        _name = name;
        _format = format;
        _channels = channels;
        _frameBytes = channels * format.Bytes();
        var block = Math.Max(1, BlockSamples / channels);
        _bytes = new byte[block * _frameBytes];
        _interleaved = channels == 1 ? [] : new float[block * channels];
        _framesLeft = frames;
        _warning = warning;
        SampleRate = sampleRate;
        Length = frames;
    }

    public override int SampleRate { get; }

    public override long? Length { get; }

    public override string? Warning => _warning;

    public override int Read(Span<float> samples)
    {
        var done = 0;
        while (done < samples.Length)
        {
            var wanted = (int)Math.Min(Math.Min(samples.Length - done, _bytes.Length / _frameBytes), _framesLeft ?? long.MaxValue);
            if (wanted == 0)
                break;
            var frames = ReadFrames(wanted);
            var bytes = _bytes.AsSpan(0, frames * _frameBytes);
            if (_channels == 1)
            {
                _format.Decode(bytes, samples.Slice(done, frames));
            }
            else
            {
                var interleaved = _interleaved.AsSpan(0, frames * _channels);
                _format.Decode(bytes, interleaved);
                Mixer.Mean(interleaved, _channels, samples.Slice(done, frames));
            }

            done += frames;
            if (frames < wanted)
                break;
        }

        return done;
    }

    internal override long Skip(long samples)
    {
        if (!_stream.CanSeek || _framesLeft is not { } left)
            return base.Skip(samples);
        samples = Math.Min(samples, left);
        _stream.Seek(samples * _frameBytes, SeekOrigin.Current);
        _framesLeft = left - samples;
        return samples;
    }

    public override void Dispose()
    {
        _stream.Dispose();
        base.Dispose();
    }

    private int ReadFrames(int wanted)
    {
        int got;
        try
        {
            got = _stream.ReadAtLeast(_bytes.AsSpan(0, wanted * _frameBytes), wanted * _frameBytes, throwOnEndOfStream: false);
        }
        catch (IOException e)
        {
            throw new AudioException($"{_name}: {e.Message}", e);
        }

        var frames = got / _frameBytes;
        if (frames == wanted)
        {
            _framesLeft -= frames;
            return frames;
        }

        if (_framesLeft is { } left)
            _warning ??= $"{_name}: truncated, {left - frames} of {Length} samples are missing";
        else if (got % _frameBytes != 0)
            _warning ??= $"{_name}: ends inside a sample; the last {got % _frameBytes} bytes are left out";
        _framesLeft = 0;
        return frames;
    }
}
