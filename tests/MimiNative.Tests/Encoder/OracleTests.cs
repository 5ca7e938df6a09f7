using MimiNative.Backends.Cpu;
using MimiNative.Plain;
using MimiNative.Tests.Backends;

namespace MimiNative.Tests.Encoder;

/// <summary>The encoder against the plain encoder, on models of many sizes: needs no file, so it always runs.</summary>
public sealed class OracleTests
{
    public static TheoryData<int> Seeds => new(SmallModels.Seeds);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_tap_and_code_is_the_plain_encoder_s_to_float32_rounding(int seed)
    {
        var plain = new PlainEncoder(SmallModels.Weights(seed));
        var encoders = Enum.GetValues<CpuInstructions>().Where(set => set <= CpuBackend.Widest)
            .Select(set => (Set: set, Encoder: new MimiEncoder(SmallModels.Weights(seed), CpuBackend.Create(1, set)))).ToList();
        var lengths = SmallModels.Lengths(SmallModels.Config(seed));
        // Dialects alternate: an encoder keeps nothing of one clip for the next.
        foreach (var length in lengths)
            foreach (var padding in Enum.GetValues<PaddingDialect>())
            {
                var clip = SmallModels.Clip(length, seed);
                var expected = plain.Encode(clip, padding);
                foreach (var (set, encoder) in encoders)
                {
                    var where = $"{set}, {length} samples, {padding}, {SmallModels.Config(seed)}";
                    Check(where, Recording.Whole(encoder, clip, padding).Differences(expected));
                    Check(where + ", streamed", Recording.Streamed(encoder, clip, padding, new Random(length)).Differences(expected));
                }
            }
        encoders.ForEach(e => e.Encoder.Dispose());
    }

    private static void Check(string where, IReadOnlyList<string> differences) =>
        Assert.True(differences.Count == 0, $"{where}: {string.Join(Environment.NewLine, differences)}");
}
