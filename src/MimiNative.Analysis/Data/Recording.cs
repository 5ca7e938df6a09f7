using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MimiNative.Audio;

namespace MimiNative.Analysis.Data;

/// <summary>A sample's audio, wherever it lies: a file, a file inside an archive or a table, a stretch of one.</summary>
internal static class Recording
{
    /// <summary>Where it lies, for people.</summary>
    public static string Place(Sample sample) => File(sample) + Stretch(sample);

    /// <summary>The audio as a stream of samples.</summary>
    /// <param name="sample">Has audio.</param>
    /// <param name="sampleRate">Rate to resample to, in Hz; null: its own.</param>
    /// <exception cref="AudioException">It can't be read.</exception>
    public static AudioSource Open(Sample sample, int? sampleRate = AudioFile.DefaultSampleRate) =>
        sample.Member is null ? AudioFile.Open(sample.Path, sampleRate, segment: sample.Segment) : AudioFile.Open(OpenBytes(sample), File(sample), sampleRate, segment: sample.Segment);

    /// <summary>All of it.</summary>
    /// <exception cref="AudioException">It can't be read.</exception>
    public static float[] ReadAll(Sample sample)
    {
        using var source = Open(sample);
        return source.ReadToEnd();
    }

    /// <summary>When its file was last written, and how long it is: cheaper to ask than <see cref="Contents"/>.</summary>
    public static (DateTime, long) Stamp(Sample sample) => new FileInfo(sample.Path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : default;

    private static Stream OpenBytes(Sample sample)
    {
        try
        {
            var file = RegularFile.Open(sample.Path);
            return sample.Member is not { } member ? file
                : member.Page is { } page ? UnpackedPages.Open(file, sample.Path, page, member) : new PartStream(file, member.Start, member.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidDataException)
        {
            throw new AudioException(System.IO.File.Exists(sample.Path) ? $"{File(sample)}: can't be read: {e.Message}" : $"{sample.Path}: no such file", e);
        }
    }

    private static string File(Sample sample) => sample.Member is { } member ? $"{sample.Path}/{member.Name}" : sample.Path;

    private static string Stretch(Sample sample) => sample.Segment is not { } segment ? ""
        : string.Create(CultureInfo.InvariantCulture, $"@{segment.Start:0.######}{(segment.Duration is { } seconds ? $"+{seconds:0.######}" : "")}");

    /// <summary>What recordings hold, each file read once however many stretches of it are asked for; from any thread.</summary>
    internal sealed class Contents
    {
        private readonly ConcurrentDictionary<(string, ArchiveMember?), Lazy<string>> _files = [];

        /// <summary>
        /// SHA-256 of the bytes that are decoded, in lower-case hexadecimal digits: the same wherever they lie. Of a stretch the SHA-256 of that and of where it is, which a file that was cut there doesn't have.
        /// </summary>
        /// <exception cref="AudioException">They can't be read.</exception>
        public string Of(Sample sample)
        {
            var file = _files.GetOrAdd((sample.Path, sample.Member), _ => new Lazy<string>(() => Sha256(sample))).Value;
            return sample.Segment is null ? file : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file + Stretch(sample))));
        }

        private static string Sha256(Sample sample)
        {
            using var bytes = OpenBytes(sample);
            try
            {
                return Convert.ToHexStringLower(SHA256.HashData(bytes));
            }
            catch (IOException e)
            {
                throw new AudioException($"{File(sample)}: can't be read: {e.Message}", e);
            }
        }
    }
}
