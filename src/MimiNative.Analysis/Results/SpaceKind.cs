namespace MimiNative.Analysis.Results;

/// <summary>What a measured space is: the one that questions are asked about, or one of those that it is held against.</summary>
public enum SpaceKind
{
    /// <summary>The space in question.</summary>
    Analysed,

    /// <summary>The same network with weights that nobody trained.</summary>
    RandomWeights,

    /// <summary>Mean and standard deviation of MFCCs: the plain average spectrum.</summary>
    Spectral,

    /// <summary>Another encoder (<see cref="Results.Peer"/>): no control, it stands beside.</summary>
    Peer,
}
