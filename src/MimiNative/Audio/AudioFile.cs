namespace MimiNative.Audio;

/// <summary>
/// Opens audio of any kind as mono samples at the rate that is asked for. WAV (PCM, float, RF64) is read here; FLAC, OGG, MP3 and more through libsndfile where it is installed;
/// anything else through the ffmpeg program. The content decides, not the file's name. Channels are averaged, then resampled (<see cref="Resampler"/>), whichever decoder read them.
/// </summary>
public static class AudioFile
{
    /// <summary>The encoder's rate.</summary>
    public const int DefaultSampleRate = 24000;

    /// <summary>Opens a file as a stream of samples; memory doesn't grow with its length.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sampleRate">Rate to resample to, in Hz; null: the file's own.</param>
    /// <exception cref="AudioException">Not a readable file, not audio, damaged, or without samples. One line that names the file.</exception>
    public static AudioSource Open(string path, int? sampleRate = DefaultSampleRate)
    {
        var stream = OpenStream(path);
        try
        {
            Span<byte> head = stackalloc byte[12];
            head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
            if (head.IsEmpty)
                throw new AudioException($"{path}: the file is empty (0 bytes)");
            if (WavHeader.IsWav(head))
            {
                var header = WavHeader.Read(head, stream, path);
                if (header.Format is not null)
                    return Finish(OpenPcm(header, stream, path), path, sampleRate);
            }
            else if (!stream.CanSeek)
            {
                throw new AudioException($"{path}: a pipe can carry WAV or raw PCM only");
            }

            stream.Dispose();
            return Finish(OtherDecoders.Open(path), path, sampleRate);
        }
        catch (IOException e)
        {
            stream.Dispose();
            throw new AudioException($"{path}: {e.Message}", e);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Opens a WAV stream that need not seek, such as standard input.</summary>
    /// <param name="wav">Stands on the header; the source disposes it.</param>
    /// <param name="name">For messages.</param>
    /// <param name="sampleRate">Rate to resample to, in Hz; null: the stream's own.</param>
    /// <exception cref="AudioException">Not PCM in WAV, or damaged.</exception>
    public static AudioSource Open(Stream wav, string name, int? sampleRate = DefaultSampleRate)
    {
        ArgumentNullException.ThrowIfNull(wav);
        try
        {
            Span<byte> head = stackalloc byte[12];
            head = head[..wav.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
            if (!WavHeader.IsWav(head))
                throw new AudioException(head.IsEmpty ? $"{name}: no audio arrived (0 bytes)" : $"{name}: not a WAV stream");
            var header = WavHeader.Read(head, wav, name);
            if (header.Format is null)
                throw new AudioException($"{name}: a WAV stream with codec 0x{header.Codec:X4}; in a stream it must be PCM");
            return Finish(OpenPcm(header, wav, name), name, sampleRate);
        }
        catch (IOException e)
        {
            throw new AudioException($"{name}: {e.Message}", e);
        }
    }

    /// <summary>Opens samples without a header, little-endian and interleaved, from a stream that need not seek.</summary>
    /// <param name="pcm">The samples; the source disposes it.</param>
    /// <param name="format">How each value is stored.</param>
    /// <param name="pcmSampleRate">Rate of the stream, in Hz.</param>
    /// <param name="channels">Values per frame; averaged.</param>
    /// <param name="sampleRate">Rate to resample to, in Hz; null: the stream's own.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="AudioException">A rate or channel count that no audio has.</exception>
    public static AudioSource OpenRawPcm(Stream pcm, PcmFormat format, int pcmSampleRate, int channels = 1, int? sampleRate = DefaultSampleRate, string name = "standard input")
    {
        ArgumentNullException.ThrowIfNull(pcm);
        if (pcmSampleRate is <= 0 or > WavHeader.MaxSampleRate)
            throw new AudioException($"{name}: a sample rate of {pcmSampleRate} Hz; it must be 1 to {WavHeader.MaxSampleRate}");
        if (channels is <= 0 or > ushort.MaxValue)
            throw new AudioException($"{name}: {channels} channels; there must be 1 to {ushort.MaxValue}");
        return Finish(new PcmSource(pcm, name, format, channels, pcmSampleRate, null), name, sampleRate);
    }

    /// <summary>A whole file as mono samples.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sampleRate">Rate to resample to, in Hz; null: the file's own.</param>
    /// <exception cref="AudioException">As for <see cref="Open(string, int?)"/>; also audio too long for one array (a day at 24 kHz).</exception>
    public static float[] ReadAll(string path, int? sampleRate = DefaultSampleRate)
    {
        using var source = Open(path, sampleRate);
        if (source.Length > Array.MaxLength)
            throw new AudioException($"{path}: {source.Length:N0} samples are too many to hold at once; read it in pieces");
        return source.ReadToEnd();
    }

    private static AudioSource Finish(AudioSource native, string name, int? sampleRate)
    {
        try
        {
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
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new AudioException($"{path}: no such file", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new AudioException($"{path}: no permission to read this file", e);
        }
        catch (IOException e)
        {
            throw new AudioException($"{path}: {e.Message}", e);
        }
    }
}
