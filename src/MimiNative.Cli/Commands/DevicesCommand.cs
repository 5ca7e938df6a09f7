using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MimiNative.Devices;
using Spectre.Console;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi devices</c>.</summary>
internal static class DevicesCommand
{
    private const string Help = """
        What stands in the first column goes behind --device; auto takes the first GPU, else the CPU.

        Example:
          mimi devices
        """;

    public static Command Build(Terminal terminal)
    {
        var command = new ExplainedCommand("devices", "Where the encoder can run, and why not", Help);
        command.SetAction(_ =>
        {
            var devices = DeviceList.Find();
            if (terminal.Json)
                terminal.WriteJson(json => Write(json, devices));
            else
                terminal.Table(["device", "name", ">units", ">memory", ">largest buffer", ""], devices.Select(d => (IReadOnlyList<string>)
                [
                    d.Id, Markup.Escape(d.Name), d.ComputeUnits == 0 ? "" : d.ComputeUnits.ToString(CultureInfo.InvariantCulture), Size(d.MemoryBytes), Size(d.LargestAllocationBytes),
                    d.Problem is { } problem ? $"[yellow]{Markup.Escape(problem)}[/]" : "[green]OK[/]",
                ]));
            return ExitCode.Ok;
        });
        return command;
    }

    private static string Size(long bytes) => bytes == 0 ? "" : (bytes / 1e9).ToString("0.0 'GB'", CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter json, IReadOnlyList<DeviceInfo> devices)
    {
        json.WriteString("made_by", Product.Name);
        json.WriteStartArray("devices");
        foreach (var device in devices)
        {
            json.WriteStartObject();
            json.WriteString("id", device.Id);
            json.WriteString("name", device.Name);
            json.WriteString("driver", device.Driver);
            json.WriteBoolean("usable", device.IsUsable);
            json.WriteNumber("compute_units", device.ComputeUnits);
            json.WriteNumber("memory_bytes", device.MemoryBytes);
            json.WriteNumber("largest_allocation_bytes", device.LargestAllocationBytes);
            json.WriteNumber("local_memory_bytes", device.LocalMemoryBytes);
            json.WriteNumber("group_threads", device.GroupThreads);
            if (device.Problem is { } problem)
                json.WriteString("problem", problem);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
