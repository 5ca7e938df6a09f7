using System.CommandLine;
using MimiNative.Analysis;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Voices;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi analyze</c> and <c>mimi demo</c>.</summary>
internal static class AnalyzeCommand
{
    private const string Help = $"""
        Six stages: exploration, architecture, one voice, voices against each other, the diagnostic suite, edge cases; one report.html.
        {AnalysisInput.DataSets}
        With --encoder wavlm WavLM is analysed instead; with --embeddings FILE those of any encoder, and DATASET may be a CSV of labels alone. --peer sets
        other encoders beside, on the same clips (docs/peers.md). With --diarize conversations are mixed from the clips, of --speakers each (default: two of fewer than ten voices, else four): is it enough to tell who speaks when?
        Embeddings are kept in OUT/cache: a run that was stopped goes on where it was. With --head that head is judged too, on all pairs of clips.

        Examples:
          mimi analyze recordings/ --out analysis/   # open analysis/report.html
          mimi analyze recordings/ --peer wavlm --peer ecapa=ecapa.npz
          mimi analyze labels.csv --embeddings ecapa.npz
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
            var cache = Path.Combine(folder, "cache");
            if (input.Embeddings(parsed) is { } file)
                return RunEmbeddings(terminal, parsed, input, data, file, folder, cache);
            if (input.IsWavLm(parsed, out var weights))
                return RunWavLm(terminal, parsed, input, data, weights, folder, cache);
            using var session = EncoderSession.Open(parsed, terminal);
            using var peers = input.Peers(parsed, terminal);
            return Run(terminal, session, data, folder, input.Options(parsed, session, cache) with { Voice = parsed.GetValue(voice), Peers = peers.Sources });
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
        return Print(terminal, result, folder, (AnalysisInput.Origin(session, options) with { Input = data.Source }).Metadata());
    }

    private static int RunWavLm(Terminal terminal, ParseResult parsed, AnalysisInput input, DataSet data, string? weights, string folder, string cache)
    {
        using var session = WavLmSession.Open(parsed, terminal, weights);
        using var peers = input.Peers(parsed, terminal);
        var options = input.Options(parsed, session, cache) with { Peers = peers.Sources };
        var result = terminal.Steps(progress => Analyzer.Run(data, session.Encoder, options, progress, terminal.Cancellation));
        return Print(terminal, result, folder, (session.Origin with { Input = data.Source, Taps = result.Facts.Taps, Poolings = [.. options.Poolings.Select(p => p.Name())] }).Metadata());
    }

    private static int RunEmbeddings(Terminal terminal, ParseResult parsed, AnalysisInput input, DataSet data, (string Path, string? Name) file, string folder, string cache)
    {
        using var peers = input.Peers(parsed, terminal);
        var options = input.Options(parsed, data, file, cache) with { Peers = peers.Sources };
        var madeBy = EmbeddingFile.ReadMetadata(file.Path);
        var result = terminal.Steps(progress => Analyzer.RunEmbeddings(data, file.Path, file.Name, options, progress, terminal.Cancellation));
        return Print(terminal, result, folder, new ScoringOrigin(Product.Name, "embeddings", file.Path, madeBy).With("labels", data.Source).Facts);
    }

    private static int Print(Terminal terminal, AnalysisResult result, string folder, IReadOnlyDictionary<string, string> used)
    {
        var report = result.Write(folder);
        if (terminal.Json)
            terminal.WriteJson(json =>
            {
                json.WriteStartObject(Terminal.Used);
                json.WriteFacts(used);
                json.WriteEndObject();
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
