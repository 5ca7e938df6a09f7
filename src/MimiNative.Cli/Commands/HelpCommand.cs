using System.CommandLine;
using System.CommandLine.Invocation;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi help</c>.</summary>
internal static class HelpCommand
{
    private const string Help = """
        The same as mimi COMMAND --help.

        Examples:
          mimi help encode
          mimi help weights check
        """;

    public static Command Build(Terminal terminal)
    {
        var words = new Argument<string[]>("command") { Description = "A command (default: all of them)", Arity = ArgumentArity.ZeroOrMore };
        var command = new ExplainedCommand("help", "What a command does, and its options", Help) { words };
        command.SetAction(parsed =>
        {
            Command found = parsed.RootCommandResult.Command;
            foreach (var word in parsed.GetValue(words) ?? [])
                found = found.Subcommands.FirstOrDefault(c => c.Name == word)
                    ?? throw new UsageException($"there is no command '{word}'{CommandWords.Suggestion(word, found.Subcommands.Select(c => c.Name))}");
            return parsed.RootCommandResult.Command.Parse([.. parsed.GetValue(words) ?? [], "--help"]).Invoke(new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error });
        });
        return command;
    }
}
