using MimiNative.Conformance.Judgement;

namespace MimiNative.Tests.Conformance;

public sealed class FramePatternTests
{
    [Theory]
    [InlineData("....................", "None", "no frame")]
    [InlineData("xxxxxxxxxxxxxxxxxxxx", "All", "all 20 frames")]
    [InlineData(".xxxxxxxxxxxxxxxxxxx", "All", "nearly all frames (19 of 20)")]
    [InlineData("...xxxxxxxxxxxxxxxxx", "From", "from frame 3 on (17 of 20)")]
    [InlineData("..........xxxxxxxxxx", "From", "from frame 10 on (10 of 20)")]
    [InlineData("xx..................", "First", "the first 2 of 20 frames")]
    [InlineData("x...................", "First", "the first of 20 frames")]
    [InlineData("..................xx", "Last", "the last 2 of 20 frames")]
    [InlineData("...................x", "Last", "the last of 20 frames")]
    [InlineData("....x...x...x...x...", "Periodic", "every 4 frames from frame 4 on (4 of 20)")]
    [InlineData("......xx....xx....xx", "Periodic", "every 6 frames from frame 6 on (6 of 20)")]
    [InlineData("...x....x...x...x...", "Scattered", "4 of 20 frames, the first is 3")]
    [InlineData("....x...x...........", "Scattered", "2 of 20 frames, the first is 4")]
    [InlineData(".....x..............", "Scattered", "1 of 20 frames, the first is 5")]
    [InlineData("x", "All", "the only frame")]
    public void Wrong_frames_are_told_in_a_word(string frames, string kind, string words)
    {
        var pattern = FramePattern.Of([.. frames.Select(f => f == 'x')]);
        Assert.Equal((kind, words), (pattern.Kind.ToString(), pattern.ToString()));
    }

    [Fact]
    public void Of_guesses_that_fit_the_first_of_about_equals_is_taken_and_none_that_explains_too_little()
    {
        static Guess Of(Cause cause, double after) => new(cause, "", 0.4, after);
        Assert.Equal(Cause.Scale, Guess.Best([Of(Cause.Scale, 3e-7), Of(Cause.Sign, 1e-7)], 1e-5)!.Cause);
        Assert.Equal(Cause.Sign, Guess.Best([Of(Cause.Scale, 9e-7), Of(Cause.Sign, 1e-7)], 1e-5)!.Cause);
        Assert.Null(Guess.Best([Of(Cause.Scale, 2e-5)], 1e-5));
        Assert.Null(Guess.Best([Of(Cause.Scale, 0.05)], 0.01));
        Assert.Null(Guess.Best([Of(Cause.Scale, double.NaN)], 1));
        Assert.Null(Guess.Best([new(Cause.Scale, "", 1e-5, 2e-6)], 1e-5));
    }
}
