using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace MimiNative.Cli.Shell;

/// <summary>A command whose help says more below the options: in the list of commands stands the summary alone.</summary>
internal sealed class ExplainedCommand(string name, string summary, string details) : Command(name, summary)
{
    /// <summary>What <c>--help</c> adds at its end.</summary>
    public string Details { get; } = details;
}

/// <summary><c>--help</c> with <see cref="ExplainedCommand.Details"/>.</summary>
internal static class HelpText
{
    /// <summary>Makes the help of a command line's root, and of every command below, complete.</summary>
    public static void AddDetails(RootCommand root, Terminal terminal)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new Action((SynchronousCommandLineAction)option.Action!, terminal);
    }

    /// <summary>Line ends inside a paragraph are the source's, not the reader's.</summary>
    private static string Unwrapped(string text)
    {
        var lines = new List<string>();
        foreach (var line in text.Split('\n'))
            if (lines.Count > 0 && lines[^1].Length > 0 && line.Length > 0 && line[0] != ' ' && lines[^1][0] != ' ')
                lines[^1] += " " + line;
            else
                lines.Add(line);
        return string.Join('\n', lines);
    }

    private sealed class Action(SynchronousCommandLineAction inner, Terminal terminal) : SynchronousCommandLineAction
    {
        public override bool Terminating => true;

        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            inner.Invoke(parseResult);
            if (parseResult.CommandResult.Command is ExplainedCommand { Details: var details })
                terminal.Prose(Unwrapped(details));
            return ExitCode.Ok;
        }
    }
}
