using System.Security.Cryptography;
using MimiNative.Audio;

namespace MimiNative.Analysis.Data;

/// <summary>A sample's audio, wherever it lies: a file, or a file inside an archive.</summary>
internal static class Recording
{
    /// <summary>Where it lies, for people.</summary>
    public static string Place(Sample sample) => sample.Member is { } member ? $"{sample.Path}/{member.Name}" : sample.Path;

    /// <summary>The audio as a stream of samples.</summary>
    /// <param name="sample">Has audio.</param>
    /// <param name="sampleRate">Rate to resample to, in Hz; null: its own.</param>
    /// <exception cref="AudioException">It can't be read.</exception>
    public static AudioSource Open(Sample sample, int? sampleRate = AudioFile.DefaultSampleRate) =>
        sample.Member is null ? AudioFile.Open(sample.Path, sampleRate) : AudioFile.Open(OpenBytes(sample), Place(sample), sampleRate);

    /// <summary>All of it.</summary>
    /// <exception cref="AudioException">It can't be read.</exception>
    public static float[] ReadAll(Sample sample)
    {
        using var source = Open(sample);
        return source.ReadToEnd();
    }

    /// <summary>SHA-256 of the bytes that are decoded, in lower-case hexadecimal digits: the same wherever they lie.</summary>
    /// <exception cref="AudioException">They can't be read.</exception>
    public static string Sha256(Sample sample)
    {
        using var bytes = OpenBytes(sample);
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(bytes));
        }
        catch (IOException e)
        {
            throw new AudioException($"{Place(sample)}: can't be read: {e.Message}", e);
        }
    }

    private static Stream OpenBytes(Sample sample)
    {
        try
        {
            var file = RegularFile.Open(sample.Path);
            return sample.Member is { } member ? new PartStream(file, member.Start, member.Length) : file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new AudioException(File.Exists(sample.Path) ? $"{Place(sample)}: can't be read: {e.Message}" : $"{sample.Path}: no such file", e);
        }
    }
}
