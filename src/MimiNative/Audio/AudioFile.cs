using MimiNative.Files;

namespace MimiNative.Audio;

/// <summary>
/// Opens audio of any kind as mono samples at the rate that is asked for. WAV (PCM, float, RF64) is read here; FLAC, OGG, MP3 and more through libsndfile where it is installed;
/// anything else through the ffmpeg program. The content decides, not the file's name. Channels are averaged, then resampled (<see cref="Resampler"/>), whichever decoder read them.
/// </summary>
public static class AudioFile
{
    /// <summary>The encoder's rate.</summary>
    public const int DefaultSampleRate = 24000;

    /// <summary>The most bytes that <see cref="OpenAsync"/> takes where nothing else is said: 256 MiB, an hour and a half of 24 kHz in 16 bits and stereo.</summary>
    public const int DefaultMostBytes = 256 << 20;

    /// <summary>The ffmpeg program that is started for formats which nothing else here reads: its absolute path, found on PATH; null where there is none.</summary>
    public static string? FfmpegPath => FfmpegProgram.Path;

    /// <summary>Opens a file as a stream of samples; memory doesn't grow with its length.</summary>
    /// <param name="path">A regular file: a pipe or a device is refused. Audio from elsewhere goes to <see cref="Open(Stream, string, int?, bool, AudioSegment?)"/>.</param>
    /// <param name="sampleRate">Rate to resample to, in Hz; null: the file's own.</param>
    /// <param name="allowFfmpeg">Whether the ffmpeg program may be started for what nothing else reads.</param>
    /// <param name="segment">The stretch to read: what a file cut there would give. Found by seeking in PCM and FLAC, by decoding what comes before it elsewhere; null: all.</param>
    /// <exception cref="AudioException">Not a readable file, not audio, damaged, or without samples, or at an end before the segment begins. One line that names the file.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A segment begins before 0, or has no length.</exception>
    public static AudioSource Open(string path, int? sampleRate = DefaultSampleRate, bool allowFfmpeg = true, AudioSegment? segment = null)
    {
        Check(segment);
        return Open(OpenStream(path), path, sampleRate, allowFfmpeg, segment);
    }

    /// <summary>Opens audio of any kind in a stream that can seek, or WAV in one that can't, such as standard input.</summary>
    /// <param name="audio">Stands on the first byte; the source disposes it, or this method where it throws.</param>
    /// <param name="name">For messages.</param>
    /// <param name="sampleRate">Rate to resample to, in Hz; null: the stream's own.</param>
    /// <param name="allowFfmpeg">Whether the ffmpeg program may be started for what nothing else reads.</param>
    /// <param name="segment">The stretch to read; null: all.</param>
    /// <exception cref="AudioException">Not audio, or damaged; or the stream can't seek and holds something else than PCM in WAV; or it ends before the segment begins.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A segment begins before 0, or has no length.</exception>
    public static AudioSource Open(Stream audio, string name, int? sampleRate = DefaultSampleRate, bool allowFfmpeg = true, AudioSegment? segment = null)
    {
        ArgumentNullException.ThrowIfNull(audio);
        Check(segment);
        try
        {
            return OpenContent(audio, name, sampleRate, allowFfmpeg, segment);
        }
        catch (Exception e)
        {
            audio.Dispose();
            if (e is IOException)
                throw new AudioException($"{name}: {e.Message}", e);
            throw;
        }
    }

    /// <summary>Takes a whole stream that must not be waited for, such as the body of a request, and opens what it held: audio of any kind.</summary>
    /// <param name="audio">Read to its end; the caller disposes it.</param>
    /// <param name="name">For messages.</param>
    /// <param name="sampleRate">Rate to resample to, in Hz; null: the stream's own.</param>
    /// <param name="mostBytes">The most that is kept in memory.</param>
    /// <param name="allowFfmpeg">Whether the ffmpeg program may be started for what nothing else reads.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="AudioException">Not audio, damaged, or longer than <paramref name="mostBytes"/>.</exception>
    public static async Task<AudioSource> OpenAsync(
        Stream audio, string name, int? sampleRate = DefaultSampleRate, int mostBytes = DefaultMostBytes, bool allowFfmpeg = true, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(audio);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostBytes);
        var content = new MemoryStream();
        var piece = new byte[1 << 16];
        while (await audio.ReadAsync(piece, cancellation).ConfigureAwait(false) is > 0 and var read)
        {
            if (content.Length + read > mostBytes)
                throw new AudioException($"{name}: more than {mostBytes} bytes");
            content.Write(piece, 0, read);
        }

