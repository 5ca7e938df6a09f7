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
}
