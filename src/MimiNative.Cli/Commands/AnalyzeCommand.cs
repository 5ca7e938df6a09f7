using System.CommandLine;
using MimiNative.Analysis;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Voices;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi analyze</c> and <c>mimi demo</c>.</summary>
internal static class AnalyzeCommand
{
    private const string Help = $"""
        Six stages: exploration, architecture, one voice, voices against each other, the diagnostic suite, edge cases; one report.html.
        {AnalysisInput.DataSets}
        With --diarize conversations are mixed from the clips, of --speakers each (default: two of fewer than ten voices, else four): is it enough to tell who speaks when?
        Embeddings are kept in OUT/cache: a run that was stopped goes on where it was. With --head that head is judged too, on all pairs of clips.

        Example:
          mimi analyze recordings/ --out analysis/   # open analysis/report.html
        """;

    private const string DemoHelp = """
        Makes synthetic voices (no recording of anyone), encodes them with the weights that are found, else with random ones, and writes a
        report: the same as mimi analyze on your own recordings.

        Example:
          mimi demo
        """;

    public static Command Build(Terminal terminal)
    {
        var input = new AnalysisInput(AnalysisScope.Everything);
        var (output, voice) = (Choices.Out("Folder for the report and its files (default: mimi-analysis)", "FOLDER"), Choices.Voice());
        var command = new ExplainedCommand("analyze", "Does the embedding space know the speaker? A report", Help) { output, voice };
        input.AddTo(command);
        command.SetAction(parsed =>
        {
            var folder = OutputPath.Folder("--out", parsed.GetValue(output) ?? "mimi-analysis");
            var data = input.Data(parsed);
            if (parsed.GetValue(voice) is { } name && !data.Voices.Contains(name))
                throw new UsageException($"--voice {name}: there is no such voice in {data.Source}; there are {string.Join(", ", data.Voices.Take(10))}{(data.Voices.Count > 10 ? ", …" : "")}");
            input.CheckDiarization(parsed, data);
            using var session = EncoderSession.Open(parsed, terminal);
            using var peers = input.Peers(parsed, terminal);
            return Run(terminal, session, data, folder, input.Options(parsed, session, Path.Combine(folder, "cache")) with { Voice = parsed.GetValue(voice), Peers = peers.Sources });
        });
        return command;
    }

    public static Command BuildDemo(Terminal terminal)
    {
        var output = Choices.Out("Folder for the clips and the report (default: mimi-demo)", "FOLDER");
        var command = new ExplainedCommand("demo", "Try it all without any file", DemoHelp) { output };
        command.AddEncoder();
        command.SetAction(parsed =>
        {
            var folder = OutputPath.Folder("--out", parsed.GetValue(output) ?? "mimi-demo");
            using var session = EncoderSession.OpenOrSynthetic(parsed, terminal);
            var written = SyntheticDataSet.Write(Path.Combine(folder, "audio"));
            var data = new DataSet($"{written.Voices.Count} made-up voices", written.Source, written.Samples, written.Notes);
            terminal.Note($"{data.Samples.Count} clips of {data.Voices.Count} synthetic voices in {Path.Combine(folder, "audio")}");
            return Run(terminal, session, data, folder, new AnalysisOptions { Padding = session.Padding, Encoder = session.Options, CacheFolder = Path.Combine(folder, "cache"), Date = DateTimeOffset.Now, Command = CommandText.Of(parsed) });
        });
        return command;
    }

    private static int Run(Terminal terminal, EncoderSession session, DataSet data, string folder, AnalysisOptions options)
    {
        var result = terminal.Steps(progress => Analyzer.Run(data, session.Encoder, options, progress, terminal.Cancellation));
        var report = result.Write(folder);
        var origin = AnalysisInput.Origin(session, options) with { Input = data.Source };
        if (terminal.Json)
            terminal.WriteJson(json =>
            {
                origin.Write(json, Terminal.Used);
                AnalysisText.Write(json, result, report);
            });
        else
        {
            AnalysisText.Verdict(terminal, result);
            terminal.Markup($"\nreport: [bold]{Spectre.Console.Markup.Escape(report)}[/]");
        }
        return ExitCode.Ok;
    }
}
