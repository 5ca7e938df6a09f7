using MimiNative.Audio;
using MimiNative.Parity;
using MimiNative.TestSupport;
using MimiNative.Weights;

namespace MimiNative.Cli.Tests;

public sealed class EncodeCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mimi-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Tiny => Repository.Shared("reference/tiny/checkpoint/hf");

    [Fact]
    public void Encode_writes_taps_and_codes_that_match_the_encoder()
    {
        var (wav, output) = (Wav("a"), Path.Combine(_folder, "a.safetensors"));
        var result = Cli.Run("encode", wav, "-w", Tiny, "--taps", "seanet.out,latent", "--codes", "5", "--out", output);
        Assert.Equal(0, result.ExitCode);

        using var encoder = MimiEncoder.Load(Tiny);
        var expected = encoder.Encode(AudioFile.ReadAll(wav), new EncodeOptions { Taps = ["seanet.out", "latent"], Codebooks = 5 });
        using var file = SafetensorsFile.Open(output);
        Assert.Equal(expected["seanet.out"].Values, file.Read<float>("seanet.out"));
        Assert.Equal(expected["latent"].Values, file.Read<float>("latent"));
        Assert.Equal(expected.Codes!.Values, file.Read<int>("codes"));
        Assert.Equal("false", file.Metadata["synthetic"]);
    }

    [Fact]
    public void Codes_without_out_go_to_standard_output_and_say_the_same_as_json()
    {
        var wav = Wav("a");
        var json = Cli.Run("encode", wav, "-w", Tiny, "--codes", "2", "--json").Json.GetProperty("clips")[0];
        var lines = Cli.Run("encode", wav, "-w", Tiny, "--codes", "2").Output.TrimEnd().Split('\n');
        Assert.Equal(string.Join(' ', json.GetProperty("codes")[1].EnumerateArray()), lines[^1]);
        Assert.Equal(string.Join(' ', json.GetProperty("codes")[0].EnumerateArray()), lines[^2]);
    }

    [Fact]
    public void Of_several_clips_a_broken_one_is_reported_and_the_others_are_written()
    {
        var broken = Path.Combine(_folder, "broken.wav");
        File.WriteAllText(broken, "this is no audio");
        var result = Cli.Run("encode", Wav("a"), broken, Wav("b"), "-w", Tiny, "--out", Path.Combine(_folder, "out"));
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("broken.wav", result.Error, StringComparison.Ordinal);
        Assert.Equal(["a.safetensors", "b.safetensors"], Directory.GetFiles(Path.Combine(_folder, "out")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Npz_holds_the_same_numbers()
    {
        var output = Path.Combine(_folder, "a.npz");
        Assert.Equal(0, Cli.Run("encode", Wav("a"), "-w", Tiny, "--codes", "1", "--out", output).ExitCode);
        var matrix = Assert.Single(MimiNative.Analysis.Embeddings.EmbeddingFile.Read(output));
        Assert.Equal(("latent", 8, 16), (matrix.Name, matrix.Rows, matrix.Columns));
    }

    [Theory]
    [InlineData("--taps nowhere", 2)]
    [InlineData("--codes 99", 2)]
    [InlineData("--device abacus", 2)]
    [InlineData("--device opencl:77", 4)]
    [InlineData("--padding sideways", 2)]
    [InlineData("--threads x", 2)]
    [InlineData("--out a.txt", 2)]
    [InlineData("--threads 0", 2)]
    [InlineData("--pcm s16", 2)]
    public void Wrong_options_give_their_exit_codes(string options, int code)
    {
        var result = Cli.Run(["encode", Wav("a"), "-w", Tiny, .. options.Split(' ')]);
        Assert.Equal(code, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("mimi: ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.wav", null)]
    [InlineData("text.wav", "hello")]
    [InlineData("empty.wav", "")]
    public void What_is_no_audio_gives_exit_code_3_before_any_weights_are_needed(string name, string? content)
    {
        var path = Path.Combine(_folder, name);
        if (content is not null)
            File.WriteAllText(path, content);
        var result = Cli.Run("encode", path);
        Assert.Equal(3, result.ExitCode);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.Contains(name, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Raw_samples_on_standard_input_are_the_file_s()
    {
        var samples = KnownAnswer.Waveform();
        var wav = Path.Combine(_folder, "f.wav");
        WavWriter.Write(wav, samples, 24000, PcmFormat.Float32);
        var expected = Cli.Run("encode", wav, "-w", Tiny, "--codes", "3").Output.Split('\n')[^4..];
        using var process = Cli.Start("encode", "-", "--pcm", "f32", "-w", Tiny, "--codes", "3");
        await process.StandardInput.BaseStream.WriteAsync(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(samples).ToArray());
        process.StandardInput.Close();
        Assert.Equal(expected, (await process.Finish()).Output.Split('\n')[^4..]);
    }

    [Fact]
    public void Inspect_passes_with_the_tiny_model()
    {
        var inspection = Cli.Run("inspect", Wav("a"), "-w", Tiny, "--json").Json;
        Assert.True(inspection.GetProperty("finite").GetBoolean());
        Assert.Equal("transformer.1", inspection.GetProperty("taps").EnumerateArray().Select(t => t.GetProperty("tap").GetString()).First(t => t!.Length == 13));
    }

    [Fact]
    public void Parity_agrees_and_a_wrong_dialect_does_not()
    {
        var reference = Repository.Shared("reference/tiny/speech.hf.safetensors");
        var right = Cli.Run("parity", reference, "--json");
        Assert.True(right.Json.GetProperty("ok").GetBoolean());
        Assert.Equal(0, right.ExitCode);
        var wrong = Cli.Run("parity", reference, "--padding", "waveform");
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("NOT OK", wrong.Output, StringComparison.Ordinal);
    }

    private string Wav(string name)
    {
        var path = Path.Combine(_folder, name + ".wav");
        WavWriter.Write(path, KnownAnswer.Waveform());
        return path;
    }
}
