using System.Globalization;
using MimiNative.Analysis.Data;
using MimiNative.Audio;

namespace MimiNative.Analysis.Voices;

/// <summary>The built-in voices as a data set on disk, for people to listen to.</summary>
public static class SyntheticDataSet
{
    /// <summary>Writes WAV files and <c>metadata.csv</c> under <paramref name="folder"/> and opens them as a data set. The same arguments give the same files.</summary>
    /// <param name="folder">Made where it is missing; files of the same names are replaced.</param>
    /// <param name="voices">Number of speakers.</param>
    /// <param name="sentences">1 to 10.</param>
    public static DataSet Write(string folder, int voices = 6, int sentences = 5)
    {
        var clips = SyntheticVoices.Make(voices, sentences);
        foreach (var clip in clips)
        {
            var path = Path.Combine(folder, FileOf(clip));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            WavWriter.Write(path, clip.Samples, SyntheticVoices.SampleRate);
        }
        var metadata = Path.Combine(folder, "metadata.csv");
        AtomicFile.WriteText(metadata, writer =>
        {
            writer.WriteLine("sample_id,voice_id,sentence_id,sentence_text,augmentation_type,filepath,duration_seconds");
            foreach (var clip in clips)
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{clip.Id},{clip.Voice.Id},{clip.Sentence.Id},{clip.Sentence.Text},{Sample.Clean},{FileOf(clip)},{(double)clip.Samples.Length / SyntheticVoices.SampleRate:0.000}"));
        });
        return DataSet.Open(metadata);
    }

    private static string FileOf(SyntheticClip clip) => $"{clip.Voice.Id}/{clip.Sentence.Id}_{clip.Take}.wav";
}
