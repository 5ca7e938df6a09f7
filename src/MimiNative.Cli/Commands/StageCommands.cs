using System.CommandLine;
using MimiNative.Analysis;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Origins;

namespace MimiNative.Cli.Commands;

/// <summary>The stages of <c>mimi analyze</c> one by one: <c>voice</c>, <c>diagnose</c>, <c>edge</c>; stage 4 is <see cref="CompareCommand"/>.</summary>
internal static class StageCommands
{
    /// <summary>Runs one stage.</summary>
    private delegate StageRun<T> Stage<T>(DataSet data, MimiEncoder encoder, AnalysisOptions options, IProgress<AnalysisProgress> progress, CancellationToken cancellation);

    /// <summary><c>mimi diagnose</c>.</summary>
    public static Command BuildDiagnose(Terminal terminal) => Build(terminal, AnalysisScope.Diagnosis, "diagnose", "Speaker against content along the network",
        "The seed study's four tests, and how much each station of the network knows of speaker and content.", Analyzer.Diagnose, AnalysisText.Diagnosis);

    /// <summary><c>mimi edge</c>.</summary>
    public static Command BuildEdge(Terminal terminal) => Build(terminal, AnalysisScope.Edge, "edge", "Short, silent, noisy, clipped, overlapping audio",
        "Each case is judged by the data set's own similarities: PASS, DEGRADED, FAIL, CRASH or CAN'T BE JUDGED; a pass that random weights reach too is an EMPTY PASS.", Analyzer.Edge, AnalysisText.Edge);

    /// <summary><c>mimi voice</c>.</summary>
    public static Command BuildVoice(Terminal terminal)
    {
        var data = new Argument<string>("dataset") { Description = "Recordings with their voices" };
        var (voice, tap, output) = (Choices.Voice(), Choices.Tap(), Choices.Out("Folder for plots and data", "FOLDER"));
        var command = new ExplainedCommand("voice", "One voice: how steady it is in time and across sentences", $"""
            {AnalysisInput.DataSets}

            Example:
              mimi voice recordings/ --voice anna --tap transformer.4
            """) { data, voice, tap, output };
        command.AddEncoder();
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(output) is { } folder)
                OutputPath.Folder("--out", folder);
            var set = DataInput.Open(parsed.GetRequiredValue(data), terminal);
            using var session = EncoderSession.Open(parsed, terminal);
            var where = TapText.ParseOne(parsed.GetValue(tap) ?? "latent", session.Encoder).Name;
            var run = Analyzer.Voice(set, session.Encoder, new AnalysisOptions { Focus = new EmbeddingKey(where, Pooling.Mean), Voice = parsed.GetValue(voice), Padding = session.Padding, Command = CommandText.Of(parsed), Date = DateTimeOffset.Now });
            return Print(terminal, session.Origin with { Input = set.Source, Taps = [where] }, run, parsed.GetValue(output), () => AnalysisText.Voice(terminal, run.Result));
        });
        return command;
    }

    /// <summary>Prints a stage and writes its files, with what made them.</summary>
    public static int Print<T>(Terminal terminal, Origin origin, StageRun<T> run, string? folder, Action text)
    {
        foreach (var failure in run.Failures)
            terminal.Complain($"left out: {failure.Reason}");
        foreach (var damaged in run.Damaged)
            terminal.Complain($"damaged: {damaged.Reason}");
        if (folder is not null)
        {
            run.Write(folder);
            terminal.Note($"{run.Files.Count} files in {folder}");
        }
        if (terminal.Json)
            terminal.WriteJson(run.Json(), json => origin.Write(json, Terminal.Used), list: "configurations");
        else
            text();
        return ExitCode.Ok;
    }

    private static ExplainedCommand Build<T>(Terminal terminal, AnalysisScope scope, string name, string summary, string more, Stage<T> stage, Action<Terminal, T> text)
    {
        var input = new AnalysisInput(scope);
        var output = Choices.Out("Folder for plots and data", "FOLDER");
        var command = new ExplainedCommand(name, summary, $"""
            {more}
            {AnalysisInput.DataSets}

            Example:
              mimi {name} recordings/ --out {name}/
            """) { output };
        input.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(output) is { } folder)
                OutputPath.Folder("--out", folder);
            var data = DataInput.Noted(input.Data(parsed), terminal);
            using var session = EncoderSession.Open(parsed, terminal);
            using var peers = input.Peers(parsed, terminal);
            var options = input.Options(parsed, session) with { Peers = peers.Sources };
            var run = terminal.Steps(progress => stage(data, session.Encoder, options, progress, terminal.Cancellation));
            return Print(terminal, AnalysisInput.Origin(session, options) with { Input = data.Source }, run, parsed.GetValue(output), () => text(terminal, run.Result));
        });
        return command;
    }
}
