using MimiNative.Analysis.Embeddings;

namespace MimiNative.Analysis.Results;

/// <summary>The diagnostic suite: stage 5.</summary>
public sealed record DiagnosisResult
{
    /// <summary>True where the weights are random numbers: then nothing is said about Mimi.</summary>
    public required bool Synthetic { get; init; }

    /// <summary>The embedding that headline numbers are about.</summary>
    public required EmbeddingKey Focus { get; init; }

    /// <summary>True where the sweep chose it, false where a person did.</summary>
    public required bool FocusChosen { get; init; }

    /// <summary>Every configuration.</summary>
    public required SweepResult Sweep { get; init; }

    /// <summary>The focus embedding, measured.</summary>
    public required MeasuredSpace Mimi { get; init; }

    /// <summary>What it is held against, on the same clips; empty where none was measured.</summary>
    public required IReadOnlyList<MeasuredSpace> Controls { get; init; }

    /// <summary>What the seed study's four tests rest on, in the focus embedding.</summary>
    public required SeedTestNumbers SeedTests { get; init; }

    /// <summary>Every tap with mean pooling (the focus's pooling where mean isn't among those extracted), in the order of the network.</summary>
    public required IReadOnlyList<LayerPoint> Layers { get; init; }

    /// <summary>What else can be read out; null where that was not asked for.</summary>
    public ProbesResult? Probes { get; init; }

    /// <summary>[tap][tap]: linear CKA of the same embeddings.</summary>
    public required double[][] Cka { get; init; }
}
