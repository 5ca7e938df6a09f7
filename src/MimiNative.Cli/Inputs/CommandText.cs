using System.CommandLine;
using System.CommandLine.Parsing;

namespace MimiNative.Cli.Inputs;

/// <summary>Command lines to print: what a person can paste into a shell.</summary>
internal static class CommandText
{
    /// <summary>The whole command line.</summary>
    public static string Of(ParseResult parsed) => string.Join(' ', parsed.Tokens.Select(t => Quote(t.Value)).Prepend("mimi"));

    /// <summary>Those arguments and options of it that were given and are wanted.</summary>
    public static string Arguments(ParseResult parsed, Func<Option, bool> options, IReadOnlyList<Argument> arguments) => string.Join(' ', parsed.CommandResult.Children.SelectMany(child => child switch
    {
        ArgumentResult argument when arguments.Contains(argument.Argument) => argument.Tokens.Select(t => Quote(t.Value)),
        OptionResult { Implicit: false } option when options(option.Option) => option.Tokens.Select(t => Quote(t.Value)).Prepend(option.Option.Name),
        _ => [],
    }));

    /// <summary>A word as POSIX shells read it.</summary>
    public static string Quote(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:,=+@%".Contains(c, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
