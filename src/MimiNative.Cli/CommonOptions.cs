using System.CommandLine;

namespace MimiNative.Cli;

/// <summary>Options that mean the same in every command.</summary>
internal static class CommonOptions
{
    public static readonly Option<bool> Json = new("--json") { Description = "Print the result as JSON", Recursive = true };

    public static readonly Option<bool> Verbose = new("--verbose") { Description = "Say more; stack traces with errors", Recursive = true };

    public static readonly Option<string?> Weights = new("--weights", "-w")
    {
        Description = "Checkpoint file or folder, or synthetic:SEED for random weights (default: look in the usual places, see mimi weights)",
        HelpName = "PATH",
    };

    public static readonly Option<string> Device = new("--device")
    {
        Description = "Where to compute (mimi devices lists them)",
        HelpName = "cpu",
        DefaultValueFactory = _ => "cpu",
    };

    public static readonly Option<int> Threads = new("--threads", "-j")
    {
        Description = "CPU threads (default: all cores)",
        HelpName = "N",
    };

    public static readonly Option<PaddingDialect> Padding = new("--padding")
    {
        Description = "What happens to the last, incomplete frame: waveform (as moshi does) or per-layer (as transformers does)",
        HelpName = "DIALECT",
        DefaultValueFactory = _ => PaddingDialect.Waveform,
        CustomParser = result => result.Tokens[0].Value switch
        {
            "waveform" => PaddingDialect.Waveform,
            "per-layer" => PaddingDialect.PerLayer,
            var other => Fail(result, $"--padding {other}: there are waveform and per-layer"),
        },
    };

    static CommonOptions()
    {
        Threads.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var n) && n is < 0 or > 1024)
                result.AddError($"--threads {token.Value}: must be 1 to 1024");
        });
        Weights.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }])
                result.AddError("--weights is empty");
        });
    }

    /// <summary>Adds what every command that encodes takes.</summary>
    public static void AddEncoder(this Command command)
    {
        command.Add(Weights);
        command.Add(Device);
        command.Add(Threads);
        command.Add(Padding);
    }

    /// <summary>The dialect's name on the command line.</summary>
    public static string Name(this PaddingDialect padding) => padding == PaddingDialect.Waveform ? "waveform" : "per-layer";

    private static PaddingDialect Fail(System.CommandLine.Parsing.ArgumentResult result, string message)
    {
        result.AddError(message);
        return default;
    }
}
