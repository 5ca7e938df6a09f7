namespace MimiNative.Audio;

/// <summary>A file that libsndfile decodes: FLAC, OGG (Vorbis, Opus), MP3, AIFF, AU, CAF, SPHERE, WAV with ADPCM or G.711, ...</summary>
internal sealed class SndfileSource : AudioSource
{
    private const int BlockSamples = 8192;
    private const int MajorMask = 0x0FFF0000;
    private const int Mpeg = 0x230000;
    private const int Ogg = 0x200000;

    private readonly LibSndfile _library;
    private readonly Stream _audio;
    private readonly SndfileStream _stream;
    private readonly string _name;
    private readonly int _channels;
    private readonly float[] _interleaved;
    private readonly bool _seeksExactly;
    private nint _file;
    private long _position;
    private string? _warning;

    private SndfileSource(LibSndfile library, nint file, LibSndfile.Info info, Stream audio, SndfileStream stream, string name)
    {
        _library = library;
        _file = file;
        _audio = audio;
        _stream = stream;
        _name = name;
        _channels = info.Channels;
        _interleaved = new float[Math.Max(1, BlockSamples / _channels) * _channels];
        SampleRate = info.SampleRate;
        // What these decode depends on what came before.
        _seeksExactly = (info.Format & MajorMask) is not (Mpeg or Ogg) && info.Seekable != 0;
        // Frames of an MP3 file may be an estimate, and of a damaged file anything.
        Length = (info.Format & MajorMask) != Mpeg && info.Frames is >= 0 and < long.MaxValue ? info.Frames : null;
    }

    public override int SampleRate { get; }

    public override long? Length { get; }

    public override string? Warning => _warning;

    /// <summary>Null, with the reason, where the library doesn't know the content.</summary>
    /// <param name="library">The library.</param>
    /// <param name="audio">A stream that can seek; left open on failure.</param>
    /// <param name="start">Where the audio begins.</param>
    /// <param name="name">For messages.</param>
    /// <param name="reason">Why not.</param>
    public static SndfileSource? TryOpen(LibSndfile library, Stream audio, long start, string name, out string? reason)
    {
        var stream = new SndfileStream(audio, start);
        var file = library.Open(stream, out var info, out var failure);
        reason = file == 0 ? $"libsndfile: {failure}"
            : info.SampleRate is < WavHeader.MinSampleRate or > WavHeader.MaxSampleRate ? $"libsndfile: a sample rate of {info.SampleRate} Hz, which must be {WavHeader.MinSampleRate} to {WavHeader.MaxSampleRate}"
            : info.Channels <= 0 ? $"libsndfile: {info.Channels} channels"
            : null;
        if (reason is null)
            return new SndfileSource(library, file, info, audio, stream, name);
        if (file != 0)
            library.Close(file);
        stream.Dispose();
        return null;
    }

    public override int Read(Span<float> samples)
    {
        ObjectDisposedException.ThrowIf(_file == 0, this);
        var done = 0;
        while (done < samples.Length)
        {
            var wanted = Math.Min(samples.Length - done, _interleaved.Length / _channels);
            var frames = _library.ReadFrames(_file, _interleaved, wanted);
            Mixer.Mean(_interleaved.AsSpan(0, frames * _channels), _channels, samples.Slice(done, frames));
            done += frames;
            if (frames == wanted)
                continue;
            if (_stream.Failure is { } unreadable)
                throw new AudioException($"{_name}: {unreadable.Message}", unreadable);
            if (_library.Error(_file) != 0)
                throw new AudioException($"{_name}: damaged audio: {_library.Describe(_file)}");
            if (_position + done < Length)
                _warning = $"{_name}: truncated, {Length - _position - done} of {Length} samples are missing";
            break;
        }

        _position += done;
        return done;
    }

    internal override long Skip(long samples)
    {
        ObjectDisposedException.ThrowIf(_file == 0, this);
        if (!_seeksExactly || Length is not { } length || samples > length - _position)
            return base.Skip(samples);
        if (!_library.Seek(_file, _position + samples))
            throw new AudioException($"{_name}: damaged audio: sample {_position + samples} can't be found");
        _position += samples;
        return samples;
    }

    public override void Dispose()
    {
        if (_file != 0)
            _library.Close(_file);
        _file = 0;
        _stream.Dispose();
        _audio.Dispose();
        base.Dispose();
    }
}
