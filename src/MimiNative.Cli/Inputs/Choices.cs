using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Heads;

namespace MimiNative.Cli.Inputs;

/// <summary>Every option that more than one command has, so that it has the same name, aliases and words in all of them.</summary>
internal static class Choices
{
    /// <summary>Fewest draws: the ends of an interval of 95 % of them are the third from below and from above.</summary>
    private const int FewestResamples = 100;

    private const string TapNames = "(mimi architecture lists them)";

    /// <summary>Several taps.</summary>
    public static Option<string> Taps(string standard) => new("--taps", "--tap", "-t")
    {
        Description = $"Taps separated by commas, seed or all {TapNames}", HelpName = "NAMES", DefaultValueFactory = _ => standard,
    };

    /// <summary>One tap.</summary>
    public static Option<string?> Tap() => new("--tap", "--taps", "-t") { Description = $"Where in the encoder {TapNames}; default: latent", HelpName = "NAME" };

    /// <summary>Several poolings.</summary>
    public static Option<string?> Pools(string standard) => new("--pool", "--pools", "-p") { Description = $"Poolings: {PoolingNames}; default: {standard}", HelpName = "NAMES" };

    /// <summary>One pooling.</summary>
    public static Option<string?> Pool() => new("--pool", "--pools", "-p") { Description = $"How frames become one vector: {PoolingNames}; default: mean", HelpName = "NAME" };

    /// <summary>Several durations.</summary>
    public static Option<string> Durations(string standard) => new("--durations", "--duration")
    {
        Description = "Also embed the first seconds, e.g. 1,3,5; none for whole clips only", HelpName = "LIST", DefaultValueFactory = _ => standard,
    };

    /// <summary>One duration.</summary>
    public static Option<string?> Duration() => new("--duration", "--durations") { Description = "Embed only the first seconds of each clip", HelpName = "S" };

    /// <summary>A trained head.</summary>
    public static Option<string?> Head() => new("--head") { Description = "A head made by mimi train-head; it says tap and pooling", HelpName = "FILE" };

    /// <summary>Where results go.</summary>
    public static Option<string?> Out(string description, string helpName, bool required = false) => new("--out", "-o") { Description = description, HelpName = helpName, Required = required };

    /// <summary>How many codebooks' codes.</summary>
    public static Option<int> Codes() => Whole("--codes", "Codebooks to search", 0, 32, standard: 0, "-c");

    /// <summary>The embedding cache.</summary>
    public static Option<string?> Cache() => new("--cache") { Description = "Folder of embeddings that a stopped run resumes from", HelpName = "FOLDER" };

    /// <summary>What a bad clip does.</summary>
    public static Option<bool> Strict() => new("--strict") { Description = "Stop at the first clip that can't be read" };

    /// <summary>Embeddings instead of recordings.</summary>
    public static Option<string?> Embeddings() => new("--embeddings") { Description = "Take these instead of audio: safetensors, NPZ, NPY, CSV of any encoder", HelpName = "FILE" };

    /// <summary>Which of a file's embeddings.</summary>
    public static Option<string?> Name() => new("--name") { Description = "Which matrix of the file", HelpName = "NAME" };

    /// <summary>Which voice.</summary>
    public static Option<string?> Voice() => new("--voice") { Description = "The voice to look at (default: the first)", HelpName = "NAME" };

    /// <summary>The seed of what is drawn.</summary>
    public static Option<long> Seed() => new("--seed")
    {
        Description = "Seed of everything that is drawn", HelpName = "N", DefaultValueFactory = _ => 1,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                return value;
            result.AddError($"--seed {text}: give a whole number from 0 on");
            return 0;
        },
    };

    /// <summary>How often to resample.</summary>
    public static Option<int> Resamples() => Whole("--resamples", $"Bootstrap replicates and permutations, at least {FewestResamples}", FewestResamples, 1_000_000, 1000);

    /// <summary>A whole number between limits.</summary>
    public static Option<int> Whole(string name, string description, int least, int most, int? standard, params string[] aliases)
    {
        var option = new Option<int>(name, aliases) { Description = description, HelpName = "N", CustomParser = result => Parse(name, result, least, most) };
        if (standard is { } value)
            option.DefaultValueFactory = _ => value;
        return option;
    }

    /// <summary>A number, or null where the option isn't given.</summary>
    public static Option<double?> Number(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
                return value;
            result.AddError($"{name} {text}: not a number");
            return null;
        },
    };

    /// <summary>The collar of a diarization error rate.</summary>
    public static Option<double> Collar() => Seconds("--collar", "Seconds on each side of every reference boundary that aren't scored", 0, 0);

    /// <summary>What passes as one voice.</summary>
    public static Option<double?> Threshold() => Number("--threshold", "Similarity from which speech passes as one voice", "X");

    /// <summary>Seconds from a least number on.</summary>
    public static Option<double> Seconds(string name, string description, double least, double standard) => new(name)
    {
        Description = description,
        HelpName = "S",
        DefaultValueFactory = _ => standard,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= 1e6)
                return value;
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} {text}: give seconds from {least} on"));
            return standard;
        },
    };

    /// <summary>Whether recordings travel in a page.</summary>
    public static Option<bool> NoAudio() => new("--no-audio") { Description = "Put no recordings into the report" };

    /// <summary>Whether overlapping speech is scored.</summary>
    public static Option<bool> SkipOverlap() => new("--skip-overlap") { Description = "Leave out where several speak in the reference" };

    /// <summary>Poolings by name.</summary>
    /// <exception cref="UsageException">None is named, or one isn't there.</exception>
    public static IReadOnlyList<Pooling> ParsePoolings(string text)
    {
        try
        {
            return Names(text) is { Length: > 0 } names ? [.. names.Select(Poolings.Parse).Distinct()] : throw new UsageException($"--pool {text}: names no pooling; there are {PoolingNames}");
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--pool {text}: {e.Message}");
        }
    }

    /// <summary>Seconds, or none.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    public static IReadOnlyList<double> ParseDurations(string text) => text == "none" ? []
        : Names(text) is not { Length: > 0 } names ? throw new UsageException($"--durations {text}: give seconds, e.g. 1,3,5, or none")
        :
        [
            .. names.Select(n => double.TryParse(n.TrimEnd('s'), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 && double.IsFinite(seconds)
                ? seconds
                : throw new UsageException($"--durations {n}: give seconds, e.g. 1,3,5, or none")).Distinct(),
        ];

    /// <summary>The seconds of an option that takes one number of them.</summary>
    /// <exception cref="UsageException">It is none, or several.</exception>
    public static double ParseDuration(string text) => ParseDurations(text) is [var only] ? only : throw new UsageException($"--duration {text}: this command takes one");

    /// <summary>The ways in which a head can compare.</summary>
    public static Option<string> Kind()
    {
        var option = new Option<string>("--kind") { Description = "How the head compares: lda (cosine) or plda (likelihood ratio)", HelpName = "KIND", DefaultValueFactory = _ => "lda" };
        option.AcceptOnlyFromAmong([.. TrainedHead.Kinds.All]);
        return option;
    }

    private static string PoolingNames { get; } = string.Join(", ", Poolings.All.Select(p => p.Name()));

    private static string[] Names(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static int Parse(string name, ArgumentResult result, int least, int most)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} {text}: give a whole number from {least} to {most}"));
        return least;
    }
}
