using MimiNative.Audio;

namespace MimiNative.Analysis.Data;

/// <summary>The beginning of a recording, small enough to travel inside a report.</summary>
public static class ListeningCopy
{
    /// <summary>Seconds that are kept.</summary>
    public const double Seconds = 3;

    /// <summary>Samples per second: telephone band and half an octave more, enough to tell voices apart.</summary>
    public const int SampleRate = 12000;

    /// <summary>The largest copy in bytes: 16-bit mono with its header.</summary>
    public const int MostBytes = 44 + (int)(Seconds * SampleRate) * 2;

    /// <summary>A WAV file of the recording's first seconds; null where there is no readable audio.</summary>
    public static byte[]? Of(Sample sample)
    {
        if (sample.Path.Length == 0)
            return null;
        try
        {
            using var source = Recording.Open(sample, SampleRate);
            var samples = new float[(int)(Seconds * SampleRate)];
            var count = 0;
            for (int read; count < samples.Length && (read = source.Read(samples.AsSpan(count))) > 0;)
                count += read;
            using var wav = new MemoryStream();
            WavWriter.Write(wav, samples.AsSpan(0, count), SampleRate);
            return wav.ToArray();
        }
        catch (AudioException)
        {
            return null;
        }
    }
}
