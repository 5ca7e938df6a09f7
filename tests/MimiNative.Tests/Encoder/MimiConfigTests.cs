using MimiNative.Weights;

namespace MimiNative.Tests.Encoder;

/// <summary>Sizes that no encoder can have are refused by name before any buffer is made from them.</summary>
public sealed class MimiConfigTests
{
    private static readonly MimiConfig Good = SmallModel.Config;

    public static TheoryData<string, MimiConfig> Impossible
    {
        get
        {
            var data = new TheoryData<string, MimiConfig>();
            foreach (var wrong in (int[])[0, -1, int.MinValue, int.MaxValue])
            {
                data.Add("SampleRate", Good with { SampleRate = wrong });
                data.Add("Filters", Good with { Filters = wrong });
                data.Add("Ratios", Good with { Ratios = [4, wrong] });
                data.Add("KernelIn", Good with { KernelIn = wrong });
                data.Add("KernelOut", Good with { KernelOut = wrong });
                data.Add("KernelResidual", Good with { KernelResidual = wrong });
                data.Add("Compress", Good with { Compress = wrong });
                data.Add("Width", Good with { Width = wrong });
                data.Add("Layers", Good with { Layers = wrong });
                data.Add("Heads", Good with { Heads = wrong });
                data.Add("HeadDimension", Good with { HeadDimension = wrong });
                data.Add("FeedForward", Good with { FeedForward = wrong });
                data.Add("Window", Good with { Window = wrong });
                data.Add("Downsample", Good with { Downsample = wrong });
                data.Add("CodebookSize", Good with { CodebookSize = wrong });
                data.Add("CodebookDimension", Good with { CodebookDimension = wrong });
                data.Add("Codebooks", Good with { Codebooks = wrong });
                data.Add("SemanticCodebooks", Good with { SemanticCodebooks = wrong });
            }

            foreach (var wrong in (double[])[0, -1, double.NaN, double.PositiveInfinity])
            {
                data.Add("NormEps", Good with { NormEps = wrong });
                data.Add("RopeBase", Good with { RopeBase = wrong });
            }

            data.Add("Ratios", Good with { Ratios = [] });
            data.Add("Ratios", Good with { Ratios = null! });
            data.Add("Ratios", Good with { Ratios = [1, 1, 1, 1, 1, 1, 1, 1, 1] });
            data.Add("Ratios", Good with { Ratios = [1024, 1024] });
            data.Add("Filters", Good with { Filters = 1 << 17 });
            data.Add("Compress", Good with { Compress = 4 });
            data.Add("HeadDimension", Good with { Heads = 8, HeadDimension = 3 });
            data.Add("HeadDimension", Good with { Heads = 2 });
            data.Add("SemanticCodebooks", Good with { SemanticCodebooks = Good.Codebooks });
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Sizes_that_no_encoder_can_have_are_refused_by_name(string property, MimiConfig config)
    {
        Assert.StartsWith($"MimiConfig.{property}: ", Assert.Throws<ArgumentException>(config.Validate).Message);
        Assert.StartsWith($"MimiConfig.{property}: ", Assert.Throws<ArgumentException>(() => new SyntheticCheckpoint("1", config)).Message);
    }

    [Fact]
    public void Sizes_at_the_limits_are_taken()
    {
        new MimiConfig().Validate();
        (Good with { Ratios = [1, 1, 1, 1, 1, 1, 1, 1] }).Validate();
        (Good with { Ratios = [1], Downsample = 1, KernelIn = 1, KernelOut = 1, KernelResidual = 1, Compress = 1, Window = 1, Layers = 1, Heads = 1, HeadDimension = 24 }).Validate();
        (Good with { Ratios = [1024, 512] }).Validate();
        (Good with { Codebooks = 2 }).Validate();
        (Good with { Filters = 1 << 16 }).Validate();
    }
}
