using MimiNative.Parity;
using MimiNative.Tests.Weights;
using MimiNative.Weights;

namespace MimiNative.Tests.Parity;

public sealed class ReferenceFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ReferenceFixture _fixture = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_reference_is_read_in_full()
    {
        var reference = ReferenceFile.Open(_fixture.Write(_folder["x.safetensors"]));
        Assert.Equal("moshi 0.2.13", reference.Implementation);
        Assert.Equal((PaddingDialect.Waveform, "synthetic:1", "synthetic:1", "fixture", 24000, 250), (reference.Padding, reference.Checkpoint, reference.Weights, reference.Case, reference.SampleRate, reference.Window));
        Assert.Equal(["latent", "rvq.semantic", "rvq.acoustic", "rvq"], reference.Taps.Select(t => t.Name));
        Assert.Equal([0, 2, 4, 6, 8], reference.Taps[0].KeptFrames);
        Assert.Equal(4e-7, reference.Taps[0].Float32RelativeRmsError);
        Assert.Equal((3, 10), (reference.Codes!.Codebooks, reference.Codes.Frames));
        Assert.Equal(_fixture.Codes[10], reference.Codes[1, 0]);
    }

    [Fact]
    public void A_reference_without_codes_is_fine()
    {
        _fixture.Replaced["codes"] = null;
        _fixture.Replaced["codes_margin"] = null;
        var reference = ReferenceFile.Open(_fixture.Write(_folder["x.safetensors"]));
        Assert.Null(reference.Codes);
        Assert.Equal(0, new ParityCheck(reference).Options.Codebooks);
    }

    [Theory]
    [InlineData("padding", "zeros")]
    [InlineData("sample_rate", "fast")]
    [InlineData("sample_rate", "-1")]
    [InlineData("window", "0")]
    [InlineData("format", "mimi-reference-2")]
    [InlineData("taps", "[]")]
    [InlineData("taps", "{}")]
    [InlineData("taps", "{")]
    [InlineData("taps", """{"latent":{"channels":4}}""")]
    [InlineData("taps", """{"latent":{"frames":"ten","channels":4,"float32_max_abs_error":0,"float32_relative_rms_error":0}}""")]
    [InlineData("taps", """{"latent":{"frames":10,"channels":4,"float32_max_abs_error":0,"float32_relative_rms_error":-1}}""")]
    [InlineData("taps", """{"latent":{"frames":10,"channels":5,"float32_max_abs_error":0,"float32_relative_rms_error":0}}""")]
    [InlineData("taps", """{"latent":{"frames":5,"channels":4,"float32_max_abs_error":0,"float32_relative_rms_error":0}}""")]
    [InlineData("taps", """{"latent":{"frames":10,"channels":4,"float32_max_abs_error":0,"float32_relative_rms_error":0},"latent":{"frames":10,"channels":4,"float32_max_abs_error":0,"float32_relative_rms_error":0}}""")]
    [InlineData("taps", """{"other":{"frames":10,"channels":4,"float32_max_abs_error":0,"float32_relative_rms_error":0}}""")]
    public void Wrong_metadata_is_refused(string key, string value)
    {
        _fixture.Metadata[key] = value;
        var path = _fixture.Write(_folder["x.safetensors"]);
        Assert.Contains(path, Assert.Throws<ReferenceException>(() => ReferenceFile.Open(path)).Message);
    }

    [Theory]
    [InlineData("format")]
    [InlineData("padding")]
    [InlineData("implementation")]
    [InlineData("checkpoint")]
    [InlineData("sample_rate")]
    public void Missing_metadata_is_named(string key)
    {
        _fixture.Metadata.Remove(key);
        Assert.Contains(key, Assert.Throws<ReferenceException>(() => ReferenceFile.Open(_fixture.Write(_folder["x.safetensors"]))).Message);
    }

    public static TheoryData<string, long[]?, float[]?> WrongTensors => new()
    {
        { "input", null, null },
        { "input", [0], [] },
        { "tap/latent/values", null, null },
        { "tap/latent/values", [5, 4], [.. Enumerable.Repeat(float.NaN, 20)] },
        { "tap/latent/values", [4, 5], new float[20] },
        { "tap/latent/mean", [3], new float[3] },
        { "tap/rvq/frames", null, null },
        { "codes_margin", null, null },
        { "codes_margin", [3, 9], new float[27] },
        { "codes", [30], new float[30] },
    };

    [Theory]
    [MemberData(nameof(WrongTensors))]
    public void A_missing_or_misshapen_tensor_is_named(string tensor, long[]? shape, float[]? values)
    {
        _fixture.Replaced[tensor] = shape is null ? null : (shape, values!);
        Assert.Contains(tensor.Split('/')[0] is "codes" ? "codes" : tensor, Assert.Throws<ReferenceException>(() => ReferenceFile.Open(_fixture.Write(_folder["x.safetensors"]))).Message);
    }

    [Fact]
    public void Random_damage_gives_one_of_the_two_exceptions_or_a_readable_reference()
    {
        var healthy = File.ReadAllBytes(_fixture.Write(_folder["x.safetensors"]));
        var header = 8 + (int)BitConverter.ToUInt64(healthy);
        var random = new Random(7);
        for (var trial = 0; trial < 1000; trial++)
        {
            var bytes = healthy.ToArray();
            // Mostly in the header, where the names, shapes and metadata are.
            for (var flips = random.Next(1, 4); flips > 0; flips--)
                bytes[random.Next(random.Next(4) == 0 ? bytes.Length : header)] ^= (byte)(1 << random.Next(8));
            try
            {
                var reference = ReferenceFile.Open(_folder.Write("damaged.safetensors", bytes));
                _ = new ParityCheck(reference).Options;
            }
            catch (Exception e) when (e is ReferenceException or WeightsException)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }

    [Fact]
    public void Another_kind_of_file_is_called_that()
    {
        Assert.Throws<WeightsException>(() => ReferenceFile.Open(_folder.Write("text.safetensors", "hello, world"u8.ToArray())));
        Assert.Contains("not a reference", Assert.Throws<ReferenceException>(() => ReferenceFile.Open(CheckpointFiles.Write(_folder["weights.safetensors"], CheckpointFiles.Native()))).Message);
        _fixture.Metadata.Remove("padding");
        Assert.Contains("padding", Assert.Throws<ReferenceException>(() => ReferenceFile.Open(_fixture.Write(_folder["x.safetensors"]))).Message);
        // WavLM pads nothing; but a Mimi can't be held against it.
        _fixture.Metadata["implementation"] = "transformers WavLMForXVector";
        var wavlm = ReferenceFile.Open(_fixture.Write(_folder["x.safetensors"]));
        using var mimi = MimiEncoder.Load("synthetic:1");
        Assert.Contains("another network", Assert.Throws<ReferenceException>(() => ParityCheck.Run(mimi, wavlm)).Message);
    }

    [Fact]
    public void A_checkpoint_beside_the_reference_belongs_to_it()
    {
        _fixture.Metadata["checkpoint"] = "tiny";
        _fixture.Metadata["window"] = "7";
        var reference = ReferenceFile.Open(_fixture.Write(_folder["x.safetensors"]));
        Assert.Null(reference.Weights);
        Assert.Contains("was made with the checkpoint 'tiny', which isn't beside it; name it", Assert.Throws<ReferenceException>(() => reference.OpenCheckpoint()).Message);

        CheckpointFiles.Write(_folder["checkpoint/model.safetensors"], CheckpointFiles.HuggingFace());
        using (var assumed = reference.OpenCheckpoint())
            Assert.Equal((7, 2), (assumed.Config.Window, assumed.Config.Heads));

        _folder.Write("checkpoint/config.json", CheckpointFiles.ConfigJson());
        _fixture.Metadata["window"] = "8";
        Assert.Contains("window", Assert.Throws<ReferenceException>(() => ReferenceFile.Open(_fixture.Write(_folder["x.safetensors"])).OpenCheckpoint()).Message);
    }

    [Theory]
    [InlineData("full", 16)]
    [InlineData("tiny", 6)]
    public void Every_published_reference_is_read(string folder, int count)
    {
        var files = Directory.GetFiles(Repository.Shared("reference/" + folder), "*.safetensors");
        Assert.Equal(count, files.Length);
        foreach (var path in files)
        {
            var reference = ReferenceFile.Open(path);
            Assert.Equal(path.Contains(".hf.") ? PaddingDialect.PerLayer : PaddingDialect.Waveform, reference.Padding);
            Assert.Equal(folder == "full" ? 38 : 23, reference.Taps.Count);
            Assert.Equal((reference.Input.Length + 1919) / 1920, reference.Codes!.Frames);
            Assert.Equal(reference.Codes.Frames, reference.Taps[^1].Frames);
            using var checkpoint = reference.OpenCheckpoint();
            Assert.Equal(reference.Window, checkpoint.Config.Window);
        }
    }
}
