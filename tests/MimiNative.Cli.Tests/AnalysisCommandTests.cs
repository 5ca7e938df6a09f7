using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using MimiNative.Analysis.Voices;
using MimiNative.Cli.Inputs;
using MimiNative.TestSupport;

namespace MimiNative.Cli.Tests;

/// <summary>Commands over data sets, on built-in voices and the tiny model: what they compute is tested in the analysis room.</summary>
public sealed class AnalysisCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mimi-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Tiny => Repository.Shared("reference/tiny/checkpoint/hf");

    [Fact]
    public void Rows_that_are_not_measured_are_said_to_be_there()
    {
        var data = Voices();
        var file = Path.Combine(_folder, "noisy.npz");
        Assert.Equal(0, Cli.Run("embed", data, "-w", Tiny, "--out", file).ExitCode);
        var lines = File.ReadAllLines(Path.Combine(data, "metadata.csv"));
        var labels = Path.Combine(_folder, "labels.csv");
        File.WriteAllLines(labels, [.. lines[..^3], .. lines[^3..].Select(l => l.Replace(",clean,", ",light_noise,", StringComparison.Ordinal))]);
        var text = Cli.Run("metrics", file, labels, "--resamples", "100").Output;
        Assert.Matches(@"measured: \d+ rows of \d+ voices, dimension \d+ \(the other 3 of the \d+ rows are not clean", text);
        Assert.DoesNotContain("five folds", Cli.Run("metrics", "--help").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Embeddings_go_from_embed_to_metrics()
    {
        var data = Voices();
        var file = Path.Combine(_folder, "e.safetensors");
        var embed = Cli.Run("embed", data, "-w", Tiny, "--taps", "seanet.out,latent", "--pool", "mean,stats", "--out", file, "--json");
        Assert.Equal(0, embed.ExitCode);
        Assert.Equal(["seanet.out/mean", "seanet.out/stats", "latent/mean", "latent/stats"], embed.Json.GetProperty("embeddings").EnumerateArray().Select(e => e.GetString()));

        var ambiguous = Cli.Run("metrics", file, Path.Combine(data, "metadata.csv"));
        Assert.Equal(2, ambiguous.ExitCode);
        var metrics = Cli.Run("metrics", file, Path.Combine(data, "metadata.csv"), "--name", "latent/stats", "--json").Json.GetProperty("values");
        Assert.Equal(9, metrics.GetProperty("samples").GetInt32());
        Assert.Equal(32, metrics.GetProperty("dimension").GetInt32());
        Assert.Equal(JsonValueKind.Number, metrics.GetProperty("raw").GetProperty("acoustics_score").ValueKind);
    }

    [Fact]
    public void Shards_that_share_a_cache_give_what_one_run_gives()
    {
        var (data, cache) = (Voices(), Path.Combine(_folder, "cache"));
        string Embed(string name, params string[] more)
        {
            var path = Path.Combine(_folder, name);
            Assert.Equal(0, Cli.Run(["embed", data, "-w", Tiny, "--out", path, .. more]).ExitCode);
            return path;
        }
        Embed("1.csv", "--cache", cache, "--shard", "1/2");
        Embed("2.csv", "--cache", cache, "--shard", "2/2");
        Assert.Equal(File.ReadAllBytes(Embed("whole.csv")), File.ReadAllBytes(Embed("merged.csv", "--cache", cache)));
    }

    [Fact]
    public void Analyze_writes_a_report_and_says_the_verdict()
    {
        var output = Path.Combine(_folder, "out");
        var result = Cli.Run("analyze", Voices(), "-w", Tiny, "--out", output, "--resamples", "100", "--durations", "none", "--pool", "mean", "--json");
        Assert.Equal(0, result.ExitCode);
        Assert.True(File.Exists(Path.Combine(output, "report.html")));
        Assert.Contains(result.Json.GetProperty("metrics").EnumerateArray(), m => m.GetProperty("controls").TryGetProperty("random weights", out _));
        Assert.DoesNotContain(Directory.EnumerateFiles(output, "*.tmp", SearchOption.AllDirectories), _ => true);
    }

    [Theory]
    [InlineData("plain-1.0_x/y:z,a=b", "plain-1.0_x/y:z,a=b")]
    [InlineData("my data", "'my data'")]
    [InlineData("it's $HOME", "'it'\\''s $HOME'")]
    [InlineData("", "''")]
    public void A_printed_command_can_be_pasted_into_a_shell(string word, string quoted) => Assert.Equal(quoted, CommandText.Quote(word));

    [Fact]
    public void Terminal_json_and_report_make_the_same_claims()
    {
        var output = Path.Combine(_folder, "out");
        string[] analyze = ["analyze", Voices(), "-w", Tiny, "--out", output, "--resamples", "100", "--durations", "none", "--pool", "mean"];
        var terminal = Cli.Run(analyze).Output;
        var page = WebUtility.HtmlDecode(Regex.Replace(File.ReadAllText(Path.Combine(output, "report.html")), "<[^>]+>", "")).Replace("\u00A0", " ", StringComparison.Ordinal); // units are kept with their numbers
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "analysis.json")));
        var printed = Cli.Run([.. analyze, "--json"]).Json.GetProperty("claims");
        Assert.Equal(JsonSerializer.Serialize(file.RootElement.GetProperty("claims")), JsonSerializer.Serialize(printed));
        Assert.True(printed.GetArrayLength() >= 10);
        foreach (var claim in printed.EnumerateArray())
        {
            var text = claim.GetProperty("text").GetString()!;
            Assert.Contains($"? {claim.GetProperty("outcome").GetString()}: ", text, StringComparison.Ordinal);
            foreach (var evidence in claim.GetProperty("evidence").EnumerateArray())
                Assert.Contains(Shown(evidence), text, StringComparison.Ordinal);
            Assert.Contains(text, terminal, StringComparison.Ordinal);
            Assert.Contains(text, page, StringComparison.Ordinal);
        }

        static string Shown(JsonElement evidence) => evidence.GetProperty("value") is { ValueKind: JsonValueKind.Number } value
            ? evidence.GetProperty("quantity").GetString() == "equal_error_rate"
                ? (100 * value.GetDouble()).ToString("0.0", CultureInfo.InvariantCulture) + " %"
                : value.GetDouble().ToString("0.000", CultureInfo.InvariantCulture).Replace('-', '−')
            : "n/a";
    }

    [Theory]
    [InlineData("diagnose", "TEST 1")]
    [InlineData("edge", "overlapping_voices")]
    [InlineData("compare", "separability ratio")]
    [InlineData("voice", "next frame")]
    public void Each_stage_is_a_command_with_text_json_and_files(string command, string text)
    {
        string[] quick = command is "diagnose" or "edge" ? ["--no-controls", "--taps", "latent", "--pool", "mean", "--durations", "none", .. command == "edge" ? Array.Empty<string>() : ["--no-noise", "--resamples", "100"]] : [];
        var data = Voices();
        var output = Path.Combine(_folder, "out");
        var said = Cli.Run([command, data, "-w", Tiny, "--out", output, .. quick]);
        Assert.Equal(0, said.ExitCode);
        Assert.Contains(text, said.Output, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.EnumerateFiles(output, "*.svg", SearchOption.AllDirectories));
        Assert.True(Cli.Run([command, data, "-w", Tiny, "--json", .. quick]).Json.ValueKind is JsonValueKind.Object or JsonValueKind.Array);
    }

    [Fact]
    public void Two_clips_pass_a_threshold_or_not()
    {
        var data = Voices();
        var clips = Directory.GetFiles(data, "*.wav", SearchOption.AllDirectories);
        Assert.Equal(0, Cli.Run("compare", clips[0], clips[0], "-w", Tiny, "--threshold", "0.99").ExitCode);
        var result = Cli.Run("compare", clips[0], clips[1], "-w", Tiny, "--threshold", "1.01", "--reference", data, "--json");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(4, result.Json.GetProperty("thresholds").GetArrayLength());
    }

    [Fact]
    public void Devices_are_listed_with_the_processor_first() =>
        Assert.Equal("cpu", Cli.Run("devices", "--json").Json.GetProperty("devices")[0].GetProperty("id").GetString());

    [Fact]
    public void Profile_accounts_for_the_whole_time_and_writes_a_trace()
    {
        var trace = Path.Combine(_folder, "trace.json");
        var result = Cli.Run("profile", "-w", Tiny, "--threads", "1", "--repeats", "3", "--trace", trace, "--json");
        Assert.Equal(1, result.Json.GetProperty("operations").EnumerateArray().Sum(o => o.GetProperty("share").GetDouble()), 1e-9);
        Assert.True(JsonDocument.Parse(File.ReadAllText(trace)).RootElement.GetProperty("traceEvents").GetArrayLength() > 10);
    }

    private string Voices()
    {
        var folder = Path.Combine(_folder, "voices");
        SyntheticDataSet.Write(folder, voices: 3, sentences: 3);
        return folder;
    }
}
