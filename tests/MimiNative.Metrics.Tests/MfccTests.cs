using System.Buffers.Binary;

namespace MimiNative.Metrics.Tests;

public sealed class MfccTests
{
    [Theory]
    [InlineData("george/s01_t0")]
    [InlineData("theo/s03_t1")]
    public void Coefficients_are_those_of_librosa(string clip)
    {
        var expected = TestData.Matrix("reference/audio/mfcc-librosa.safetensors", $"{clip}/mfcc");
        var actual = new Mfcc(8000, fftLength: 400, hop: 80).Compute(Pcm16(Repository.Shared($"data/digits/audio/{clip}.wav")));
        Assert.Equal(expected.Values.Length, actual.Length);
        for (var i = 0; i < actual.Length; i++)
            Assert.True(Math.Abs(expected.Values[i] - actual[i]) <= 1e-3, $"frame {i / 20}, coefficient {i % 20}: {expected.Values[i]} expected, {actual[i]} found");
    }

    [Fact]
    public void Silence_and_clips_shorter_than_a_hop_have_one_defined_value_per_coefficient()
    {
        var mfcc = new Mfcc(24000);
        Assert.All(mfcc.MeanAndStd(new float[2400]), v => Assert.True(float.IsFinite(v)));
        Assert.Equal(mfcc.Coefficients, mfcc.Compute([]).Length);
        Assert.All(mfcc.MeanAndStd([0.5f]), v => Assert.True(float.IsFinite(v)));
        Assert.Throws<MetricsException>(() => new Mfcc(8000, coefficients: 41));
    }

    private static float[] Pcm16(string path)
    {
        var bytes = File.ReadAllBytes(path).AsSpan(44);
        var samples = new float[bytes.Length / 2];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]) / 32768f;
        return samples;
    }
}
