using MimiNative.Audio;

namespace MimiNative.Analysis.Augmentation;

/// <summary><see cref="NoiseAugmentation"/> as something done to a data set's clips.</summary>
/// <param name="noise">Which noise.</param>
/// <param name="seed">Of the whole data set's noise.</param>
/// <param name="mostPerVoice">Clips of each voice that get it, spread evenly over the voice's clips in their order.</param>
public sealed class NoiseTreatment(NoiseAugmentation noise, ulong seed = 1, int mostPerVoice = int.MaxValue) : Treatment
{
    /// <inheritdoc/>
    public override string Name => noise.Name;

    internal override bool Takes(ClipLibrary clips, int index)
    {
        var (place, count) = clips.InVoice(index);
        return count <= mostPerVoice || (place + 1) * mostPerVoice / count > place * mostPerVoice / count;
    }

    // The noise is drawn by the sample's id.
    internal override string Key(ClipLibrary clips, int index) => $"{noise.Name} {seed} {clips.Samples[index].Id}";

    internal override AudioSource Open(ClipLibrary clips, int index) => noise.Open(() => clips.Open(index), clips.Samples[index].Id, seed);
}
