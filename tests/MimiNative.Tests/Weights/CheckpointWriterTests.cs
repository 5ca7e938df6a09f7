using MimiNative.Parity;
using MimiNative.TestSupport;
using MimiNative.Weights;

namespace MimiNative.Tests.Weights;

public sealed class CheckpointWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(CheckpointLayout.HuggingFace, "native.safetensors", "hf/model.safetensors")]
    [InlineData(CheckpointLayout.Native, "hf", "native.safetensors")]
    [InlineData(CheckpointLayout.HuggingFace, "hf", "hf/model.safetensors")]
    internal void A_conversion_holds_the_same_tensors_as_the_file_that_moshi_or_transformers_wrote(CheckpointLayout layout, string source, string expected)
    {
        // moshi's layout has no config.json, and shapes can't tell the toy's window.
        using var sizes = Checkpoint.Open(Repository.Shared("reference/tiny/checkpoint/hf"));
        using (var weights = Checkpoint.Open(Repository.Shared($"reference/tiny/checkpoint/{source}"), sizes.Config))
            CheckpointWriter.Write(weights, layout, _folder["out/model.safetensors"]);
        using var theirs = SafetensorsFile.Open(Repository.Shared($"reference/tiny/checkpoint/{expected}"));
        using var ours = SafetensorsFile.Open(_folder["out/model.safetensors"]);
        Assert.Equal(theirs.Tensors.Select(t => $"{t.Name} {t}").Order(StringComparer.Ordinal), ours.Tensors.Select(t => $"{t.Name} {t}").Order(StringComparer.Ordinal));
        foreach (var tensor in theirs.Tensors)
            Assert.Equal(theirs.Read<float>(tensor.Name), ours.Read<float>(tensor.Name));
        using var back = Checkpoint.Open(_folder["out"]);
        Assert.Equal(sizes.Config.Describe(), back.Config.Describe());
        Assert.Equal(sizes.Fingerprint, back.Fingerprint);
        Assert.Empty(back.Report.Assumed);
    }

    [Fact]
    public void Random_weights_of_the_full_size_give_the_same_codes_in_either_layout_and_say_what_they_are()
    {
        using var synthetic = new SyntheticCheckpoint("1");
        var hf = CheckpointWriter.Write(synthetic, CheckpointLayout.HuggingFace, _folder["hf/model.safetensors"]);
        var native = CheckpointWriter.Write(synthetic, CheckpointLayout.Native, _folder["native/mimi.safetensors"]);
        Assert.Equal((225, 125), (hf.EncoderTensors, hf.DecoderTensors));
        Assert.Equal((209, 109), (native.EncoderTensors, native.DecoderTensors));
        // The released sizes need no config.json beside moshi's names.
        Assert.Equal(["mimi.safetensors"], Directory.GetFiles(_folder["native"]).Select(Path.GetFileName));
        var audio = KnownAnswer.Waveform();
        using var expected = MimiEncoder.Load("synthetic:1");
        var all = new EncodeOptions { Codebooks = 32 };
        var fingerprints = new List<string>();
        foreach (var path in (string[])[hf.Path, native.Path])
        {
            using var encoder = MimiEncoder.Load(path);
            Assert.True(encoder.Checkpoint.IsSynthetic);
            Assert.Equal(new MimiConfig().Describe(), encoder.Config.Describe());
            Assert.Empty(encoder.Checkpoint.Report.Assumed);
            Assert.Equal(expected.Encode(audio, all).Codes!.Values, encoder.Encode(audio, all).Codes!.Values);
            fingerprints.Add(encoder.Checkpoint.Fingerprint);
        }
        Assert.Single(fingerprints.Distinct());
        using var file = SafetensorsFile.Open(hf.Path);
        Assert.Equal("pt true synthetic:1", $"{file.Metadata["format"]} {file.Metadata["synthetic"]} {file.Metadata["weights"]}");
    }

    [Fact]
    public void A_copy_of_random_weights_still_says_so_and_trained_ones_do_not()
    {
        using var synthetic = new SyntheticCheckpoint("toy", CheckpointFiles.Toy);
        CheckpointWriter.Write(synthetic, CheckpointLayout.HuggingFace, _folder["a/model.safetensors"]);
        using (var first = Checkpoint.Open(_folder["a"]))
            CheckpointWriter.Write(first, CheckpointLayout.Native, _folder["b/model.safetensors"]);
        using var second = Checkpoint.Open(_folder["b"]);
        Assert.True(second.IsSynthetic);
        using var trained = Checkpoint.Open(CheckpointFiles.Write(_folder["c/x.safetensors"], CheckpointFiles.Native()));
        Assert.False(trained.IsSynthetic);
    }

    [Fact]
    public void Sizes_of_every_kind_survive_config_json()
    {
        var config = new MimiConfig
        {
            SampleRate = 48000, Filters = 6, Ratios = [2, 3, 5], KernelIn = 5, KernelOut = 9, KernelResidual = 7, Compress = 3, Width = 48, Layers = 1, Heads = 3, HeadDimension = 16, FeedForward = 20,
            Window = 11, NormEps = 1e-6, RopeBase = 5000.5, Downsample = 4, CodebookSize = 9, CodebookDimension = 10, Codebooks = 5, SemanticCodebooks = 2,
        };
        using var weights = new SyntheticCheckpoint("1", config);
        var written = CheckpointWriter.Write(weights, CheckpointLayout.HuggingFace, _folder["model.safetensors"]);
        using var back = Checkpoint.Open(written.Path);
        Assert.Equal(config.Describe(), back.Config.Describe());
        Assert.Equal(config, back.Config with { Ratios = config.Ratios });
        Assert.Equal(_folder["config.json"], written.Config);
    }

    [Fact]
    public void Without_a_decoder_the_encoder_is_written_alone()
    {
        var encoder = CheckpointFiles.HuggingFace().Where(t => t.Key != "decoder.layers.0.conv.bias").ToDictionary();
        using var weights = Checkpoint.Open(CheckpointFiles.Write(_folder["x.safetensors"], encoder), CheckpointFiles.Toy);
        var written = CheckpointWriter.Write(weights, CheckpointLayout.HuggingFace, _folder["out/model.safetensors"]);
        Assert.Equal(0, written.DecoderTensors);
        using var file = SafetensorsFile.Open(written.Path);
        Assert.DoesNotContain(file.Tensors, t => t.Name.StartsWith("decoder", StringComparison.Ordinal) || t.Name.StartsWith("upsample", StringComparison.Ordinal));
        using var back = Checkpoint.Open(written.Path);
        Assert.Equal(weights.Fingerprint, back.Fingerprint);
    }

    [Fact]
    public void Nothing_is_overwritten()
    {
        using var weights = new SyntheticCheckpoint("toy", CheckpointFiles.Toy);
        var path = _folder.Write("model.safetensors", [1, 2, 3]);
        var error = Assert.Throws<WeightsException>(() => CheckpointWriter.Write(weights, CheckpointLayout.Native, path));
        Assert.Contains("is there already", error.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData("""{"model_type": "mimi", "num_filters": 8}""", CheckpointLayout.HuggingFace)]
    [InlineData("""{"model_type": "mimi", "num_filters": 8}""", CheckpointLayout.Native)]
    [InlineData("""{"model_type": "llama"}""", CheckpointLayout.HuggingFace)]
    internal void A_config_that_says_otherwise_is_refused_and_left(string there, CheckpointLayout layout)
    {
        using var weights = new SyntheticCheckpoint("toy", CheckpointFiles.Toy);
        var config = _folder.Write("config.json", System.Text.Encoding.UTF8.GetBytes(there));
        var error = Assert.Throws<WeightsException>(() => CheckpointWriter.Write(weights, layout, _folder["model.safetensors"]));
        Assert.StartsWith(config, error.Message, StringComparison.Ordinal);
        Assert.Equal(there, File.ReadAllText(config));
        Assert.False(File.Exists(_folder["model.safetensors"]));
    }

    [Fact]
    public void A_config_that_says_the_same_in_other_words_stays_as_it_is()
    {
        using var weights = new SyntheticCheckpoint("toy", CheckpointFiles.Toy);
        var config = _folder.Write("config.json", CheckpointFiles.ConfigJson());
        CheckpointWriter.Write(weights, CheckpointLayout.HuggingFace, _folder["model.safetensors"]);
        Assert.Equal(CheckpointFiles.ConfigJson(), File.ReadAllBytes(config));
        using var back = Checkpoint.Open(_folder["model.safetensors"]);
        Assert.Equal(CheckpointFiles.Toy.Describe(), back.Config.Describe());
    }

    [Fact]
    public void A_Mimi_without_codebooks_has_no_place_in_transformers()
    {
        using var weights = new SyntheticCheckpoint("toy", CheckpointFiles.Toy with { Codebooks = 0, SemanticCodebooks = 0 });
        Assert.Contains("moshi's layout holds it", Assert.Throws<WeightsException>(() => CheckpointWriter.Write(weights, CheckpointLayout.HuggingFace, _folder["a.safetensors"])).Message, StringComparison.Ordinal);
        CheckpointWriter.Write(weights, CheckpointLayout.Native, _folder["a.safetensors"]);
        using var back = Checkpoint.Open(_folder["a.safetensors"], weights.Config);
        Assert.Equal(weights.Read("downsample.conv.conv.conv.weight"), back.Read("downsample.conv.conv.conv.weight"));
    }

    [Fact]
    public void A_run_that_is_stopped_leaves_nothing()
    {
        using var weights = new SyntheticCheckpoint("toy", CheckpointFiles.Toy);
        Assert.Throws<OperationCanceledException>(() => CheckpointWriter.Write(weights, CheckpointLayout.HuggingFace, _folder["a.safetensors"], new(canceled: true)));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }
}
