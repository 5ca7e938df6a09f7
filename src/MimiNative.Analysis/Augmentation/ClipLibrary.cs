using System.Collections.Concurrent;
using MimiNative.Analysis.Data;
using MimiNative.Audio;

namespace MimiNative.Analysis.Augmentation;

/// <summary>The recordings that treatments draw on, by their position in the data set. What is asked twice is found out once; from any thread.</summary>
internal sealed class ClipLibrary(IReadOnlyList<Sample> samples)
{
    private readonly Recording.Contents _contents = new();
    private readonly ConcurrentDictionary<int, long> _lengths = [];
    private readonly Lazy<(int Place, int Count)[]> _inVoice = new(() => Places(samples));

    public IReadOnlyList<Sample> Samples { get; } = samples;

    /// <summary>Voice of each recording.</summary>
    public IReadOnlyList<string> Voices { get; } = [.. samples.Select(s => s.Voice)];

    /// <summary>The place of a recording among those of its voice, and how many these are.</summary>
    public (int Place, int Count) InVoice(int index) => _inVoice.Value[index];

    /// <summary>A recording as it is, at the rate of treatments and of Mimi, or at another.</summary>
    /// <exception cref="AudioException">It can't be read.</exception>
    public AudioSource Open(int index, int sampleRate = AudioFile.DefaultSampleRate) => Recording.Open(Samples[index], sampleRate);

    /// <summary>All samples of a recording.</summary>
    /// <exception cref="AudioException">It can't be read.</exception>
    public float[] Read(int index)
    {
        using var source = Open(index);
        return source.ReadToEnd();
    }

    /// <summary>What the recording is known by (<see cref="Recording.Contents"/>).</summary>
    /// <exception cref="AudioException">It can't be read.</exception>
    public string Content(int index) => _contents.Of(Samples[index]);

    /// <summary>Samples of a recording at the encoder's rate; 0 where it can't be read, so that one broken file doesn't take its neighbours with it.</summary>
    public long Length(int index) => _lengths.GetOrAdd(index, i =>
    {
        try
        {
            using var source = Open(i);
            return source.Length ?? source.ReadToEnd().Length;
        }
        catch (AudioException)
        {
            return 0;
        }
    });

    private static (int, int)[] Places(IReadOnlyList<Sample> samples)
    {
        var counts = samples.CountBy(s => s.Voice).ToDictionary();
        var seen = new Dictionary<string, int>();
        return [.. samples.Select(s => (seen[s.Voice] = seen.GetValueOrDefault(s.Voice, -1) + 1, counts[s.Voice]))];
    }
}
