using MimiNative.Weights;

namespace MimiNative.Tests.Weights;

public sealed class FileCheckpointTests : IDisposable
{
    private const string FirstWeight = "encoder.model.0.conv.conv.weight";
    private const string Attention = "encoder_transformer.transformer.layers.1.self_attn.in_proj_weight";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Either_layout_gives_the_native_tensors_and_sizes(bool huggingFace)
    {
        _folder.Write("config.json", CheckpointFiles.ConfigJson());
        var path = CheckpointFiles.Write(_folder["model.safetensors"], huggingFace ? CheckpointFiles.HuggingFace() : CheckpointFiles.Native());
        using var weights = Checkpoint.Open(path);
        Assert.Equal(huggingFace ? CheckpointLayout.HuggingFace : CheckpointLayout.Native, weights.Report.Layout);
        Assert.Equal(CheckpointFiles.Toy with { Ratios = weights.Config.Ratios }, weights.Config);
        Assert.Equal([4, 5, 6, 8], weights.Config.Ratios);
        Assert.False(weights.IsSynthetic);
        Assert.Empty(weights.Report.Assumed);
        AssertIsToy(weights);
    }

    [Fact]
    public void A_model_has_the_same_fingerprint_in_either_layout_and_another_one_when_a_weight_changes()
    {
        var native = CheckpointFiles.Native();
        Assert.Equal(Fingerprint(native), Fingerprint(CheckpointFiles.HuggingFace()));
        var before = Fingerprint(native);
        native["decoder.model.0.conv.conv.bias"].Values[0] += 1;
        Assert.Equal(before, Fingerprint(native));
        native[FirstWeight].Values[3] += 1e-6f;
        Assert.NotEqual(before, Fingerprint(native));

        string Fingerprint(Dictionary<string, (long[], float[])> tensors)
        {
            using var weights = Checkpoint.Open(CheckpointFiles.Write(_folder["x.safetensors"], tensors), CheckpointFiles.Toy);
            return weights.Fingerprint;
        }
    }

    [Fact]
    public void Without_a_config_the_sizes_come_from_the_shapes_and_the_rest_is_reported_as_assumed()
    {
        using var weights = Checkpoint.Open(CheckpointFiles.Write(_folder["x.safetensors"], CheckpointFiles.Native()));
        Assert.Equal(CheckpointFiles.Toy with { Ratios = weights.Config.Ratios, Window = 250 }, weights.Config);
        Assert.Contains("2 heads of 8", weights.Report.Assumed);
        Assert.Contains("attention window 250", weights.Report.Assumed);
    }

    [Fact]
    public void The_released_sizes_need_no_assumption()
    {
        var shapes = TensorCatalog.Native(new MimiConfig()).ToDictionary(t => t.Name, t => (IReadOnlyList<long>)[.. t.Shape.Select(n => (long)n)]);
        var (config, assumed) = ConfigFromShapes.Read(shapes.GetValueOrDefault);
        Assert.Empty(assumed);
        Assert.Equal(new MimiConfig() with { Ratios = config.Ratios }, config);
    }

    [Fact]
    public void A_config_of_another_model_beside_the_file_is_passed_over()
    {
        _folder.Write("config.json", """{"model_type": "moshi", "dim": 4096, "num_filters": 99}"""u8.ToArray());
        using var weights = Checkpoint.Open(CheckpointFiles.Write(_folder["x.safetensors"], CheckpointFiles.Native()));
        Assert.Equal(4, weights.Config.Filters);
        Assert.Equal("the tensors' shapes", weights.Report.ConfigSource);
    }

