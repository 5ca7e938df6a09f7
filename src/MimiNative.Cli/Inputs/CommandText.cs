using System.CommandLine;

namespace MimiNative.Cli.Inputs;

/// <summary>Command lines to print: what a person can paste into a shell.</summary>
internal static class CommandText
{
    /// <summary>The whole command line.</summary>
    public static string Of(ParseResult parsed) => string.Join(' ', parsed.Tokens.Select(t => Quote(t.Value)).Prepend("mimi"));

    /// <summary>A word as POSIX shells read it.</summary>
    public static string Quote(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:,=+@%".Contains(c, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
