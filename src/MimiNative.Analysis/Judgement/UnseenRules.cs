using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Judgement;

/// <summary>What may be said from error rates on voices that nothing was fitted on. Intervals decide, never a value by itself.</summary>
internal static class UnseenRules
{
    /// <summary>The equal error rate of a coin toss.</summary>
    public const double Chance = 0.5;

    /// <summary>With fewer tested pairs of voices than this it matters which they are.</summary>
    public const int FewPairs = 20;

    /// <summary>An error rate from here on is next to chance: of ten pairs four are judged wrongly.</summary>
    public const double NextToChance = 0.4;

    /// <summary>Does a head tell unseen voices apart? Yes where the whole interval lies below chance; no where it reaches chance and even its favourable end is next to it; undecided otherwise: that few voices show nothing doesn't show that there is nothing.</summary>
    /// <param name="question">Unseen voices, or unseen texts too.</param>
    /// <param name="rates">What was measured; null where it couldn't be.</param>
    /// <param name="embedding">On what.</param>
    public static Claim BetterThanChance(Question question, UnseenRates? rates, string embedding)
    {
        var head = rates?.Head ?? Estimate.None;
        return new Claim(question, BetterThanChance(head), [Evidence(question == Question.KnowsUnseenTexts ? Quantity.UnseenVoicesAndTextsErrorRate : Quantity.UnseenVoicesErrorRate, head) with
        {
            Embedding = embedding, Limit = Chance, Controls = [.. (rates?.Controls ?? []).Select(Evidence)],
        }]);
    }

    /// <summary>Is a head better in this space than in a control's? The paired difference decides: yes below 0, no above, undecided where its interval holds 0.</summary>
    /// <exception cref="ArgumentException">It isn't a control.</exception>
    public static Claim BetterThan(UnseenRates rates, ControlRates control) =>
        new(QuestionOf(control.Control), Below(control.Difference), [Evidence(QuantityOf(rates), rates.Head) with { Controls = [Evidence(control)] }]);

    /// <summary>The same of a peer, on the clips that both have.</summary>
    public static Claim BetterThan(UnseenRates rates, PeerRates peer) => new(Question.BetterThanPeer, Below(peer.Difference),
    [
        Evidence(QuantityOf(rates), peer.OwnHead) with
        {
            Controls = [new ControlEvidence(SpaceKind.Peer, peer.Head.Value) { Peer = peer.Peer, Interval = Interval.Of(peer.Head), Difference = PairedDifference.Of(peer.Difference) }],
        },
    ]);

    /// <summary>Is the speaker still there, beyond what every control keeps, once the recordings are equalised? As the plain run is judged; undecided where it could not be measured.</summary>
    public static Claim SurvivesEqualising(ConditionRow? equalised)
    {
        if (equalised?.TreatedHead is not { } rates)
            return new Claim(Question.SurvivesEqualising, Outcome.Undecided, [new Evidence(Quantity.EqualisedErrorRate, double.NaN)]);
        return new Claim(Question.SurvivesEqualising, Outcomes.All([BetterThanChance(rates.Head), .. rates.Controls.Select(c => Below(c.Difference))]),
        [
            Evidence(Quantity.EqualisedErrorRate, rates.Head) with { Embedding = equalised.TestKey.ToString(), Limit = Chance, Controls = [.. rates.Controls.Select(Evidence)] },
        ]);
    }

    /// <summary>Does a head find more than cosine, on the same pairs?</summary>
    public static Claim HeadFindsMore(UnseenRates? rates)
    {
        var difference = rates?.HeadMinusCosine ?? Estimate.None;
        return new Claim(Question.HeadFindsMore, Below(difference), [Evidence(Quantity.HeadMinusCosine, difference) with { Limit = 0 }]);
    }

    /// <summary>Yes where a difference of error rates is surely below 0, no where it is surely above.</summary>
    public static Outcome Below(Estimate difference) => difference.High < 0 ? Outcome.Yes : difference.Low > 0 ? Outcome.No : Outcome.Undecided;

    /// <summary>An estimate as evidence.</summary>
    internal static Evidence Evidence(Quantity quantity, Estimate estimate) => new(quantity, estimate.Value) { Interval = Interval.Of(estimate) };

    internal static Quantity QuantityOf(UnseenRates rates) => rates.TextsUnseen ? Quantity.UnseenVoicesAndTextsErrorRate : Quantity.UnseenVoicesErrorRate;

    internal static Outcome BetterThanChance(Estimate head) => head.High < Chance ? Outcome.Yes : head.High >= Chance && head.Low >= NextToChance ? Outcome.No : Outcome.Undecided;

    private static ControlEvidence Evidence(ControlRates control) => new(control.Control, control.Head.Value)
    {
        Interval = Interval.Of(control.Head),
        Difference = PairedDifference.Of(control.Difference),
    };

    private static Question QuestionOf(SpaceKind control) => control switch
    {
        SpaceKind.RandomWeights => Question.BetterThanRandomWeights,
        SpaceKind.Spectral => Question.BetterThanSpectrum,
        _ => throw new ArgumentException($"a space of kind {control} is no control", nameof(control)),
    };
}
