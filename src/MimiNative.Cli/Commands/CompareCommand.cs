using System.CommandLine;
using System.Globalization;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Stages;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi compare</c>.</summary>
internal static class CompareCommand
{
    private const string Help = $"""
        With two clips: their cosine similarity; with --threshold the exit code says whether they pass as one voice (0) or not (1). A threshold is
        a property of weights, tap and pooling: mimi score and mimi metrics tell the one at the equal error rate.
        {AnalysisInput.DataSets}
        Examples:
          mimi compare recordings/ --tap transformer.4 --pool mean
          mimi compare a.wav b.wav --threshold 0.8
        """;

    public static Command Build(Terminal terminal)
    {
        var what = new Argument<string[]>("what") { Description = "A data set, or two clips", Arity = new ArgumentArity(1, 2) };
        var embedding = new EmbeddingOptions();
        var threshold = new Option<double?>("--threshold") { Description = "Similarity from which two clips pass as one voice", HelpName = "X" };
        var output = new Option<string?>("--out", "-o") { Description = "Folder for plots and data (data sets)", HelpName = "FOLDER" };
        var command = new ExplainedCommand("compare", "Voices against each other in a data set, or two clips", Help) { what, threshold, output };
        embedding.AddTo(command);
        command.SetAction(parsed =>
        {
            var names = parsed.GetRequiredValue(what);
            var data = names.Length == 2 ? DataSet.FromFiles(names) : DataSet.Open(names[0]).Where(s => s.IsClean);
            using var session = EncoderSession.Open(parsed, terminal);
            var set = embedding.Embed(parsed, session, data, terminal);
            if (names.Length == 2)
                return Clips(terminal, session, set, names, parsed.GetValue(threshold));
            if (data.Voices.Count < 2)
                throw new DataSetException($"{data.Source}: clips of {data.Voices.Count} voice; comparing needs two");
            var result = ComparisonStage.Run(set);
            return StageCommands.Print(terminal, ComparisonStage.Present(result), "comparison.json", parsed.GetValue(output), () => AnalysisText.Comparison(terminal, result));
        });
        return command;
    }

    private static int Clips(Terminal terminal, EncoderSession session, EmbeddingSet set, string[] names, double? threshold)
    {
        if (set.Count < 2)
            throw new DataSetException("one of the clips couldn't be embedded");
        var similarity = ScoreCommand.Cosine(set[0], set[1]);
        var passes = threshold is { } limit ? similarity >= limit : (bool?)null;
        if (terminal.Json)
            terminal.WriteJson(json =>
            {
                session.WriteUsed(json);
                json.WriteStrings("clips", names);
                json.WriteString("embedding", set.Name);
                json.WriteNumber("similarity", similarity);
                if (passes is { } value)
                    json.WriteBoolean("passes", value);
            });
        else
            terminal.Markup($"similarity {similarity.ToString("0.0000", CultureInfo.InvariantCulture)} in {set.Name}" + passes switch { true => ": [green]passes[/]", false => ": [red]doesn't pass[/]", null => "" });
        return passes == false ? ExitCode.Negative : ExitCode.Ok;
    }
}
