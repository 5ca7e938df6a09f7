using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MimiNative.Weights;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi architecture</c>.</summary>
internal static class ArchitectureCommand
{
    private const string Help = """
        Example:
          mimi architecture --weights synthetic:1
        """;

    public static Command Build(Terminal terminal)
    {
        var command = new ExplainedCommand("architecture", "List the encoder's parts, their parameters, and every tap with its shape and frame rate", Help);
        command.AddEncoder();
        command.SetAction(parsed =>
        {
            using var session = EncoderSession.Open(parsed, terminal);
            var parts = Parts(session.Encoder.Config);
            if (terminal.Json)
                terminal.WriteJson(json => Write(json, session, parts));
            else
                Print(terminal, session, parts);
            return ExitCode.Ok;
        });
        return command;
    }

    private static List<(string Name, int Tensors, long Values)> Parts(MimiConfig config) =>
    [
        .. TensorCatalog.Encoder(config).GroupBy(t => t.Name.Split('.')[0]).Select(part => (part.Key, part.Count(), part.Sum(t => t.Elements))),
    ];

    private static void Print(Terminal terminal, EncoderSession session, List<(string Name, int Tensors, long Values)> parts)
    {
        terminal.Table(["part", ">tensors", ">values"], parts
            .Append(("in all", parts.Sum(p => p.Tensors), parts.Sum(p => p.Values)))
            .Select(p => (IReadOnlyList<string>)[p.Item1, p.Item2.ToString(CultureInfo.InvariantCulture), p.Item3.ToString("N0", CultureInfo.InvariantCulture)]));
        terminal.Table(["tap", ">channels", ">Hz", "operation"], TapText.Shown(session.Encoder.Taps).Select(tap => (IReadOnlyList<string>)
        [
            tap.Name, tap.Channels.ToString(CultureInfo.InvariantCulture), TapText.Rate(tap), tap.Operation,
        ]));
        terminal.Line($"also rvq@N, the quantised latent of the first N codebooks (1 to {session.Encoder.Config.Codebooks - 1})");
    }

    private static void Write(Utf8JsonWriter json, EncoderSession session, List<(string Name, int Tensors, long Values)> parts)
    {
        session.WriteUsed(json);
        json.WriteStartArray("parts");
        foreach (var (name, tensors, values) in parts)
        {
            json.WriteStartObject();
            json.WriteString("part", name);
            json.WriteNumber("tensors", tensors);
            json.WriteNumber("values", values);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("taps");
        foreach (var tap in session.Encoder.Taps)
        {
            json.WriteStartObject();
            TapText.WriteInfo(json, tap);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
