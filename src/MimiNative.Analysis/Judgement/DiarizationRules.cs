using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Judgement;

/// <summary>What may be said about diarization.</summary>
internal static class DiarizationRules
{
    /// <summary>An error rate above this is of no use to a person who reads the turns: a fifth of all speech in the wrong place.</summary>
    public const double Usable = 0.2;

    /// <summary>
    /// Is it enough? Both where speech is known and where its level tells it: yes where the whole interval of the error rate lies at or below <see cref="Usable"/> and below what giving all speech to one speaker costs,
    /// and the whole difference to every control that was measured, each compared in its better way, below 0; no where the whole interval lies above one of the two, or a control is surely better; undecided otherwise. No where either way says no, yes where both say yes.
    /// </summary>
    public static Claim Enough(DiarizationResult result)
    {
        SpeechSource[] ways = [SpeechSource.Oracle, SpeechSource.Energy];
        return new Claim(Question.EnoughForDiarization, Outcomes.All([.. ways.Select(w => Judge(result, w))]), [.. ways.Select(w => Evidence(result, w)).OfType<Evidence>()]);
    }

    /// <summary>The same for one way to find speech.</summary>
    public static Outcome Judge(DiarizationResult result, SpeechSource speech)
    {
        if (result.Own(speech) is not { } own)
            return Outcome.Undecided;
        // Random weights of random weights are no control, but another draw.
        DiarizationRow[] controls = [.. Controls(result, speech).Where(c => !result.Synthetic || c.Space != SpaceKind.RandomWeights)];
        var limit = Math.Min(Usable, result.OneSpeaker);
        return Missing(own.Rate) || Array.Exists(controls, c => Missing(c.OwnMinusThis)) ? Outcome.Undecided
            : own.Rate.Low > limit || Array.Exists(controls, c => c.OwnMinusThis.Low > 0) ? Outcome.No
            : own.Rate.High <= limit && Array.TrueForAll(controls, c => c.OwnMinusThis.High < 0) && controls.Length > 0 ? Outcome.Yes
            : Outcome.Undecided;
    }

    private static IEnumerable<DiarizationRow> Controls(DiarizationResult result, SpeechSource speech) =>
        new[] { SpaceKind.RandomWeights, SpaceKind.Spectral }.Select(s => result.Control(s, speech)).OfType<DiarizationRow>();

    private static Evidence? Evidence(DiarizationResult result, SpeechSource speech) => result.Own(speech) is not { } own ? null
        : new(speech == SpeechSource.Oracle ? Quantity.DiarizationErrorRateOracle : Quantity.DiarizationErrorRateEnergy, own.Rate.Value)
        {
            Embedding = own.Key.ToString(),
            Interval = Interval.Of(own.Rate),
            Limit = Math.Min(Usable, result.OneSpeaker),
            Controls =
            [
                .. Controls(result, speech).Select(c => new ControlEvidence(c.Space, c.Rate.Value)
                {
                    Interval = Interval.Of(c.Rate),
                    Difference = PairedDifference.Of(c.OwnMinusThis),
                }),
            ],
        };

    private static bool Missing(Estimate estimate) => Interval.Of(estimate) is null;
}
