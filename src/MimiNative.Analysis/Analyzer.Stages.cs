using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Presentation.Sections;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis;

/// <summary>Stages one by one, for commands of their own. They share the embedding cache with the whole analysis when options and cache folder are the same.</summary>
public static partial class Analyzer
{
    /// <summary>Stage 1 on a data set's first clip: <c>mimi inspect</c>.</summary>
    public static StageRun<ExplorationResult> Explore(DataSet data, MimiEncoder encoder, AnalysisOptions? options = null)
    {
        options ??= new AnalysisOptions();
        var result = ExplorationMeasurement.Run(encoder, data.Samples[0], options.Padding);
        return new(result, ExplorationSection.Present(result), [], Facts(data, encoder, options, result.Taps.Select(t => t.Tap), []));
    }

    /// <summary>Stage 2: <c>mimi architecture</c>.</summary>
    public static StageRun<ArchitectureResult> Architecture(MimiEncoder encoder, AnalysisOptions? options = null)
    {
        options ??= new AnalysisOptions();
        var result = ArchitectureMeasurement.Run(encoder, options.Padding);
        return new(result, ArchitectureSection.Present(result), [], Facts(null, encoder, options, result.ActivationShapes.Select(t => t.Tap), []));
    }

    /// <summary>Stage 3 on <see cref="AnalysisOptions.Voice"/> (the first where none is named) at the focus's tap (the last transformer layer where none is named): <c>mimi voice</c>.</summary>
    /// <exception cref="DataSetException">There is no such voice.</exception>
    public static StageRun<VoiceResult> Voice(DataSet data, MimiEncoder encoder, AnalysisOptions? options = null)
    {
        options ??= new AnalysisOptions();
        var result = VoiceMeasurement.Run(encoder, data, options.Voice ?? data.Voices[0], options.Focus?.Tap ?? $"transformer.{encoder.Config.Layers}", options.Padding);
        return new(result, VoiceSection.Present(result), [], Facts(data, encoder, options, [result.Tap], [Pooling.Mean]));
    }

    /// <summary>Stage 4 in the focus embedding (the one with the lowest equal error rate where none is named), projected by the head where there is one: <c>mimi compare DATASET</c>.</summary>
    /// <exception cref="DataSetException">There are fewer than two voices.</exception>
    public static StageRun<ComparisonResult> Compare(DataSet data, MimiEncoder encoder, AnalysisOptions? options = null, IProgress<AnalysisProgress>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new AnalysisOptions();
        using var clips = Clips.Clean(data, encoder, options, progress, cancellation);
        var set = clips.Mimi.Set(options.Head?.Key ?? Focus(clips.Mimi, options, cancellation));
        var result = ComparisonMeasurement.Run(options.Head?.Apply(set) ?? set, options.Seed, clips.Peers, options.Resamples);
        return new(result, ComparisonSection.Present(result), clips.Mimi.Failures, Facts(data, encoder, options, Taps(options, encoder), options.Poolings) with { Peers = Peers(clips) }) { Damaged = clips.Mimi.Damaged };
    }

    /// <summary>Stage 5 with noise and controls as the options say: <c>mimi diagnose</c>.</summary>
    public static StageRun<DiagnosisResult> Diagnose(DataSet data, MimiEncoder encoder, AnalysisOptions? options = null, IProgress<AnalysisProgress>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new AnalysisOptions();
        var subject = Subject.Of(encoder, options);
        using var clips = Clips.Extract(data, subject, options, progress, cancellation);
        var (result, verdict) = Diagnose(clips, subject, options, progress, cancellation);
        var output = DiagnosticSection.Present(result, verdict);
        return new(result, result.Probes is { } probes ? output with { Files = [.. output.Files, .. ProbesSection.Present(probes).Files] } : output, clips.Mimi.Failures,
            Facts(data, encoder, options, Taps(options, encoder), options.Poolings) with { Resamples = options.Resamples, Peers = Peers(clips) }) { Damaged = clips.Mimi.Damaged };
    }

    /// <summary>Stage 6 in the focus embedding (the one with the lowest equal error rate where none is named): <c>mimi edge</c>.</summary>
    /// <exception cref="DataSetException">There are fewer than two voices.</exception>
    public static StageRun<EdgeResult> Edge(DataSet data, MimiEncoder encoder, AnalysisOptions? options = null, IProgress<AnalysisProgress>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new AnalysisOptions();
        if (data.Where(s => s.IsClean).Voices.Count < 2)
            throw new DataSetException($"{data.Source}: one voice; edge cases take two or more");
        var plain = options with { Noise = false, Conditions = [], Peers = [] };
        using var clips = Clips.Extract(data.Where(s => s.IsClean), Subject.Of(encoder, plain), plain, progress, cancellation);
        var result = Edge(clips, encoder, Focus(clips.Mimi, options, cancellation), options, cancellation);
        return new(result, EdgeSection.Present(result), clips.Mimi.Failures, Facts(data, encoder, options, Taps(options, encoder), options.Poolings)) { Damaged = clips.Mimi.Damaged };
    }

    private static IEnumerable<string> Taps(AnalysisOptions options, MimiEncoder encoder) => options.Taps.Of(encoder.Taps).Select(t => t.Name);

    private static EmbeddingKey Focus(EmbeddedClips mimi, AnalysisOptions options, CancellationToken cancellation) =>
        options.Focus ?? Choice.BestOf(ConfigurationSweep.Run([.. mimi.Keys.Where(k => k.Duration is null)], mimi.Set, random: null, cancellation).Rows).Key;
}
