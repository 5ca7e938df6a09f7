using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
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
    public static int Run(string[] args, TextWriter output, TextWriter error, CancellationToken cancellation = default) => Run(args, new Terminal(output, error, cancellation));

    /// <summary>Runs the command line of a process.</summary>
    internal static int Run(string[] args, TextWriter output, TextWriter error, Interrupt interrupt) => Run(args, new Terminal(output, error, interrupt.Token) { FinishOnTerminate = interrupt.FinishOnTerminate });

    private static int Run(string[] args, Terminal terminal)
    {
        var parsed = Root(terminal).Parse(args);
        terminal.Json = parsed.Json();
        terminal.Verbose = parsed.Verbose();
        terminal.Quiet = parsed.Quiet();
        // What isn't an option must not pass for a file: looked at before the parser's own complaints, which follow from it.
        if (parsed.Action is not (System.CommandLine.Help.HelpAction or null) && CommandWords.Complaint(parsed) is { } complaint)
            return ReportUsage([complaint], parsed, terminal);
        if (parsed.Action is null or ParseErrorAction)
            return ReportUsage(parsed, terminal);
        try
        {
            // Ctrl-C is Interrupt's: the library's own handling would leave before files are tidied up.
            return parsed.Invoke(new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception e)
        {
            return Failure.Report(e, terminal);
        }
    }

    /// <summary>The command line's tree, for those who list commands and options.</summary>
    internal static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand(Description)
        {
            AnalyzeCommand.BuildDemo(terminal),
            EncodeCommand.Build(terminal),
            EmbedCommand.Build(terminal),
            MergeCommand.Build(terminal),
            WorkerCommand.Build(terminal),
            TrainHeadCommand.Build(terminal),
            AnalyzeCommand.Build(terminal),
            InspectCommand.Build(terminal),
            ArchitectureCommand.Build(terminal),
            StageCommands.BuildVoice(terminal),
            CompareCommand.Build(terminal),
            StageCommands.BuildDiagnose(terminal),
            StageCommands.BuildEdge(terminal),
            ScoreCommand.Build(terminal),
            DiarizeCommand.Build(terminal),
            DerCommand.Build(terminal),
            MixCommand.Build(terminal),
            MetricsCommand.Build(terminal),
            WeightsCommand.Build(terminal),
            DevicesCommand.Build(terminal),
            ParityCommand.Build(terminal),
            ReferenceCommand.Build(terminal),
            SelfTestCommand.Build(terminal),
            ProfileCommand.Build(terminal),
            BenchCommand.Build(terminal),
            CompletionCommand.Build(terminal),
            HelpCommand.Build(terminal),
        };
        root.AddShared();
        HelpText.AddDetails(root, terminal);
        return root;
    }

    /// <summary>The errors, and where help is; a bare <c>mimi</c> or <c>mimi weights</c> gets the help itself.</summary>
    private static int ReportUsage(ParseResult parsed, Terminal terminal)
    {
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0 && parsed.CommandResult.Tokens.Count == 0 && parsed.UnmatchedTokens.Count == 0)
        {
            parsed.RootCommandResult.Command.Parse([.. Name(parsed).Split(' ')[1..], "--help"]).Invoke(new InvocationConfiguration { Output = terminal.Error, Error = terminal.Error });
            return ExitCode.Usage;
        }
        return ReportUsage(parsed.Errors.Select(e => CommandWords.Plain(e, parsed)).Distinct(), parsed, terminal);
    }

    private static int ReportUsage(IEnumerable<string> messages, ParseResult parsed, Terminal terminal)
    {
        var code = Failure.Report(ExitCode.Usage, string.Join("; ", messages), terminal);
        terminal.Error.WriteLine($"try: {Name(parsed)} --help");
        return code;
    }

    private static string Name(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (SymbolResult? result = parsed.CommandResult; result is CommandResult command; result = result.Parent)
            names.Push(command.Command is RootCommand ? "mimi" : command.Command.Name);
        return string.Join(' ', names);
    }
}
