using System.Runtime.InteropServices;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Presentation;
using MimiNative.Analysis.Presentation.Sections;
using MimiNative.Analysis.Results;
using MimiNative.Devices;
using MimiNative.Metrics;
using MimiNative.Weights;

namespace MimiNative.Analysis;

/// <summary>
/// The whole analysis: one encoding pass over the clips (and one for each control), then what it says is measured, judged and presented, in that order.
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
    /// <exception cref="ArgumentException">A tap is unknown, or <see cref="AnalysisOptions.Focus"/> or the embedding of <see cref="AnalysisOptions.Head"/> isn't among what is extracted.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; embeddings so far are in the cache.</exception>
    public static AnalysisResult Run(DataSet data, MimiEncoder encoder, AnalysisOptions? options = null, IProgress<AnalysisProgress>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new AnalysisOptions();
        var subject = Subject.Of(encoder, options);
        subject.RequireFocus(options.Focus);
        using var clips = Clips.Extract(data, subject, options, progress, cancellation);

        var (diagnosis, verdict) = Diagnose(clips, subject, options, progress, cancellation);
        var clean = diagnosis.Mimi.Set;
        progress?.Report(new("architecture", 0, 0));
        var architecture = ArchitectureMeasurement.Run(encoder, options.Padding);
        progress?.Report(new("exploration", 0, 0));
        var exploration = ExplorationMeasurement.Run(encoder, clean.Samples[0], options.Padding);
        progress?.Report(new("one voice", 0, 0));
        var usable = new DataSet(data.Name, data.Source, clean.Samples, data.Notes);
        var voice = VoiceMeasurement.Run(encoder, usable, options.Voice ?? usable.Voices[0], diagnosis.Focus.Tap, options.Padding, cancellation);
        cancellation.ThrowIfCancellationRequested();
        progress?.Report(new("voices against each other", 0, 0));
        var comparison = usable.Voices.Count < 2 ? null : ComparisonMeasurement.Run(clean, options.Seed, clips.Peers, options.Resamples);
        progress?.Report(new("edge cases", 0, 0));
        var edge = usable.Voices.Count < 2 ? null : Edge(clips, encoder, diagnosis.Focus, options, cancellation);
        cancellation.ThrowIfCancellationRequested();
        var head = options.Head is null ? null
            : GivenHeadMeasurement.Run(options.Head, clips.Mimi.Set(options.Head.Key).Where(s => s.IsClean), new UncertaintyOptions { Seed = options.Seed, Replicates = options.Resamples });

        var commands = new StageCommandLines(data, encoder, options, diagnosis.Focus, voice.Voice, clean.Samples[0].Path, exploration.Seconds < ExplorationMeasurement.MostSeconds ? null : exploration.Seconds);
        StageOutput[] stages =
        [
            DiagnosticSection.Present(diagnosis, verdict), .. head is null ? [] : new[] { GivenHeadSection.Present(head) }, .. diagnosis.Probes is null ? [] : new[] { ProbesSection.Present(diagnosis.Probes) },
            .. diagnosis.Diarization is null ? [] : new[] { DiarizationSection.Present(diagnosis.Diarization) },
            .. comparison is null ? [] : new[] { ComparisonSection.Present(comparison) }, VoiceSection.Present(voice),
            .. edge is null ? [] : new[] { EdgeSection.Present(edge) }, ExplorationSection.Present(exploration), ArchitectureSection.Present(architecture),
        ];
        var facts = Facts(data, encoder, options, subject.Keys.Select(k => k.Tap).Distinct(), options.Poolings) with { Resamples = options.Resamples, Peers = Peers(clips) };
        stages = [.. stages.Select(commands.AddTo)];
        var report = Reports.Of(facts, DataMeasurement.Run(data, clips.Mimi, encoder.Checkpoint.IsSynthetic) with { Peers = Peers(clips) }, diagnosis, verdict, stages);
        return new AnalysisResult(stages, head is { KnownVoices.Count: > 0 } ? report with { Warnings = [.. report.Warnings, GivenHeadSection.Warning(head)] } : report)
        {
            Exploration = exploration, Architecture = architecture, Voice = voice, Comparison = comparison, Diagnosis = diagnosis, Edge = edge, Verdict = verdict, Head = head,
            Failures = clips.Mimi.Failures, Damaged = clips.Mimi.Damaged, Encoded = clips.Encoded,
            Facts = facts,
        };
    }

    /// <summary>What <see cref="Run(DataSet, MimiEncoder, AnalysisOptions?, IProgress{AnalysisProgress}?, CancellationToken)"/> embeds clips with: every tap, pooling and duration of the options, and what their conditions need besides.</summary>
    /// <exception cref="ArgumentException">A tap is unknown.</exception>
    public static MimiEmbedder Embedder(MimiEncoder encoder, AnalysisOptions options)
    {
        var taps = options.Taps.Of(encoder.Taps);
        var more = options.Conditions.SelectMany(c => c.MoreTaps([.. taps.Select(t => t.Name)], encoder.Config.Codebooks)).Distinct();
        return new(encoder, taps, options.Poolings, options.Durations, options.Padding, [.. more.SelectMany(tap => options.Poolings.Select(p => new EmbeddingKey(tap, p)))], options.Probes);
    }

    // What is measured closely is chosen from what was measured roughly.
    private static (DiagnosisResult Result, Verdict Verdict) Diagnose(Clips clips, Subject subject, AnalysisOptions options, IProgress<AnalysisProgress>? progress, CancellationToken cancellation)
    {
        var resampling = new UncertaintyOptions { Seed = options.Seed, Replicates = options.Resamples, Permutations = options.Resamples };
        var taps = subject.Taps.ToHashSet();
        var measurement = new DiagnosisMeasurement(clips.Mimi, clips.Random, clips.Spectral, [.. clips.Mimi.Keys.Where(k => taps.Contains(k.Tap))], resampling, clips.Peers);
        progress?.Report(new("every configuration by cosine", 0, 0));
        var sweep = measurement.Sweep(cancellation);
        progress?.Report(new("trained heads on unseen voices", 0, 0));
        var heads = measurement.Heads(cancellation);
        progress?.Report(new("post-processing", 0, 0));
        sweep = sweep with { Rows = [.. sweep.Rows, .. measurement.Processed(Choice.BestOfTaps(sweep.Rows), options.PcaComponents, cancellation)] };
        progress?.Report(new("the headline embedding, its controls and conditions", 0, 0));
        var result = measurement.Run(sweep, heads, options.Focus ?? Choice.FocusOf(sweep.Rows, heads), options.Focus is null, subject.Synthetic, options.Conditions, subject.Mimi?.Config.Codebooks ?? 0, cancellation) with { Network = subject.Network };
        progress?.Report(new("probes", 0, 0));
        result = result with { Probes = Probe(clips, subject, result, options, cancellation), Diarization = subject.Mimi is { } mimi ? Diarize(clips, mimi, result, options, progress, cancellation) : null };
        return (result, Verdict.Of(result));
    }

    private static ProbesResult? Probe(Clips clips, Subject subject, DiagnosisResult diagnosis, AnalysisOptions options, CancellationToken cancellation)
    {
        if (!options.Probes)
            return null;
        var stations = clips.Mimi.Keys.Where(k => k.Duration is null && diagnosis.Layers.Any(l => l.Tap == k.Tap)).GroupBy(k => k.Pooling).ToDictionary(g => g.Key, g => g.ToList());
        return new ProbesMeasurement(clips.Mimi, clips.Random, clips.Spectral, clips.Peers).Run(diagnosis.Focus, stations.GetValueOrDefault(Pooling.Mean) ?? stations[diagnosis.Focus.Pooling],
            subject.Mimi?.Config.SemanticCodebooks ?? 0, subject.Synthetic, new UncertaintyOptions { Seed = options.Seed, Replicates = options.Resamples, Permutations = 0 }, cancellation) with { Network = subject.Network };
    }

    private static DiarizationResult? Diarize(Clips clips, MimiEncoder encoder, DiagnosisResult diagnosis, AnalysisOptions options, IProgress<AnalysisProgress>? progress, CancellationToken cancellation)
    {
        if (!options.Diarization)
            return null;
        using var random = clips.Random is null ? null : MimiEncoder.Load(Clips.Untrained(encoder), options.Encoder);
        var measurement = new DiarizationMeasurement(new DataSet("clips", "the clean clips", diagnosis.Mimi.Set.Samples), options.DiarizationSpeakers, diagnosis.Focus, options.Padding, options.Seed);
        return measurement.Run(encoder, random, (clips.Mimi, clips.Random, clips.Spectral), [.. options.Taps.Of(encoder.Taps).Select(t => t.Name)], encoder.Checkpoint.IsSynthetic, options.Resamples,
            (done, all) => progress?.Report(new("conversations", done, all)), cancellation);
    }

    private static IReadOnlyList<Peer> Peers(Clips clips) => [.. clips.Peers.Select(p => p.Peer)];

    private static RunFacts Facts(DataSet? data, MimiEncoder encoder, AnalysisOptions options, IEnumerable<string> taps, IReadOnlyList<Pooling> poolings) =>
        Facts(data, options, encoder.Checkpoint.Description, encoder.Checkpoint.Fingerprint, encoder.Checkpoint.IsSynthetic, encoder.Device) with
        {
            WeightsFile = encoder.Checkpoint.Identity,
            Assumed = encoder.Checkpoint.Report.Assumed,
            Taps = [.. taps],
            Poolings = poolings,
            Head = options.Head is { } head ? $"{head.Path}, SHA-256 {head.Sha256}" : null,
        };

    /// <summary>What is known of a run whatever is analysed; its stages add what they drew and compared.</summary>
    private static RunFacts Facts(DataSet? data, AnalysisOptions options, string weights, string fingerprint, bool synthetic, string device) => new()
    {
        Command = options.Command,
        Date = options.Date,
        Weights = weights,
        Fingerprint = fingerprint,
        Synthetic = synthetic,
        DataSet = data?.Name,
        Samples = data?.Samples.Count ?? 0,
        Machine = $"{DeviceList.ProcessorName()}, {Environment.ProcessorCount} logical processors, {RuntimeInformation.OSDescription}, .NET {Environment.Version}",
        Device = device.Split(':')[0],
        Padding = options.Padding,
        Taps = [],
        Poolings = options.Poolings,
        Seed = options.Seed,
        Resamples = 0,
        Sounds = options.Sounds,
    };

    private static EdgeResult Edge(Clips clips, MimiEncoder encoder, EmbeddingKey focus, AnalysisOptions options, CancellationToken cancellation)
    {
        EdgeResult Measure(MimiEncoder network, EmbeddedClips embedded, IReadOnlyList<EdgeClip> chosen)
        {
            var clean = embedded.Set(focus).Where(s => s.IsClean);
            return EdgeMeasurement.Run(network, focus, chosen, PairStatistics.Compute(clean.Matrix, clean.Labels), options.Padding, options.Seed, cancellation);
        }

        var seconds = clips.Mimi.Samples.Zip(clips.Mimi.Seconds).ToDictionary(s => s.First.Id, s => s.Second);
        var chosen = EdgeClip.Choose([.. clips.Mimi.Samples.Where(s => s.IsClean)], seconds);
        var result = Measure(encoder, clips.Mimi, chosen);
        if (clips.Random is null)
            return result;
        using var random = MimiEncoder.Load(Clips.Untrained(encoder), options.Encoder);
        return result with { Control = Measure(random, clips.Random, chosen) };
    }
}
