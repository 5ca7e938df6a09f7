namespace MimiNative.Tests.Encoder;

public class CodesTests
{
    /// <summary>A sink is given codes frame by frame; a clip's are kept by codebook, as the field's files have them.</summary>
    [Fact]
    public void CodesThatCameByFrameAreTurned()
    {
        var codes = Codes.FromRows(2, [10, 20, 11, 21, 12, 22]);
        Assert.Equal((2, 3), (codes.Codebooks, codes.Frames));
        Assert.Equal([10, 11, 12, 20, 21, 22], codes.Values);
        Assert.Equal((12, 20), (codes[0, 2], codes[1, 0]));
        Assert.Equal(0, Codes.FromRows(8, []).Frames);
    }

    [Fact]
    public void HalfAFrameIsRefused()
    {
        Assert.Contains("5 codes are no whole frames of 2 codebooks", Assert.Throws<ArgumentException>(() => Codes.FromRows(2, [1, 2, 3, 4, 5])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Codes.FromRows(0, []));
    }

    [Fact]
    public void SizesThatDontMatchAreRefused()
    {
        Assert.Contains("3 codes are not 8 codebooks of 10 frames", Assert.Throws<ArgumentException>("Values", () => new Codes(8, 10, new int[3])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("Values", () => new Codes(1 << 16, 1 << 16, []));
        Assert.Throws<ArgumentOutOfRangeException>("Codebooks", () => new Codes(-1, -1, new int[1]));
        Assert.Throws<ArgumentOutOfRangeException>("Frames", () => new Codes(1, -1, []));
        Assert.Throws<ArgumentNullException>("Values", () => new Codes(1, 1, null!));
        var tap = new TapInfo("latent", 4, 1920, 24000, "");
        Assert.Contains("3 values are not 100 frames of the 4 channels of 'latent'", Assert.Throws<ArgumentException>("Values", () => new Activation(tap, 100, new float[3])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("Frames", () => new Activation(tap, -1, []));
        Assert.Throws<ArgumentNullException>("Tap", () => new Activation(null!, 0, []));
        Assert.Equal(0, new Activation(tap, 0, []).Frames);
    }

    [Fact]
    public void EqualAreThoseOfOneArray()
    {
        int[] values = [1, 2];
        Assert.Equal(new Codes(1, 2, values), new Codes(1, 2, values));
        Assert.NotEqual(new Codes(1, 2, values), new Codes(1, 2, [1, 2]));
    }
}
