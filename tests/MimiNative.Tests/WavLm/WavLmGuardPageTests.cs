using MimiNative.Backends.Cpu;
using MimiNative.Tests.Backends;
using MimiNative.WavLm;

namespace MimiNative.Tests.WavLm;

/// <summary>The whole network on memory whose next float faults, for widths and lengths around those of vectors and tiles: what comes out must be the bits that ordinary memory gives.</summary>
public sealed class WavLmGuardPageTests
{
    [Theory]
    [MemberData(nameof(GuardPageTests.Cases), MemberType = typeof(GuardPageTests))]
    public void The_network_stays_within_its_memory(string set, GuardedEnd end)
    {
        foreach (var size in (int[])[1, 2, 3, 5, 8, 15, 16, 17, 31, 33, 65])
        {
            var config = SmallWavLm.Group with
            {
                ConvolutionChannels = [size, 3, size + 1], Width = 2 * size, Heads = 2, PositionGroups = 2, PositionKernel = 1 + size % 7, FeedForward = size + 2, TdnnChannels = [size, 4, size], EmbeddingChannels = size,
                FeatureNorm = size % 2 == 0 ? FeatureNorm.Layer : FeatureNorm.Group,
            };
            var clip = SmallWavLm.Clip(config.LeastSamples + (size - 1) * config.SamplesPerFrame);
            var expected = Embed();
            GuardedMemory.Run(end, () => Assert.Equal(expected, Embed()));

            float[] Embed()
            {
                // A set that the processor lacks is put together by .NET out of narrower ones, with the same loads and stores.
                using var encoder = new WavLmEncoder(new WavLmSynthetic("guarded", config), GuardPageTests.Any(set));
                return encoder.Embed(clip);
            }
        }
    }
}
