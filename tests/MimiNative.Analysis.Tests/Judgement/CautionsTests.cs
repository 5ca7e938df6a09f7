using MimiNative.Analysis.Data;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Tests.Judgement;

public sealed class CautionsTests
{
    // Nothing to be careful about: twenty voices, all say the same ten texts, nothing goes with the voice.
    private static readonly DataFacts Sound = new()
    {
        Weights = "w", Synthetic = false, Failures = [], Damaged = [], Voices = 20, FewestClips = 10, Texts = 10, Combinations = 200, Confounds = [], Notes = ["a note"],
    };

    public static TheoryData<DataFacts, CautionKind?> Table => new()
    {
        { Sound, null },
        { Sound with { Synthetic = true }, CautionKind.RandomWeights },
        { Sound with { Failures = [new ClipFailure(new Sample { Id = "a", Voice = "v" }, "torn")] }, CautionKind.ClipsLeftOut },
        { Sound with { Damaged = [new ClipFailure(new Sample { Id = "a", Voice = "v" }, "ends early")] }, CautionKind.ClipsDamaged },
        { Sound with { Voices = 10, Combinations = 100 }, null },
        { Sound with { Voices = 9, Combinations = 90 }, CautionKind.FewVoices },
        { Sound with { Voices = 2, Combinations = 20 }, CautionKind.FewVoices },
        { Sound with { Voices = 1, Combinations = 10 }, CautionKind.OneVoice },
        { Sound with { FewestClips = 4 }, null },
        { Sound with { FewestClips = 3 }, CautionKind.FewClips },
        { Sound with { Texts = null, Combinations = null }, CautionKind.TextsUnknown },
        { Sound with { Combinations = 199 }, CautionKind.TextsUnbalanced },
        { Sound with { SourceRates = [new(16000, 5)] }, null },
        { Sound with { SourceRates = [new(8000, 5)] }, CautionKind.NarrowBand },
        { Sound with { SourceRates = [new(24000, 5), new(48000, 5)] }, null },
        { Sound with { SourceRates = [new(16000, 5), new(48000, 5)] }, CautionKind.MixedRates },
        { Sound with { Copies = 1 }, CautionKind.Copies },
        { Sound with { Confounds = [Share(0.31, 3, 21)] }, CautionKind.Confound },
        { Sound with { Confounds = [Share(0.3, 3, 21)] }, null },
        { Sound with { Confounds = [Share(double.NaN, 3, 21)] }, null },
        // Ten groups of nineteen clips hold half of the variance by chance: then only all of it could say something.
        { Sound with { Confounds = [Share(0.99, 10, 19)] }, null },
        { Sound with { Confounds = [Share(0.61, 7, 21)] }, CautionKind.Confound },
        { Sound with { Confounds = [Share(0.6, 7, 21)] }, null },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_caution_applies_from_its_limit_on(DataFacts facts, CautionKind? kind) => Assert.Equal(kind is { } k ? [k] : [], Cautions.Of(facts).Select(c => c.Kind));

    [Fact]
    public void Only_what_forbids_to_use_the_numbers_is_bad()
    {
        var all = Cautions.Of(Sound with { Synthetic = true, Voices = 1, FewestClips = 1, Texts = null, Combinations = null, Confounds = [Share(0.9, 2, 20)] });
        Assert.Equal([(CautionKind.RandomWeights, Level.Bad), (CautionKind.OneVoice, Level.Bad), (CautionKind.FewClips, Level.Weak), (CautionKind.TextsUnknown, Level.Weak), (CautionKind.Confound, Level.Weak)], all.Select(c => (c.Kind, c.Level)));
        Assert.Equal(0.9, all[^1].Confound!.Share);
    }

    private static Confound Share(double share, int groups, int clips) => new(ClipProperty.Level, Grouping.Voice, share, groups, clips);
}
