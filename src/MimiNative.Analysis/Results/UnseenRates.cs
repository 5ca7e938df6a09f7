using MimiNative.Metrics;

namespace MimiNative.Analysis.Results;

/// <summary>Equal error rates of one embedding on voices that nothing was fitted on: by cosine, and by a linear map (LDA) fitted on the clips of other voices.</summary>
public sealed record UnseenRates
{
    /// <summary>Voices of each fold, by index in ordinal order; with few voices each pair is a fold, and folds overlap.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> VoicesOfFold { get; init; }

    /// <summary>Folds of voices.</summary>
    public int Folds => VoicesOfFold.Count;

    /// <summary>Pairs of different voices that were tested: those inside a fold.</summary>
    public int VoicePairs => VoicesOfFold.Sum(v => v.Count * (v.Count - 1) / 2);

    /// <summary>Whether the texts were unseen too.</summary>
    public required bool TextsUnseen { get; init; }

    /// <summary>Cosine of the embeddings as they are.</summary>
    public required Estimate Cosine { get; init; }

    /// <summary>Cosine in the trained head's space.</summary>
    public required Estimate Head { get; init; }

    /// <summary>How much higher the head's rate is than cosine's, on the same pairs and draws of voices: below 0 where the head is better.</summary>
    public required Estimate HeadMinusCosine { get; init; }

    /// <summary>The head's rate in each fold (of voices, and texts where those are unseen), for choosing on some folds and measuring on others.</summary>
    public required IReadOnlyList<double> HeadPerFold { get; init; }

    /// <summary>The controls on the same clips.</summary>
    public required IReadOnlyList<ControlRates> Controls { get; init; }

    /// <summary>Other encoders on the clips that they share with this space.</summary>
    public IReadOnlyList<PeerRates> Peers { get; init; } = [];
}

/// <summary>A control's error rates beside those of the space in question.</summary>
/// <param name="Control">Which control.</param>
/// <param name="Cosine">Its equal error rate by cosine.</param>
/// <param name="Head">By a head fitted on other voices in the control's own space.</param>
/// <param name="Difference">The head's rate of the space in question minus this one, on the same pairs and draws: below 0 where the space is better.</param>
public sealed record ControlRates(SpaceKind Control, Estimate Cosine, Estimate Head, Estimate Difference);

/// <summary>A peer's error rates beside those of the space in question, both on the clips that both have, with heads fitted and tested on the same of them.</summary>
/// <param name="Peer">Which peer.</param>
/// <param name="OwnHead">The head's rate of the space in question on these clips.</param>
/// <param name="Cosine">The peer's equal error rate by cosine.</param>
/// <param name="Head">By a head fitted on other voices in the peer's own space.</param>
/// <param name="Difference">The head's rate of the space in question minus the peer's, on the same pairs and draws: below 0 where the space is better.</param>
public sealed record PeerRates(Peer Peer, Estimate OwnHead, Estimate Cosine, Estimate Head, Estimate Difference);
