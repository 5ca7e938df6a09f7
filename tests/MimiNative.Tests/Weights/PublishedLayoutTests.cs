using System.Text;
using MimiNative.Plain;
using MimiNative.Weights;

namespace MimiNative.Tests.Weights;

/// <summary>Every layout in which a Mimi is published, made small, under its names: each gives the same encoder.</summary>
public sealed class PublishedLayoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Rows => ["mimi", "moshi", "qwen", "csm", "csm in shards", "moshi's JSON", "fine-tune without a config"];

    [Theory]
    [MemberData(nameof(Rows))]
    public void It_loads_and_gives_the_native_tensors(string row)
    {
        Publish(row);
        using var weights = Checkpoint.Open(_folder.Path);
        Assert.Equal(Fingerprint(row), weights.Fingerprint);
        Assert.Empty(weights.Report.Unknown);
        Assert.Equal(row is "qwen" ? "encoder." : row.StartsWith("csm", StringComparison.Ordinal) ? "codec_model." : "", weights.Report.Prefix);
        Assert.Equal(row is "fine-tune without a config" or "moshi", weights.Report.Assumed.Count > 0);
        using var encoder = new MimiEncoder(weights, MimiNative.Backends.Cpu.CpuBackend.Create(1));
        var clip = SmallModels.Clip(4000, 3);
        Assert.Empty(Recording.Whole(encoder, clip, PaddingDialect.Waveform).Differences(new PlainEncoder(weights).Encode(clip, PaddingDialect.Waveform)));
    }

    [Fact]
    public void Other_models_tensors_are_counted_and_left_alone_and_missing_ones_listed()
    {
        var tensors = Prefixed("codec_model.", CheckpointFiles.HuggingFace());
        tensors["backbone_model.layers.0.weight"] = ([2], [1f, 2f]);
        tensors.Remove("codec_model.downsample.conv.weight");
        CheckpointFiles.Write(_folder["model.safetensors"], tensors);
        var report = Checkpoint.Check(_folder.Path);
        Assert.Equal(["codec_model.downsample.conv.weight"], report.Missing);
        Assert.Empty(report.Unknown);
        Assert.Equal(report.Tensors - report.EncoderTensors, report.Others);
        Assert.Contains("codec_model.downsample.conv.weight", Assert.Throws<WeightsException>(() => Checkpoint.Open(_folder.Path)).Message);
        tensors["codec_model.encoder.layers.0.conv.wieght"] = ([1], [1f]);
        CheckpointFiles.Write(_folder["model.safetensors"], tensors);
        Assert.Equal(["codec_model.encoder.layers.0.conv.wieght"], Checkpoint.Check(_folder.Path).Unknown);
    }

    /// <summary>Pocket TTS: three stages, two layers at a higher rate, a latent of another width, no quantiser; convolutions wrapped once less, and a flow model in the same file.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_continuous_Mimi_loads_streams_and_has_no_codes(bool json)
    {
        var config = CheckpointFiles.Toy with { Ratios = [4, 5, 6], Downsample = 16, LatentWidth = 5, Codebooks = 0, SemanticCodebooks = 0, CodebookSize = 2048, CodebookDimension = 256, Window = json ? 7 : 250 };
        using var synthetic = new SyntheticCheckpoint("pocket", config);
        var tensors = new Dictionary<string, (long[] Shape, float[] Values)>();
        foreach (var tensor in TensorCatalog.Encoder(config))
            tensors["mimi." + LayoutNames.OtherSpellings(tensor.Name).FirstOrDefault(tensor.Name)] = ([.. tensor.Shape.Select(n => (long)n)], synthetic.Read(tensor.Name));
        tensors["mimi.quantizer.output_proj.weight"] = ([1], [1f]);
        tensors["mimi.decoder.model.0.conv.weight"] = ([1], [1f]);
        tensors["flow_lm.transformer.layers.0.norm1.weight"] = ([1], [1f]);
        CheckpointFiles.Write(_folder["model.safetensors"], tensors);
        if (json)
            _folder.Write("config.json", """
                {"flow_lm": {"dim": 1024}, "mimi": {"sample_rate": 24000, "inner_dim": 5, "frame_rate": 12.5,
                 "seanet": {"dimension": 16, "channels": 1, "n_filters": 4, "n_residual_layers": 1, "ratios": [6, 5, 4], "kernel_size": 7, "residual_kernel_size": 3, "last_kernel_size": 3, "pad_mode": "constant", "compress": 2},
                 "transformer": {"d_model": 16, "num_heads": 2, "num_layers": 2, "context": 7, "dim_feedforward": 24, "input_dimension": 16},
                 "quantizer": {"dimension": 5, "output_dimension": 16}}}
                """u8.ToArray());
        using var weights = Checkpoint.Open(_folder.Path);
        Assert.Equal(config with { Ratios = weights.Config.Ratios }, weights.Config);
        Assert.Equal([4, 5, 6], weights.Config.Ratios);
        Assert.Equal(3, weights.Report.Others);
        Assert.Equal(!json, weights.Report.Assumed.Count > 0);
        using var encoder = new MimiEncoder(weights, MimiNative.Backends.Cpu.CpuBackend.Create(1));
        Assert.DoesNotContain(encoder.Taps, t => t.Name.StartsWith("rvq", StringComparison.Ordinal));
        var latent = encoder.Taps[^1];
        Assert.Equal(("latent", 5, 12.5), (latent.Name, latent.Channels, latent.FrameRate));
        Assert.Equal(200, encoder.Taps.Single(t => t.Name == "transformer.2").FrameRate);
        foreach (var padding in Enum.GetValues<PaddingDialect>())
        {
            var clip = SmallModels.Clip(5000, 4);
            var expected = new PlainEncoder(weights).Encode(clip, padding);
            Assert.Empty(Recording.Whole(encoder, clip, padding).Differences(expected));
            Assert.Empty(Recording.Streamed(encoder, clip, padding, new Random(2)).Differences(expected));
        }
        Assert.Contains("continuous", Assert.Throws<ArgumentException>(() => encoder.Encode(new float[100], new EncodeOptions { Codebooks = 8 })).Message);
        Assert.Contains("no codes and no rvq", Assert.Throws<ArgumentException>(() => encoder.Encode(new float[100], new EncodeOptions { Taps = ["rvq"] })).Message);
    }

    [Theory]
    [InlineData("""{"seanet": {"ratios": []}}""", "seanet.ratios")]
    [InlineData("""{"seanet": {"n_filters": "many"}}""", "seanet.n_filters")]
    [InlineData("""{"seanet": {"pad_mode": "reflect"}}""", "seanet.pad_mode")]
    [InlineData("""{"seanet": {}, "transformer": {"d_model": 8}}""", "transformer.d_model")]
    [InlineData("""{"seanet": {}, "frame_rate": 7}""", "frame_rate")]
    [InlineData("""{"seanet": {"causal": false}}""", "seanet.causal")]
    [InlineData("""{"seanet": {}, "quantizer": []}""", "quantizer")]
    [InlineData("""{"mimi_config_name": "../mimi.json"}""", "mimi_config_name")]
    [InlineData("""{"mimi_config_name": "no.json"}""", "no.json")]
    [InlineData("""{"codec_config": {"model_type": "mimi", "num_filters": 0}}""", "codec_config: num_filters")]
    public void A_config_that_is_wrong_is_refused_by_its_key(string json, string named) =>
        Assert.Contains(named, Assert.Throws<WeightsException>(() => ConfigJson.Read(_folder.Write("config.json", Encoding.UTF8.GetBytes(json)))).Message);

    private void Publish(string row)
    {
        switch (row)
        {
            case "mimi":
                CheckpointFiles.Write(_folder["model.safetensors"], CheckpointFiles.HuggingFace());
                _folder.Write("config.json", CheckpointFiles.ConfigJson());
                break;
            case "moshi":
                CheckpointFiles.Write(_folder["model.safetensors"], new() { ["transformer.layers.0.norm1.alpha"] = ([1], [1f]), ["encoder.layers.0.self_attn.weight"] = ([1], [1f]) });
                CheckpointFiles.Write(_folder["tokenizer-e351c8d8-checkpoint125.safetensors"], CheckpointFiles.Native());
                _folder.Write("config.json", """{"model_type": "moshi", "dim": 4096}"""u8.ToArray());
                break;
            case "moshi's JSON":
                CheckpointFiles.Write(_folder["mimi-pytorch-e351c8d8@125.safetensors"], CheckpointFiles.Native());
                _folder.Write("config.json", """{"model_type": "stt", "mimi_config_name": "mimi.json"}"""u8.ToArray());
                _folder.Write("mimi.json", """
                    {"seanet": {"dimension": 16, "n_filters": 4, "ratios": [8, 6, 5, 4]}, "transformer": {"num_heads": 2, "num_layers": 2, "context": 7, "dim_feedforward": 24},
                     "quantizer": {"dimension": 6, "bins": 8, "n_q": 4}}
                    """u8.ToArray());
                break;
            case "qwen":
                CheckpointFiles.Write(_folder["model.safetensors"], With(Prefixed("encoder.", CheckpointFiles.HuggingFace()), "decoder.pre_conv.conv.weight"));
                _folder.Write("config.json", Nested("encoder_config", ", \"encoder_valid_num_quantizers\": 2"));
                break;
            case "csm":
                CheckpointFiles.Write(_folder["model.safetensors"], With(Prefixed("codec_model.", CheckpointFiles.HuggingFace()), "backbone_model.layers.0.mlp.weight"));
                _folder.Write("config.json", Nested("codec_config", ""));
                break;
            case "csm in shards":
                var tensors = Prefixed("codec_model.", CheckpointFiles.HuggingFace());
                string[] files = ["model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors", "model-00003-of-00003.safetensors"];
                var map = new Dictionary<string, string> { ["backbone_model.weight"] = files[2] }; // Not downloaded.
                for (var part = 0; part < 2; part++)
                {
                    var shard = tensors.Where((_, i) => i % 2 == part).ToDictionary(t => t.Key, t => t.Value);
                    CheckpointFiles.Write(_folder[files[part]], shard);
                    foreach (var name in shard.Keys)
                        map[name] = files[part];
                }
                _folder.Write("model.safetensors.index.json", System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { metadata = new { total_size = 1 }, weight_map = map }));
                _folder.Write("config.json", Nested("codec_config", ""));
                break;
            default:
                CheckpointFiles.Write(_folder["my-finetune.safetensors"], CheckpointFiles.HuggingFace());
                break;
        }
    }

    /// <summary>Of the same values as moshi's own file of these sizes. Without a config the window is assumed, and is another.</summary>
    private string Fingerprint(string row)
    {
        using var other = new TemporaryFolder();
        var window = row is "moshi" or "fine-tune without a config" ? 250 : CheckpointFiles.Toy.Window;
        using var native = Checkpoint.Open(CheckpointFiles.Write(other["x.safetensors"], CheckpointFiles.Native()), CheckpointFiles.Toy with { Window = window });
        return native.Fingerprint;
    }

    private static byte[] Nested(string key, string more) =>
        Encoding.UTF8.GetBytes($$"""{"model_type": "other", "num_filters": 99, "{{key}}": {{Encoding.UTF8.GetString(CheckpointFiles.ConfigJson())}} {{more}} }""");

    private static Dictionary<string, (long[] Shape, float[] Values)> Prefixed(string prefix, Dictionary<string, (long[] Shape, float[] Values)> tensors) =>
        tensors.ToDictionary(t => prefix + t.Key, t => t.Value);

    private static Dictionary<string, (long[] Shape, float[] Values)> With(Dictionary<string, (long[] Shape, float[] Values)> tensors, string name)
    {
        tensors[name] = ([1], [1f]);
        return tensors;
    }
}
