using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Stages;
using MimiNative.Analysis.Sweep;
using MimiNative.Metrics;

namespace MimiNative.Analysis;

/// <summary>Stages one by one, for commands of their own. They share the embedding cache with the whole analysis when options and cache folder are the same.</summary>
public static partial class Analyzer
{
    /// <summary>Stage 1 on a data set's first clip: <c>mimi inspect</c>.</summary>
    public static StageRun<ExplorationResult> Explore(DataSet data, MimiEncoder encoder, AnalysisOptions? options = null)
    {
        var result = ExplorationStage.Run(encoder, data.Samples[0], (options ?? new AnalysisOptions()).Padding);
        return new(result, ExplorationStage.Present(result), []);
    }

    /// <summary>Stage 2: <c>mimi architecture</c>.</summary>
    public static StageRun<ArchitectureResult> Architecture(MimiEncoder encoder)
    {
        var result = ArchitectureStage.Run(encoder.Checkpoint, encoder.Taps);
        return new(result, ArchitectureStage.Present(result), []);
    }

    /// <summary>Stage 3 on <see cref="AnalysisOptions.Voice"/> (the first where none is named) at the focus's tap (the last transformer layer where none is named): <c>mimi voice</c>.</summary>
    /// <exception cref="DataSetException">There is no such voice.</exception>
    public static StageRun<VoiceResult> Voice(DataSet data, MimiEncoder encoder, AnalysisOptions? options = null)
    {
        options ??= new AnalysisOptions();
        var result = VoiceStage.Run(encoder, data, options.Voice ?? data.Voices[0], options.Focus?.Tap ?? $"transformer.{encoder.Config.Layers}", options.Padding);
        return new(result, VoiceStage.Present(result), []);
    }

    /// <summary>Stage 4 in the focus embedding (the one with the lowest equal error rate where none is named): <c>mimi compare DATASET</c>.</summary>
    /// <exception cref="DataSetException">There are fewer than two voices.</exception>
    public static StageRun<ComparisonResult> Compare(DataSet data, MimiEncoder encoder, AnalysisOptions? options = null, IProgress<AnalysisProgress>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new AnalysisOptions();
        using var mimi = Clean(data, encoder, options, progress, cancellation);
        var result = ComparisonStage.Run(mimi.Set(Focus(mimi, options)), options.Seed);
        return new(result, ComparisonStage.Present(result), mimi.Failures);
    }

    /// <summary>Stage 5 with noise and controls as the options say: <c>mimi diagnose</c>.</summary>
    public static StageRun<DiagnosisResult> Diagnose(DataSet data, MimiEncoder encoder, AnalysisOptions? options = null, IProgress<AnalysisProgress>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new AnalysisOptions();
        using var mimi = Extract(data, Embedder(encoder, options), options, options.Noise && data.Samples.All(s => s.IsClean), progress, cancellation);
        using var random = options.Controls ? Random(data, encoder, options, progress, cancellation) : null;
        using var spectral = options.Controls ? Extract(data, new Extraction.SpectralEmbedder(), options, false, progress, cancellation) : null;
        var result = DiagnosticStage.Run(mimi, random, spectral, options.Focus, Resampling(options), cancellation);
        return new(result, DiagnosticSection.Present(result), mimi.Failures);
    }

    /// <summary>Stage 6 in the focus embedding (the one with the lowest equal error rate where none is named): <c>mimi edge</c>.</summary>
    /// <exception cref="DataSetException">There are fewer than two voices.</exception>
    public static StageRun<EdgeResult> Edge(DataSet data, MimiEncoder encoder, AnalysisOptions? options = null, IProgress<AnalysisProgress>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new AnalysisOptions();
        using var mimi = Clean(data, encoder, options, progress, cancellation);
        var focus = Focus(mimi, options);
        var set = mimi.Set(focus);
        var result = Edge(encoder, focus, set, mimi, PairStatistics.Compute(set.Matrix, set.Labels), options);
        return new(result, EdgeStage.Present(result), mimi.Failures);
    }

    private static UncertaintyOptions Resampling(AnalysisOptions options) => new() { Seed = options.Seed, Replicates = options.Resamples, Permutations = options.Resamples };

    private static Extraction.Extraction Clean(DataSet data, MimiEncoder encoder, AnalysisOptions options, IProgress<AnalysisProgress>? progress, CancellationToken cancellation)
    {
        var clean = data.Where(s => s.IsClean);
        return clean.Voices.Count > 1
            ? Extract(clean, Embedder(encoder, options), options, false, progress, cancellation)
            : throw new DataSetException($"{data.Source}: one voice; comparing voices takes two or more");
    }

    private static EmbeddingKey Focus(Extraction.Extraction mimi, AnalysisOptions options) =>
        options.Focus ?? ConfigurationSweep.Run([.. mimi.Keys.Where(k => k.Duration is null)], mimi.Set, random: null).Best.Key;
}