        content.Position = 0;
        return Open(content, name, sampleRate, allowFfmpeg);
    }

    /// <summary>Opens samples without a header, little-endian and interleaved, from a stream that need not seek.</summary>
    /// <param name="pcm">The samples; the source disposes it.</param>
    /// <param name="format">How each value is stored.</param>
    /// <param name="pcmSampleRate">Rate of the stream, in Hz.</param>
    /// <param name="channels">Values per frame; averaged.</param>
    /// <param name="sampleRate">Rate to resample to, in Hz; null: the stream's own.</param>
    /// <param name="name">For messages.</param>
    /// <param name="segment">The stretch to read; null: all.</param>
    /// <exception cref="AudioException">A rate or channel count that no audio has, or an end before the segment begins.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A segment begins before 0, or has no length.</exception>
    public static AudioSource OpenRawPcm(Stream pcm, PcmFormat format, int pcmSampleRate, int channels = 1, int? sampleRate = DefaultSampleRate, string name = "standard input", AudioSegment? segment = null)
    {
        ArgumentNullException.ThrowIfNull(pcm);
        Check(segment);
        if (pcmSampleRate is < WavHeader.MinSampleRate or > WavHeader.MaxSampleRate)
            throw new AudioException($"{name}: a sample rate of {pcmSampleRate} Hz; it must be {WavHeader.MinSampleRate} to {WavHeader.MaxSampleRate}");
        if (channels is <= 0 or > ushort.MaxValue)
            throw new AudioException($"{name}: {channels} channels; there must be 1 to {ushort.MaxValue}");
        return Finish(new PcmSource(pcm, name, format, channels, pcmSampleRate, null), name, sampleRate, segment);
    }

    /// <summary>A whole file as mono samples.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sampleRate">Rate to resample to, in Hz; null: the file's own.</param>
    /// <exception cref="AudioException">As for <see cref="Open(string, int?, bool, AudioSegment?)"/>; also audio too long for one array (a day at 24 kHz).</exception>
    public static float[] ReadAll(string path, int? sampleRate = DefaultSampleRate)
    {
        using var source = Open(path, sampleRate);
        if (source.Length > Array.MaxLength)
            throw new AudioException($"{path}: {source.Length:N0} samples are too many to hold at once; read it in pieces");
        return source.ReadToEnd();
    }

    private static AudioSource OpenContent(Stream audio, string name, int? sampleRate, bool allowFfmpeg, AudioSegment? segment)
    {
        var start = audio.CanSeek ? audio.Position : 0;
        Span<byte> head = stackalloc byte[12];
        head = head[..audio.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        if (head.IsEmpty)
            throw new AudioException(audio.CanSeek ? $"{name}: the file is empty (0 bytes)" : $"{name}: no audio arrived (0 bytes)");
        if (WavHeader.IsWav(head))
        {
            var header = WavHeader.Read(head, audio, name);
            if (header.Format is not null)
                return Finish(OpenPcm(header, audio, name), name, sampleRate, segment);
            if (!audio.CanSeek)
                throw new AudioException($"{name}: a WAV stream with codec 0x{header.Codec:X4}; in a stream it must be PCM");
        }
        else if (!audio.CanSeek)
        {
            throw new AudioException($"{name}: not a WAV stream");
        }

        return Finish(OtherDecoders.Open(audio, start, name, allowFfmpeg), name, sampleRate, segment);
    }

    private static void Check(AudioSegment? segment)
    {
        if (segment is not { } s)
            return;
        if (!(s.Start >= 0 && double.IsFinite(s.Start)))
            throw new ArgumentOutOfRangeException(nameof(segment), s.Start, "a segment begins at 0 s or later");
        if (s.Duration is { } duration && !(duration > 0 && double.IsFinite(duration)))
            throw new ArgumentOutOfRangeException(nameof(segment), duration, "a segment lasts longer than 0 s");
    }

    private static AudioSource Finish(AudioSource native, string name, int? sampleRate, AudioSegment? segment = null)
    {
        try
        {
            if (segment is { } stretch)
                native = new SegmentSource(native, stretch, name);
            return Resampler.Open(new GuardedSource(native, name), sampleRate ?? native.SampleRate);
        }
        catch
        {
            native.Dispose();
            throw;
        }
    }

    private static PcmSource OpenPcm(WavHeader header, Stream stream, string name)
    {
        var format = header.Format!.Value;
        var frameBytes = format.Bytes() * header.Channels;
        var frames = header.DataBytes / frameBytes;
        string? warning = null;
        if (stream.CanSeek)
        {
            var there = (stream.Length - stream.Position) / frameBytes;
            if (frames > there)
                warning = $"{name}: truncated, {frames - there} of {frames} samples are missing";
            frames = Math.Min(frames ?? there, there);
        }

        return new PcmSource(stream, name, format, header.Channels, header.SampleRate, frames, warning);
    }

    private static FileStream OpenStream(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new AudioException($"{path}: this is a directory, not an audio file");
        try
        {
            return RegularFile.Open(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new AudioException($"{path}: no such file", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new AudioException($"{path}: no permission to read this file", e);
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            throw new AudioException($"{path}: {e.Message}", e);
        }
    }
}
