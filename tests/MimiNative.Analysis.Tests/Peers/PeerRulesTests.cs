using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Analysis.Tests.Judgement;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Peers;

/// <summary>What may be said beside other encoders, and that it is said of the right one.</summary>
public sealed class PeerRulesTests
{
    private const double None = double.NaN;

    // The interval of the difference: negative where the space in question is better.
    public static TheoryData<double, double, Outcome> Table => new()
    {
        { -0.2, -0.1, Outcome.Yes },
        { -0.2, 0, Outcome.Undecided },
        { -0.1, 0.1, Outcome.Undecided },
        { 0, 0.1, Outcome.Undecided },
        { 0.01, 0.1, Outcome.No },
        { None, None, Outcome.Undecided },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_peer_is_beaten_by_the_paired_difference_with_heads_and_by_cosine(double low, double high, Outcome expected)
    {
        var (peer, difference) = (MadePeers.Who(), new Estimate((low + high) / 2, low, high));
        var head = UnseenRules.BetterThan(Made.Rates(0.1), new PeerRates(peer, Made.Around(0.12), Made.Around(0.5), Made.Around(0.45), difference));
        Assert.Equal((Question.BetterThanPeer, expected), (head.Question, head.Outcome));
        // On the clips that both have, not on all.
        Assert.Equal((0.12, 0.45, peer), (head.Evidence[0].Value, head.Evidence[0].Controls[0].Value, head.Evidence[0].Controls[0].Peer));
        var cosine = SpaceRules.BetterThanPeer(Measured(peer, difference));
        Assert.Equal((Question.BetterThanPeer, expected), (cosine.Question, cosine.Outcome));
        Assert.Equal((0.3, 0.2, peer), (cosine.Evidence[0].Value, cosine.Evidence[0].Controls[0].Value, cosine.Evidence[0].Controls[0].Peer));
    }

    // No verdict rests on a peer, however good or bad it is, whatever its weights are.
    [Theory]
    [InlineData(-0.3, false)]
    [InlineData(0.3, false)]
    [InlineData(0, false)]
    [InlineData(0.3, true)]
    public void Peers_stand_beside_the_verdict_and_change_nothing_in_it(double difference, bool synthetic)
    {
        var alone = Diagnosis(heads: true);
        var beside = With(alone, difference, MadePeers.Who(synthetic: synthetic));
        var (without, with) = (Verdict.Of(alone), Verdict.Of(beside));
        Assert.Equal((without.Level, without.Ground, without.Knows), (with.Level, with.Ground, with.Knows));
        Assert.Equal(without.Survives.Select(c => c.Question), with.Survives.Select(c => c.Question));
        Assert.Equal((without.Advice!.Key, without.Advice.Head), (with.Advice!.Key, with.Advice.Head));
        Assert.Equal(without.Claims.Count + 1, with.Claims.Count);
        Assert.Equal(with.AgainstPeers[0], Assert.Single(with.Claims, c => c.Question == Question.BetterThanPeer));
        Assert.Equal(VerdictWords.Of(alone, without).Sentence, VerdictWords.Of(beside, with).Sentence);
    }

    [Theory]
    [InlineData(-0.3, "this space is surely better")]
    [InlineData(0.3, "`ecapa` is **surely better**")]
    [InlineData(0, "no difference can be claimed")]
    public void The_answer_has_a_line_for_every_peer(double difference, string said)
    {
        var result = With(Diagnosis(heads: true), difference, MadePeers.Who());
        var answer = Answer(result);
        Assert.Contains(said, answer, StringComparison.Ordinal);
        Assert.Contains("heads fitted on the same other voices and texts", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("random", answer, StringComparison.OrdinalIgnoreCase);
        // By cosine where no head could be measured.
        Assert.Contains($"By cosine on the same clips: `ecapa` errs in 20.0 % where this space errs in 30.0 %, difference", Answer(With(Diagnosis(heads: false), difference, MadePeers.Who())), StringComparison.Ordinal);
    }

    [Fact]
    public void A_trained_peer_that_is_surely_better_is_advised_and_one_of_random_weights_never()
    {
        static string Advice(DiagnosisResult result) => VerdictWords.Of(result, Verdict.Of(result)).Answers[^1].Text;
        var alone = Diagnosis(heads: true);
        Assert.Contains("`ecapa` is surely better on these clips: for telling speakers apart, use that", Advice(With(alone, 0.3, MadePeers.Who())), StringComparison.Ordinal);
        foreach (var (difference, synthetic) in new[] { (0.3, true), (0.0, false), (-0.3, false) })
            Assert.DoesNotContain("ecapa", Advice(With(alone, difference, MadePeers.Who(synthetic: synthetic))), StringComparison.Ordinal);
        Assert.DoesNotContain("ecapa", Advice(With(alone, 0.3, MadePeers.Who()) with { Synthetic = true }), StringComparison.Ordinal);
    }

    // Whose weights are random, the space's or the peer's: each is said of its own.
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Random_weights_are_said_of_the_one_that_has_them(bool own, bool its)
    {
        var result = With(Diagnosis(heads: true), 0.3, MadePeers.Who(synthetic: its)) with { Synthetic = own };
        var verdict = Verdict.Of(result);
        var answer = Answer(result);
        Assert.Equal(its, answer.Contains("`ecapa` (RANDOM weights)", StringComparison.Ordinal));
        Assert.Equal(own, answer.Contains("where these random weights err", StringComparison.Ordinal));
        Assert.Equal(own, answer.Contains("nothing about Mimi", StringComparison.Ordinal));
        Assert.Equal(its && !own, answer.Contains("The weights of `ecapa` are random numbers: what stands here says nothing about the encoder of that name", StringComparison.Ordinal));
        var claim = ClaimWords.Of(verdict.AgainstPeers[0]);
        Assert.Equal(its, claim.Question.Contains("RANDOM", StringComparison.Ordinal));
        Assert.Equal(its, claim.Evidence.Contains("RANDOM", StringComparison.Ordinal));
        var warnings = CautionWords.Of(Facts(own, MadePeers.Who(synthetic: its)));
        Assert.Equal(own, warnings.Any(w => w is { Title: "Random weights", Level: Level.Bad }));
        Assert.Equal(its, warnings.Any(w => w is { Title: "ecapa: random weights", Level: Level.Bad }));
    }

    [Fact]
    public void Clips_that_a_peer_lacks_are_said_wherever_it_is_named()
    {
        var peer = MadePeers.Who(clips: 30, of: 96);
        Assert.Equal("ecapa (30 of 96 clips)", PeerWords.Name(peer));
        Assert.Contains("on the 30 clips that both have", Answer(With(Diagnosis(heads: true), 0, peer)), StringComparison.Ordinal);
        Assert.Contains(CautionWords.Of(Facts(false, peer)), w => w.Title == "ecapa lacks 66 clips" && w.Text.Contains("30 of 96", StringComparison.Ordinal));
        Assert.DoesNotContain(CautionWords.Of(Facts(false, peer with { Clips = 96 })), w => w.Title.Contains("ecapa", StringComparison.Ordinal));
        Assert.Equal("RANDOM ecapa (30 of 96 clips)", PeerWords.Name(MadePeers.Who(synthetic: true, clips: 30, of: 96)));
    }

    // Only WavLM's own measurement replaces what is quoted for it, and not that of a network of its shape that nobody trained.
    [Theory]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    [InlineData(false, false, true)]
    public void The_quoted_band_stays_until_a_trained_WavLM_is_measured(bool wavlm, bool synthetic, bool quoted)
    {
        var result = With(Diagnosis(heads: false), 0, MadePeers.Who("other", synthetic, wavlm: wavlm));
        var metric = Reports.Headlines(result).Single(m => m.Scale == MetricScale.SeparabilityRatio);
        Assert.Equal(quoted, metric.Comparisons.Any(c => c is { Kind: ComparisonKind.Published, IsBand: true }));
        Assert.Equal(quoted, metric.Meaning.Contains("quoted by the seed study and not measured here", StringComparison.Ordinal));
        Assert.Contains("The ratio alone proves nothing: on recordings of spoken digits a plain MFCC spectrum reaches 3.6", metric.Meaning, StringComparison.Ordinal);
        Assert.Contains(metric.Comparisons, c => c.Kind == ComparisonKind.Peer && c.Name == (synthetic ? "RANDOM other" : "other"));
    }

    private static string Answer(DiagnosisResult result) => VerdictWords.Of(result, Verdict.Of(result)).Answers.Single(a => a.Question.Contains("other encoders", StringComparison.Ordinal)).Text;

    private static DiagnosisResult Diagnosis(bool heads)
    {
        var result = Made.Diagnosis(Made.Space(eer: 0.2, low: 0.19, high: 0.21, p: 0.001), Made.Space(SpaceKind.RandomWeights, eer: 0.4));
        return heads ? result with { Heads = [Made.Head(Made.Rates(0.1, controls: [(SpaceKind.RandomWeights, 0.6)]))] } : result;
    }

    // Beside a peer whose head errs as much less as the difference says; by cosine too.
    private static DiagnosisResult With(DiagnosisResult result, double difference, Peer peer)
    {
        var rates = new PeerRates(peer, Made.Around(0.1), Made.Around(0.5), Made.Around(0.1 - difference), Made.Around(difference));
        return result with
        {
            Peers = [Measured(peer, Made.Around(difference))],
            Heads = [.. result.Heads.Select(h => h with { Voices = h.Voices! with { Peers = [rates] }, VoicesAndTexts = h.VoicesAndTexts! with { Peers = [rates] } })],
        };
    }

    private static MeasuredPeer Measured(Peer peer, Estimate difference)
    {
        var beside = new Beside(0.3, difference);
        return new MeasuredPeer(peer, Made.Space(SpaceKind.Peer, eer: 0.2, low: 0.19, high: 0.21) with { Peer = peer }, beside, beside, beside, beside, Made.SeedTests());
    }

    private static DataFacts Facts(bool synthetic, Peer peer) => new()
    {
        Weights = "weights", Synthetic = synthetic, Failures = [], Damaged = [], Voices = 30, FewestClips = 10, Texts = 3, Combinations = 90, Confounds = [], Notes = [], Peers = [peer],
    };
}
