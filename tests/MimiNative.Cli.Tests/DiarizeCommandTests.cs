using MimiNative.Analysis.Data;
using MimiNative.Audio;

namespace MimiNative.Cli.Tests;

/// <summary><c>mimi diarize</c> and <c>mimi mix</c>.</summary>
public sealed class DiarizeCommandTests : IDisposable
{
    private static string[] With => ["-w", Workplace.Tiny];
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Files_are_written_with_what_made_them_and_score_as_mimi_der_does()
    {
        var wav = Mix();
        var result = Cli.Run(["diarize", wav, "--oracle", _place["conv"], "--speakers", "3", "--out", _place["out"], "--plot", "--json", .. With]);
        Assert.Equal(0, result.ExitCode);
        var recording = Assert.Single(result.Json.GetProperty("recordings").EnumerateArray());
        Assert.Equal(3, recording.GetProperty("speakers").GetInt32());
        var der = Cli.Run("der", _place["conv/conversation01.rttm"], _place["out/conversation01.rttm"], "--json").Json.GetProperty("all");
        Assert.Equal(der.GetProperty("der").GetDouble(), recording.GetProperty("score").GetProperty("der").GetDouble(), 2e-3);
        var madeBy = Analysis.Origins.Sidecar.Read(_place["out/conversation01.rttm"]);
        Assert.Equal("latent", madeBy["tap"]);
        Assert.Equal("1.5", madeBy["window"]);
        Assert.Equal(64, madeBy["weights_sha256"].Length);
        Assert.Equal("3", madeBy["speakers"]);
        var page = File.ReadAllText(_place["out/conversation01.html"]);
        Assert.Contains("data:audio/wav;base64,", page, StringComparison.Ordinal);
        Assert.Contains("Reference", page, StringComparison.Ordinal);
        Assert.Contains("speaker1", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_folder_RTTM_comes_out_and_the_threshold_says_what_it_rests_on()
    {
        var wav = Mix();
        var result = Cli.Run(["diarize", wav, .. With]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("threshold", result.Error, StringComparison.Ordinal);
        Assert.Contains("3 conversations of 6 voices of the built-in synthetic ones", result.Error, StringComparison.Ordinal);
        var read = RttmFile.Read(_place.Write("read.rttm", result.Output)).Recordings;
        Assert.NotEmpty(read["conversation01"]);
        var own = Cli.Run(["diarize", wav, "--calibrate-with", _place.Voices(3, 2), "--against", _place["conv"], .. With]);
        Assert.Contains("voices3x2", own.Error, StringComparison.Ordinal);
        Assert.Contains("DER", own.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_weights_are_said_and_no_audio_leaves_the_recording_out()
    {
        var wav = Mix();
        // A synthetic model of full size would take its time: the page is made from what is known of a run.
        var madeBy = new Dictionary<string, string> { ["weights"] = "synthetic:1", ["synthetic"] = "true" };
        var page = Analysis.Presentation.TimelinePage.Render(new("x", 2, [new(0, 2)], 1, [new("<b>", 0, 2)]), null, null, madeBy, null);
        Assert.Contains("random weights: nothing here is about Mimi", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.Equal(0, Cli.Run(["diarize", wav, "--speakers", "2", "--out", _place["out"], "--plot", "--no-audio", .. With]).ExitCode);
        Assert.DoesNotContain("data:audio", File.ReadAllText(_place["out/conversation01.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Silence_an_empty_oracle_and_a_short_file_are_one_line_each()
    {
        WavWriter.Write(_place["silence.wav"], new float[24000]);
        foreach (var more in (string[][])[[], ["--oracle", _place.Write("empty.rttm", "")]])
        {
            var silent = Cli.Run(["diarize", _place["silence.wav"], "--speakers", "2", .. more, .. With]);
            Assert.Equal((0, ""), (silent.ExitCode, silent.Output));
            Assert.Contains("no speech was found", silent.Error, StringComparison.Ordinal);
        }
        var brief = Cli.Run(["diarize", _place.Wav(), "--speakers", "2", "--vad", "none", .. With]);
        Assert.Equal("SPEAKER a 1 0.000 0.640 <NA> <NA> speaker1 <NA> <NA>", brief.Output.TrimEnd());
    }

    [Theory]
    [InlineData("--speakers 2 --threshold 0.5", 2, "give one of them")]
    [InlineData("--threshold 3", 2, "--threshold 3: windows are compared by cosine")]
    [InlineData("--vad none --oracle ORACLE", 2, "give either")]
    [InlineData("--plot", 2, "say where with --out")]
    [InlineData("--step 2", 2, "--step 2: longer than a window")]
    [InlineData("--window 0", 2, "--window 0: give seconds from 0.08 on")]
    [InlineData("--vad loud", 2, "--vad loud: there are energy, none")]
    [InlineData("--oracle missing.rttm", 3, "missing.rttm: no such file")]
    [InlineData("--oracle ORACLE", 3, "no line is about 'a'; there are x, y")]
    [InlineData("--tap nowhere", 2, "no tap 'nowhere'")]
    public void Bad_words_and_files_are_named(string line, int code, string message)
    {
        _place.Write("oracle.rttm", "SPEAKER x 1 0 1 <NA> <NA> s\nSPEAKER y 1 0 1 <NA> <NA> s\n");
        var result = Cli.Run(["diarize", _place.Wav(), .. line.Split(' ').Select(w => w.Replace("ORACLE", _place["oracle.rttm"], StringComparison.Ordinal)), .. With]);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Equal(code, result.ExitCode);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Standard_input_twins_and_too_many_voices_are_refused()
    {
        Assert.Contains("read twice", Cli.Run(["diarize", "-", .. With]).Error, StringComparison.Ordinal);
        Directory.CreateDirectory(_place["b"]);
        File.Copy(_place.Wav(), _place["b/a.wav"]);
        Assert.Contains("would both be called a", Cli.Run(["diarize", _place.Wav(), _place["b/a.wav"], .. With]).Error, StringComparison.Ordinal);
        var few = Cli.Run("mix", _place.Voices(2, 2), "--speakers", "3", "--out", _place["conv"]);
        Assert.Equal(2, few.ExitCode);
        Assert.Contains("has 2 voices", few.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Fewer_conversations_than_were_asked_for_are_said_and_JSON_names_the_files()
    {
        var result = Cli.Run("mix", _place.Voices(3, 2), "--speakers", "2", "--conversations", "5", "--seconds-each", "4", "--out", _place["conv"], "--json");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("3 conversations instead of 5", result.Error, StringComparison.Ordinal);
        var made = result.Json.GetProperty("conversations").EnumerateArray().ToList();
        Assert.Equal(3, made.Count);
        Assert.All(made, m => Assert.Equal(m.GetProperty("turns").GetInt32(), RttmFile.Read(m.GetProperty("rttm").GetString()!).Recordings.Single().Value.Count));
        Assert.All(made, m => Assert.True(File.Exists(m.GetProperty("audio").GetString())));
        Assert.Equal(1, result.Json.GetProperty("used").GetProperty("seed").GetInt32());
        Assert.DoesNotContain("instead of", Cli.Run("mix", _place["voices3x2"], "--speakers", "2", "--conversations", "3", "--out", _place["all"]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_head_s_own_voices_calibrate_nothing()
    {
        var voices = _place.Voices(4, 4);
        Assert.Equal(0, Cli.Run(["train-head", voices, "--out", _place["h.safetensors"], "--resamples", "100", .. With]).ExitCode);
        var refused = Cli.Run(["diarize", Mix(), "--head", _place["h.safetensors"], "--calibrate-with", voices, .. With]);
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("the head was fitted on all its voices", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, Cli.Run(["diarize", _place["conv/conversation01.wav"], "--head", _place["h.safetensors"], "--speakers", "3", .. With]).ExitCode);
        Assert.Equal(3, Cli.Run(["diarize", _place["conv/conversation01.wav"], "--head", _place["h.safetensors"], "--speakers", "3", "--tap", "seanet.out", .. With]).ExitCode);
    }

    [Fact]
    public void Analyze_answers_whether_it_is_enough_beside_its_controls()
    {
        var result = Cli.Run(["analyze", _place.Voices(4, 3), "--diarize", "--out", _place["analysis"], "--taps", "latent", "--pool", "mean", "--durations", "none", "--conditions", "none", "--no-probes", "--no-noise", "--resamples", "100", "--json", .. With]);
        Assert.Equal(0, result.ExitCode);
        var claim = result.Json.GetProperty("claims").EnumerateArray().Single(c => c.GetProperty("question").GetString() == "enough_for_diarization");
        Assert.Equal(2, claim.GetProperty("evidence").GetArrayLength());
        var report = File.ReadAllText(_place["analysis/report.html"]);
        Assert.Contains("Is it enough for diarization?", report, StringComparison.Ordinal);
        Assert.Contains("Who speaks when", report, StringComparison.Ordinal);
        Assert.True(File.Exists(_place["analysis/diarization/diarization.json"]));
    }

    private string Mix()
    {
        Assert.Equal(0, Cli.Run("mix", _place.Voices(3, 3), "--speakers", "3", "--seconds-each", "12", "--out", _place["conv"]).ExitCode);
        return _place["conv/conversation01.wav"];
    }
}
