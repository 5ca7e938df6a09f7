using MimiNative.Analysis.Data;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Voices;
using MimiNative.Audio;
using MimiNative.Weights;

namespace MimiNative.Analysis.Tests;

/// <summary>A network that encodes in no time and clips that nobody recorded.</summary>
internal static class SmallWorld
{
    public static MimiConfig Config { get; } = new()
    {
        Filters = 4, Width = 16, Layers = 2, Heads = 2, HeadDimension = 8, FeedForward = 32, Window = 25, CodebookSize = 16, CodebookDimension = 8, Codebooks = 4,
    };

    public static MimiEncoder Encoder(string seed = "small") => MimiEncoder.Load(new SyntheticCheckpoint(seed, Config), new LoadOptions { Threads = 2 });

    /// <summary>Taps by name.</summary>
    public static IReadOnlyList<TapInfo> Taps(MimiEncoder encoder, params IEnumerable<string> names) => TapSelection.Parse(string.Join(',', names)).Of(encoder.Taps);

    /// <summary>Writes clips and a metadata.csv.</summary>
    public static DataSet Voices(TemporaryFolder folder, int voices = 4, int sentences = 3, bool texts = true)
    {
        var rows = new List<string> { "sample_id,voice_id,gender,sentence_id,filepath" };
        foreach (var clip in SyntheticVoices.Make(voices, sentences))
        {
            WavWriter.Write(folder[$"{clip.Id}.wav"], clip.Samples);
            rows.Add($"{clip.Id},{clip.Voice.Id},{(rows.Count % 2 == 0 ? "a" : "b")},{(texts ? clip.Sentence.Id : "")},{clip.Id}.wav");
        }

        folder.Write("metadata.csv", string.Join('\n', rows) + "\n");
        return DataSet.Open(folder.Path);
    }
}
