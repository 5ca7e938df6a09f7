using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Origins;

namespace MimiNative.Analysis.Results;

/// <summary>The diagnostic suite: stage 5.</summary>
public sealed record DiagnosisResult
{
    /// <summary>The network that it is about, as a person reads it.</summary>
    public string Network { get; init; } = NetworkNames.Mimi;

    /// <summary>True where the weights are random numbers: then nothing is said about <see cref="Network"/>.</summary>
    public required bool Synthetic { get; init; }

    /// <summary>The embedding that headline numbers are about.</summary>
    public required EmbeddingKey Focus { get; init; }

    /// <summary>True where the sweep chose it, false where a person did.</summary>
    public required bool FocusChosen { get; init; }

    /// <summary>Every configuration.</summary>
    public required SweepResult Sweep { get; init; }

    /// <summary>What heads fitted on other voices find in every embedding of whole clips.</summary>
    public required IReadOnlyList<HeadRow> Heads { get; init; }

    /// <summary>Recording conditions beside the plain run, for every station of the network and the focus; empty where none was measured.</summary>
    public required IReadOnlyList<ConditionRow> Conditions { get; init; }

    /// <summary>The focus's tap and pooling by seconds of audio, from few to the whole clips.</summary>
    public required IReadOnlyList<DurationPoint> Durations { get; init; }

    /// <summary>The focus embedding, measured.</summary>
    public required MeasuredSpace Mimi { get; init; }

    /// <summary>What it is held against, on the same clips; empty where none was measured.</summary>
    public required IReadOnlyList<MeasuredSpace> Controls { get; init; }

    /// <summary>Other encoders on the clips that they share; empty where none was named.</summary>
    public IReadOnlyList<MeasuredPeer> Peers { get; init; } = [];

    /// <summary>What the seed study's four tests rest on, in the focus embedding.</summary>
    public required SeedTestNumbers SeedTests { get; init; }

    /// <summary>The same of the controls, which face clean clips only.</summary>
    public required IReadOnlyList<ControlSeedTests> ControlSeedTests { get; init; }

    /// <summary>The embedding that the study published its lines for, on these clips; null where it wasn't extracted.</summary>
    public required LikeForLike? LikeTheStudy { get; init; }

    /// <summary>Every tap with mean pooling (the focus's pooling where mean isn't among those extracted), in the order of the network.</summary>
    public required IReadOnlyList<LayerPoint> Layers { get; init; }

    /// <summary>What else can be read out; null where that was not asked for.</summary>
    public ProbesResult? Probes { get; init; }

    /// <summary>Who speaks when in conversations mixed from the clips; null where that was not asked for.</summary>
    public DiarizationResult? Diarization { get; init; }

    /// <summary>What heads find in the focus; null where its whole clips weren't measured.</summary>
    public HeadRow? FocusHead => Heads.FirstOrDefault(h => h.Key == Focus with { Duration = null });

    /// <summary>The focus under a condition; null where that wasn't measured.</summary>
    public ConditionRow? FocusUnder(string condition) => Conditions.FirstOrDefault(c => c.Condition == condition && c.Key == Focus with { Duration = null });
}

/// <summary>What the seed study's tests rest on, for a control.</summary>
public sealed record ControlSeedTests(SpaceKind Control, SeedTestNumbers Numbers);

/// <summary>An embedding held against what was published of the same one.</summary>
/// <param name="Key">Which embedding.</param>
/// <param name="Space">Measured.</param>
/// <param name="SeedTests">What the study's four tests rest on.</param>
public sealed record LikeForLike(EmbeddingKey Key, MeasuredSpace Space, SeedTestNumbers SeedTests);
