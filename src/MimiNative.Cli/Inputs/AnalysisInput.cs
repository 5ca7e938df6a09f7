using System.CommandLine;
using System.Globalization;
using MimiNative.Analysis;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;

namespace MimiNative.Cli.Inputs;

/// <summary>What the commands over data sets have in common: where the clips are, and which embeddings to make of them.</summary>
internal sealed class AnalysisInput
{
    /// <summary>How a data set is named, for help texts.</summary>
    public const string DataSets = """
        DATASET is a metadata.csv (voice_id, sentence_id, filepath ...), the seed's SQLite file, a Kaldi folder, or a folder VOICE/SENTENCE.wav.
        """;

    private readonly Argument<string> _data = new("dataset") { Description = "Recordings with their voices" };
    private readonly Option<string> _taps = new("--taps", "-t") { Description = "Taps separated by commas, or seed, or all", HelpName = "NAMES", DefaultValueFactory = _ => "seed" };
    private readonly Option<string?> _pools = new("--pool", "-p") { Description = $"Poolings: {string.Join(", ", Poolings.All.Select(p => p.Name()))} (default: all)", HelpName = "NAMES" };
    private readonly Option<string> _durations = new("--durations") { Description = "Also embed the first seconds, e.g. 1,3,5; none for whole clips only", HelpName = "LIST", DefaultValueFactory = _ => "1,3,5" };
    private readonly Option<string?> _focus = new("--focus") { Description = "The embedding for headline numbers, TAP/POOLING (default: the best)", HelpName = "KEY" };
    private readonly Option<bool> _noControls = new("--no-controls") { Description = "Leave out random weights and the MFCC baseline" };
    private readonly Option<bool> _noNoise = new("--no-noise") { Description = "Make no noisy versions" };
    private readonly Option<bool> _noProbes = new("--no-probes") { Description = "Leave out codebooks, attributes, likeness of stations, linkability" };
    private readonly Option<bool> _strict = new("--strict") { Description = "Stop at the first clip that can't be read" };
    private readonly Option<string?> _cache = new("--cache") { Description = "Folder of embeddings that a stopped run resumes from", HelpName = "FOLDER" };
    private readonly Option<int> _pca = new("--pca") { Description = "Components that the post-processing by PCA keeps", HelpName = "N", DefaultValueFactory = _ => new AnalysisOptions().PcaComponents };
    private readonly Option<bool> _noAudio = new("--no-audio") { Description = "Put no recordings into the report" };
    private readonly Option<int> _resamples = new("--resamples") { Description = "Bootstrap replicates and permutations", HelpName = "N", DefaultValueFactory = _ => 1000 };
    private readonly Option<long> _seed = new("--seed") { Description = "Random seed of noise, bootstrap and permutations", HelpName = "N", DefaultValueFactory = _ => 1 };

    /// <summary>Adds the argument and the options.</summary>
    public void AddTo(Command command, bool dataSet = true)
    {
        if (dataSet)
            command.Add(_data);
        foreach (var option in (Option[])[_taps, _pools, _durations, _focus, _noControls, _noNoise, _noProbes, _strict, _cache, _pca, _noAudio, _resamples, _seed])
            command.Add(option);
        command.AddEncoder();
    }

    /// <summary>The data set.</summary>
    public DataSet Data(ParseResult parsed) => DataSet.Open(parsed.GetRequiredValue(_data));

    /// <summary>What to do with it.</summary>
    public AnalysisOptions Options(ParseResult parsed, EncoderSession session, string? cacheFolder = null) => new()
    {
        Taps = TapText.Select(parsed.GetValue(_taps)!, session.Encoder),
        Poolings = ParsePoolings(parsed.GetValue(_pools)) ?? new AnalysisOptions().Poolings,
        Durations = ParseDurations(parsed.GetValue(_durations)!),
        Focus = parsed.GetValue(_focus) is { } focus ? ParseKey(focus) : null,
        Controls = !parsed.GetValue(_noControls),
        Noise = !parsed.GetValue(_noNoise),
        Probes = !parsed.GetValue(_noProbes),
        Strict = parsed.GetValue(_strict),
        CacheFolder = parsed.GetValue(_cache) ?? cacheFolder,
        Resamples = parsed.GetValue(_resamples) is var n and > 0 ? n : throw new UsageException("--resamples must be at least 1"),
        Seed = (ulong)parsed.GetValue(_seed),
        Padding = session.Padding,
        Encoder = session.Options,
        PcaComponents = parsed.GetValue(_pca) is var k and > 0 ? k : throw new UsageException("--pca must be at least 1"),
        Sounds = !parsed.GetValue(_noAudio),
        Date = DateTimeOffset.Now,
        Command = CommandText.Of(parsed),
        DataSetArgument = CommandText.Arguments(parsed, _ => false, [_data]),
        EncoderArguments = CommandText.Arguments(parsed, o => CommonOptions.Encoder.Contains(o), []),
        EmbeddingArguments = CommandText.Arguments(parsed, o => StageOptions.Contains(o), []),
    };

    // What decides a stage's numbers; the focus is named by the stage itself.
    private IReadOnlyList<Option> StageOptions => [_taps, _pools, _durations, _noControls, _noNoise, _noProbes, _strict, _pca, _resamples, _seed];

    /// <summary>Poolings by name; null where none is named.</summary>
    public static IReadOnlyList<Pooling>? ParsePoolings(string? text) => text is null ? null : [.. Names(text).Select(ParsePooling).Distinct()];

    /// <summary>Seconds, or none.</summary>
    public static IReadOnlyList<double> ParseDurations(string text) => text == "none" ? [] :
    [
        .. Names(text).Select(n => double.TryParse(n.TrimEnd('s'), CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? seconds : throw new UsageException($"--durations {n}: give seconds, e.g. 1,3,5, or none")),
    ];

    private static EmbeddingKey ParseKey(string text) => text.Split('/') switch
    {
        [var tap, var pooling] => new EmbeddingKey(SeedTaps.FromSeedName(tap), ParsePooling(pooling)),
        [var tap, var pooling, var duration] => new EmbeddingKey(SeedTaps.FromSeedName(tap), ParsePooling(pooling), ParseDurations(duration)[0]),
        _ => throw new UsageException($"--focus {text}: give TAP/POOLING, e.g. transformer.4/mean"),
    };

    private static Pooling ParsePooling(string name)
    {
        try
        {
            return Poolings.Parse(name);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static string[] Names(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
