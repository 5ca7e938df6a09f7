using System.ComponentModel;

namespace MimiNative.Audio;

/// <summary>
/// Audio that the ffmpeg program decodes (AAC, WMA, AMR, video sound tracks, ...). It hands over a WAV stream of float32 at the audio's own rate and channels,
/// so that mixing and resampling are the same code as for every other file.
/// </summary>
internal sealed class FfmpegSource : AudioSource
{
    private readonly FfmpegProcess _process;
    private readonly Stream _audio;
    private readonly PcmSource _wav;
    private readonly string _name;
    private bool _ended;
    private string? _warning;

    private FfmpegSource(FfmpegProcess process, Stream audio, PcmSource wav, string name) => (_process, _audio, _wav, _name) = (process, audio, wav, name);

    public override int SampleRate => _wav.SampleRate;

    public override long? Length => null;

    public override string? Warning => _warning;

    /// <summary>Null, with the reason, where there is no ffmpeg or it finds no audio.</summary>
    /// <param name="audio">A stream that can seek; left open on failure.</param>
    /// <param name="start">Where the audio begins.</param>
    /// <param name="name">For messages.</param>
    /// <param name="reason">Why not.</param>
    public static FfmpegSource? TryOpen(Stream audio, long start, string name, out string? reason)
    {
        if (AudioContainer.Of(audio, start) is not { } container)
        {
            reason = "no format that ffmpeg is asked to read";
            return null;
        }

        if (FfmpegProgram.Path is not { } program)
        {
            reason = "ffmpeg is not installed";
            return null;
        }

        audio.Position = start;
        try
        {
            var process = new FfmpegProcess(program, container, audio);
            if (ReadHeader(process, out reason) is { } header)
                return new(process, audio, new PcmSource(process.Output, name, header.Format!.Value, header.Channels, header.SampleRate, null), name);
            process.Dispose();
        }
        catch (Win32Exception e)
        {
            reason = $"{program} can't be started: {e.Message}";
        }

        return null;
    }

    public override int Read(Span<float> samples)
    {
        var count = _wav.Read(samples);
        if (count < samples.Length && !_ended)
        {
            _ended = true;
            try
            {
                var (succeeded, complaint) = _process.Finish();
                if (!succeeded)
                    throw new AudioException($"{_name}: damaged audio: ffmpeg: {complaint}");
                if (complaint.Length > 0)
                    _warning = $"{_name}: ffmpeg: {complaint}";
            }
            catch (IOException e)
            {
                throw new AudioException($"{_name}: {e.Message}", e);
            }
        }

        return count;
    }

    public override void Dispose()
    {
        _process.Dispose();
        _wav.Dispose();
        _audio.Dispose();
        base.Dispose();
    }

    private static WavHeader? ReadHeader(FfmpegProcess process, out string? reason)
    {
        try
        {
            Span<byte> head = stackalloc byte[12];
            head = head[..process.Output.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
            reason = "ffmpeg: no WAV stream came back";
            // A header that makes no sense leaves it waiting to hand over the rest: then it isn't asked what it thinks.
            if (WavHeader.IsWav(head))
                return WavHeader.Read(head, process.Output, "ffmpeg") is { Format: not null } header ? header : null;
            if (head.Length < 12)
                reason = $"ffmpeg: {process.Finish().Complaint}";
        }
        catch (Exception e) when (e is AudioException or IOException)
        {
            reason = e is AudioException ? e.Message : $"ffmpeg: {e.Message}";
        }

        return null;
    }
}
