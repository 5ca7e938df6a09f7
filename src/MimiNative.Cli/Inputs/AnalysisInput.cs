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
        DATASET is a metadata.csv (voice_id, sentence_id, filepath ...), a manifest of JSON lines (NeMo, Lhotse), tar shards (WebDataset), Parquet
        files (Hugging Face), a Kaldi folder, the seed study's SQLite file, or a folder VOICE/SENTENCE.wav.
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
    private readonly Option<string> _encoder = EncoderChoice.Option();
    private readonly Option<string?> _embeddings = Choices.Embeddings();
    private readonly Option<string?> _name = Choices.Name();
    private readonly Option<string[]> _peers = PeerChoice.Option();
    private readonly Option<bool> _noAudio = Choices.NoAudio();
    private readonly Option<bool> _strict = Choices.Strict();
    private readonly Option<string?> _cache = Choices.Cache();
    private readonly Option<int> _resamples = Choices.Resamples();
    private readonly Option<long> _seed = Choices.Seed();
    private readonly IReadOnlyList<Option> _network = CommonOptions.Encoder();

    /// <summary>Adds the argument and the options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_data);
        Option[] diagnosis = scope >= AnalysisScope.Diagnosis ? [_conditions, _noNoise, _noProbes, _pca, _resamples, _peers] : [], report = scope >= AnalysisScope.Everything ? [_encoder, _embeddings, _name, _noAudio, _head, _diarize, _speakers] : [];
        foreach (var option in (Option[])[_taps, _pools, _durations, _focus, _noControls, _strict, _cache, _seed, .. diagnosis, .. report, .. _network])
            command.Add(option);
    }

    /// <summary>The data set.</summary>
    public DataSet Data(ParseResult parsed) => Embeddings(parsed) is null ? DataSet.Open(parsed.GetRequiredValue(_data)) : DataSet.OpenLabels(parsed.GetRequiredValue(_data));

    /// <summary>The file of embeddings to analyse, and which of its matrices (null: all); null where recordings are embedded.</summary>
    /// <exception cref="UsageException">Options of recordings stand beside it.</exception>
    public (string Path, string? Name)? Embeddings(ParseResult parsed)
    {
        if (scope < AnalysisScope.Everything || parsed.GetValue(_embeddings) is not { } path)
            return parsed.Gives(_name) ? throw new UsageException("--name is about the matrices of --embeddings") : null;
        Refuse(parsed, "--embeddings", "nothing is encoded", [_encoder, .. _network.Where(option => option.Name != CommonOptions.ThreadsName), _taps, _pools, _durations, _conditions, _noNoise, _head, _diarize, _speakers]);
        return (path, parsed.GetValue(_name));
    }

    /// <summary>Whether WavLM is to be analysed, and with which weights (null: those of the cache).</summary>
    /// <exception cref="UsageException">Mimi's own options are given with it.</exception>
    public bool IsWavLm(ParseResult parsed, out string? weights)
    {
        weights = null;
        if (scope < AnalysisScope.Everything || !parsed.IsWavLm(_encoder, out weights))
            return false;
        Refuse(parsed, "--encoder wavlm", "it is about Mimi's encoder", _head, _diarize, _speakers);
        return true;
    }

    /// <summary>The encoders to stand beside; none where the command has none.</summary>
    public PeerChoice Peers(ParseResult parsed, Terminal terminal) => PeerChoice.Open(parsed, terminal, _peers);

    /// <summary>What to do with it.</summary>
    /// <exception cref="UsageException">A name is wrong, or the focus isn't among what is embedded.</exception>
    /// <exception cref="DataSetException">The head can't be read, or is for other weights or another padding.</exception>
    public AnalysisOptions Options(ParseResult parsed, EncoderSession session, string? cacheFolder = null)
    {
        var standard = new AnalysisOptions();
        var trained = scope == AnalysisScope.Everything && parsed.GetValue(_head) is { } path ? HeadFile.Read(path) : null;
        trained?.RequireFor(trained.Key, session.Origin);
        IReadOnlyList<Pooling> poolings = parsed.GetValue(_pools) is { } pools and not "all" ? Choices.ParsePoolings(pools) : standard.Poolings;
        var durations = Choices.ParseDurations(parsed.GetValue(_durations)!);
        // What a head takes is embedded too, whatever else is.
        var options = Options(parsed, cacheFolder) with
        {
            Taps = TapText.Select(parsed.GetValue(_taps) + (trained is null ? "" : $",{trained.Key.Tap}"), session.Encoder),
            Poolings = trained is null ? poolings : [.. poolings.Append(trained.Key.Pooling).Distinct()],
            Durations = trained?.Key.Duration is { } seconds ? [.. durations.Append(seconds).Distinct()] : durations,
            Head = trained,
            Focus = Focus(parsed),
            Padding = session.Padding,
            Encoder = session.Options,
        };
        RequireFocus(parsed, options, Analyzer.Embedder(session.Encoder, options).Keys);
        return options;
    }

    /// <summary>The same for WavLM: its own taps, of which every second layer and the embedding where none is named.</summary>
    /// <exception cref="UsageException">A name is wrong, or the focus isn't among what is embedded.</exception>
    public AnalysisOptions Options(ParseResult parsed, WavLmSession session, string cacheFolder)
    {
        if (parsed.Gives(_taps))
            TapText.Parse(parsed.GetValue(_taps)!, session.Encoder.Taps);
        var options = Options(parsed, cacheFolder) with
        {
            Taps = parsed.Gives(_taps) ? TapSelection.Parse(parsed.GetValue(_taps)!) : TapSelection.Default,
            Poolings = parsed.GetValue(_pools) is { } pools and not "all" ? Choices.ParsePoolings(pools) : new AnalysisOptions().Poolings,
            Durations = Choices.ParseDurations(parsed.GetValue(_durations)!),
            Focus = Focus(parsed),
            Encoder = new LoadOptions { Threads = parsed.Threads() },
        };
        RequireFocus(parsed, options, Subject.Of(session.Encoder, options).Embedder!.Keys);
        return options;
    }

    /// <summary>The same for embeddings that are there already.</summary>
    /// <exception cref="UsageException">The focus isn't among them, or recordings are needed and there are none.</exception>
    public AnalysisOptions Options(ParseResult parsed, DataSet data, (string Path, string? Name) file, string cacheFolder)
    {
        if ((parsed.GetValue(_peers) ?? []).Any(p => p.Split('=')[0] == NetworkNames.WavLm) && data.Samples.Any(s => s.Path.Length == 0))
            throw new UsageException($"--peer wavlm: {data.Source} has no recordings that it could embed");
        if (parsed.GetValue(_focus) is not { } focus)
            return Options(parsed, cacheFolder);
        var keys = Subject.Of(data, file.Path, file.Name).Imported!.Keys;
        return Options(parsed, cacheFolder) with { Focus = keys.FirstOrDefault(k => k.ToString() == focus) ?? throw NotEmbedded(focus, keys) };
    }

    // What goes for any encoder.
    private AnalysisOptions Options(ParseResult parsed, string? cacheFolder)
    {
        var (standard, diagnoses) = (new AnalysisOptions(), scope >= AnalysisScope.Diagnosis);
        return new AnalysisOptions
        {
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
            PcaComponents = diagnoses ? parsed.GetValue(_pca) : standard.PcaComponents,
            Sounds = !parsed.GetValue(_noAudio),
            Date = DateTimeOffset.Now,
            Command = CommandText.Of(parsed),
        };
    }

    private void RequireFocus(ParseResult parsed, AnalysisOptions options, IReadOnlyList<EmbeddingKey> keys)
    {
        if (options.Focus is { } key && !keys.Contains(key))
            throw NotEmbedded(parsed.GetValue(_focus)!, keys);
    }

    private static UsageException NotEmbedded(string focus, IReadOnlyList<EmbeddingKey> keys) =>
        new($"--focus {focus}: not among what is embedded; there are {string.Join(", ", keys.Take(8))}{(keys.Count > 8 ? $" and {keys.Count - 8} more (--taps, --pool and --durations choose)" : "")}");

    private EmbeddingKey? Focus(ParseResult parsed) => parsed.GetValue(_focus) is { } focus ? ParseKey(focus) : null;

    private static void Refuse(ParseResult parsed, string name, string why, params Option[] others)
    {
        if (Array.Find(others, o => parsed.Gives(o)) is { } other)
            throw new UsageException($"{other.Name} has no part beside {name}: {why}");
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
