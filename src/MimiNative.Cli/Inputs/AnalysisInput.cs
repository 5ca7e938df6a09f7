using System.CommandLine;
using MimiNative.Analysis;
using MimiNative.Analysis.Conditions;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Heads;
using MimiNative.Analysis.Origins;

namespace MimiNative.Cli.Inputs;

/// <summary>What the commands over data sets have in common: where the clips are, and which embeddings to make of them.</summary>
internal sealed class AnalysisInput(AnalysisScope scope)
{
    /// <summary>How a data set is named, for help texts.</summary>
    public const string DataSets = """
        DATASET is a metadata.csv (voice_id, sentence_id, filepath ...), a manifest of JSON lines (NeMo, Lhotse), tar shards (WebDataset), a Kaldi
        folder, the seed study's SQLite file, or a folder VOICE/SENTENCE.wav.
        """;

    private readonly Argument<string> _data = new("dataset") { Description = "Recordings with their voices" };
    private readonly Option<string> _taps = Choices.Taps("seed,latent");
    private readonly Option<string?> _pools = Choices.Pools("all");
    private readonly Option<string> _durations = Choices.Durations("1,3,5");
    private readonly Option<string?> _focus = new("--focus") { Description = "The embedding for headline numbers, TAP/POOLING (default: the best)", HelpName = "KEY" };
    private readonly Option<string?> _head = Choices.Head();
    private readonly Option<string> _conditions = new("--conditions") { Description = $"Recorded otherwise: {string.Join(", ", Condition.All)}; all, none", HelpName = "NAMES", DefaultValueFactory = _ => "all" };
    private readonly Option<bool> _noControls = new("--no-controls") { Description = "Leave out random weights and the MFCC baseline" };
    private readonly Option<bool> _noNoise = new("--no-noise") { Description = "Make no noisy versions" };
    private readonly Option<bool> _noProbes = new("--no-probes") { Description = "Leave out codebooks, attributes, likeness of stations, linkability" };
    private readonly Option<int> _pca = Choices.Whole("--pca", "Components that the post-processing by PCA keeps", 1, 100_000, new AnalysisOptions().PcaComponents);
    private readonly Option<bool> _diarize = new("--diarize") { Description = "Also mix conversations from the clips, and measure who speaks when" };
    private readonly Option<int> _speakers = Choices.Whole("--speakers", "Number of speakers", 1, 1000, null);
    private readonly Option<string[]> _peers = PeerChoice.Option();
    private readonly Option<bool> _noAudio = Choices.NoAudio();
    private readonly Option<bool> _strict = Choices.Strict();
    private readonly Option<string?> _cache = Choices.Cache();
    private readonly Option<int> _resamples = Choices.Resamples();
    private readonly Option<long> _seed = Choices.Seed();

