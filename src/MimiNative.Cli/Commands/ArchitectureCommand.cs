using System.CommandLine;
using MimiNative.Analysis;
using MimiNative.Analysis.Origins;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi architecture</c>.</summary>
internal static class ArchitectureCommand
{
    private const string Help = """
        Examples:
          mimi architecture
          mimi architecture --weights synthetic:1 --out architecture/
          mimi architecture --schedule      # also: rows per layer and buffers
        """;

    public static Command Build(Terminal terminal)
    {
        var output = Choices.Out("Also write architecture.txt, architecture.json and plots of the weights there", "FOLDER");
        var schedule = new Option<bool>("--schedule") { Description = "Also print how a clip passes through: rows per layer at a time, and buffers" };
        var command = new ExplainedCommand("architecture", "Parts, parameters, taps and frame rates", Help) { output, schedule };
        command.AddEncoder();
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(output) is { } target)
                OutputPath.Folder("--out", target);
            using var session = EncoderSession.OpenOrSynthetic(parsed, terminal);
            var run = Analyzer.Architecture(session.Encoder, new AnalysisOptions { Padding = session.Padding, Command = CommandText.Of(parsed) });
            if (parsed.GetValue(output) is { } folder)
            {
                run.Write(folder);
                terminal.Note($"{run.Files.Count} files in {folder}");
            }
            if (terminal.Json)
                terminal.WriteJson(run.Json(), session.WriteUsed, list: "parts");
            else
                ArchitectureText.Print(terminal, run.Result);
            if (parsed.GetValue(schedule) && !terminal.Json)
                terminal.Output.Write("\n" + session.Encoder.DescribeSchedule(session.Encoder.AllLayers));
            return run.Result.WeightDistributions.All(w => w.NonFinite == 0) ? ExitCode.Ok : ExitCode.Negative;
        });
        return command;
    }
}
