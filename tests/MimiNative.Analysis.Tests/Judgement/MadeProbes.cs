using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Judgement;

/// <summary>Results of probes made by hand, so that a rule and its words can be tried at their limits.</summary>
internal static class MadeProbes
{
    /// <summary>A whole result. Everything is clearly yes unless said otherwise.</summary>
    public static ProbesResult Result(bool synthetic = false, double linkability = 0.4, double accuracy = 0.9, double branchHigh = 0.3) => new()
    {
        Synthetic = synthetic,
        Focus = new EmbeddingKey("latent", Pooling.Mean),
        Codebooks = Codebooks([0.4, 0.1], [0.45, 0.3]) with
        {
            Branches = [Branch(QuantiserBranch.Semantic, 0.1, branchHigh, (SpaceKind.RandomWeights, -0.2, -0.1)), Branch(QuantiserBranch.Acoustic, 0.1, branchHigh, (SpaceKind.RandomWeights, -0.2, -0.1))],
        },
        ReadOuts = [Out(SpaceKind.Analysed, 0.8), Out(SpaceKind.RandomWeights, 0.5)],
        Attributes =
        [
            new AttributeReading(SpeakerAttribute.Gender, [new AttributeValue("female", 4), new AttributeValue("male", 4)], [new AttributeProbed(SpaceKind.Analysed, new AttributeProbe(8, ["female", "male"], accuracy, 0.5, 0.5, 0.6))]),
            new AttributeReading(SpeakerAttribute.Accent, [new AttributeValue("here", 2), new AttributeValue("there", 1)], []),
        ],
        Likeness = new TapLikeness(["seanet.out", "latent"], [[1, 0.6], [0.6, 1]], [[1, 0.2], [0.2, 1]], [new ControlLikeness(SpaceKind.RandomWeights, [0.5, 0.4], [0.3, -0.1])]),
        Exposures =
        [
            Exposed(SpaceKind.Analysed, ScoringMethod.Cosine, 1, 0.05), Exposed(SpaceKind.Analysed, ScoringMethod.LdaCosine, 1, 0.1), Exposed(SpaceKind.RandomWeights, ScoringMethod.Cosine, 1, 0.02),
            Exposed(SpaceKind.Analysed, ScoringMethod.Cosine, null, 0.2), Exposed(SpaceKind.Analysed, ScoringMethod.LdaCosine, null, linkability), Exposed(SpaceKind.RandomWeights, ScoringMethod.LdaCosine, null, 0.15),
        ],
        Floors = [new LinkabilityFloor(ScoringMethod.Cosine, 0.01, 0.02), new LinkabilityFloor(ScoringMethod.LdaCosine, 0.1, 0.3)],
    };

    /// <summary>Codebooks of which the first is semantic.</summary>
    public static CodebooksResult Codebooks(double[] aloneByHead, double[] aloneByCosine) => new(1, aloneByHead.Length, true,
    [
        new CodebookCurve(CodebookView.UpTo, SpaceKind.Analysed, [.. aloneByHead.Select(_ => 0.01)], [.. aloneByHead.Select(_ => 0.01)]), new CodebookCurve(CodebookView.Alone, SpaceKind.Analysed, aloneByCosine, aloneByHead),
        new CodebookCurve(CodebookView.Alone, SpaceKind.RandomWeights, [.. aloneByHead.Select(_ => 0.02)], [.. aloneByHead.Select(_ => 0.02)]),
    ], []);

    public static BranchReading Branch(QuantiserBranch branch, double low, double high, params (SpaceKind Control, double Low, double High)[] controls) =>
        new(branch, 1, new Estimate((low + high) / 2, low, high), [.. controls.Select(c => new HeldAgainst(c.Control, new Estimate(0.4, 0.35, 0.45), new Estimate((c.Low + c.High) / 2, c.Low, c.High)))]);

    private static ReadOut Out(SpaceKind space, double accuracy) => new(space, "latent/mean", 0.125, new NearestNeighbours(true, [accuracy], [accuracy - 0.1]),
        new OnlineCode { TextBlockEnds = [1, 2], BitsPerBlock = [24, 6], Bits = 30, UniformBits = 48 });

    private static Exposure Exposed(SpaceKind space, ScoringMethod scoring, double? seconds, double linkability) =>
        new(space, scoring, seconds, linkability, scoring == ScoringMethod.Cosine ? [new SinglingOutRate(2, 0.8, 0.5), new SinglingOutRate(8, 0.4, 0.125)] : [new SinglingOutRate(2, 0.9, 0.5)]);
}
