using MimiNative.Analysis.Data;
using MimiNative.Audio;
using MimiNative.Backends;
using MimiNative.Metrics;
using MimiNative.Parity;
using MimiNative.Weights;

namespace MimiNative.Cli.Shell;

/// <summary>Turns an exception into a line for a person, an object for a program, and an exit code for a script.</summary>
internal static class Failure
{
    /// <summary>Prints the error and returns the exit code.</summary>
    public static int Report(Exception exception, Terminal terminal)
    {
        if (exception is OperationCanceledException)
            return Report(ExitCode.Interrupted, "interrupted; nothing half-written was left", terminal);
        // Parallel work wraps what went wrong; the first cause is what a person can act on.
        var cause = exception is AggregateException { InnerExceptions: [var first, ..] } ? first : exception;
        var (code, text) = Explain(cause);
        code = Report(code, text, terminal);
        if (terminal.Verbose)
            terminal.Error.WriteLine(exception);
        return code;
    }

    /// <summary>
    /// Prints an error: a line on standard error, and with <c>--json</c> an object on standard output, so that a program finds JSON there whatever happens. Where that can't be written
    /// either, the line is all there is, and the exit code is the environment's.
    /// </summary>
    public static int Report(int code, string text, Terminal terminal)
    {
        if (terminal.Json)
            try
            {
                terminal.WriteJson(json =>
                {
                    json.WriteStartObject("error");
                    json.WriteString("message", text);
                    json.WriteString("kind", code switch { ExitCode.Usage => "usage", ExitCode.BadInput => "bad input", ExitCode.Interrupted => "interrupted", _ => "environment" });
                    json.WriteNumber("exit_code", code);
                    json.WriteEndObject();
                });
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Often the same thing as what is reported: output that was full is still full.
                if (text != e.Message)
                    text = $"{text}; and standard output can't be written: {e.Message}";
                code = ExitCode.Environment;
            }
        terminal.Complain(text);
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
