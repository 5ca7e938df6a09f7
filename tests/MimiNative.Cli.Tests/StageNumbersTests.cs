using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MimiNative.Cli.Tests;

/// <summary>The report names, for each stage, the command that prints it alone; that command prints the report's numbers.</summary>
public sealed partial class StageNumbersTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("--taps", "seanet.out,latent", "--pool", "mean,std", "--durations", "1", "--seed", "7", "--pca", "5", "--no-probes")]
    [InlineData("--taps", "latent", "--pool", "mean", "--durations", "none", "--padding", "per-layer", "--no-controls", "--no-noise", "--focus", "latent/mean")]
    public void The_report_s_command_of_a_stage_prints_the_stage_s_numbers(params string[] options)
    {
        // A name that a shell would cut in two.
        var data = _place["my 'voices'"];
        Directory.Move(_place.Voices(), data);
        var output = _place["out"];
        Assert.Equal(0, Cli.Run(["analyze", data, "-w", Workplace.Tiny, "--out", output, "--resamples", "100", .. options]).ExitCode);
        var commands = Commands().Matches(WebUtility.HtmlDecode(File.ReadAllText(Path.Combine(output, "report.html")))).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(["architecture", "compare", "diagnose", "edge", "inspect", "voice"], commands.Select(c => c.Split(' ')[1]).Distinct().Order());
        foreach (var command in commands.Distinct())
        {
            var alone = Cli.Run([.. Words(command)[1..], "--json"]);
            Assert.True(alone.ExitCode == 0, $"{command}\n{alone.Error}");
            var text = Without(alone.Json, "used");
            var name = command.Split(' ')[1];
            if (name == "inspect")
            {
                using var stage = JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "exploration/exploration.json")));
                Assert.Equal(stage.RootElement.GetProperty("taps").EnumerateArray().Select(t => (t.GetProperty("tap").GetString(), t.GetProperty("frames").GetInt64(), $"{t.GetProperty("rms").GetDouble():0.00000}")),
                    alone.Json.GetProperty("taps").EnumerateArray().Select(t => (t.GetProperty("tap").GetString(), t.GetProperty("frames").GetInt64(), $"{t.GetProperty("rms").GetDouble():0.00000}")));
                continue;
            }
            var folder = Path.Combine(output, name switch { "compare" => "comparison", "diagnose" => "diagnostic", _ => name });
            Assert.Contains(Directory.GetFiles(folder, "*.json").Select(f => Without(JsonDocument.Parse(File.ReadAllText(f)).RootElement, "used")), j => j == text);
        }
    }

    private static string Without(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object
        ? JsonSerializer.Serialize(json.EnumerateObject().Where(p => p.Name != name).ToDictionary(p => p.Name, p => p.Value))
        : JsonSerializer.Serialize(json);

    /// <summary>As a POSIX shell splits it: blanks, single quotes, and \' between them.</summary>
    private static string[] Words(string line) =>
        [.. ShellWord().Matches(line).Select(m => m.Value.Replace("'\\''", "\u0001", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal).Replace("\u0001", "'", StringComparison.Ordinal))];

    [GeneratedRegex("This stage alone: <code>(.*?)</code>", RegexOptions.Singleline)]
    private static partial Regex Commands();

    [GeneratedRegex(@"(?:'[^']*'|\\'|[^\s'])+")]
    private static partial Regex ShellWord();
}
