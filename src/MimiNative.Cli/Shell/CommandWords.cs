using System.CommandLine;
using System.CommandLine.Parsing;

namespace MimiNative.Cli.Shell;

/// <summary>What is wrong with the words of a command line, for a person: without types of the program, with the nearest name that there is.</summary>
internal static class CommandWords
{
    /// <summary>An option that there isn't, an argument that is empty, or a word too many; null where there is none of these.</summary>
    public static string? Complaint(ParseResult parsed)
    {
        var words = parsed.Tokens;
        if (words.Any(t => t.Type == TokenType.Directive))
            return null;
        // Behind -- every word is a name.
        var names = words.SkipWhile(t => t.Type != TokenType.DoubleDash).ToList();
        foreach (var result in parsed.CommandResult.Children)
            foreach (var token in result.Tokens)
                if (token.Value.Length == 0)
                    return $"{(result is OptionResult o ? o.Option.Name : ((ArgumentResult)result).Argument.Name)} is empty";
                else if (result is ArgumentResult ? IsOption(token.Value) && !names.Contains(token) : result is OptionResult && token.Value.StartsWith("--", StringComparison.Ordinal) && token.Value.Length > 2)
                    return Unknown(token.Value, parsed.CommandResult) + (result is OptionResult option ? $" ({option.Option.Name} needs a value)" : "");
        if (parsed.UnmatchedTokens is not [var first, ..])
            return null;
        return IsOption(first) ? Unknown(first, parsed.CommandResult)
            : parsed.CommandResult.Command.Subcommands is { Count: > 0 } commands ? $"there is no command '{first}'{Suggestion(first, commands.Select(c => c.Name))}"
            : $"'{first}' is too much: {parsed.CommandResult.Command.Name} takes {(parsed.CommandResult.Command.Arguments is { Count: > 0 } arguments ? $"{arguments.Sum(a => a.Arity.MaximumNumberOfValues)} of {string.Join(", ", arguments.Select(a => a.Name))}" : "no files")}";
    }

    /// <summary>The parser's message without its types.</summary>
    public static string Plain(ParseError error, ParseResult parsed)
    {
        // "Cannot parse argument 'x' for option '--y' as expected type 'System.Int32'."
        var end = error.Message.IndexOf(" as expected type", StringComparison.Ordinal);
        if (end >= 0)
            return error.Message[..end];
        // "Argument 'x' not recognized. Must be one of:\n\t'a'\n\t'b'".
        if (error.Message.Split("\n\t") is [_, .. { Length: > 0 } choices] && error.SymbolResult is { Tokens: [.., var given] } result)
            return $"{(result as OptionResult)?.Option.Name} {given.Value}: there are {string.Join(", ", choices.Select(c => c.Trim('\'')))}".TrimStart();
        return parsed.CommandResult.Command.Subcommands.Count > 0 && error.Message.Contains("command was not provided", StringComparison.Ordinal) ? "a command is missing" : error.Message.TrimEnd('.');
    }

    /// <summary>The nearest of some names, as ", did you mean …?"; empty where none is near.</summary>
    public static string Suggestion(string word, IEnumerable<string> names)
    {
        var nearest = names.Select(n => (Name: n, Distance: Distance(word, n))).MinBy(n => n.Distance);
        return nearest.Name is { } name && nearest.Distance <= Math.Max(1, name.TrimStart('-').Length / 3) ? $"; did you mean {name}?" : "";
    }

    private static bool IsOption(string word) => word.Length > 1 && word[0] == '-';

    private static string Unknown(string word, CommandResult command)
    {
        var name = word.Split('=', ':')[0];
        return $"unknown option {name}{Suggestion(name, Options(command).SelectMany(o => o.Aliases.Append(o.Name)).Where(n => n.StartsWith("--", StringComparison.Ordinal)))}";
    }

    private static IEnumerable<Option> Options(CommandResult command)
    {
        foreach (var option in command.Command.Options)
            yield return option;
        for (var parent = command.Parent as CommandResult; parent is not null; parent = parent.Parent as CommandResult)
            foreach (var option in parent.Command.Options.Where(o => o.Recursive))
                yield return option;
    }

    /// <summary>Letters to insert, drop, change or swap with the next (Damerau and Levenshtein, optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            for (var j = 0; j <= b.Length; j++)
                d[i, j] = i == 0 ? j : j == 0 ? i
                    : Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), Math.Min(d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1),
                        i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] ? d[i - 2, j - 2] + 1 : int.MaxValue));
        return d[a.Length, b.Length];
    }
}
