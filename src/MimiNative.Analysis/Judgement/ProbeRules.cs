using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Judgement;

/// <summary>What may be said about what else can be read out of a space.</summary>
internal static class ProbeRules
{
    private const double Chance = 0.5;

    /// <summary>Every claim: the branches of the quantiser, the attributes that were asked for, linkability.</summary>
    public static IReadOnlyList<Claim> Judge(ProbesResult result) =>
    [
        .. (result.Codebooks?.Branches ?? []).Select(b => SpeakerIn(b)),
        .. result.Attributes.Where(a => a.Probed.Count > 0).Select(Readable),
        .. result.Floors.Count > 0 ? new[] { Linkable(result) } : [],
    ];

    /// <summary>
    /// Yes where the whole interval of the error rate on unseen voices lies below chance and that of the difference to every control below 0; no where it lies at chance or above it, or a control is better with its whole
    /// interval; undecided otherwise and where an interval is missing.
    /// </summary>
    public static Claim SpeakerIn(BranchReading branch)
    {
        var (eer, controls) = (branch.Eer, branch.Controls);
        var outcome = Missing(eer) || controls.Any(c => Missing(c.Difference)) ? Outcome.Undecided
            : eer.Low >= Chance || controls.Any(c => c.Difference.Low > 0) ? Outcome.No
            : eer.High < Chance && controls.All(c => c.Difference.High < 0) ? Outcome.Yes
            : Outcome.Undecided;
        return new Claim(branch.Branch == QuantiserBranch.Semantic ? Question.SpeakerInSemanticCodes : Question.SpeakerInAcousticCodes, outcome,
        [
            new Evidence(Quantity.HeadEqualErrorRate, eer.Value)
            {
                Interval = Interval.Of(eer),
                Limit = Chance,
                Controls = [.. controls.Select(c => new ControlEvidence(c.Control, c.Eer.Value) { Interval = Interval.Of(c.Eer), Difference = PairedDifference.Of(c.Difference) })],
            },
        ]);
    }

    /// <summary>Whether an attribute that was asked for can be told of unseen voices: more often than always guessing the commonest value, and than in any of the shuffles.</summary>
    public static Claim Readable(AttributeReading reading)
    {
        var own = reading.Probed[0].Probe;
        var limit = Math.Max(own.ControlHigh, own.MajorityShare);
        return new Claim(QuestionOf(reading.Attribute), BeyondShuffles(own.Accuracy, own.ControlAccuracy, limit),
        [
            new Evidence(Quantity.AttributeAccuracy, own.Accuracy) { Limit = limit, Controls = [.. reading.Probed.Skip(1).Select(p => new ControlEvidence(p.Space, p.Probe.Accuracy) { Peer = p.Peer })] },
            new Evidence(Quantity.AttributeSelectivity, own.Selectivity) { Controls = [.. reading.Probed.Skip(1).Select(p => new ControlEvidence(p.Space, p.Probe.Selectivity) { Peer = p.Peer })] },
        ]);
    }

    /// <summary>Whether whole clips can be linked to one voice, by a head trained on other voices, or by cosine where none could be trained: fixed beforehand, not chosen by the result.</summary>
    public static Claim Linkable(ProbesResult result)
    {
        var floor = result.Floors[^1];
        List<Exposure> whole = [.. result.Exposures.Where(e => e.Seconds is null && e.Scoring == floor.Scoring)];
        var value = whole.Find(e => e.Space == SpaceKind.Analysed)?.Linkability ?? double.NaN;
        return new Claim(Question.RecordingsLinkable, BeyondShuffles(value, floor.Mean, floor.High),
        [
            new Evidence(floor.Scoring == ScoringMethod.Cosine ? Quantity.Linkability : Quantity.HeadLinkability, value)
            {
                Limit = floor.High,
                Controls = [.. whole.Where(e => e.Space != SpaceKind.Analysed).OrderBy(e => e.Space).Select(e => new ControlEvidence(e.Space, e.Linkability) { Peer = e.Peer })],
            },
        ]);
    }

    /// <summary>Yes above the highest of the shuffles, no where their mean isn't passed, undecided between and where a number is missing. Above all of twenty means p &lt; 0.05.</summary>
    public static Outcome BeyondShuffles(double value, double mean, double high) =>
        double.IsNaN(value) || double.IsNaN(mean) || double.IsNaN(high) ? Outcome.Undecided : value > high ? Outcome.Yes : value <= mean ? Outcome.No : Outcome.Undecided;

    /// <summary>The codebook, from 1, that alone tells unseen voices apart best by a trained head (by cosine where none could be trained): the lowest of many, and so flattered; null where nothing was measured.</summary>
    public static (int Codebook, double Eer, bool ByHead)? BestAlone(CodebooksResult codebooks)
    {
        if (codebooks.Curve(CodebookView.Alone) is not { } curve)
            return null;
        var byHead = curve.Head.Any(double.IsFinite);
        var values = byHead ? curve.Head : curve.Cosine;
        var known = Enumerable.Range(0, values.Count).Where(i => double.IsFinite(values[i])).ToList();
        return known.Count == 0 ? null : known.MinBy(i => values[i]) is var best ? (best + 1, values[best], byHead) : null;
    }

    private static Question QuestionOf(SpeakerAttribute attribute) => attribute switch
    {
        SpeakerAttribute.Gender => Question.GenderReadable,
        SpeakerAttribute.Accent => Question.AccentReadable,
        _ => Question.AgeReadable,
    };

    private static bool Missing(Estimate estimate) => Interval.Of(estimate) is null;
}
