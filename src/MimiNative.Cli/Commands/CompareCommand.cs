using System.CommandLine;
using System.Globalization;
using MimiNative.Analysis;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Results;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi compare</c>.</summary>
internal static class CompareCommand
{
    private const string Help = $"""
        With two clips: their cosine similarity. A cosine alone means nothing: --reference DATASET gives the thresholds of known voices in the same
        embedding; with --threshold the exit code says whether the clips pass as one voice (0) or not (1).
        {AnalysisInput.DataSets}

        Examples:
          mimi compare recordings/ --tap transformer.4 --pool mean
          mimi compare a.wav b.wav --reference recordings/
        """;

    public static Command Build(Terminal terminal)
    {
        var what = new Argument<string[]>("what") { Description = "A data set, or two clips", Arity = new ArgumentArity(1, 2) };
        var embedding = new EmbeddingOptions();
        var threshold = new Option<double?>("--threshold") { Description = "Similarity from which two clips pass as one voice", HelpName = "X" };
        var reference = new Option<string?>("--reference") { Description = "Labelled recordings to hold two clips against", HelpName = "DATASET" };
        var output = new Option<string?>("--out", "-o") { Description = "Folder for plots and data (data sets)", HelpName = "FOLDER" };
        var command = new ExplainedCommand("compare", "Voices against each other, or two clips", Help) { what, threshold, reference, output };
        embedding.AddTo(command);
        command.SetAction(parsed =>
        {
            var names = parsed.GetRequiredValue(what);
            var data = names.Length == 1 ? DataSet.Open(names[0]) : parsed.GetValue(reference) is { } path ? DataSet.Open(path) : null;
            using var session = EncoderSession.Open(parsed, terminal);
            if (names.Length == 2)
            {
                var embedder = embedding.Embedder(parsed, session);
                return Clips(terminal, session, names, ClipComparer.Run(names[0], names[1], embedder, data, cancellation: terminal.Cancellation)[0], parsed.GetValue(threshold));
            }
            var key = embedding.Embedder(parsed, session).Keys[0];
            var options = new AnalysisOptions { Taps = TapSelection.Named(key.Tap), Poolings = [key.Pooling], Durations = [], Focus = key, Padding = session.Padding, Encoder = session.Options, Command = CommandText.Of(parsed), Date = DateTimeOffset.Now };
            var run = terminal.Steps(progress => Analyzer.Compare(data!, session.Encoder, options, progress, terminal.Cancellation));
            return StageCommands.Print(terminal, run, parsed.GetValue(output), () => AnalysisText.Comparison(terminal, run.Result));
        });
        return command;
    }

    private static int Clips(Terminal terminal, EncoderSession session, string[] names, ClipComparison comparison, double? threshold)
    {
        var checks = ThresholdRules.Check(comparison, threshold);
        if (terminal.Json)
            terminal.WriteJson(json =>
            {
                session.WriteUsed(json);
                json.WriteStrings("clips", names);
                json.WriteString("embedding", comparison.Embedding);
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
            terminal.Line(string.Create(CultureInfo.InvariantCulture, $"similarity {comparison.Similarity:0.0000}, distance {comparison.Distance:0.000} in {comparison.Embedding}"));
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
