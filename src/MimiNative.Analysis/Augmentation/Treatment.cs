using MimiNative.Audio;

namespace MimiNative.Analysis.Augmentation;

/// <summary>What is done to a clip's audio before it is encoded: the noise of the robustness test, a recording condition. The same for the same data on every machine.</summary>
public abstract class Treatment
{
    /// <summary>As in <c>augmentation_type</c> of metadata.csv.</summary>
    public abstract string Name { get; }

    /// <summary>Whether a clip gets such a version; every clip unless said otherwise.</summary>
    internal virtual bool Takes(ClipLibrary clips, int index) => true;

    /// <summary>Everything that the result depends on besides the clip's own bytes, as text: part of the embedding cache's key.</summary>
    /// <exception cref="AudioException">Another clip that belongs to the treatment can't be read.</exception>
    internal abstract string Key(ClipLibrary clips, int index);

    /// <summary>The treated clip, at the encoder's rate.</summary>
    /// <exception cref="AudioException">The clip, or another that belongs to the treatment, can't be read.</exception>
    internal abstract AudioSource Open(ClipLibrary clips, int index);
}
