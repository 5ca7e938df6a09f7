using System.CommandLine;
using MimiNative.Weights;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi weights write</c>.</summary>
internal static class WeightsWriteCommand
{
    private const string Help = """
        The whole model as float32: encoder and decoder, where the source has both. hf is transformers' layout (with its config.json beside the file), native moshi's. Nothing that is there is replaced.

        Examples:
          mimi weights write synthetic:1 --layout hf --out random/model.safetensors
          mimi weights write kyutai/mimi --layout native --out mimi.safetensors
        """;

    public static Command Build(Terminal terminal)
    {
        var weights = new Argument<string?>("weights") { Description = "File, folder, cached repository, or synthetic:SEED (default: look in the usual places)", Arity = ArgumentArity.ZeroOrOne };
        var layout = new Option<string>("--layout") { Description = "Whose names the tensors get: native (moshi) or hf (transformers)", HelpName = "LAYOUT", Required = true };
        layout.AcceptOnlyFromAmong("native", "hf");
        var output = Choices.Out("The checkpoint to write", "FILE", required: true);
        var command = new ExplainedCommand("write", "Write weights as a checkpoint for other implementations", Help) { weights, layout, output };
        command.SetAction(parsed =>
        {
            var path = OutputPath.File("--out", parsed.GetRequiredValue(output)!, ".safetensors");
            using var checkpoint = Checkpoint.Open(parsed.GetValue(weights));
            var written = CheckpointWriter.Write(checkpoint, parsed.GetRequiredValue(layout) == "hf" ? CheckpointLayout.HuggingFace : CheckpointLayout.Native, path, terminal.Cancellation);
            if (checkpoint.IsSynthetic)
                terminal.Note($"{checkpoint.Description} - RANDOM weights, and the file says so: nothing made with it says anything about Mimi");
            if (written.DecoderTensors == 0)
                terminal.Note($"{checkpoint.Description} has no decoder that fits: the encoder alone was written");
            if (terminal.Json)
                terminal.WriteJson(json => Write(json, checkpoint, written));
            else
                Print(terminal, written);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(Terminal terminal, WrittenCheckpoint written)
    {
        terminal.Line(written.Path);
        terminal.Line($"  layout   {(written.Layout == CheckpointLayout.HuggingFace ? "Hugging Face" : "moshi")}");
        terminal.Line($"  tensors  {written.EncoderTensors + written.DecoderTensors} as F32: {written.EncoderTensors} of the encoder, {written.DecoderTensors} of the decoder");
        if (written.Config is not null)
            terminal.Line($"  sizes    {written.Config}");
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, Checkpoint checkpoint, WrittenCheckpoint written)
    {
        json.WriteString("made_by", Product.Name);
        json.WriteString("weights", checkpoint.Description);
        json.WriteBoolean("synthetic", checkpoint.IsSynthetic);
        json.WriteString("file", written.Path);
        json.WriteString("layout", written.Layout == CheckpointLayout.HuggingFace ? "huggingface" : "moshi");
        json.WriteNumber("encoder_tensors", written.EncoderTensors);
        json.WriteNumber("decoder_tensors", written.DecoderTensors);
        json.WriteString("config", written.Config);
    }
}
