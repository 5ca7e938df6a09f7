using MimiNative.Analysis.Conditions;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Heads;
using MimiNative.Analysis.Peers;

namespace MimiNative.Analysis;

/// <summary>What an analysis does.</summary>
public sealed record AnalysisOptions
{
    /// <summary>Extraction points: by default the seed study's and the latent, which is what codes are made of.</summary>
    public TapSelection Taps { get; init; } = TapSelection.Default;

    /// <summary>Poolings to compare.</summary>
    public IReadOnlyList<Pooling> Poolings { get; init; } = [.. SeedPoolings.All, Pooling.Std];

    /// <summary>Seconds from the start of each clip to compare with whole clips.</summary>
    public IReadOnlyList<double> Durations { get; init; } = [1, 3, 5];

    /// <summary>The embedding for headline numbers; null: the one with the lowest equal error rate.</summary>
    public EmbeddingKey? Focus { get; init; }

    /// <summary>A trained head to judge as one more way to score, beside cosine; null for none. It must fit the weights, the padding and one of the embeddings.</summary>
    public TrainedHead? Head { get; init; }

    /// <summary>The voice that stage 3 looks at; null: the first.</summary>
    public string? Voice { get; init; }

    /// <summary>Treatment of a clip's last, incomplete frame.</summary>
    public PaddingDialect Padding { get; init; } = PaddingDialect.Waveform;

    /// <summary>Embeds noisy versions too, where the data set has none.</summary>
    public bool Noise { get; init; } = true;

    /// <summary>Recording conditions to stand beside the plain run, each one more pass over the audio; none to leave them out.</summary>
    public IReadOnlyList<Condition> Conditions { get; init; } = Condition.All;

    /// <summary>Measures what else can be read out: codebooks, attributes, likeness of stations, linkability.</summary>
    public bool Probes { get; init; } = true;

    /// <summary>Mixes conversations from the clips and measures who speaks when.</summary>
    public bool Diarization { get; init; }

    /// <summary>Speakers of each such conversation; null: two of fewer than ten voices, else four.</summary>
    public int? DiarizationSpeakers { get; init; }

    /// <summary>Other encoders to stand beside, on the same clips. They take part in the diagnosis, the probes and the comparison of voices.</summary>
    public IReadOnlyList<PeerSource> Peers { get; init; } = [];

    /// <summary>Device and threads of the random control; give what the encoder was loaded with.</summary>
    public LoadOptions Encoder { get; init; } = new();

    /// <summary>Runs the same network with random weights, and the MFCC baseline.</summary>
    public bool Controls { get; init; } = true;

    /// <summary>Stops at the first clip that can't be embedded.</summary>
    public bool Strict { get; init; }

    /// <summary>Folder of the embedding cache; null: none is kept.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Components that the post-processing by PCA keeps.</summary>
    public int PcaComponents { get; init; } = 32;

    /// <summary>Puts short listening copies of the clips that the report points at into it. Without them it holds nobody's recordings.</summary>
    public bool Sounds { get; init; } = true;

    /// <summary>The date to print; null: none, so that the same run gives the same bytes.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>Random seed of everything that is drawn: noise, bootstrap, permutations, t-SNE.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Bootstrap replicates and permutations.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>The command to print in the report.</summary>
    public string Command { get; init; } = "mimi analyze";
}

/// <summary>How far an analysis is.</summary>
/// <param name="Stage">What is going on, in words.</param>
/// <param name="Done">Steps of it that are done.</param>
/// <param name="Total">Steps of it in all; 0 where that isn't counted.</param>
public readonly record struct AnalysisProgress(string Stage, int Done, int Total);
