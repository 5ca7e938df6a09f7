using System.CommandLine;
using System.Globalization;
using MimiNative.Analysis;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Results;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi compare</c>.</summary>
internal static class CompareCommand
{
    private const string Help = $"""
        With two clips: their cosine similarity, or what --head says. A similarity alone means nothing: --reference DATASET gives the thresholds of
        known voices in the same embedding; with --threshold the exit code says whether the clips pass as one voice (0) or not (1).
        {AnalysisInput.DataSets}

        Examples:
          mimi compare recordings/ --tap transformer.4 --pool mean
          mimi compare a.wav b.wav --reference recordings/
        """;

    public static Command Build(Terminal terminal)
    {
        var what = new Argument<string[]>("what") { Description = "A data set, or two clips", Arity = new ArgumentArity(1, 2) };
        var embedding = new EmbeddingOptions();
        var threshold = Choices.Threshold();
        var reference = new Option<string?>("--reference") { Description = "Labelled recordings to hold two clips against", HelpName = "DATASET" };
        var output = Choices.Out("Folder for plots and data (data sets)", "FOLDER");
        var (cache, strict, seed, peer) = (Choices.Cache(), Choices.Strict(), Choices.Seed(), PeerChoice.Option());
        var command = new ExplainedCommand("compare", "Voices against each other, or two clips", Help) { what, threshold, reference, output, peer, cache, strict, seed };
        embedding.AddTo(command);
        command.SetAction(parsed =>
        {
            var names = parsed.GetRequiredValue(what);
            if (names.Length == 2 && parsed.GetValue(output) is not null)
                throw new UsageException("--out goes with a data set; two clips are compared in a line");
            if (names.Length == 2 && parsed.Gives(peer))
                throw new UsageException("--peer goes with a data set");
            if (names.Length == 1 && (parsed.GetValue(reference) is not null || parsed.GetValue(threshold) is not null))
                throw new UsageException("--reference and --threshold go with two clips");
            if (parsed.GetValue(output) is { } folder)
                OutputPath.Folder("--out", folder);
            var data = names.Length == 1 ? DataInput.Open(names[0], terminal) : parsed.GetValue(reference) is { } path ? DataInput.Open(path, terminal) : null;
            using var session = EncoderSession.Open(parsed, terminal);
            var choice = embedding.Read(parsed, session);
            if (data is not null)
                HeadText.WarnOfKnownVoices(terminal, choice.Head, data.Voices);
            var extraction = new ExtractionOptions { CacheFolder = parsed.GetValue(cache), Strict = parsed.GetValue(strict) };
            if (names.Length == 2)
            {
                var comparison = ClipComparer.Run(names[0], names[1], choice.Embedder, choice.Key, choice.Head, data, extraction, terminal.Cancellation);
                return Clips(terminal, choice.Origin, names, comparison, parsed.GetValue(threshold));
            }
            using var peers = PeerChoice.Open(parsed, terminal, peer);
            var options = new AnalysisOptions
            {
                Peers = peers.Sources,
                Taps = TapSelection.Named(choice.Key.Tap), Poolings = [choice.Key.Pooling], Durations = choice.Key.Duration is { } d ? [d] : [], Focus = choice.Key, Head = choice.Head, Conditions = [], Probes = false,
                Padding = session.Padding, Encoder = session.Options, CacheFolder = extraction.CacheFolder, Strict = extraction.Strict, Seed = (ulong)parsed.GetValue(seed),
                Command = CommandText.Of(parsed), Date = DateTimeOffset.Now,
            };
            var run = terminal.Steps(progress => Analyzer.Compare(data!, session.Encoder, options, progress, terminal.Cancellation));
            return StageCommands.Print(terminal, choice.Origin with { Input = data!.Source }, run, parsed.GetValue(output), () => AnalysisText.Comparison(terminal, run.Result));
        });
        return command;
    }

    private static int Clips(Terminal terminal, Origin origin, string[] names, ClipComparison comparison, double? threshold)
    {
        var checks = ThresholdRules.Check(comparison, threshold);
        if (terminal.Json)
            terminal.WriteJson(json =>
            {
                origin.Write(json, Terminal.Used);
                json.WriteStrings("clips", names);
                json.WriteString("embedding", comparison.Embedding);
                json.WriteString("scoring", comparison.IsLikelihoodRatio ? "log-likelihood ratio" : "cosine");
                json.WriteNumber("similarity", comparison.Similarity);
                json.WriteNumber("distance", comparison.Distance);
                json.WriteStartArray("thresholds");
                foreach (var check in checks)
                {
                    json.WriteStartObject();
                    json.WriteString("name", Name(check.Threshold));
                    json.WriteNumber("value", check.Value);
                    json.WriteBoolean("passes", check.Passed);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            });
        else
        {
            terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{(comparison.IsLikelihoodRatio ? "log-likelihood ratio" : "similarity")} {comparison.Similarity:0.0000}, distance {comparison.Distance:0.000} in {comparison.Embedding}"));
            foreach (var check in checks)
                terminal.Markup(string.Create(CultureInfo.InvariantCulture, $"  {(check.Passed ? "[green]above[/]" : "[red]below[/]")} {check.Value:0.0000}, {Name(check.Threshold)}"));
        }
        return checks.Any(c => c is { Threshold: Threshold.Given, Passed: false }) ? ExitCode.Negative : ExitCode.Ok;
    }

    private static string Name(Threshold threshold) => threshold switch
    {
        Threshold.DifferentVoices => "mean of different voices",
        Threshold.EqualErrorRate => "equal error rate",
        Threshold.SameVoice => "mean of the same voice",
        _ => "--threshold",
    };
}
