using System.CommandLine;
using MimiNative.Conformance.Dumps;

namespace MimiNative.Cli.Inputs;

/// <summary>What a command line says about someone's dump; the rest stands in a JSON file beside it.</summary>
internal sealed class DumpOptions
{
    private readonly Option<string[]> _map = new("--map") { Description = "Which array is a tap or codes; AXES such as BCT or TC, codes BKT", HelpName = "TAP=ARRAY[:AXES]", DefaultValueFactory = _ => [] };
    private readonly Option<string?> _input = new("--input") { Description = "The clip: an array, or an audio file", HelpName = "ARRAY|FILE" };
    private readonly Option<string?> _axes = new("--axes") { Description = "Axes of every tap: B batch, T frames, C channels", HelpName = "AXES" };
    private readonly Option<string[]> _skip = new("--skip") { Description = "An array to leave alone", HelpName = "ARRAY", DefaultValueFactory = _ => [] };
    private readonly Option<string?> _description = new("--description") { Description = "JSON that says all this (default: NAME.json beside the dump)", HelpName = "FILE" };

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_map, _input, _axes, _skip, _description])
            command.Add(option);
    }

    /// <summary>True where the line has any of these options.</summary>
    public bool Any(ParseResult parsed) => ((Option[])[_map, _input, _axes, _skip, _description]).Any(parsed.Gives);

    /// <summary>What is said about a dump in all.</summary>
    /// <exception cref="UsageException">An option can't be read.</exception>
    public DumpDescription Read(ParseResult parsed, string dump)
    {
        var taps = new Dictionary<string, (string Array, string? Axes)>();
        foreach (var text in parsed.GetValue(_map)!)
        {
            var (tap, array, axes) = DumpDescription.ParseMap(text) ?? throw new UsageException($"--map {text}: give TAP=ARRAY or TAP=ARRAY:AXES, e.g. latent=z:BCT");
            if (!taps.TryAdd(tap, (array, axes)))
                throw new UsageException($"--map {text}: {tap} is mapped twice");
        }
        var said = new DumpDescription
        {
            Padding = parsed.GivenPadding(),
            Checkpoint = parsed.Weights(),
            Input = parsed.GetValue(_input),
            Axes = parsed.GetValue(_axes),
            Taps = taps,
            Skip = parsed.GetValue(_skip)!,
        };
        return said.Over(parsed.GetValue(_description) is { } path ? DumpDescription.Read(path) : DumpDescription.Beside(dump));
    }
}