    [Theory]
    [InlineData("", "can't be read")]
    [InlineData("""{"model_type": "mimi", "num_filters": "many"}""", "num_filters")]
    [InlineData("""{"model_type": "mimi", "num_attention_heads": 0}""", "num_attention_heads")]
    [InlineData("""{"model_type": "mimi", "head_dim": 32}""", "head_dim")]
    [InlineData("""{"model_type": "mimi", "hidden_size": 24, "head_dim": 3}""", "head_dim")]
    [InlineData("""{"model_type": "mimi", "compress": 3}""", "compress")]
    [InlineData("""{"model_type": "mimi", "num_hidden_layers": 1000000}""", "num_hidden_layers")]
    [InlineData("""{"model_type": "mimi", "hidden_act": "relu"}""", "hidden_act")]
    [InlineData("""{"model_type": "mimi", "use_causal_conv": false}""", "use_causal_conv")]
    [InlineData("""{"model_type": "mimi", "num_residual_layers": 2}""", "num_residual_layers")]
    [InlineData("""{"model_type": "mimi", "upsampling_ratios": 8}""", "upsampling_ratios")]
    [InlineData("""{"model_type": "mimi", "upsampling_ratios": [1024, 1024, 1024, 1024, 1024, 1024, 1024, 1024]}""", "upsampling_ratios")]
    [InlineData("""{"model_type": "mimi", "frame_rate": 11}""", "frame_rate")]
    [InlineData("""{"model_type": "mimi", "rope_parameters": {"rope_type": "yarn"}}""", "rope_parameters")]
    [InlineData("""{"model_type": "mimi", "num_quantizers": 1}""", "num_semantic_quantizers")]
    [InlineData("""{"model_type": "mimi", "codebook_dim": 128, "vector_quantization_hidden_dimension": 256}""", "vector_quantization_hidden_dimension")]
    public void A_config_that_is_wrong_or_not_computed_is_refused_by_key(string json, string expected)
    {
        var config = _folder.Write("config.json", System.Text.Encoding.UTF8.GetBytes(json));
        var error = Assert.Throws<WeightsException>(() => Checkpoint.Open(CheckpointFiles.Write(_folder["x.safetensors"], CheckpointFiles.HuggingFace())));
        Assert.Contains(expected, error.Message);
        Assert.Contains(config, error.Message);
    }

    [Fact]
    public void Rope_parameters_and_frame_rates_are_read_in_the_old_and_the_new_spelling()
    {
        var config = MimiNative.Weights.ConfigJson.Read(_folder.Write("config.json", """
            {"model_type": "mimi", "rope_parameters": {"rope_theta": 5000.0, "rope_type": "default"}, "_frame_rate": 25, "sliding_window": 100, "norm_eps": 1e-6}
            """u8.ToArray()))!.Config;
        Assert.Equal((5000, 1, 100, 1e-6, 64), (config.RopeBase, config.Downsample, config.Window, config.NormEps, config.HeadDimension));
    }

    [Fact]
    public void Missing_misshapen_and_unknown_tensors_are_reported_together()
    {
        var tensors = CheckpointFiles.HuggingFace();
        tensors.Remove("downsample.conv.weight");
        tensors.Remove("encoder_transformer.layers.0.self_attn.k_proj.weight");
        tensors["encoder.layers.0.conv.bias"] = ([2, 2], new float[4]);
        tensors["encoder_transformer.layers.1.self_attn.q_proj.weight"] = ([16, 8], new float[128]);
        tensors["encoder_transformer.layers.1.self_attn.q_proj.bias"] = ([16], new float[16]);
        tensors["decoder.anything"] = ([1], [1]);
        var path = CheckpointFiles.Write(_folder["x.safetensors"], tensors);

        var report = Checkpoint.Check(path, CheckpointFiles.Toy);
        Assert.False(report.Fits);
        Assert.Equal(["downsample.conv.weight", "encoder_transformer.layers.0.self_attn.k_proj.weight"], report.Missing);
        Assert.Equal(["encoder.layers.0.conv.bias", "encoder_transformer.layers.1.self_attn.q_proj.weight"], report.Misshapen.Select(t => t.Name));
        Assert.Equal("floats (16, 16)", report.Misshapen[1].Expected);
        Assert.Equal("F32 (16, 8)", report.Misshapen[1].Found);
        Assert.Equal(["encoder_transformer.layers.1.self_attn.q_proj.bias"], report.Unknown);

        var message = Assert.Throws<WeightsException>(() => Checkpoint.Open(path, CheckpointFiles.Toy)).Message;
        foreach (var problem in report.Problems())
            Assert.Contains(problem, message);
    }

    [Fact]
    public void Another_models_file_is_called_that()
    {
        var path = CheckpointFiles.Write(_folder["x.safetensors"], new() { ["bert.embeddings.weight"] = ([1], [1]) });
        Assert.Contains("isn't a Mimi checkpoint", Assert.Throws<WeightsException>(() => Checkpoint.Open(path)).Message);
        Assert.Throws<WeightsException>(() => Checkpoint.Open(CheckpointFiles.Write(_folder["y.safetensors"], [])));
    }

