using MimiNative.Analysis.Embeddings;

namespace MimiNative.Analysis.Results;

/// <summary>What made an analysis: enough to make it again.</summary>
public sealed record RunFacts
{
    /// <summary>The command line.</summary>
    public required string Command { get; init; }

    /// <summary>Where the weights came from.</summary>
    public required string Weights { get; init; }

    /// <summary>SHA-256 over the weights.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The data set's name.</summary>
    public required string DataSet { get; init; }

    /// <summary>Its samples, usable or not.</summary>
    public required int Samples { get; init; }

    /// <summary>The kind of device that computed.</summary>
    public required string Device { get; init; }

    /// <summary>Treatment of a clip's last, incomplete frame.</summary>
    public required PaddingDialect Padding { get; init; }

    /// <summary>Public names of the extraction points.</summary>
    public required IReadOnlyList<string> Taps { get; init; }

    /// <summary>Poolings that were compared.</summary>
    public required IReadOnlyList<Pooling> Poolings { get; init; }

    /// <summary>Seed of everything that is drawn.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Bootstrap replicates and permutations.</summary>
    public required int Resamples { get; init; }
}
