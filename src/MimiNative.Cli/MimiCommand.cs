using System.CommandLine;
using System.CommandLine.Invocation;
using MimiNative.Cli.Commands;

namespace MimiNative.Cli;

/// <summary>The command <c>mimi</c>.</summary>
public static class MimiCommand
{
    private const string Description = """
        Mimi's speech encoder, and what its embedding space knows about the speaker.
        Exit codes: 0 ok, 1 negative finding, 2 usage, 3 bad input, 4 environment, 130 interrupted.
        """;

    /// <summary>Runs a command line and returns the exit code: 0 ok, 1 negative finding, 2 usage, 3 bad input, 4 environment, 130 interrupted.</summary>
    /// <param name="args">What stands after <c>mimi</c>.</param>
    /// <param name="output">Receives results.</param>
    /// <param name="error">Receives progress, remarks and errors.</param>
    /// <param name="cancellation">Ctrl-C.</param>
    public static int Run(string[] args, TextWriter output, TextWriter error, CancellationToken cancellation = default)
    {
        var terminal = new Terminal(output, error, cancellation);
        var parsed = Root(terminal).Parse(args);
        if (parsed.Action is null or ParseErrorAction)
            return ReportUsage(parsed, terminal);
        try
        {
            terminal.Json = parsed.GetValue(CommonOptions.Json);
            terminal.Verbose = parsed.GetValue(CommonOptions.Verbose);
            // Ctrl-C is Interrupt's: the library's own handling would leave before files are tidied up.
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception e)
        {
            return Failure.Report(e, terminal);
        }
    }

    private static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand(Description)
        {
            CommonOptions.Json,
            CommonOptions.Verbose,
            AnalyzeCommand.BuildDemo(terminal),
            EncodeCommand.Build(terminal),
            EmbedCommand.Build(terminal),
            AnalyzeCommand.Build(terminal),
            InspectCommand.Build(terminal),
            ArchitectureCommand.Build(terminal),
            StageCommands.BuildVoice(terminal),
            CompareCommand.Build(terminal),
            StageCommands.BuildDiagnose(terminal),
            StageCommands.BuildEdge(terminal),
            ScoreCommand.Build(terminal),
            MetricsCommand.Build(terminal),
            WeightsCommand.Build(terminal),
            DevicesCommand.Build(terminal),
            ParityCommand.Build(terminal),
            SelfTestCommand.Build(terminal),
            ProfileCommand.Build(terminal),
            BenchCommand.Build(terminal),
        };
        HelpText.AddDetails(root, terminal);
        return root;
    }

    /// <summary>The errors, and where help is; a bare <c>mimi</c> or <c>mimi weights</c> gets the help itself.</summary>
    private static int ReportUsage(ParseResult parsed, Terminal terminal)
    {
        var command = parsed.CommandResult.Command;
        var name = string.Join(' ', Path(parsed.CommandResult));
        if (command.Subcommands.Count > 0 && parsed.CommandResult.Tokens.Count == 0 && parsed.UnmatchedTokens.Count == 0)
        {
            parsed.RootCommandResult.Command.Parse([.. name.Split(' ')[1..], "--help"]).Invoke(new InvocationConfiguration { Output = terminal.Error, Error = terminal.Error });
            return ExitCode.Usage;
        }
        // "Required command was not provided" stands beside "Unrecognized command" and says less.
        var messages = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens.Select(t => $"unknown command or argument: {t}") : parsed.Errors.Select(e => e.Message);
        foreach (var message in messages.Distinct())
            terminal.Note(message);
        terminal.Error.WriteLine($"try: {name} --help");
        return ExitCode.Usage;
    }

    private static IEnumerable<string> Path(System.CommandLine.Parsing.SymbolResult? result)
    {
        var names = new Stack<string>();
        for (; result is System.CommandLine.Parsing.CommandResult command; result = result.Parent)
            names.Push(command.Command is RootCommand ? "mimi" : command.Command.Name);
        return names;
    }
}
