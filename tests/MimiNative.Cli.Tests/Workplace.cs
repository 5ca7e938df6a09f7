using MimiNative.Analysis.Voices;
using MimiNative.Audio;
using MimiNative.Parity;
using MimiNative.TestSupport;

namespace MimiNative.Cli.Tests;

/// <summary>A folder with built-in voices and a clip, and the tiny model: what a command needs to do its work in no time.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mimi-cli-").FullName;

    public static string Tiny => Repository.Shared("reference/tiny/checkpoint/hf");

    public string this[string relative] => Path.Combine(_folder, relative);

    /// <summary>A data set of synthetic voices.</summary>
    public string Voices(int voices = 4, int sentences = 3)
    {
        var folder = this[$"voices{voices}x{sentences}"];
        if (!Directory.Exists(folder))
            SyntheticDataSet.Write(folder, voices, sentences);
        return folder;
    }

    /// <summary>A clip of 0.64 s.</summary>
    public string Wav(string name = "a.wav")
    {
        if (!File.Exists(this[name]))
            WavWriter.Write(this[name], KnownAnswer.Waveform());
        return this[name];
    }

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
