using System.CommandLine;
using System.Text.RegularExpressions;
using MimiNative.Analysis.Origins;

namespace MimiNative.Cli.Inputs;

/// <summary>Options that mean the same in every command.</summary>
internal static partial class CommonOptions
{
    /// <summary>Most CPU threads that can be asked for.</summary>
    public const int MostThreads = 1024;

    public static readonly Option<bool> Json = new("--json") { Description = "Print the result, or what went wrong, as JSON", Recursive = true };

    public static readonly Option<bool> Verbose = new("--verbose") { Description = "Say more; stack traces with errors", Recursive = true };

    public static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "No remarks and no progress, only results and errors", Recursive = true };

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

    public static readonly Option<int> Threads = Choices.Whole("--threads", "CPU threads (default: all cores)", 1, MostThreads, standard: null, "-j");

    private static readonly Option<string> PaddingName = new("--padding")
    {
        Description = "The last, incomplete frame: waveform (as moshi) or per-layer (as transformers)",
        HelpName = "DIALECT",
        DefaultValueFactory = _ => PaddingDialect.Waveform.Name(),
    };

    static CommonOptions()
    {
        PaddingName.AcceptOnlyFromAmong([.. PaddingNames.All]);
        Device.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !DeviceName().IsMatch(token.Value))
                result.AddError($"--device {token.Value}: there are cpu, opencl, opencl:N, cuda, cuda:N, ilgpu:cuda, ilgpu:opencl (with :N too), ilgpu:cpu and auto (mimi devices lists them)");
        });
        Weights.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }])
                result.AddError("--weights is empty");
        });
    }

    /// <summary>Treatment of the last frame.</summary>
    public static Option PaddingOption => PaddingName;

    /// <summary>What every command that encodes takes.</summary>
    public static IReadOnlyList<Option> Encoder { get; } = [Weights, Device, Threads, PaddingName];

    /// <summary>Adds it.</summary>
    public static void AddEncoder(this Command command)
    {
        foreach (var option in Encoder)
            command.Add(option);
    }

    /// <summary>Whether a command line has an option, rather than its default.</summary>
    public static bool Gives(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>The dialect of a command line; null where it names none.</summary>
    public static PaddingDialect? GivenPadding(this ParseResult parsed) => parsed.Gives(PaddingName) ? parsed.Padding() : null;

    /// <summary>The dialect of a command line, or the default.</summary>
    public static PaddingDialect Padding(this ParseResult parsed) => PaddingNames.Find(parsed.GetValue(PaddingName)!) ?? PaddingDialect.Waveform;

    [GeneratedRegex(@"\A(cpu|auto|ilgpu:cpu|(ilgpu:)?(opencl|cuda)(:\d{1,4})?)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DeviceName();
}
