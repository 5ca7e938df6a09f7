using System.Text.Json;
using MimiNative.TestSupport;

namespace MimiNative.Cli.Tests;

/// <summary><c>mimi der</c>.</summary>
public sealed class DerCommandTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("collar_0")]
    [InlineData("collar_0.25", "--collar", "0.25")]
    [InlineData("collar_0.25_no_overlap", "--collar", "0.25", "--skip-overlap")]
    public void All_references_in_two_files_give_their_numbers(string way, params string[] options)
    {
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Repository.Shared("reference/diarization/expected.json")));
        foreach (var side in (string[])["ref", "hyp"])
            _place.Write($"{side}.rttm", string.Concat(Enumerable.Range(0, 9).Select(n => File.ReadAllText(Repository.Shared($"reference/diarization/case{n:00}.{side}.rttm")))));
        var result = Cli.Run(["der", _place["ref.rttm"], _place["hyp.rttm"], "--json", .. options]);
        Assert.Equal(0, result.ExitCode);
        Same(expected.RootElement.GetProperty("all").GetProperty(way), result.Json.GetProperty("all"));
        foreach (var recording in result.Json.GetProperty("recordings").EnumerateArray())
            Same(expected.RootElement.GetProperty(recording.GetProperty("recording").GetString()!).GetProperty(way), recording);
        Assert.Equal(9, result.Json.GetProperty("recordings").GetArrayLength());
        Assert.Equal(way != "collar_0" ? 0.25 : 0, result.Json.GetProperty("used").GetProperty("collar").GetDouble());
        Assert.Equal(64, result.Json.GetProperty("used").GetProperty("reference_sha256").GetString()!.Length);
    }

    [Fact]
    public void A_recording_on_one_side_alone_is_said_and_seconds_are_printed()
    {
        _place.Write("ref.rttm", "SPEAKER a 1 0 4 <NA> <NA> x\nSPEAKER b 1 0 1 <NA> <NA> x\n");
        _place.Write("hyp.rttm", "SPEAKER a 1 0 2 <NA> <NA> 1\nSPEAKER c 1 0 3 <NA> <NA> 1\nSPKR-INFO c 1 <NA> <NA> <NA> unknown 1\n");
        var result = Cli.Run("der", _place["ref.rttm"], _place["hyp.rttm"]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("only in the reference, so all of it is missed: b", result.Error, StringComparison.Ordinal);
        Assert.Contains("only in the hypothesis, so all of it is false alarm: c", result.Error, StringComparison.Ordinal);
        Assert.Contains("1 of SPKR-INFO", result.Error, StringComparison.Ordinal);
        Assert.Matches(@"all\s+5\.000\s+3\.000\s+3\.000\s+0\.000\s+120\.0 %", result.Output);
        Assert.Matches(@"c\s+0\.000\s+0\.000\s+3\.000\s+0\.000\s+n/a", result.Output);
        _place.Write("a.uem", "a 1 0 2\n");
        var some = Cli.Run("der", _place["ref.rttm"], _place["hyp.rttm"], "--uem", _place["a.uem"]);
        Assert.Contains("not in the map of what is scored, so left out: b, c", some.Error, StringComparison.Ordinal);
        Assert.Matches(@"all\s+2\.000\s+0\.000\s+0\.000\s+0\.000\s+0\.0 %", some.Output);
    }

    [Fact]
    public void Nothing_to_score_is_no_rate()
    {
        _place.Write("empty.rttm", "");
        var result = Cli.Run("der", _place["empty.rttm"], _place["empty.rttm"]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("no rate", result.Output, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, Cli.Run("der", _place["empty.rttm"], _place["empty.rttm"], "--json").Json.GetProperty("all").GetProperty("der").ValueKind);
    }

    [Fact]
    public void Bad_files_and_bad_words_are_named()
    {
        _place.Write("good.rttm", "SPEAKER a 1 0 4 <NA> <NA> x\n");
        _place.Write("bad.rttm", "SPEAKER a 1 0 4 <NA> <NA> x\nSPEAKER a 1 0 four <NA> <NA> x\n");
        var bad = Cli.Run("der", _place["good.rttm"], _place["bad.rttm"]);
        Assert.Equal(3, bad.ExitCode);
        Assert.Contains("bad.rttm, row 2: duration 'four'", bad.Error, StringComparison.Ordinal);
        Assert.Equal(3, Cli.Run("der", _place["good.rttm"], _place["missing.rttm"]).ExitCode);
        var collar = Cli.Run("der", _place["good.rttm"], _place["good.rttm"], "--collar", "-1");
        Assert.Equal(2, collar.ExitCode);
        Assert.Contains("--collar -1", collar.Error, StringComparison.Ordinal);
    }

    private static void Same(JsonElement expected, JsonElement got)
    {
        foreach (var name in (string[])["scored", "miss", "false_alarm", "confusion"])
            Assert.Equal(expected.GetProperty(name).GetDouble(), got.GetProperty(name).GetDouble(), 1e-3);
        Assert.Equal(expected.GetProperty("der").GetDouble(), got.GetProperty("der").GetDouble(), 1e-6);
    }
}
