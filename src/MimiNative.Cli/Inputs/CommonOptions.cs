using System.CommandLine;

namespace MimiNative.Cli.Inputs;

/// <summary>Options that mean the same in every command.</summary>
internal static class CommonOptions
{
    public static readonly Option<bool> Json = new("--json") { Description = "Print the result as JSON", Recursive = true };

    public static readonly Option<bool> Verbose = new("--verbose") { Description = "Say more; stack traces with errors", Recursive = true };

    public static readonly Option<string?> Weights = new("--weights", "-w")
    {
        Description = "File, folder, or synthetic:SEED for random ones (default: see mimi weights)",
        HelpName = "PATH",
    };

    public static readonly Option<string> Device = new("--device")
    {
        Description = "Where to compute (mimi devices lists them)",
        HelpName = "DEVICE",
        DefaultValueFactory = _ => "cpu",
    };

    public static readonly Option<int> Threads = new("--threads", "-j")
    {
        Description = "CPU threads (default: all cores)",
        HelpName = "N",
    };

    private static readonly Option<string> PaddingName = new("--padding")
    {
        Description = "The last, incomplete frame: waveform (as moshi) or per-layer (as transformers)",
        HelpName = "DIALECT",
        DefaultValueFactory = _ => Waveform,
    };

    /// <summary>What says how to encode.</summary>
    public static readonly IReadOnlyList<Option> Encoder = [Weights, Device, Threads, PaddingName];

    private const string Waveform = "waveform";
    private const string PerLayer = "per-layer";

    static CommonOptions()
    {
        PaddingName.AcceptOnlyFromAmong(Waveform, PerLayer);
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
        foreach (var option in Encoder)
            command.Add(option);
    }

    /// <summary>The dialect of a command line; null where it names none.</summary>
    public static PaddingDialect? GivenPadding(this ParseResult parsed) => parsed.GetResult(PaddingName) is { Implicit: false } ? parsed.Padding() : null;

    /// <summary>The dialect of a command line, or the default.</summary>
    public static PaddingDialect Padding(this ParseResult parsed) => parsed.GetValue(PaddingName) == PerLayer ? PaddingDialect.PerLayer : PaddingDialect.Waveform;

    /// <summary>The dialect's name on the command line.</summary>
    public static string Name(this PaddingDialect padding) => padding == PaddingDialect.PerLayer ? PerLayer : Waveform;
}
