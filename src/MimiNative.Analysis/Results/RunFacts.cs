using MimiNative.Analysis.Origins;
using MimiNative.Weights;

namespace MimiNative.Analysis.Results;

/// <summary>What made an analysis: enough to make it again.</summary>
public sealed record RunFacts
{
    /// <summary>The command line.</summary>
    public required string Command { get; init; }

    /// <summary>The network that it is about, as a person reads it.</summary>
    public string Network { get; init; } = NetworkNames.Mimi;

    /// <summary>The file that the embeddings came in, and what it says made them; null where they were computed here.</summary>
    public string? Embeddings { get; init; }

    /// <summary>Where the weights came from.</summary>
    public required string Weights { get; init; }

    /// <summary>SHA-256 over the weights.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The file of the weights, by its bytes; null where they came from none.</summary>
    public CheckpointIdentity? WeightsFile { get; init; }

    /// <summary>Sizes of the model that nothing states and that were assumed, in words.</summary>
    public IReadOnlyList<string> Assumed { get; init; } = [];

    /// <summary>True where the weights are random numbers.</summary>
    public required bool Synthetic { get; init; }

    /// <summary>Whether it is known if the weights were trained: a file of embeddings may not say so.</summary>
    public bool TrainingIsKnown { get; init; } = true;

    /// <summary>The data set's name; null where there was none.</summary>
    public required string? DataSet { get; init; }

    /// <summary>Its samples, usable or not.</summary>
    public required int Samples { get; init; }

    /// <summary>When; null where that isn't wanted, so that the same run gives the same bytes.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>Processor and operating system.</summary>
    public required string Machine { get; init; }

    /// <summary>The kind of device that computed.</summary>
    public required string Device { get; init; }

    /// <summary>Treatment of a clip's last, incomplete frame.</summary>
    public required PaddingDialect Padding { get; init; }

    /// <summary>Public names of the extraction points.</summary>
    public required IReadOnlyList<string> Taps { get; init; }

    /// <summary>Poolings that were compared.</summary>
    public required IReadOnlyList<Pooling> Poolings { get; init; }

    /// <summary>Random seed of everything that is drawn.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Bootstrap replicates and permutations; 0 where nothing was resampled.</summary>
    public required int Resamples { get; init; }

    /// <summary>The trained head that was given: its file and the SHA-256 of that; null for none.</summary>
    public string? Head { get; init; }

    /// <summary>Other encoders that stand beside.</summary>
    public IReadOnlyList<Peer> Peers { get; init; } = [];

    /// <summary>Whether the report may hold listening copies of clips.</summary>
    public bool Sounds { get; init; } = true;
}
