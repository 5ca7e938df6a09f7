using MimiNative.Parity;
using MimiNative.Weights;

namespace MimiNative.Tests.Parity;

public sealed class KnownAnswerTests
{
    [Fact]
    public void The_noise_is_numpys()
    {
        using var file = SafetensorsFile.Open(Repository.Shared("reference/known-answer/waveform.safetensors"));
        var random = new NumpyRandom(1234);
        Assert.All(file.Read<double>("noise_first16"), expected => Assert.Equal(expected, random.NextGaussian(), 1e-15));
    }

    [Fact]
    public void The_waveform_is_the_published_one()
    {
        using var file = SafetensorsFile.Open(Repository.Shared("reference/known-answer/waveform.safetensors"));
        Assert.Equal(file.Read<float>("input"), KnownAnswer.Waveform());
    }

    [Fact]
    public void The_codes_are_the_published_ones()
    {
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Repository.Shared("reference/known-answer/expected.json")));
        Assert.Equal(json.RootElement.GetProperty("codes").EnumerateArray().SelectMany(level => level.EnumerateArray().Select(code => code.GetInt32())), KnownAnswer.Released.Values);
    }

    [Fact]
    public void The_plain_quantiser_agrees_with_the_reference_codes_and_margins()
    {
        var reference = ReferenceFile.Open(Repository.Shared("reference/tiny/speech.hf.safetensors"));
        using var weights = reference.OpenCheckpoint();
        var latent = reference.Taps.Single(t => t.Name == "latent");
        var (codes, margins) = PlainQuantiser.Quantise(weights, latent.Values, 5);
        Assert.Equal(reference.Codes!.Values, codes.Values);
        for (var i = 0; i < margins.Length; i++)
            Assert.Equal(reference.Margins[i], margins[i], 1e-5f);
    }
}
