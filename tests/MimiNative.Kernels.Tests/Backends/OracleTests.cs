using MimiNative.Plain;

namespace MimiNative.Kernels.Tests;

/// <summary>The whole encoder on every backend against the plain encoder, on models of many sizes: needs no file, so it runs wherever the device is.</summary>
public sealed class OracleTests
{
    public static TheoryData<string, int> Cases
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var seed in SmallModels.Seeds)
                foreach (var name in (string[])["opencl", "cuda", "ilgpu opencl", "ilgpu cuda"]) // The simulators would take minutes.
                    data.Add(name, seed);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_tap_and_code_is_the_plain_encoder_s_to_float32_rounding(string name, int seed)
    {
        // Not disposed: the driver belongs to all tests of this class.
        var encoder = new MimiEncoder(SmallModels.Weights(seed), AllBackends.Get(name));
        var plain = new PlainEncoder(SmallModels.Weights(seed));
        foreach (var length in SmallModels.Lengths(SmallModels.Config(seed)))
            foreach (var padding in Enum.GetValues<PaddingDialect>())
            {
                var clip = SmallModels.Clip(length, seed);
                var expected = plain.Encode(clip, padding);
                var where = $"{length} samples, {padding}, {SmallModels.Config(seed)}";
                Check(where, Recording.Whole(encoder, clip, padding).Differences(expected));
                Check(where + ", streamed", Recording.Streamed(encoder, clip, padding, new Random(length)).Differences(expected));
            }
    }

    private static void Check(string where, IReadOnlyList<string> differences) =>
        Assert.True(differences.Count == 0, $"{where}: {string.Join(Environment.NewLine, differences)}");
}
