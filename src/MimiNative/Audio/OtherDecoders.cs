using System.Text.Unicode;

namespace MimiNative.Audio;

/// <summary>Everything that isn't PCM in WAV: libsndfile, then ffmpeg, then a message that says what was tried.</summary>
internal static class OtherDecoders
{
    public static AudioSource Open(string path)
    {
        // Asked first: for a text named clip.gsm or clip.mp3 both decoders would believe the name.
        if (IsText(path))
            throw new AudioException($"{path}: this is a text file, not audio");
        string? sndfileSays;
        if (LibSndfile.TryLoad() is not { } sndfile)
            sndfileSays = "libsndfile is not installed";
        else if (SndfileSource.TryOpen(sndfile, path, out sndfileSays) is { } source)
            return source;

        return FfmpegSource.TryOpen(path, out var ffmpegSays)
            ?? throw new AudioException($"{path}: not audio that can be read here ({sndfileSays}; {ffmpegSays})");
    }

    private static bool IsText(string path)
    {
        Span<byte> head = stackalloc byte[1024];
        using var stream = File.OpenRead(path);
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
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
