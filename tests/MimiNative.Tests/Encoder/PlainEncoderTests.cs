using MimiNative.Parity;
using MimiNative.Plain;

namespace MimiNative.Tests.Encoder;

/// <summary>The plain encoder against float64 PyTorch: it is the oracle of everything else, so it is held to a tighter bound than anything else.</summary>
public sealed class PlainEncoderTests
{
    // The references are float32 on disk; everything before that, here and there, was float64.
    private const double Tolerance = 1e-6;

    public static TheoryData<string> References =>
    [
        "tiny/speech.moshi", "tiny/speech.hf", "tiny/aligned.moshi", "tiny/aligned.hf", "tiny/samples1921.moshi", "tiny/samples1921.hf",
        "full/samples1921.moshi", "full/samples1921.hf",
    ];

    [Theory]
    [MemberData(nameof(References))]
    public void The_plain_encoder_agrees_with_PyTorch_in_float64_at_every_tap_and_code(string name)
    {
        var reference = ReferenceFile.Open(Repository.Shared($"reference/{name}.safetensors"));
        using var weights = reference.OpenCheckpoint();
        var result = new PlainEncoder(weights).Encode(reference.Input, reference.Padding);
        foreach (var tap in reference.Taps)
        {
            var actual = result.Taps[tap.Name];
            Assert.Equal((tap.Frames, tap.Channels), (actual.GetLength(0), actual.GetLength(1)));
            var error = 0.0;
            for (var i = 0; i < tap.Values.Length; i++)
                error += Math.Pow(tap.Values[i] - actual[tap.KeptFrames[i / tap.Channels], i % tap.Channels], 2);
            Assert.InRange(Math.Sqrt(error / tap.Values.Length) / tap.OverallRms, 0, Tolerance);
        }
        var codes = reference.Codes!;
        for (var frame = 0; frame < codes.Frames; frame++)
            for (var book = 0; book < codes.Codebooks; book++)
            {
                var margin = reference.Margins[book * codes.Frames + frame];
                Assert.True(codes[book, frame] == result.Codes[book, frame] || margin < 1e-6, $"codebook {book}, frame {frame}, margin {margin}");
                Assert.Equal(margin, result.Margins[book, frame], 1e-5);
            }
    }
}
