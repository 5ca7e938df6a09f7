using System.Text.Unicode;

namespace MimiNative.Audio;

/// <summary>Everything that isn't PCM in WAV: libsndfile, then ffmpeg, then a message that says what was tried.</summary>
internal static class OtherDecoders
{
    /// <param name="audio">A stream that can seek; the source disposes it.</param>
    /// <param name="start">Where the audio begins.</param>
    /// <param name="name">For messages.</param>
    /// <param name="allowFfmpeg">Whether that program may be started.</param>
    /// <exception cref="AudioException">Nobody can read it; the stream stays open.</exception>
    public static AudioSource Open(Stream audio, long start, string name, bool allowFfmpeg)
    {
        // Asked first, since a decoder that believes a text to be audio makes noise of it.
        if (IsText(audio, start))
            throw new AudioException($"{name}: this is a text file, not audio");
        string? sndfileSays;
        if (LibSndfile.TryLoad() is not { } sndfile)
            sndfileSays = "libsndfile is not installed";
        else if (SndfileSource.TryOpen(sndfile, audio, start, name, out sndfileSays) is { } source)
            return source;

        var ffmpegSays = "ffmpeg may not be started";
        return (allowFfmpeg ? FfmpegSource.TryOpen(audio, start, name, out ffmpegSays) : null)
            ?? throw new AudioException($"{name}: not audio that can be read here ({sndfileSays}; {ffmpegSays})");
    }

    private static bool IsText(Stream audio, long start)
    {
        Span<byte> head = stackalloc byte[1024];
        audio.Position = start;
        head = head[..audio.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        // SPHERE files begin with a kilobyte of text.
        return !head.StartsWith("NIST_1A"u8) && !head.ContainsAnyInRange((byte)0, (byte)8) && !head.ContainsAnyInRange((byte)0x0E, (byte)0x1A) && Utf8.IsValid(WithoutCutCharacter(head));
    }

    /// <summary>The last character of a piece of UTF-8 may be incomplete.</summary>
    private static ReadOnlySpan<byte> WithoutCutCharacter(ReadOnlySpan<byte> text)
    {
        for (var tail = 1; tail <= Math.Min(3, text.Length); tail++)
            if (text[^tail] >= 0xC0)
                return text[..^tail];
        return text;
    }
}
