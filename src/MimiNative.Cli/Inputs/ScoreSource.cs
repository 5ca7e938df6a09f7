using System.CommandLine;
using System.Globalization;
using MimiNative.Analysis;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;

namespace MimiNative.Cli.Inputs;

/// <summary>Gets the scores that a request asks for: from a file of scores, from embeddings, or from audio.</summary>
internal sealed class ScoreSource(ScoreRequest request, ParseResult parsed, Terminal terminal)
{
    /// <summary>The figures that were published for the preset's list; nobody checked them here.</summary>
    private static readonly PublishedRate[] Published = [new("Mimi's latent, mean, cosine", 0.3501), new("a probe that saw the test utterances", 0.2048)];

    /// <summary>Scores and measures.</summary>
    public ScoringResult Run() => request.Scores is not null ? FromScores(request.Scores) : request.Embeddings is not null ? FromEmbeddings(request.List!, request.Embeddings) : FromAudio(request.List!);

    private ScoringResult FromScores(ScoreList scores)
    {
        if (request.List is null && !scores.Trials.IsLabelled)
            throw new UsageException($"{scores.Trials.Source} has no answers behind its scores; give the trial list that has them");
        var list = request.List ?? scores.Trials;
        var calibration = request.CalibrateOn is { } other && ScoreList.Read(other) is var others ? TrialScores.Of(others.Trials, others) : null;
        var origin = new ScoringOrigin(Product.Name, "scores", scores.Trials.Source, Sidecar.Read(scores.Trials.Source));
        var found = TrialScoring.Run(Path.GetFileName(scores.Trials.Source), TrialScores.Of(list, scores), request.Scoring, calibration, terminal.Cancellation);
        return Result(list, origin, [found]);
    }

    private ScoringResult FromEmbeddings(TrialList list, string path)
    {
        var sets = EmbeddingSets.Read(path, request.Ids, request.Name);
        RequireRoom(list, sets.Count);
        var madeBy = EmbeddingFile.ReadMetadata(path);
        if (madeBy.ContainsKey("head"))
            terminal.Note($"{ProvenanceWords.Projected.Title}. {ProvenanceWords.Projected.Text}");
        foreach (var set in sets)
            request.Scoring.Head?.RequireFor(set.Name, madeBy, path);
        var options = request.Scoring with { Speakers = request.Scoring.Speakers ?? SpeakerTable.Of(new DataSet(path, path, sets[0].Samples)) };
        var cohort = request.Cohort is null ? null : EmbeddingSets.Read(request.Cohort, request.CohortIds);
        var calibration = request.CalibrateOn is { } other ? TrialList.Read(other) : null;
        var origin = new ScoringOrigin(Product.Name, "embeddings", path, madeBy).With("embedding", string.Join(", ", sets.Select(s => s.Name)));
        if (options.Head is { } head)
            origin.File("head", head.Path!, head.Sha256);
        return Result(list, origin, [.. sets.Select(s => TrialScoring.Run(list, s, options, cohort is null ? null : EmbeddingSets.Matching(cohort, s.Name, sets.Count == 1, request.Cohort!), calibration, null, terminal.Cancellation))]);
    }

    private ScoringResult FromAudio(TrialList list)
    {
        var calibration = request.CalibrateOn is { } other ? TrialList.Read(other) : null;
        var recordings = TrialScoring.Recordings(calibration is null ? [list] : [list, calibration], request.Scoring.Enrolment);
        var data = RecordingFinder.Find(list.Source, recordings, request.Audio, out var lost);
        if (request.Strict && lost.Count > 0)
            throw new DataSetException($"{list.Source}: {lost.First().Value}");
        var cohortFile = request.Cohort is { } path && EmbeddingFile.IsEmbeddings(path) ? path : null;
        var cohortData = request.Cohort is not null && cohortFile is null ? DataInput.Open(request.Cohort, terminal) : null;
        var (head, duration) = (request.Scoring.Head, request.Duration ?? request.Scoring.Head?.Key.Duration);
        // What the command line leaves open the head says, else the network: Mimi's latent, WavLM's embedding.
        using var network = NetworkSession.Open(parsed, terminal, request.Encoder, request.Taps ?? head?.Key.Tap, request.Pools is { } pools ? Choices.ParsePoolings(pools) : [head?.Key.Pooling ?? Pooling.Mean], duration is { } d ? [d] : []);
        var origin = network.Origin with { Head = head?.Path, HeadSha256 = head?.Sha256 };
        // With a duration the whole clip is embedded too, which is not asked for.
        IReadOnlyList<EmbeddingKey> keys = [.. network.Embedder.Keys.Where(k => k.Duration == duration)];
        foreach (var key in keys)
            head?.RequireFor(key, origin);
        RequireRoom(list, keys.Count);
        var cohortSets = cohortFile is null ? null : CohortOf(origin, cohortFile);
        using var extraction = Extract(data, network.Embedder);
        using var cohort = cohortData is null ? null : Extract(cohortData, network.Embedder);
        foreach (var reason in lost.Values.Concat(extraction.Failures.Concat(cohort?.Failures ?? []).Select(f => f.Reason)))
            terminal.Complain($"left out: {reason}");
        var missing = lost.Concat(extraction.Failures.Select(f => KeyValuePair.Create(f.Sample.Id, f.Reason))).ToDictionary();
        return Result(list, new ScoringOrigin(origin with { Input = list.Source }),
        [
            .. keys.Select(k => TrialScoring.Run(list, extraction.Set(k), request.Scoring, cohort?.Set(k) ?? (cohortSets is null ? null : EmbeddingSets.Matching(cohortSets, k.ToString(), keys.Count == 1, cohortFile!)), calibration, missing, terminal.Cancellation)),
        ]);
    }

