using MimiNative.Analysis.Augmentation;
using MimiNative.Audio;

namespace MimiNative.Analysis.Conditions;

// The digit in each key counts changes of what the treatment does: embeddings of an older one are not taken for its own.

/// <summary>A treatment that needs nothing but the clip and its id.</summary>
internal sealed class SignalTreatment(string name, Func<float[], string, float[]> apply) : Treatment
{
    public override string Name => name;

    internal override string Key(ClipLibrary clips, int index) => $"{name} 1 {clips.Samples[index].Id}";

    internal override AudioSource Open(ClipLibrary clips, int index) => new ArrayAudioSource(apply(clips.Read(index), clips.Samples[index].Id));
}

/// <summary><see cref="Babble"/> of the data set's own clips.</summary>
internal sealed class BabbleTreatment(string name) : Treatment
{
    public override string Name => name;

    internal override string Key(ClipLibrary clips, int index) => $"{name} 1 {clips.Samples[index].Id} {string.Join(' ', Talkers(clips, index).Select(clips.Content))}";

    internal override AudioSource Open(ClipLibrary clips, int index) =>
        new ArrayAudioSource(Babble.Apply(clips.Read(index), [.. Talkers(clips, index).Select(clips.Read)], clips.Samples[index].Id));

    private static IReadOnlyList<int> Talkers(ClipLibrary clips, int index) => Babble.Talkers(clips.Voices, index, clips.Samples[index].Id);
}

/// <summary><see cref="PaddedBatch"/> over the data set in its order.</summary>
internal sealed class PaddedTreatment(string name) : Treatment
{
    public override string Name => name;

    internal override string Key(ClipLibrary clips, int index) => $"{name} 1 {Longest(clips, index)}";

    internal override AudioSource Open(ClipLibrary clips, int index) => new ArrayAudioSource(PaddedBatch.Apply(clips.Read(index), Longest(clips, index)));

    private static long Longest(ClipLibrary clips, int index)
    {
        var (start, count) = PaddedBatch.Of(index, clips.Samples.Count).GetOffsetAndLength(clips.Samples.Count);
        return Enumerable.Range(start, count).Max(clips.Length);
    }
}
