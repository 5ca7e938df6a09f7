using MimiNative.Audio;
using MimiNative.Numpy;
using MimiNative.Parity;
using MimiNative.TestSupport;

namespace MimiNative.Cli.Tests;

/// <summary><c>mimi parity</c> on dumps, and <c>mimi reference</c>.</summary>
public sealed class ConformanceCommandTests : IDisposable
{
    private readonly Workplace _place = new();
    private readonly float[] _clip = [.. KnownAnswer.Waveform().Take(13000)];
    private readonly Activations _right;

    public ConformanceCommandTests()
    {
        using var encoder = MimiEncoder.Load(Workplace.Tiny);
        _right = encoder.Encode(_clip, new EncodeOptions { Taps = ["seanet.out", "transformer.1.attn", "transformer.1", "latent"], Codebooks = 5 });
    }

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_right_dump_is_OK()
    {
        var result = Cli.Run("parity", Dump("right.npz"), "-w", Workplace.Tiny);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Contains("OK      every tap agrees within float32's rounding", result.Output);
        Assert.Contains("padding waveform, as moshi", result.Output);
        Assert.Contains("codes   0 of 35 differ, 0 per 10,000", result.Output);
    }

    [Fact]
    public void A_wrong_dump_says_where_and_why()
    {
        var dump = Dump("wrong.npz", "transformer.1.attn", v => 1.37f * v);
        var result = Cli.Run("parity", dump, "-w", Workplace.Tiny);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the first wrong tap is transformer.1.attn", result.Output);
        Assert.Contains("it looks like this: a scale: the best is 1.37: with that the relative error falls from 0.37 to ", result.Output);
        Assert.Contains("all taps behind it are right", result.Output);

        var json = Cli.Run("parity", dump, "-w", Workplace.Tiny, "--json").Json;
        Assert.False(json.GetProperty("ok").GetBoolean());
        var verdict = json.GetProperty("dumps")[0];
        Assert.Equal("transformer.1.attn", verdict.GetProperty("first_wrong").GetProperty("tap").GetString());
        Assert.Equal("seanet.out", verdict.GetProperty("first_wrong").GetProperty("after").GetString());
        Assert.Equal("all", verdict.GetProperty("first_wrong").GetProperty("frames").GetProperty("which").GetString());
        Assert.Equal("scale", verdict.GetProperty("guesses")[0].GetProperty("cause").GetString());
        Assert.Equal(0.37, verdict.GetProperty("guesses")[0].GetProperty("error").GetDouble(), 1e-3);
        Assert.Equal("waveform", verdict.GetProperty("dialect").GetString());
        Assert.Equal(64, verdict.GetProperty("used").GetProperty("weights_sha256").GetString()!.Length);
    }

    [Fact]
    public void The_dialect_that_was_meant_is_held_against_it()
    {
        var result = Cli.Run("parity", Dump("right.npz"), "-w", Workplace.Tiny, "--padding", "per-layer");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the other padding dialect, waveform", result.Output);
    }

    [Fact]
    public void Options_and_a_description_name_the_arrays()
    {
        WavWriter.Write(_place["clip.wav"], _clip, 24000, PcmFormat.Float32);
        NpzWriter.Write(_place["mine.npz"], npz =>
        {
            npz.Add<float>("z", _right["latent"].Values, _right["latent"].Frames);
            npz.Add<float>("other", [1], 1);
        });
        string[] line = ["parity", _place["mine.npz"], "-w", Workplace.Tiny, "--input", _place["clip.wav"], "--skip", "other"];
        Assert.Equal(0, Cli.Run([.. line, "--map", "latent=z:TC"]).ExitCode);
        Assert.Equal(3, Cli.Run([.. line, "--map", "latent=z:CT"]).ExitCode);
        var unmapped = Cli.Run(line);
        Assert.Equal(3, unmapped.ExitCode);
        Assert.Contains("array 'z' has no tap's name", unmapped.Error);
        Assert.Equal(2, Cli.Run([.. line, "--map", "latent"]).ExitCode);
        _place.Write("mine.json", """{"taps": {"latent": "z"}, "implementation": "my port 1"}""");
        Assert.Contains("my port 1, 13000 samples", Cli.Run(line).Output);
    }