    /// <summary>Refuses, before anything is encoded, several encodings where there is room for the scores of one.</summary>
    private void RequireRoom(TrialList list, int encodings)
    {
        if (encodings > 1 && request.Output is not null)
            throw new UsageException($"--out: there are {encodings} encodings; choose one, or --report, which keeps the scores of each");
        if (encodings > 1 && !list.IsLabelled)
            throw new UsageException($"there are {encodings} encodings, and {list.Source} has no answers to compare them by; choose one");
    }

    private EmbeddedClips Extract(DataSet data, ClipEmbedder embedder) =>
        terminal.Steps(progress => Extractor.Run(data, embedder, new ExtractionOptions { CacheFolder = request.Cache, Strict = request.Strict }, progress, terminal.Cancellation));

    private IReadOnlyList<EmbeddingSet> CohortOf(Origin origin, string path)
    {
        var sets = EmbeddingSets.Read(path, request.CohortIds);
        return EmbeddingFile.ReadMetadata(path).GetValueOrDefault("weights_sha256") is { } sha256 && sha256 != origin.WeightsSha256
            ? throw new DataSetException($"{path}: this cohort was embedded with other weights (SHA-256 {sha256[..Math.Min(12, sha256.Length)]}…) than the trials ({origin.WeightsSha256[..12]}…)")
            : sets;
    }

    private ScoringResult Result(TrialList list, ScoringOrigin origin, IReadOnlyList<VerificationResult> results)
    {
        if (request.Strict && results.FirstOrDefault(r => r.Scores.LeftOutCount > 0) is { } incomplete && incomplete.Scores.LeftOut().First() is var first)
            throw new DataSetException($"{list.Source}: '{first.Trial.Enrol} {first.Trial.Test}' has no score: {first.Reason}");
        origin.File("trials", list.Source, list.Sha256);
        if (request.Preset is { } preset)
            origin.With("preset", preset);
        if (request.Scoring.Enrolment is { } enrolment)
            origin.File("enrolment", enrolment.Source, enrolment.Sha256);
        if (request.IdsFile is { } ids)
            origin.File("ids", ids);
        if (request.SpeakersFile is { } speakers)
            _ = speakers == ScoreOptions.Folder ? origin.With("speakers", speakers) : origin.File("speakers", speakers);
        if (request.Scores is null)
            origin.With("centred", request.Scoring.Centred ? "true" : "false");
        if (request.Cohort is { } cohort)
            origin.File("cohort", cohort).With("cohort_top", request.Scoring.CohortTop.ToString(CultureInfo.InvariantCulture)).With("cohort_per_clip", request.Scoring.CohortPerClip ? "true" : "false");
        if (request.CalibrateOn is { } calibration)
            origin.File("calibrated_on", calibration);
        origin.With("resamples", request.Scoring.Uncertainty.Replicates.ToString(CultureInfo.InvariantCulture)).With("seed", request.Scoring.Uncertainty.Seed.ToString(CultureInfo.InvariantCulture));
        return new ScoringResult { Name = Path.GetFileNameWithoutExtension(list.Source), Results = results, MadeBy = origin.Facts, Command = CommandText.Of(parsed), Published = request.Preset is null ? [] : Published };
    }
}
