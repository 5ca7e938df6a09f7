using System.CommandLine;
using System.Text.Json;
using MimiNative.Parity;
using Spectre.Console;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi selftest</c>.</summary>
internal static class SelfTestCommand
{
    private const string Help = """
        With Kyutai's weights: the codes of a built-in signal against published ones. With any: properties that must hold, such as the same
        bits from one call and from a stream. Without weights synthetic:1 is tested. Exit code 1 where something failed.

        Example:
          mimi selftest
        """;

    public static Command Build(Terminal terminal)
    {
        var command = new ExplainedCommand("selftest", "Is this machine computing it right?", Help);
        command.AddEncoder();
        command.SetAction(parsed =>
        {
            using var session = EncoderSession.OpenOrSynthetic(parsed, terminal);
            var result = SelfTest.Run(session.Encoder);
            if (terminal.Json)
                terminal.WriteJson(json => Write(json, session, result));
            else
                foreach (var step in result.Steps)
                    terminal.Markup($"{Word(step.Outcome)}  {Markup.Escape(step.Name)}\n        [dim]{Markup.Escape(step.Detail)}[/]");
            return result.Ok ? ExitCode.Ok : ExitCode.Negative;
        });
        return command;
    }

    private static string Word(SelfTestOutcome outcome) => outcome switch
    {
        SelfTestOutcome.Ok => "[green]OK[/]    ",
        SelfTestOutcome.Failed => "[red]FAILED[/]",
        _ => "[yellow]-[/]     ",
    };

    private static void Write(Utf8JsonWriter json, EncoderSession session, SelfTestResult result)
    {
        session.WriteUsed(json);
        json.WriteBoolean("ok", result.Ok);
        json.WriteStartArray("steps");
        foreach (var step in result.Steps)
        {
            json.WriteStartObject();
            json.WriteString("name", step.Name);
            json.WriteString("outcome", step.Outcome switch { SelfTestOutcome.Ok => "ok", SelfTestOutcome.Failed => "failed", _ => "skipped" });
            json.WriteString("detail", step.Detail);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
