using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using MimiNative.Analysis.Origins;

namespace MimiNative.Cli.Inputs;

/// <summary>Options that mean the same in every command.</summary>
internal static partial class CommonOptions
{
    /// <summary>Most CPU threads that can be asked for.</summary>
    public const int MostThreads = 1024;

    /// <summary>Name of the option for CPU threads.</summary>
    public const string ThreadsName = "--threads";

    private const string JsonName = "--json", VerboseName = "--verbose", QuietName = "--quiet", WeightsName = "--weights", DeviceName = "--device", PaddingName = "--padding";

    /// <summary>What every command takes. An option remembers each command that it was ever added to: every tree of commands has its own.</summary>
    public static void AddShared(this Command root)
    {
        root.Add(new Option<bool>(JsonName) { Description = "Print the result, or what went wrong, as JSON", Recursive = true });
        root.Add(new Option<bool>(VerboseName) { Description = "Say more; stack traces with errors", Recursive = true });
        root.Add(new Option<bool>(QuietName, "-q") { Description = "No remarks and no progress, only results and errors", Recursive = true });
    }

    /// <summary>The weights' option.</summary>
    public static Option<string?> WeightsOption()
    {
        var weights = new Option<string?>(WeightsName, "-w") { Description = "File, folder, or synthetic:SEED for random ones (default: see mimi weights)", HelpName = "PATH" };
        weights.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }])
                result.AddError($"{WeightsName} is empty");
        });
        return weights;
    }

    /// <summary>The option for CPU threads.</summary>
    public static Option<int> ThreadsOption() => Choices.Whole(ThreadsName, "CPU threads (default: all cores)", 1, MostThreads, standard: null, "-j");

    /// <summary>What every command that encodes takes.</summary>
    public static IReadOnlyList<Option> Encoder()
    {
        var padding = new Option<string>(PaddingName)
        {
            Description = "The last, incomplete frame: waveform (as moshi) or per-layer (as transformers)",
            HelpName = "DIALECT",
            DefaultValueFactory = _ => PaddingDialect.Waveform.Name(),
        };
        padding.AcceptOnlyFromAmong([.. PaddingNames.All]);
        var device = new Option<string>(DeviceName) { Description = "Where to compute (mimi devices lists them)", HelpName = "DEVICE", DefaultValueFactory = _ => "cpu" };
        device.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !DevicePattern().IsMatch(token.Value))
                result.AddError($"{DeviceName} {token.Value}: there are cpu, opencl, opencl:N, cuda, cuda:N, ilgpu:cuda, ilgpu:opencl (with :N too), ilgpu:cpu and auto (mimi devices lists them)");
        });
        return [WeightsOption(), device, ThreadsOption(), padding];
    }

    /// <summary>Adds it.</summary>
    public static void AddEncoder(this Command command)
    {
        foreach (var option in Encoder())
            command.Add(option);
    }

    /// <summary>Whether the result is wanted as JSON.</summary>
    public static bool Json(this ParseResult parsed) => parsed.Gives(JsonName);

    /// <summary>Whether more is wanted to be said.</summary>
    public static bool Verbose(this ParseResult parsed) => parsed.Gives(VerboseName);

    /// <summary>Whether remarks and progress aren't wanted.</summary>
    public static bool Quiet(this ParseResult parsed) => parsed.Gives(QuietName);

    /// <summary>The weights of a command line; null where it names none.</summary>
    public static string? Weights(this ParseResult parsed) => parsed.GetValue<string?>(WeightsName);

    /// <summary>The device of a command line, or the default.</summary>
    public static string Device(this ParseResult parsed) => parsed.GetValue<string>(DeviceName) ?? "cpu";

    /// <summary>The threads of a command line; 0 where it names none.</summary>
    public static int Threads(this ParseResult parsed) => parsed.GetValue<int>(ThreadsName);

    /// <summary>Whether a command line has an option, rather than its default.</summary>
    public static bool Gives(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static bool Gives(this ParseResult parsed, string option) => parsed.GetResult(option) is OptionResult { Implicit: false };

    /// <summary>The dialect of a command line; null where it names none.</summary>
    public static PaddingDialect? GivenPadding(this ParseResult parsed) => parsed.Gives(PaddingName) ? parsed.Padding() : null;

    /// <summary>The dialect of a command line, or the default.</summary>
    public static PaddingDialect Padding(this ParseResult parsed) => PaddingNames.Find(parsed.GetValue<string>(PaddingName)!) ?? PaddingDialect.Waveform;

    [GeneratedRegex(@"\A(cpu|auto|ilgpu:cpu|(ilgpu:)?(opencl|cuda)(:\d{1,4})?)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DevicePattern();
}