    [Fact]
    public void The_other_spelling_of_fused_attention_is_understood()
    {
        var tensors = CheckpointFiles.Native();
        tensors.Remove(Attention, out var attention);
        tensors["encoder_transformer.transformer.layers.1.self_attn.in_proj.weight"] = attention;
        using var weights = Checkpoint.Open(CheckpointFiles.Write(_folder["x.safetensors"], tensors), CheckpointFiles.Toy);
        AssertIsToy(weights);
    }

    [Fact]
    public void Weight_normalisation_is_folded()
    {
        var tensors = CheckpointFiles.Native();
        tensors.Remove(FirstWeight, out var weight);
        var norms = weight.Values.Chunk(7).Select(row => (float)Math.Sqrt(row.Sum(v => (double)v * v))).ToArray();
        tensors[FirstWeight + "_g"] = ([4, 1, 1], norms);
        tensors[FirstWeight + "_v"] = (weight.Shape, [.. weight.Values.Select(v => v * 3)]);
        using var weights = Checkpoint.Open(CheckpointFiles.Write(_folder["x.safetensors"], tensors));
        var folded = weights.Read(FirstWeight);
        for (var i = 0; i < folded.Length; i++)
            Assert.Equal(weight.Values[i], folded[i], Math.Abs(weight.Values[i]) * 3e-7);

        tensors.Remove(FirstWeight + "_g");
        Assert.Equal([FirstWeight + "_g"], Checkpoint.Check(CheckpointFiles.Write(_folder["y.safetensors"], tensors)).Missing);
    }

    [Fact]
    public void Half_precision_weights_are_read()
    {
        var tensors = CheckpointFiles.Native();
        var path = _folder["half.safetensors"];
        using (var writer = new SafetensorsWriter(path, tensors.Select(t => (t.Key, SafetensorsType.F16, (IReadOnlyList<long>)t.Value.Shape))))
        {
            foreach (var (name, (_, values)) in tensors)
                writer.Append<Half>(name, [.. values.Select(v => (Half)v)]);
            writer.Commit();
        }
        using var weights = Checkpoint.Open(path);
        Assert.Equal(["F16"], weights.Report.Types);
        Assert.Equal(tensors[FirstWeight].Values.Select(v => (float)(Half)v), weights.Read(FirstWeight));
    }

    [Fact]
    public void Names_follow_the_published_list_of_the_Hugging_Face_layout()
    {
        using var list = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Repository.Shared("reference/full/hf-tensor-names.json")));
        var expected = list.RootElement.EnumerateObject().Select(t => t.Name).Order(StringComparer.Ordinal);
        Assert.Equal(expected, TensorCatalog.Native(new MimiConfig()).SelectMany(t => LayoutNames.HuggingFace(t.Name)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Both_layouts_of_the_reference_checkpoint_hold_the_same_model()
    {
        using var huggingFace = Checkpoint.Open(Repository.Shared("reference/tiny/checkpoint/hf"));
        using var unsure = Checkpoint.Open(Repository.Shared("reference/tiny/checkpoint/native.safetensors"));
        Assert.Equal((7, 2, 8, 3, 5), (huggingFace.Config.Window, huggingFace.Config.Heads, huggingFace.Config.HeadDimension, huggingFace.Config.Layers, huggingFace.Config.Codebooks));
        Assert.Equal(huggingFace.Config with { Window = 250, Ratios = unsure.Config.Ratios }, unsure.Config);
        Assert.NotEmpty(unsure.Report.Assumed);

        using var native = Checkpoint.Open(Repository.Shared("reference/tiny/checkpoint/native.safetensors"), huggingFace.Config);
        foreach (var tensor in TensorCatalog.Encoder(huggingFace.Config))
            Assert.Equal(native.Read(tensor.Name), huggingFace.Read(tensor.Name));
        Assert.Equal(native.Fingerprint, huggingFace.Fingerprint);
    }

    private static void AssertIsToy(Checkpoint weights)
    {
        var native = CheckpointFiles.Native();
        var encoder = TensorCatalog.Encoder(CheckpointFiles.Toy);
        Assert.Equal(28 + 20 + 1 + 16, encoder.Count);
        foreach (var tensor in encoder)
        {
            Assert.Equal(tensor.Shape, weights.Shape(tensor.Name));
            Assert.Equal(native[tensor.Name].Values, weights.Read(tensor.Name));
        }
    }
}
