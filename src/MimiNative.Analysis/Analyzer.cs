using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Findings;
using MimiNative.Analysis.Stages;
using MimiNative.Metrics;
using MimiNative.Weights;

namespace MimiNative.Analysis;

/// <summary>
/// The whole analysis: one encoding pass over the clips (and one for each control), then six stages and a report.
/// <code>
/// using var encoder = MimiEncoder.Load();
/// var result = Analyzer.Run(DataSet.Open("recordings"), encoder, new AnalysisOptions { CacheFolder = "out/cache" });
/// result.Write("out"); // out/report.html
/// </code>
/// </summary>
public static partial class Analyzer
{
    /// <summary>Runs all stages.</summary>
    /// <exception cref="DataSetException">The data can't be used, or a clip can't be embedded and <see cref="AnalysisOptions.Strict"/> is set.</exception>
    /// <exception cref="ArgumentException">A tap is unknown, or <see cref="AnalysisOptions.Focus"/> isn't among what is extracted.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; embeddings so far are in the cache.</exception>
    public static AnalysisResult Run(DataSet data, MimiEncoder encoder, AnalysisOptions? options = null, IProgress<AnalysisProgress>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new AnalysisOptions();
        var embedder = Embedder(encoder, options);
        if (options.Focus is { } focus && !embedder.Keys.Contains(focus))
            throw new ArgumentException($"'{focus}' is not extracted; there are: {string.Join(", ", embedder.Keys)}");
        using var mimi = Extract(data, embedder, options, options.Noise && data.Samples.All(s => s.IsClean), progress, cancellation);
        using var random = options.Controls ? Random(data, encoder, options, progress, cancellation) : null;
        using var spectral = options.Controls ? Extract(data, new SpectralEmbedder(), options, false, progress, cancellation) : null;

        progress?.Report(new("metrics and configurations", 0, 0));
        var diagnosis = DiagnosticStage.Run(mimi, random, spectral, options.Focus, Resampling(options), cancellation);
        var clean = diagnosis.Mimi.Set;
        progress?.Report(new("architecture", 0, 0));
        var architecture = ArchitectureStage.Run(encoder.Checkpoint, encoder.Taps);
        progress?.Report(new("exploration", 0, 0));
        var exploration = ExplorationStage.Run(encoder, clean.Samples[0], options.Padding);
        progress?.Report(new("one voice", 0, 0));
        var usable = new DataSet(data.Name, data.Source, clean.Samples, data.Notes);
        var voice = VoiceStage.Run(encoder, usable, options.Voice ?? usable.Voices[0], diagnosis.Focus.Tap, options.Padding);
        cancellation.ThrowIfCancellationRequested();
        progress?.Report(new("voices against each other", 0, 0));
        var comparison = usable.Voices.Count < 2 ? null : ComparisonStage.Run(clean, options.Seed);
        progress?.Report(new("edge cases", 0, 0));
        var pairs = diagnosis.Mimi.Metrics.Raw.Pairs;
        var edge = usable.Voices.Count < 2 ? null : Edge(encoder, diagnosis.Focus, clean, mimi, pairs, options);
        cancellation.ThrowIfCancellationRequested();

        StageOutput[] stages =
        [
            DiagnosticSection.Present(diagnosis), .. comparison is null ? [] : new[] { ComparisonStage.Present(comparison) }, VoiceStage.Present(voice),
            .. edge is null ? [] : new[] { EdgeStage.Present(edge) }, ExplorationStage.Present(exploration), ArchitectureStage.Present(architecture),
        ];
        return new AnalysisResult
        {
            Exploration = exploration, Architecture = architecture, Voice = voice, Comparison = comparison, Diagnosis = diagnosis, Edge = edge,
            Stages = stages, Failures = mimi.Failures, Encoded = mimi.Encoded + (random?.Encoded ?? 0) + (spectral?.Encoded ?? 0),
            Report = Reports.Of(data, encoder, mimi, diagnosis, stages, options),
        };
    }

    /// <summary>What <see cref="Run"/> embeds clips with: every tap, pooling and duration of the options.</summary>
    /// <exception cref="ArgumentException">A tap is unknown.</exception>
    public static MimiEmbedder Embedder(MimiEncoder encoder, AnalysisOptions options) =>
        new(encoder, ExtractionPoints.Parse(options.Taps, encoder.Config), options.Poolings, options.Durations, options.Padding);

    private static Extraction.Extraction Extract(DataSet data, ClipEmbedder embedder, AnalysisOptions options, bool noise, IProgress<AnalysisProgress>? progress, CancellationToken cancellation) =>
        Extractor.Run(data, embedder, new ExtractionOptions { CacheFolder = options.CacheFolder, Strict = options.Strict, Augmentations = noise ? ["light_noise", "medium_noise"] : [] },
            progress is null ? null : new Forward(progress), cancellation);

    // The network of the same shape whose weights nobody trained. Where the analysed weights are synthetic themselves, another seed.
    private static Extraction.Extraction Random(DataSet data, MimiEncoder encoder, AnalysisOptions options, IProgress<AnalysisProgress>? progress, CancellationToken cancellation)
    {
        using var control = MimiEncoder.Load(new SyntheticCheckpoint(encoder.Checkpoint.Description == SyntheticCheckpoint.Prefix + "control" ? "other control" : "control", encoder.Config), options.Encoder);
        return Extract(data.Where(s => s.IsClean), Embedder(control, options), options, false, progress, cancellation);
    }

    private static EdgeResult Edge(MimiEncoder encoder, EmbeddingKey focus, EmbeddingSet clean, Extraction.Extraction mimi, PairStatistics pairs, AnalysisOptions options)
    {
        // The longest clip of the first voice and of another: short ones leave little to cut from.
        var seconds = mimi.Samples.Zip(mimi.Seconds).ToDictionary(s => s.First.Id, s => s.Second);
        var clips = clean.Samples;
        var speech = clips.Where(s => s.Voice == clips[0].Voice).MaxBy(s => seconds[s.Id])!;
        var other = clips.Where(s => s.Voice != speech.Voice).MaxBy(s => seconds[s.Id])!;
        return EdgeStage.Run(encoder, focus, speech, other, pairs.SameVoice.MeanCosine, pairs.DifferentVoice.MeanCosine, options.Padding, options.Seed);
    }

    private sealed class Forward(IProgress<AnalysisProgress> progress) : IProgress<ExtractionProgress>
    {
        public void Report(ExtractionProgress value) => progress.Report(new($"encoding with {value.What}", value.Done, value.Total));
    }
}
