using System.Text;
using MimiNative.Tests.Weights;
using MimiNative.WavLm;
using MimiNative.Weights;

namespace MimiNative.Tests.WavLm;

/// <summary>What a config.json may say, and what is refused by the name of the key.</summary>
public sealed class WavLmConfigJsonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"model_type": "wavlm", "hidden_act": null, "hidden_size": null, "conv_dim": null, "conv_bias": null, "layer_norm_eps": null, "feat_extract_norm": null}""")]
    public void What_is_left_open_is_the_base_models_but_the_last_state_alone(string json) =>
        Assert.Equal((new WavLmConfig() with { WeightedSum = false }).Describe(), Read(json).Describe());

    [Fact]
    public void Every_size_is_taken()
    {
        var config = Read("""
            {
              "conv_dim": [4, 6], "conv_kernel": [9, 3], "conv_stride": [5, 2], "conv_bias": true, "feat_extract_norm": "layer", "hidden_size": 24, "num_hidden_layers": 2, "num_attention_heads": 3,
              "intermediate_size": 30, "num_conv_pos_embeddings": 7, "num_conv_pos_embedding_groups": 4, "num_buckets": 8, "max_bucket_distance": 11, "layer_norm_eps": 1e-3,
              "use_weighted_layer_sum": true, "tdnn_dim": [5, 7], "tdnn_kernel": [3, 1], "tdnn_dilation": [2, 1], "xvector_output_dim": 13
            }
            """);
        Assert.Equal("conv 4,6 k 9,3 s 5,2 bias True norm Layer; width 24 layers 2 heads 3 ff 30 positions 7/4 buckets 8/11 eps 0.001; sum True tdnn 5,7 k 3,1 d 2,1 → 13", config.Describe());
    }

    [Theory]
    [InlineData("model_type", "\"hubert\"", "\"hubert\"")]
    [InlineData("model_type", "7", "7")]
    [InlineData("do_stable_layer_norm", "true", "post-norm")]
    [InlineData("add_adapter", "true", "adapters")]
    [InlineData("add_adapter", "\"no\"", "neither true nor false")]
    [InlineData("hidden_act", "\"relu\"", "only \"gelu\" is computed")]
    [InlineData("feat_extract_activation", "\"relu\"", "only \"gelu\" is computed")]
    [InlineData("feat_extract_norm", "\"batch\"", "known are \"group\" and \"layer\"")]
    [InlineData("hidden_size", "65537", "isn't a whole number from 1 to 65536")]
    [InlineData("hidden_size", "0", "isn't a whole number from 1 to 65536")]
    [InlineData("num_hidden_layers", "257", "isn't a whole number from 1 to 256")]
    [InlineData("layer_norm_eps", "0", "isn't a number above 0")]
    [InlineData("conv_dim", "[]", "a list of 1 to 256 numbers")]
    [InlineData("conv_dim", "512", "a list of 1 to 256 numbers")]
    [InlineData("conv_stride", "[5, 2, 2, 2, 2, 2, 1.5]", "1.5 isn't a whole number from 1 to 65536")]
    public void What_is_not_computed_or_has_a_wrong_form_is_refused_by_its_key(string key, string value, string problem)
    {
        var message = Assert.Throws<WeightsException>(() => Read($$"""{"{{key}}": {{value}}}""")).Message;
        Assert.StartsWith($"{_folder["config.json"]}: {key}: ", message);
        Assert.Contains(problem, message);
    }

    [Theory]
    [InlineData("""{"num_attention_heads": 5}""", "Width: 768 isn't a multiple of Heads, 5")]
    [InlineData("""{"tdnn_dim": [8]}""", "TdnnChannels has 1 layers and TdnnKernels 5")]
    [InlineData("""{"num_buckets": 6}""", "Buckets: 6 can't be halved twice")]
    [InlineData("""{"max_bucket_distance": 80}""", "MostBucketDistance")]
    [InlineData("""{"conv_stride": [1000, 1000, 1000, 1, 1, 1, 1]}""", "ConvolutionStrides")]
    [InlineData("[]", "isn't a JSON object")]
    [InlineData("{", "can't be read")]
    [InlineData("""{"hidden_act": "\ud800"}""", "can't be read")]
    public void Sizes_that_no_network_has_and_files_that_are_none_are_refused(string json, string problem)
    {
        var message = Assert.Throws<WeightsException>(() => Read(json)).Message;
        Assert.StartsWith(_folder["config.json"], message);
        Assert.Contains(problem, message);
    }

    [Fact]
    public void The_audio_is_normalised_where_its_file_says_so()
    {
        Assert.False(Normalizes("{}"));
        Assert.True(Normalizes("""{"do_normalize": true, "sampling_rate": 16000}"""));
        Assert.Contains("do_normalize: ", Assert.Throws<WeightsException>(() => Normalizes("""{"do_normalize": 1}""")).Message);
        Assert.Contains("sampling_rate: it is 8000; only 16000 is computed", Assert.Throws<WeightsException>(() => Normalizes("""{"sampling_rate": 8000}""")).Message);
        Assert.Contains("sampling_rate: ", Assert.Throws<WeightsException>(() => Normalizes("""{"sampling_rate": "16000"}""")).Message);
    }

    private WavLmConfig Read(string json) => WavLmConfigJson.Read(_folder.Write("config.json", Encoding.UTF8.GetBytes(json)));

    private bool Normalizes(string json) => WavLmConfigJson.ReadNormalizesAudio(_folder.Write("preprocessor_config.json", Encoding.UTF8.GetBytes(json)));
}
