using System.CommandLine;
using MimiNative.Analysis.Embeddings;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi merge</c>.</summary>
internal static class MergeCommand
{
    private const string Help = """
        PART is a file that mimi embed --shard I/N wrote, .safetensors, .npz or .parquet; all N are needed, in any order. The result has the data set's order
        and, where all parts were computed on one kind of machine, the bytes of one run. A missing, doubled or damaged part is refused by name, and
        so is one of other recordings, weights or settings.

        Example:
          mimi embed cuts.jsonl --shard 2/8 --out part2.safetensors
          mimi merge part*.safetensors --out embeddings.safetensors
        """;

    public static Command Build(Terminal terminal)
    {
        var parts = new Argument<string[]>("part") { Description = "What mimi embed --shard wrote", Arity = ArgumentArity.OneOrMore };
        var output = Choices.Out("File", "FILE", required: true);
        var command = new ExplainedCommand("merge", "Parts of a data set's embeddings put together", Help) { parts, output };
        command.SetAction(parsed =>
        {
            var path = OutputPath.File("--out", parsed.GetValue(output)!);
            var merged = ShardMerge.Run(parsed.GetRequiredValue(parts), path);
            if (merged.LeftOut > 0)
                terminal.Complain($"{merged.LeftOut} of {merged.Clips + merged.LeftOut} recordings have no row: the parts had left them out");
            if (terminal.Json)
                terminal.WriteJson(json =>
                {
                    json.WriteString("out", path);
                    json.WriteNumber("parts", merged.Parts);
                    json.WriteNumber("clips", merged.Clips);
                    json.WriteNumber("left_out", merged.LeftOut);
                    json.WriteStrings("embeddings", merged.Embeddings);
                });
            else
                terminal.Line($"{merged.Clips} clips of {merged.Parts} parts → {path}");
            return merged.LeftOut == 0 ? ExitCode.Ok : ExitCode.BadInput;
        });
        return command;
    }
}
