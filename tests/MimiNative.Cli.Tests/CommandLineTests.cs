using MimiNative.Audio;
using MimiNative.Backends;

namespace MimiNative.Cli.Tests;

public class CommandLineTests
{
    [Fact]
    public void An_unknown_command_is_a_usage_error_of_two_lines()
    {
        var result = Cli.Run("encod");
        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.StartsWith("mimi: ", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("try: mimi --help\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_goes_to_standard_output_and_is_a_success()
    {
        var result = Cli.Run("--help");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Usage:", result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Error);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void An_exception_becomes_one_line_and_an_exit_code(Exception exception, int code, string line)
    {
        using var error = new StringWriter();
        var terminal = new Terminal(TextWriter.Null, error, default);
        Assert.Equal(code, Failure.Report(exception, terminal));
        Assert.Equal($"mimi: {line}\n", error.ToString());
    }

    public static TheoryData<Exception, int, string> Failures() => new()
    {
        { new UsageException("--taps nowhere"), 2, "--taps nowhere" },
        { new AudioException("a.wav: no samples"), 3, "a.wav: no samples" },
        { new FileNotFoundException("x", "a.wav"), 3, "a.wav: no such file" },
        { new BackendException("no device opencl:7"), 4, "no device opencl:7" },
        { new AggregateException(new AudioException("b.wav: cut short")), 3, "b.wav: cut short" },
        { new OperationCanceledException(), 130, "interrupted; nothing half-written was left" },
    };

    [Fact]
    public void Verbose_adds_the_stack_trace()
    {
        using var error = new StringWriter();
        var terminal = new Terminal(TextWriter.Null, error, default) { Verbose = true };
        Failure.Report(new AudioException("a.wav: no samples"), terminal);
        Assert.Contains(nameof(AudioException), error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_a_process_it_writes_no_colour_into_a_pipe()
    {
        var result = await Cli.Start("--help").Finish();
        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain('\x1b', result.Output);
    }
}
