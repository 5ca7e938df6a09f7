using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>How far recordings can be linked to people: by space, seconds heard, and with or without a head trained on other voices.</summary>
internal static class PrivacyMeasurement
{
    private static readonly UncertaintyOptions NoIntervals = new() { Replicates = 0, Permutations = 0 };

    /// <summary>Both ways to compare.</summary>
    /// <param name="space">What the vectors are.</param>
    /// <param name="seconds">Audio heard; null: all of it.</param>
    /// <param name="matrix">The vectors.</param>
    /// <param name="labels">Their voices.</param>
    /// <param name="seed">Of the galleries.</param>
    public static IEnumerable<Exposure> Run(SpaceKind space, double? seconds, EmbeddingMatrix matrix, SpaceLabels labels, ulong seed) =>
    [
        new(space, ScoringMethod.Cosine, seconds, Linked(ScoringMethod.Cosine, matrix, labels), SinglingOut.Compute(matrix, labels, seed)),
        new(space, ScoringMethod.LdaCosine, seconds, Linked(ScoringMethod.LdaCosine, matrix, labels), SinglingOut.OfUnseenVoices(matrix, labels, seed)),
    ];

    /// <summary>How far shuffled voice labels get. A way to compare that can't be measured has none.</summary>
    public static IReadOnlyList<LinkabilityFloor> Floors(EmbeddingMatrix matrix, SpaceLabels labels, ulong seed)
    {
        var random = new SeededRandom(seed);
        SpaceLabels[] shuffles = [.. Enumerable.Range(0, LinkabilityFloor.Shuffles).Select(_ => Shuffled(labels, random))];
        return
        [
            .. new[] { ScoringMethod.Cosine, ScoringMethod.LdaCosine }.Select(method => (method, Values: shuffles.AsParallel().AsOrdered().Select(s => Linked(method, matrix, s)).ToList()))
                .Where(f => f.Values.TrueForAll(double.IsFinite)).Select(f => new LinkabilityFloor(f.method, f.Values.Average(), f.Values.Max())),
        ];
    }

    private static double Linked(ScoringMethod method, EmbeddingMatrix matrix, SpaceLabels labels) => method == ScoringMethod.Cosine
        ? Linkability.Compute(matrix, labels)
        : UnseenVoices.Compute(matrix, labels, textsUnseen: false, NoIntervals)?[method].Linkability ?? double.NaN;

    private static SpaceLabels Shuffled(SpaceLabels labels, SeededRandom random)
    {
        var voice = (int[])labels.Voice.Clone();
        random.Shuffle<int>(voice);
        return new SpaceLabels(voice, labels.Text);
    }
}
