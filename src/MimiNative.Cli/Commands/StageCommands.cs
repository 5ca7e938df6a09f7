using System.CommandLine;
using MimiNative.Analysis;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Stages;

namespace MimiNative.Cli.Commands;

/// <summary>The stages of <c>mimi analyze</c> one by one: <c>diagnose</c>, <c>edge</c>, <c>voice</c>; stage 4 is <see cref="CompareCommand"/>.</summary>
internal static class StageCommands
{
    /// <summary><c>mimi diagnose</c>.</summary>
    public static Command BuildDiagnose(Terminal terminal) => Build(terminal, "diagnose", "The diagnostic suite: the seed study's four tests, and speaker against content along the network", "diagnostics",
        result => DiagnosticSection.Present(result.Diagnosis), "metrics.json", (t, result) => AnalysisText.Diagnosis(t, result.Diagnosis));

    /// <summary><c>mimi edge</c>.</summary>
    public static Command BuildEdge(Terminal terminal) => Build(terminal, "edge", "Edge cases: short, silent, clipped, noisy, overlapping audio, judged by the data set's own similarities", "edge",
        result => EdgeStage.Present(Has(result.Edge)), "edge_test_results.json", (t, result) => AnalysisText.Edge(t, Has(result.Edge)));

    /// <summary><c>mimi voice</c>.</summary>
    public static Command BuildVoice(Terminal terminal)
    {
        var data = new Argument<string>("dataset") { Description = "Recordings with their voices" };
        var voice = new Option<string?>("--voice") { Description = "Which voice (default: the first)", HelpName = "NAME" };
        var tap = new Option<string>("--tap", "-t") { Description = "Where in the encoder", HelpName = "NAME", DefaultValueFactory = _ => "latent" };
        var output = new Option<string?>("--out", "-o") { Description = "Folder for plots and data", HelpName = "FOLDER" };
        var command = new ExplainedCommand("voice", "One voice: how steady it is within a clip, across clips and across sentences", $"""
            {AnalysisInput.DataSets}
            Example:
              mimi voice recordings/ --voice anna --tap transformer.4
            """) { data, voice, tap, output };
        command.AddEncoder();
        command.SetAction(parsed =>
        {
            var set = MimiNative.Analysis.Data.DataSet.Open(parsed.GetRequiredValue(data));
            using var session = EncoderSession.Open(parsed, terminal);
            var where = TapText.Parse(parsed.GetValue(tap)!, session.Encoder)[0];
            var result = VoiceStage.Run(session.Encoder, set, parsed.GetValue(voice) ?? set.Voices[0], where, session.Padding);
            return Print(terminal, VoiceStage.Present(result), "voice.json", parsed.GetValue(output), () => AnalysisText.Voice(terminal, result));
        });
        return command;
    }

    /// <summary>Prints a stage and writes its files.</summary>
    public static int Print(Terminal terminal, StageOutput stage, string jsonFile, string? folder, Action text)
    {
        if (folder is not null)
        {
            stage.Write(folder);
            terminal.Note($"{stage.Files.Count} files in {folder}");
        }
        if (terminal.Json)
            terminal.Output.Write(stage.Files.Single(f => f.Path.EndsWith('/' + jsonFile)).Content());
        else
            text();
        return ExitCode.Ok;
    }

    private static ExplainedCommand Build(Terminal terminal, string name, string summary, string example, Func<AnalysisResult, StageOutput> stage, string jsonFile, Action<Terminal, AnalysisResult> text)
    {
        var input = new AnalysisInput();
        var output = new Option<string?>("--out", "-o") { Description = "Folder for plots and data", HelpName = "FOLDER" };
        var command = new ExplainedCommand(name, summary, $"""
            {AnalysisInput.DataSets}
            Example:
              mimi {name} recordings/ --out {example}/
            """) { output };
        input.AddTo(command);
        command.SetAction(parsed =>
        {
            var data = input.Data(parsed);
            using var session = EncoderSession.Open(parsed, terminal);
            var options = input.Options(parsed, session);
            var result = terminal.Steps(progress => Analyzer.Run(data, session.Encoder, options, progress, terminal.Cancellation));
            return Print(terminal, stage(result), jsonFile, parsed.GetValue(output), () => text(terminal, result));
        });
        return command;
    }

    private static T Has<T>(T? stage) where T : class => stage ?? throw new MimiNative.Analysis.Data.DataSetException("this needs clips of at least two voices");
}
