using MimiNative.Metrics;

namespace MimiNative.Analysis.Results;

/// <summary>What is looked at in a codebook.</summary>
public enum CodebookView
{
    /// <summary>What the codebook alone adds to the quantised latent, mean over frames.</summary>
    Alone,

    /// <summary>The quantised latent of all codebooks up to it, the semantic ones included, mean over frames.</summary>
    UpTo,

    /// <summary>The quantised latent of the acoustic codebooks up to it, mean over frames.</summary>
    AcousticUpTo,

    /// <summary>How often each of its codes occurs in the clip.</summary>
    Codes,
}

/// <summary>The two branches of the quantiser, which read the same latent.</summary>
public enum QuantiserBranch
{
    /// <summary>Trained to agree with a model of what is said.</summary>
    Semantic,

    /// <summary>Trained to bring the sound back.</summary>
    Acoustic,
}

/// <summary>How well unseen voices are told apart, codebook after codebook; NaN where it can't be measured.</summary>
/// <param name="View">What of the codebook.</param>
/// <param name="Space">The network in question or the one with random weights.</param>
/// <param name="Cosine">Equal error rate by cosine over all pairs; the first value belongs to codebook 1.</param>
/// <param name="Head">Equal error rate on unseen voices by a head trained on others.</param>
public sealed record CodebookCurve(CodebookView View, SpaceKind Space, IReadOnlyList<double> Cosine, IReadOnlyList<double> Head);

/// <summary>An equal error rate held against a control's, over the same draws of voices.</summary>
/// <param name="Control">Which control.</param>
/// <param name="Eer">Its own.</param>
/// <param name="Difference">The rate in question minus the control's.</param>
public sealed record HeldAgainst(SpaceKind Control, Estimate Eer, Estimate Difference);

/// <summary>What a head trained on other voices reads out of one branch of the quantiser.</summary>
/// <param name="Branch">Which branch, all its codebooks together.</param>
/// <param name="Codebooks">How many those are.</param>
/// <param name="Eer">Equal error rate on voices (and texts, where <see cref="CodebooksResult.TextsUnseen"/>) that the head has not met.</param>
/// <param name="Controls">The same of the controls.</param>
public sealed record BranchReading(QuantiserBranch Branch, int Codebooks, Estimate Eer, IReadOnlyList<HeldAgainst> Controls);

/// <summary>In which codebook is the speaker?</summary>
/// <param name="Semantic">Codebooks of the semantic branch, which come first.</param>
/// <param name="Count">All codebooks.</param>
/// <param name="TextsUnseen">Whether the branches were tried on unseen texts too.</param>
/// <param name="Curves">Along the codebooks, the network in question before the control.</param>
/// <param name="Branches">The two branches as wholes.</param>
public sealed record CodebooksResult(int Semantic, int Count, bool TextsUnseen, IReadOnlyList<CodebookCurve> Curves, IReadOnlyList<BranchReading> Branches)
{
    /// <summary>A curve; null where it was not measured.</summary>
    public CodebookCurve? Curve(CodebookView view, SpaceKind space = SpaceKind.Analysed) => Curves.FirstOrDefault(c => c.View == view && c.Space == space);
}
