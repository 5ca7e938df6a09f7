using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Judgement;

/// <summary>What the seed study of Mimi's pooled embeddings said. In JSON the name in snake_case.</summary>
public enum StudyStatement
{
    /// <summary>The same words by other voices are more alike (0.88) than one voice saying other words (0.78).</summary>
    WordsOutweighVoice,

    /// <summary>The space can't be used to tell speakers apart.</summary>
    SpeakerIsNotThere,

    /// <summary>A voice is not consistent (0.78, target 0.80).</summary>
    VoicesAreInconsistent,

    /// <summary>Voices are not separated (ratio 0.50, best 1.08, target 2.0).</summary>
    VoicesAreNotSeparated,

    /// <summary>The space stands noise (0.87 and 0.83).</summary>
    StandsNoise,

    /// <summary>The best configuration, with a PCA, puts the voice above the words (0.13).</summary>
    PcaPutsVoiceFirst,

    /// <summary>How much audio is pooled makes no difference.</summary>
    DurationMakesNoDifference,
}

/// <summary>What becomes of a statement of the study.</summary>
public enum StudyOutcome
{
    /// <summary>These numbers can't decide it, or there are none.</summary>
    CannotBeDecided,

    /// <summary>It holds here.</summary>
    Holds,

    /// <summary>It fails here.</summary>
    Fails,
}

/// <summary>A statement of the study, held against these clips.</summary>
/// <param name="Statement">What the study said.</param>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Evidence">The numbers that decide it, or would.</param>
public sealed record StudyClaim(StudyStatement Statement, StudyOutcome Outcome, IReadOnlyList<Evidence> Evidence);

/// <summary>What the study's statements need, like for like: of the embedding that it published, on these clips.</summary>
public sealed record StudyNumbers
{
    /// <summary>The embedding, measured.</summary>
    public required MeasuredSpace Space { get; init; }

    /// <summary>What its four tests rest on.</summary>
    public required SeedTestNumbers SeedTests { get; init; }

    /// <summary>A head's error rate on unseen voices, and texts where those are known; null where it could not be measured.</summary>
    public required Evidence? Head { get; init; }

    /// <summary>By seconds of audio; empty where there is no audio.</summary>
    public IReadOnlyList<DurationPoint> Durations { get; init; } = [];

    /// <summary>The share of the space's variance that padding explains, where clips were padded and pooled over; null where they weren't, or it isn't known.</summary>
    public double? PaddingShare { get; init; }
}

/// <summary>Every statement of the seed study: holds, fails, or can't be decided from these clips.</summary>
internal static class StudyRules
{
    /// <summary>All statements, in their order.</summary>
    public static IReadOnlyList<StudyClaim> Judge(StudyNumbers numbers)
    {
        var (space, tests) = (numbers.Space, SeedTestRules.Judge(numbers.SeedTests));
        var words = SpaceRules.VoiceOutweighsWords(space);
        // A sign that padding made, or could have, is not the voice's or the words'.
        var padded = numbers.PaddingShare > Cautions.ConfoundShare;
        var centred = space.Uncertainty.Centred.First(m => m.Name == space.AcousticsScore.Name);
        var (costs, shortest) = DurationRules.Costs(numbers.Durations);
        return
        [
            new(StudyStatement.WordsOutweighVoice, padded ? StudyOutcome.CannotBeDecided : Fails(words.Outcome),
                [.. words.Evidence, .. numbers.PaddingShare is { } share ? [new Evidence(Quantity.PaddingVarianceShare, share) { Limit = Cautions.ConfoundShare }] : Array.Empty<Evidence>()]),
            new(StudyStatement.SpeakerIsNotThere, NotThere(numbers.Head), numbers.Head is { } head ? [head] : []),
            new(StudyStatement.VoicesAreInconsistent, padded ? StudyOutcome.CannotBeDecided : Fails(tests[1].Outcome), tests[1].Evidence),
            new(StudyStatement.VoicesAreNotSeparated, padded ? StudyOutcome.CannotBeDecided : Fails(tests[2].Outcome), tests[2].Evidence),
            new(StudyStatement.StandsNoise, padded ? StudyOutcome.CannotBeDecided : Holds(tests[3].Outcome), tests[3].Evidence),
            // With as many components as clips a PCA only takes the mean off: what it gains, centring gains.
            new(StudyStatement.PcaPutsVoiceFirst, double.IsNaN(centred.Low) ? StudyOutcome.CannotBeDecided : centred.Low > 0 ? StudyOutcome.Holds : centred.High < 0 ? StudyOutcome.Fails : StudyOutcome.CannotBeDecided,
                [SpaceRules.Evidence(Quantity.CentredAcousticsScore, centred) with { Limit = 0 }]),
            new(StudyStatement.DurationMakesNoDifference, Fails(costs),
                shortest is null ? [] : [UnseenRules.Evidence(Quantity.ShortMinusWhole, shortest.HeadChange) with { Limit = 0 }]),
        ];
    }

    private static StudyOutcome Holds(Outcome outcome) => outcome switch { Outcome.Yes => StudyOutcome.Holds, Outcome.No => StudyOutcome.Fails, _ => StudyOutcome.CannotBeDecided };

    private static StudyOutcome Fails(Outcome outcome) => outcome switch { Outcome.Yes => StudyOutcome.Fails, Outcome.No => StudyOutcome.Holds, _ => StudyOutcome.CannotBeDecided };

    private static StudyOutcome NotThere(Evidence? head) => head?.Interval is not { } interval ? StudyOutcome.CannotBeDecided
        : interval.High < UnseenRules.Chance ? StudyOutcome.Fails
        : interval.Low >= UnseenRules.NextToChance ? StudyOutcome.Holds
        : StudyOutcome.CannotBeDecided;
}
