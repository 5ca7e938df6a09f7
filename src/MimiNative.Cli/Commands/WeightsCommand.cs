using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MimiNative.Weights;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi weights</c> and <c>mimi weights check</c>.</summary>
internal static class WeightsCommand
{
    private const string Help = """
        Example:
          mimi weights
        """;

    private const string CheckHelp = """
        Reports every tensor that is missing, misshapen or unknown. Exit code 1 where the file doesn't fit.

        Example:
          mimi weights check model.safetensors
        """;

    public static Command Build(Terminal terminal)
    {
        var file = new Argument<string?>("file") { Description = "Checkpoint file or folder (default: look in the usual places)", Arity = ArgumentArity.ZeroOrOne };
        var check = new ExplainedCommand("check", "Compare a checkpoint with what the encoder needs", CheckHelp) { file };
        check.SetAction(parsed => Check(parsed.GetValue(file), terminal));
        var command = new ExplainedCommand("weights", "Which weights would be used; check, get or write a file", Help) { CommonOptions.WeightsOption(), check, WeightsGetCommand.Build(terminal), WeightsWriteCommand.Build(terminal) };
        command.SetAction(parsed => Where(parsed.Weights(), terminal));
        return command;
    }

    private static int Where(string? weights, Terminal terminal)
    {
        using var checkpoint = Checkpoint.Open(weights);
        var others = weights is null ? Checkpoint.FindAll().Where(path => path != checkpoint.Description).ToList() : [];
        if (terminal.Json)
            terminal.WriteJson(json =>
            {
                json.WriteString("made_by", Product.Name);
                json.WriteString("weights", checkpoint.Description);
                json.WriteBoolean("synthetic", checkpoint.IsSynthetic);
                json.WriteString("weights_sha256", checkpoint.Fingerprint);
                if (checkpoint.Identity is { } identity)
                {
                    json.WriteString("weights_file_sha256", identity.Sha256);
                    json.WriteString("weights_variant", identity.Name);
                }
                json.WriteStrings("types", checkpoint.Report.Types);
                json.WriteStrings("assumed", checkpoint.Report.Assumed);
                json.WriteStrings("also_found", others);
            });
        else
            Print(terminal, checkpoint, others);
        return ExitCode.Ok;
    }

    private static void Print(Terminal terminal, Checkpoint checkpoint, IReadOnlyList<string> others)
    {
        terminal.Line(checkpoint.Description);
        if (checkpoint.Identity is { } identity)
            terminal.Line($"  {(checkpoint.IsSynthetic ? "random numbers, not trained" : identity.Name)}; {string.Join(", ", checkpoint.Report.Types)}; SHA-256 {identity.Sha256}");
        foreach (var assumption in checkpoint.Report.Assumed)
            terminal.Line($"  assumed  {assumption}");
        foreach (var path in others)
            terminal.Line($"also found: {path}");
    }

    private static int Check(string? path, Terminal terminal)
    {
        var report = Checkpoint.Check(path);
        if (terminal.Json)
            terminal.WriteJson(json => Write(json, report));
        else
            Print(terminal, report);
        return report.Fits ? ExitCode.Ok : ExitCode.Negative;
    }

    private static void Print(Terminal terminal, CheckpointReport report)
    {
        terminal.Line(report.Path);
        terminal.Line($"  layout   {(report.Layout == CheckpointLayout.HuggingFace ? "Hugging Face" : "moshi")}{(report.Prefix.Length > 0 ? $", below {report.Prefix}" : "")}");
        terminal.Line($"  tensors  {report.Tensors}, of which the encoder reads {report.EncoderTensors} and {report.Others} are a decoder's or another model's ({string.Join(", ", report.Types)}; {report.EncoderElements.ToString("N0", CultureInfo.InvariantCulture)} values)");
        terminal.Line($"  sizes    from {report.ConfigSource}");
        foreach (var assumption in report.Assumed)
            terminal.Line($"  assumed  {assumption}");
        foreach (var problem in report.Problems())
            terminal.Line($"  {problem}");
        terminal.Markup(report.Fits ? "[green]OK[/]: every tensor of the encoder is there, in the right shape" : $"[red]NOT OK[/]: {report.Problems().Count()} problems");
    }

    private static void Write(Utf8JsonWriter json, CheckpointReport report)
    {
        json.WriteString("made_by", Product.Name);
        json.WriteString("file", report.Path);
        json.WriteBoolean("ok", report.Fits);
        json.WriteString("layout", report.Layout == CheckpointLayout.HuggingFace ? "huggingface" : "moshi");
        json.WriteNumber("tensors", report.Tensors);
        json.WriteNumber("encoder_tensors", report.EncoderTensors);
        json.WriteNumber("encoder_values", report.EncoderElements);
        json.WriteNumber("other_tensors", report.Others);
        json.WriteString("prefix", report.Prefix);
        json.WriteString("sizes_from", report.ConfigSource);
        json.WriteStrings("types", report.Types);
        json.WriteStrings("assumed", report.Assumed);
        json.WriteStrings("missing", report.Missing);
        json.WriteStartArray("misshapen");
        foreach (var tensor in report.Misshapen)
        {
            json.WriteStartObject();
            json.WriteString("tensor", tensor.Name);
            json.WriteString("expected", tensor.Expected);
            json.WriteString("found", tensor.Found);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStrings("unknown", report.Unknown);
    }
}
