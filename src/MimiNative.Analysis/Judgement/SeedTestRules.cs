using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Judgement;

/// <summary>The seed study's four tests by its definitions: each passes above its target and can't be decided without its number.</summary>
internal static class SeedTestRules
{
    /// <summary>Tests 1 to 4, in that order.</summary>
    public static IReadOnlyList<Claim> Judge(SeedTestNumbers numbers) =>
    [
        Above(Question.SeedAcoustics, new Evidence(Quantity.AcousticsScore, numbers.Voice.AcousticsScore) { Limit = Bands.AcousticsScore.Target }),
        Above(Question.SeedConsistency, new Evidence(Quantity.IntraSpeakerConsistency, numbers.Voice.Consistency) { Limit = Bands.Consistency.Target }),
        Above(Question.SeedSeparability, new Evidence(Quantity.SeparabilityRatio, numbers.Voice.SeparabilityRatio) { Limit = Bands.SeparabilityRatio.Target }),
        Above(Question.SeedRobustness,
            new Evidence(Quantity.LightNoiseSimilarity, numbers.LightNoise?.Mean ?? double.NaN) { Limit = Bands.LightNoiseTarget },
            new Evidence(Quantity.MediumNoiseSimilarity, numbers.MediumNoise?.Mean ?? double.NaN) { Limit = Bands.MediumNoiseTarget }),
    ];

    /// <summary>Whether a space that fails the test can't be used to tell speakers apart as it is: tests 1 and 3.</summary>
    public static bool IsCritical(Question test) => test is Question.SeedAcoustics or Question.SeedSeparability;

    private static Claim Above(Question question, params IReadOnlyList<Evidence> evidence) => new(
        question, evidence.Any(e => double.IsNaN(e.Value)) ? Outcome.Undecided : evidence.All(e => e.Value > e.Limit) ? Outcome.Yes : Outcome.No, evidence);
}