    /// <summary>Adds the argument and the options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_data);
        Option[] diagnosis = scope >= AnalysisScope.Diagnosis ? [_conditions, _noNoise, _noProbes, _pca, _resamples, _peers] : [], report = scope >= AnalysisScope.Everything ? [_noAudio, _head, _diarize, _speakers] : [];
        foreach (var option in (Option[])[_taps, _pools, _durations, _focus, _noControls, _strict, _cache, _seed, .. diagnosis, .. report])
            command.Add(option);
        command.AddEncoder();
    }

    /// <summary>The data set.</summary>
    public DataSet Data(ParseResult parsed) => DataSet.Open(parsed.GetRequiredValue(_data));

    /// <summary>The encoders to stand beside; none where the command has none.</summary>
    public PeerChoice Peers(ParseResult parsed, Terminal terminal) => PeerChoice.Open(parsed, terminal, _peers);

    /// <summary>What to do with it.</summary>
    /// <exception cref="UsageException">A name is wrong, or the focus isn't among what is embedded.</exception>
    /// <exception cref="DataSetException">The head can't be read, or is for other weights or another padding.</exception>
    public AnalysisOptions Options(ParseResult parsed, EncoderSession session, string? cacheFolder = null)
    {
        var (standard, diagnoses) = (new AnalysisOptions(), scope >= AnalysisScope.Diagnosis);
        var trained = scope == AnalysisScope.Everything && parsed.GetValue(_head) is { } path ? HeadFile.Read(path) : null;
        trained?.RequireFor(trained.Key, session.Origin);
        IReadOnlyList<Pooling> poolings = parsed.GetValue(_pools) is { } pools and not "all" ? Choices.ParsePoolings(pools) : standard.Poolings;
        var durations = Choices.ParseDurations(parsed.GetValue(_durations)!);
        // What a head takes is embedded too, whatever else is.
        var options = new AnalysisOptions
        {
            Taps = TapText.Select(parsed.GetValue(_taps) + (trained is null ? "" : $",{trained.Key.Tap}"), session.Encoder),
            Poolings = trained is null ? poolings : [.. poolings.Append(trained.Key.Pooling).Distinct()],
            Durations = trained?.Key.Duration is { } seconds ? [.. durations.Append(seconds).Distinct()] : durations,
            Head = trained,
            Focus = parsed.GetValue(_focus) is { } focus ? ParseKey(focus) : null,
            Conditions = diagnoses ? ParseConditions(parsed.GetValue(_conditions)!) : [],
            Controls = !parsed.GetValue(_noControls),
            Noise = !parsed.GetValue(_noNoise),
            Probes = !parsed.GetValue(_noProbes),
            Diarization = parsed.GetValue(_diarize),
            DiarizationSpeakers = parsed.Gives(_speakers) ? parsed.GetValue(_speakers) : null,
            Strict = parsed.GetValue(_strict),
            CacheFolder = parsed.GetValue(_cache) ?? cacheFolder,
            Resamples = diagnoses ? parsed.GetValue(_resamples) : standard.Resamples,
            Seed = (ulong)parsed.GetValue(_seed),
            Padding = session.Padding,
            Encoder = session.Options,
            PcaComponents = diagnoses ? parsed.GetValue(_pca) : standard.PcaComponents,
            Sounds = !parsed.GetValue(_noAudio),
            Date = DateTimeOffset.Now,
            Command = CommandText.Of(parsed),
        };
        var keys = Analyzer.Embedder(session.Encoder, options).Keys;
        return options.Focus is not { } key || keys.Contains(key) ? options
            : throw new UsageException($"--focus {parsed.GetValue(_focus)}: not among what is embedded; there are {string.Join(", ", keys.Take(8))}{(keys.Count > 8 ? $" and {keys.Count - 8} more (--taps, --pool and --durations choose)" : "")}");
    }

    /// <summary>Refuses conversations that these voices can't have, before anything is encoded.</summary>
    /// <exception cref="UsageException">Speakers without conversations, one speaker, or more than there are voices.</exception>
    public void CheckDiarization(ParseResult parsed, DataSet data)
    {
        var voices = data.Samples.Where(s => s.IsClean).Select(s => s.Voice).Distinct().Count();
        if (parsed.Gives(_speakers))
        {
            if (!parsed.GetValue(_diarize))
                throw new UsageException("--speakers goes with --diarize");
            if (parsed.GetValue(_speakers) is var speakers && (speakers < 2 || speakers > voices))
                throw new UsageException($"--speakers {speakers}: a conversation takes two or more, and {data.Source} has {voices} voices");
        }
        if (parsed.GetValue(_diarize) && voices < 2)
            throw new UsageException($"--diarize: {data.Source} has one voice; a conversation takes two");
    }

    /// <summary>What makes the embeddings of an analysis, for files and JSON.</summary>
    public static Origin Origin(EncoderSession session, AnalysisOptions options) => session.Origin with
    {
        Taps = [.. options.Taps.Of(session.Encoder.Taps).Select(t => t.Name)], Poolings = [.. options.Poolings.Select(p => p.Name())], Head = options.Head?.Path, HeadSha256 = options.Head?.Sha256,
    };

    private static IReadOnlyList<Condition> ParseConditions(string text)
    {
        try
        {
            return Condition.Parse(text);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--conditions {text}: {e.Message}");
        }
    }

    private static EmbeddingKey ParseKey(string text) => text.Split('/') switch
    {
        [var tap, var pooling] => new EmbeddingKey(SeedTaps.FromSeedName(tap), One(text, pooling)),
        [var tap, var pooling, { Length: > 0 } duration] when Choices.ParseDurations(duration) is [var seconds] => new EmbeddingKey(SeedTaps.FromSeedName(tap), One(text, pooling), seconds),
        _ => throw new UsageException($"--focus {text}: give TAP/POOLING, e.g. transformer.4/mean"),
    };

    private static Pooling One(string text, string pooling) =>
        pooling.Length > 0 && Choices.ParsePoolings(pooling) is [var only] ? only : throw new UsageException($"--focus {text}: give TAP/POOLING, e.g. transformer.4/mean");
}
