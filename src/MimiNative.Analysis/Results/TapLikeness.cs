namespace MimiNative.Analysis.Results;

/// <summary>How alike each station and a control's are, in the order of the stations; NaN where undefined.</summary>
/// <param name="Control">The same station with random weights, or the MFCC baseline.</param>
/// <param name="Cka">Linear CKA.</param>
/// <param name="Debiased">The same without what few clips of many channels share by chance.</param>
public sealed record ControlLikeness(SpaceKind Control, IReadOnlyList<double> Cka, IReadOnlyList<double> Debiased)
{
    /// <summary>Which peer, where it is one.</summary>
    public Peer? Peer { get; init; }
}

/// <summary>How alike stations of the network arrange the clips: linear CKA, plain and debiased.</summary>
/// <param name="Taps">The stations with one pooling, in the order of the network.</param>
/// <param name="Cka">[station][station].</param>
/// <param name="Debiased">The same without the share of chance: 0 on average for unrelated spaces.</param>
/// <param name="Controls">Each station beside the controls.</param>
public sealed record TapLikeness(IReadOnlyList<string> Taps, double[][] Cka, double[][] Debiased, IReadOnlyList<ControlLikeness> Controls);
