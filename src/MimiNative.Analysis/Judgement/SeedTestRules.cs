using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Judgement;

/// <summary>The seed study's four tests by its definitions: each passes above its target and can't be decided without its number.</summary>
internal static class SeedTestRules
{
    /// <summary>Tests 1 to 4, in that order.</summary>
    /// <param name="numbers">What they rest on.</param>
    /// <param name="embedding">Of which embedding, as files name it; null where that goes without saying.</param>
    /// <param name="controls">The same of the spaces that this one is held against.</param>
    public static IReadOnlyList<Claim> Judge(SeedTestNumbers numbers, string? embedding = null, IReadOnlyList<ControlSeedTests>? controls = null)
    {
        var beside = (controls ?? []).Select(c => (c.Control, Claims: Judge(c.Numbers))).ToList();
        return [.. Tests(numbers).Select((claim, test) => claim with
        {
            Evidence = [.. claim.Evidence.Select((e, k) => e with
            {
                Embedding = embedding, Controls = [.. beside.Select(b => new ControlEvidence(b.Control, b.Claims[test].Evidence[k].Value)).Where(c => !double.IsNaN(c.Value))],
            })],
        })];
    }

    /// <summary>Controls that pass a passed test too: then it is an empty pass, which says nothing about what training put there. None where the test isn't passed.</summary>
    public static IReadOnlyList<SpaceKind> PassToo(Claim test) => test.Outcome != Outcome.Yes || test.Question is not (Question.SeedAcoustics or Question.SeedConsistency or Question.SeedSeparability or Question.SeedRobustness) ? []
        : [.. test.Evidence[0].Controls.Select(c => c.Control).Where(kind => test.Evidence.All(e => e.Controls.Any(c => c.Control == kind && c.Value > e.Limit)))];

    private static IReadOnlyList<Claim> Tests(SeedTestNumbers numbers) =>
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
