using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Judgement;

/// <summary>What may be said about one space, by itself and against its controls.</summary>
internal static class SpaceRules
{
    /// <summary>A result that shuffled labels reach this often is no result.</summary>
    public const double SignificanceLevel = 0.05;

    /// <summary>Yes below the significance level, undecided otherwise: with few voices there are too few shuffles to get there, whatever the space knows.</summary>
    public static Claim BetterThanShuffledLabels(MeasuredSpace space) => new(
        Question.BetterThanShuffledLabels,
        space.Eer.PValue < SignificanceLevel ? Outcome.Yes : Outcome.Undecided,
        [Evidence(Quantity.EqualErrorRate, space.Eer) with { PValue = space.Eer.PValue, Shuffles = space.Uncertainty.Options.Permutations }]);

    /// <summary>Yes where the control's error lies above the space's 95 % interval, no where it lies below, undecided inside it and where anything is missing.</summary>
    /// <exception cref="ArgumentException"><paramref name="control"/> isn't a control.</exception>
    public static Claim BetterThan(MeasuredSpace space, MeasuredSpace control)
    {
        var (own, other) = (space.Eer, control.Eer.Value);
        return new Claim(QuestionOf(control.Kind), other > own.High ? Outcome.Yes : other < own.Low ? Outcome.No : Outcome.Undecided,
            [Evidence(Quantity.EqualErrorRate, own) with { Controls = [new ControlEvidence(control.Kind, other) { Interval = IntervalOf(control.Eer) }] }]);
    }

    /// <summary>Is it better than a peer by cosine, on the clips that both have? The paired difference decides: yes below 0, no above, undecided where its interval holds 0 and where anything is missing.</summary>
    public static Claim BetterThanPeer(MeasuredPeer peer) => new(Question.BetterThanPeer, UnseenRules.Below(peer.Eer.Difference),
    [
        new Evidence(Quantity.EqualErrorRate, peer.Eer.Own)
        {
            Controls = [new ControlEvidence(SpaceKind.Peer, peer.Space.Eer.Value) { Peer = peer.Peer, Interval = IntervalOf(peer.Space.Eer), Difference = PairedDifference.Of(peer.Eer.Difference) }],
        },
    ]);

    /// <summary>Yes where the whole interval of the acoustics score is above 0, no where it is below, undecided where it holds 0 and where texts are unknown.</summary>
    public static Claim VoiceOutweighsWords(MeasuredSpace space)
    {
        var score = space.AcousticsScore;
        return new Claim(Question.VoiceOutweighsWords, score.Low > 0 ? Outcome.Yes : score.High < 0 ? Outcome.No : Outcome.Undecided, [Evidence(Quantity.AcousticsScore, score) with { Limit = 0 }]);
    }

    /// <summary>A headline metric as evidence.</summary>
    internal static Evidence Evidence(Quantity quantity, MetricUncertainty metric) => new(quantity, metric.Value) { Interval = IntervalOf(metric) };

    private static Interval? IntervalOf(MetricUncertainty metric) => double.IsFinite(metric.Low) && double.IsFinite(metric.High) ? new Interval(metric.Low, metric.High) : null;

    private static Question QuestionOf(SpaceKind control) => control switch
    {
        SpaceKind.RandomWeights => Question.BetterThanRandomWeights,
        SpaceKind.Spectral => Question.BetterThanSpectrum,
        _ => throw new ArgumentException($"a space of kind {control} is no control", nameof(control)),
    };
}
