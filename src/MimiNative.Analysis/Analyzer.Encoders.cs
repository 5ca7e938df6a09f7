using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Presentation;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Sections;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.WavLm;
using MimiNative.Weights;

namespace MimiNative.Analysis;

/// <summary>The analysis of other encoders: what can be asked of any embeddings, in the same words and with the same rules.</summary>
public static partial class Analyzer
{
    /// <summary>Analyses WavLM on a data set: diagnosis, probes and voices against each other, with conditions, random weights and MFCCs as for Mimi. What is about Mimi's encoder alone is left out, and the report says so.</summary>
    /// <exception cref="DataSetException">The data can't be used, or a clip can't be embedded and <see cref="AnalysisOptions.Strict"/> is set.</exception>
    /// <exception cref="ArgumentException">A tap is unknown, or <see cref="AnalysisOptions.Focus"/> isn't among what is extracted.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; embeddings so far are in the cache.</exception>
    public static AnalysisResult Run(DataSet data, WavLmEncoder encoder, AnalysisOptions? options = null, IProgress<AnalysisProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        options ??= new AnalysisOptions();
        var (checkpoint, subject) = (encoder.Checkpoint, Subject.Of(encoder, options));
        var facts = Facts(data, options, checkpoint.Description, checkpoint.Fingerprint, subject.Synthetic, encoder.Device) with { WeightsFile = checkpoint.FileSha256 is { } hash ? new CheckpointIdentity(hash, null) : null };
        return Space(data, subject, options, facts, [new Warning("What is left out",
            "One clip's way through the network, its architecture, one voice in time, edge cases, codebooks and conversations are asked of Mimi's encoder alone. A recording condition that is about its codes says nothing here.", Level.Neutral)], progress, cancellation);
    }

    /// <summary>Analyses embeddings that came in a file, made by any encoder: diagnosis, probes and voices against each other. Where the data set has recordings, MFCCs of them stand beside; nothing is embedded anew, so there are no recording conditions, no noise and no random weights.</summary>
    /// <param name="data">The clips and their labels; with <see cref="MetadataTable.ReadLabels"/> there need be no recordings.</param>
    /// <param name="embeddings">The file (<see cref="EmbeddingFile.Read"/>); rows are found by the samples' ids (<see cref="NamedMatrix.RowsOf"/>).</param>
    /// <param name="matrix">Which of its matrices; null: all, each as an extraction point.</param>
    /// <param name="options">Taps, poolings, durations, noise and conditions play no part.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="DataSetException">File and data don't fit, or a recording can't be read and <see cref="AnalysisOptions.Strict"/> is set.</exception>
    /// <exception cref="ArgumentException"><see cref="AnalysisOptions.Focus"/> isn't among the file's embeddings.</exception>
    public static AnalysisResult RunEmbeddings(DataSet data, string embeddings, string? matrix = null, AnalysisOptions? options = null, IProgress<AnalysisProgress>? progress = null, CancellationToken cancellation = default)
    {
        options = (options ?? new AnalysisOptions()) with { Noise = false, Conditions = [], Poolings = [], Durations = [] };
        var subject = Subject.Of(data, embeddings, matrix);
        var (madeBy, sha256) = (EmbeddingFile.ReadMetadata(embeddings), InputFile.Sha256(embeddings));
        string? Said(string fact) => madeBy.GetValueOrDefault(fact) is { Length: > 0 } value ? Printable.Quote(value) : null;
        var file = $"{embeddings}, SHA-256 {sha256}{(Said("weights") is { } weights ? $"; made with weights {weights}{(Said("weights_sha256") is { } hash ? $", SHA-256 {hash}" : "")}" : "")}";
        var facts = Facts(data, options, Said("weights") ?? "unknown", sha256, subject.Synthetic, "none: nothing is encoded") with { Embeddings = file, TrainingIsKnown = madeBy.ContainsKey("synthetic") };
        var (has, all) = (subject.Imported!.Samples.Count, data.Samples.Count);
        var leftOut = new Warning("What is left out",
            $"The embeddings came in a file{(has < all ? $", which has {has} of {all} clips" : "")}. They can't be made anew, so that recording conditions (equalised ones among them), noise, shorter starts of clips and the same network with random weights say nothing here; edge cases, codebooks and conversations don't either."
            + (subject.HasAudio ? "" : " There are no recordings, so that MFCCs don't stand beside either."), has < all ? Level.Weak : Level.Neutral);
        return Space(data, subject, options, facts, madeBy.ContainsKey("head") ? [ProvenanceWords.Projected, leftOut] : [leftOut], progress, cancellation);
    }

    /// <summary>The taps of WavLM that options choose; by default every second layer and the embedding.</summary>
    internal static IReadOnlyList<TapInfo> Taps(WavLmEncoder encoder, AnalysisOptions options)
    {
        if (options.Taps != Extraction.TapSelection.Default)
            return options.Taps.Of(encoder.Taps);
        var layers = encoder.Config.Layers;
        return [.. encoder.Taps.Where(t => t.Name is "hidden_state.0" or WavLmEncoder.EmbeddingTap || Enumerable.Range(1, layers).Any(l => (layers - l) % 2 == 0 && t.Name == $"transformer.{l}"))];
    }

    private static AnalysisResult Space(DataSet data, Subject subject, AnalysisOptions options, RunFacts facts, Warning[] warnings, IProgress<AnalysisProgress>? progress, CancellationToken cancellation)
    {
        subject.RequireFocus(options.Focus);
        using var clips = Clips.Extract(data, subject, options, progress, cancellation);
        var (diagnosis, verdict) = Diagnose(clips, subject, options, progress, cancellation);
        cancellation.ThrowIfCancellationRequested();
        progress?.Report(new("voices against each other", 0, 0));
        var clean = diagnosis.Mimi.Set;
        var comparison = clean.Samples.Select(s => s.Voice).Distinct().Count() < 2 ? null : ComparisonMeasurement.Run(clean, options.Seed, clips.Peers, options.Resamples);
        StageOutput[] stages =
        [
            DiagnosticSection.Present(diagnosis, verdict), .. diagnosis.Probes is null ? [] : new[] { ProbesSection.Present(diagnosis.Probes) }, .. comparison is null ? [] : new[] { ComparisonSection.Present(comparison) },
        ];
        facts = facts with { Network = subject.Network, Taps = subject.Taps, Resamples = options.Resamples, Peers = Peers(clips) };
        var report = Reports.Of(facts, DataMeasurement.Run(data, clips.Mimi, subject.Synthetic) with { Peers = facts.Peers, Network = subject.Network }, diagnosis, verdict, stages);
        return new AnalysisResult(stages, report with { Warnings = [.. report.Warnings, .. warnings] })
        {
            Exploration = null, Architecture = null, Voice = null, Comparison = comparison, Diagnosis = diagnosis, Edge = null, Verdict = verdict,
            Failures = clips.Mimi.Failures, Damaged = clips.Mimi.Damaged, Encoded = clips.Encoded,
            Facts = facts,
        };
    }
}