    [Fact]
    public void Options_of_dumps_are_refused_for_references()
    {
        var result = Cli.Run("parity", Repository.Shared("reference/tiny/speech.hf.safetensors"), "--axes", "BCT");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("are for dumps", result.Error);
    }

    [Fact]
    public void Several_are_summed_up()
    {
        var result = Cli.Run("parity", Dump("right.npz"), Dump("wrong.npz", "latent", v => -v), Repository.Shared("reference/tiny/speech.hf.safetensors"), "-w", Workplace.Tiny);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("wrong.npz", result.Output);
        Assert.Contains("the other sign", result.Output);
        Assert.Contains("1 of 1 references agree", result.Output);
    }

    [Fact]
    public void A_verdict_fits_80_columns()
    {
        using var output = new StringWriter();
        var terminal = new Terminal(output, TextWriter.Null, default) { Width = 80 };
        using var arrays = Conformance.Dumps.DumpArrays.Open(Dump("wrong.npz", "transformer.1", v => v + 1));
        using var encoder = MimiEncoder.Load(Workplace.Tiny);
        DumpText.Print(terminal, Conformance.DumpCheck.Run(encoder, new Conformance.Dumps.DumpReader(arrays, new(), encoder.Config).Read()), all: true);
        Assert.All(output.ToString().Split('\n').Skip(2), l => Assert.True(l.TrimEnd().Length <= 80, l));
        Assert.Contains("constant", output.ToString());
    }

    [Theory]
    [InlineData("waveform")]
    [InlineData("per-layer")]
    public void A_reference_is_read_by_parity_and_says_that_it_is_ours(string padding)
    {
        WavWriter.Write(_place["clip.wav"], _clip, 24000, PcmFormat.Float32);
        var written = Cli.Run("reference", _place["clip.wav"], "-w", Workplace.Tiny, "--padding", padding, "--out", _place["r.safetensors"]);
        Assert.True(written.ExitCode == 0, written.Error);
        var reference = ReferenceFile.Open(_place["r.safetensors"]);
        Assert.StartsWith("MimiNative ", reference.Implementation, StringComparison.Ordinal);
        Assert.Equal((13000, 5, 7), (reference.Input.Length, reference.Codes!.Codebooks, reference.Codes.Frames));
        Assert.Equal(_clip, reference.Input);
        Assert.Contains(reference.Taps, t => t.Name == "transformer.1.mlp");
        var right = Cli.Run("parity", _place["r.safetensors"], "-w", Workplace.Tiny);
        Assert.True(right.ExitCode == 0, right.Output);
        Assert.Contains("nominal", right.Output);
        Assert.DoesNotContain("PyTorch's", right.Output);
        Assert.Equal(1, Cli.Run("parity", _place["r.safetensors"], "-w", Workplace.Tiny, "--padding", padding == "waveform" ? "per-layer" : "waveform").ExitCode);
    }

    [Fact]
    public void References_of_several_clips_need_a_folder()
    {
        string[] clips = [_place.Wav("a.wav"), _place.Wav("b.wav")];
        Assert.Equal(2, Cli.Run(["reference", .. clips, "-w", Workplace.Tiny, "--out", _place["r.safetensors"]]).ExitCode);
        Assert.Equal(0, Cli.Run(["reference", .. clips, "-w", Workplace.Tiny, "--out", _place["refs"]]).ExitCode);
        Assert.Equal(["a.safetensors", "b.safetensors"], Directory.GetFiles(_place["refs"]).Select(Path.GetFileName).Order());
        Assert.Equal(0, Cli.Run(["parity", .. Directory.GetFiles(_place["refs"]), "-w", Workplace.Tiny]).ExitCode);
        Assert.Equal(3, Cli.Run("reference", _place["none.wav"], "-w", Workplace.Tiny, "--out", _place["n.safetensors"]).ExitCode);
        Assert.False(File.Exists(_place["n.safetensors"]));
    }

    private string Dump(string name, string wrong = "", Func<float, float>? change = null)
    {
        NpzWriter.Write(_place[name], npz =>
        {
            npz.Add<float>("input", _clip, 1);
            foreach (var tap in _right.Taps)
                npz.Add<float>(tap.Tap.Name, [.. tap.Values.Select(v => tap.Tap.Name == wrong ? change!(v) : v)], tap.Frames);
            npz.Add<int>("codes", _right.Codes!.Values, _right.Codes.Codebooks);
        });
        return _place[name];
    }
}
