using MimiNative.Analysis.Data;
using MimiNative.Audio;
using MimiNative.Backends;
using MimiNative.Metrics;
using MimiNative.Parity;
using MimiNative.Weights;

namespace MimiNative.Cli.Shell;

/// <summary>Turns an exception into a line for a person and an exit code for a script.</summary>
internal static class Failure
{
    /// <summary>Prints the error and returns the exit code.</summary>
    public static int Report(Exception exception, Terminal terminal)
    {
        if (exception is OperationCanceledException)
        {
            terminal.Note("interrupted; nothing half-written was left");
            return ExitCode.Interrupted;
        }
        // Parallel work wraps what went wrong; the first cause is what a person can act on.
        var cause = exception is AggregateException { InnerExceptions: [var first, ..] } ? first : exception;
        var (code, text) = Explain(cause);
        terminal.Note(text);
        if (terminal.Verbose)
            terminal.Error.WriteLine(exception);
        return code;
    }

    private static (int Code, string Text) Explain(Exception e) => e switch
    {
        UsageException => (ExitCode.Usage, e.Message),
        AudioException or WeightsException or ReferenceException or DataSetException or MetricsException => (ExitCode.BadInput, e.Message),
        BackendException => (ExitCode.Environment, e.Message),
        FileNotFoundException { FileName: { } file } => (ExitCode.BadInput, $"{file}: no such file"),
        // What is read says in its own words why it can't be; these are about what is written.
        UnauthorizedAccessException => (ExitCode.Environment, $"{e.Message} Is it a folder, closed, or another person's file?"),
        OutOfMemoryException => (ExitCode.Environment, "out of memory; use fewer --threads or shorter clips"),
        IOException => (ExitCode.Environment, e.Message),
        _ => (ExitCode.Environment, $"unexpected {e.GetType().Name}: {e.Message} (a bug in mimi; --verbose shows where)"),
    };
}
