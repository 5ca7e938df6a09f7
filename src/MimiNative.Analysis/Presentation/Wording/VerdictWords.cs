using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>The verdict in plain words: does the space know the speaker, where, how sure, what to use.</summary>
internal static class VerdictWords
{
    /// <summary>The verdict on a diagnosis.</summary>
    public static VerdictText Of(DiagnosisResult result, Verdict verdict)
    {
        var answers = Answers(result, verdict);
        var checks = verdict.Survives.Select(ClaimWords.Of).ToList();
        if (verdict.Untrained)
            return new VerdictText(Level.Neutral, "Untrained",
                $"The weights are random numbers (`{result.Mimi.Description}`), so nothing here is a statement about {result.Network}: it shows what an untrained network of this shape does with these clips.{(verdict.Ground == Ground.NotMeasurable ? " " + Sentence(result, verdict) : "")}", answers) { Checks = checks, Judged = false };
        return new VerdictText(verdict.Level, Word(verdict), Sentence(result, verdict), answers) { Checks = checks };
    }

    private static string Word(Verdict verdict) => (verdict.Ground, verdict.Knows, verdict.Level) switch
    {
        (Ground.NotMeasurable, _, _) => "Can't tell",
        (_, Outcome.No, _) => "No",
        (_, Outcome.Yes, Level.Good) => "Yes",
        (_, Outcome.Yes, Level.Fair) => "Mostly",
        (_, Outcome.Yes, Level.Weak) => "Partly",
        (_, Outcome.Yes, _) => "Hardly",
        _ => "Not shown",
    };

    private static string Sentence(DiagnosisResult result, Verdict verdict)
    {
        var rates = result.FocusHead?.Honest;
        var found = rates is null ? $"equal error rate {Words.Percent(result.Mimi.Eer.Value)} by cosine" : $"equal error rate {Words.Percent(rates.Head.Value)} with a head fitted on other {(rates.TextsUnseen ? "voices and texts" : "voices")}";
        var controlled = verdict.AgainstControls.Count > 0;
        return verdict.Ground switch
        {
            Ground.NotMeasurable => "There are not two voices with two clips each, so whether this space knows the speaker can't be measured with these recordings.",
            Ground.Chance when rates is null => $"This space is not shown to know the speaker: shuffled voice labels do as well too often (p {PValueText.InText(result.Mimi.Eer.PValue, result.Mimi.Uncertainty.Options.Permutations)}, {found}).",
            Ground.Chance when verdict.Knows == Outcome.No => $"This space does not know the speaker: on {Unmet(verdict)} even a head fitted for it stays next to chance ({Failed(verdict)}).",
            Ground.Chance => $"That this space knows the speaker is not shown: on {Unmet(verdict)} chance can't be ruled out ({Failed(verdict)}).",
            Ground.NoUnseenVoices => $"These voices are told apart ({found}), but no head could be tested on voices that it wasn't fitted on (that takes four voices with several clips each): whether this space knows speakers can't be said.",
            Ground.NoUnseenTexts => $"These voices are told apart ({found}), {HeadWords.VoiceOrText}",
            Ground.Controls => $"There is speaker information in this space ({found}), but it is not clearly more than in {Words.List([.. Unbeaten(verdict)])}: nothing that training put there can be claimed.",
            Ground.Equalising => $"Voices are told apart here ({found}), but that is not shown to survive equalising level and offset of the recordings{Equalised(result)}: what was found may be the recording, not the speaker.",
            _ => verdict.Level switch
            {
                Level.Good => $"This space knows the speaker: {found}{(result.FocusUnder(Conditions.Condition.Equalised.Name) is null ? "" : ", also with the recordings equalised")}{(controlled ? ", and more than every control" : "")}.{Unheld(verdict)}",
                Level.Fair => $"This space knows the speaker well enough for use with care: {found}{(controlled ? ", more than every control" : "")}.{Unheld(verdict)}",
                Level.Weak => $"This space knows something about the speaker ({found}{(controlled ? ", more than every control" : "")}), too little to rely on alone.{Unheld(verdict)}",
                _ => $"This space knows a little about the speaker ({found}{(controlled ? ", more than every control" : "")}), too little to use.{Unheld(verdict)}",
            },
        };
    }

    private static string Unmet(Verdict verdict) => verdict.Failed!.Question == Question.KnowsUnseenTexts ? "voices and texts that it has not met" : "voices that it has not met";

    private static string Failed(Verdict verdict) => verdict.Failed!.Evidence[0] is { Interval: { } interval } evidence
        ? $"equal error rate {Words.Percent(evidence.Value)}, {Interval(new Estimate(evidence.Value, interval.Low, interval.High))}"
        : $"equal error rate {Words.Percent(verdict.Failed.Evidence[0].Value)}, without an interval";

    // Only what was held against something may be said to be more than it.
    private static string Unheld(Verdict verdict) => verdict.AgainstControls.Count > 0 ? "" : " No control was measured, so whether training put that there can't be said.";

    private static string Equalised(DiagnosisResult result) =>
        result.FocusUnder(Conditions.Condition.Equalised.Name)?.TreatedHead is { } rates ? $" ({Words.Percent(rates.Head.Value)} then, {Interval(rates.Head)})" : "";

    private static IEnumerable<string> Unbeaten(Verdict verdict) =>
        verdict.AgainstControls.Where(c => c.Outcome != Outcome.Yes).Select(c => c.Question == Question.BetterThanRandomWeights ? "the same network with random weights" : "a plain MFCC spectrum");

    private static List<Answer> Answers(DiagnosisResult result, Verdict verdict)
    {
        if (verdict.Ground == Ground.NotMeasurable)
            return [new("What is missing?", "Two or more voices with two or more clips each; for the question of voice against words also sentences that several voices say, and four voices for heads that are tested on others than they were fitted on.")];
        return
        [
            new("Does this space know the speaker?", Knows(result, verdict)), .. verdict.AgainstPeers.Count > 0 ? new[] { new Answer("How does it compare with other encoders?", PeerWords.Answer(result, verdict)) } : [], new("Where in the network?", Where(result, verdict)), .. Equalising(result), new("How much audio is needed?", Audio(result, verdict)),
            .. result.Diarization is { } diarization ? new[] { new Answer("Is it enough for diarization?", DiarizationWords.Finding(diarization)) } : [],
            new("How sure are we?", Sure(result, verdict)), new("What should I use?", Advise(result, verdict)),
        ];
    }

    private static string Knows(DiagnosisResult result, Verdict verdict)
    {
        var space = result.Mimi;
        var beside = string.Join(" ", verdict.AgainstControls.Select(c => Beside(c, verdict.Untrained)));
        var cosine = $"{Words.Percent(space.Eer.Value)} by cosine{(double.IsFinite(space.Eer.Low) ? $" ({Words.Percent(space.Eer.Low)} to {Words.Percent(space.Eer.High)})" : ", without an interval")}";
        if (result.FocusHead is not { Honest: { } rates } head)
            return $"Equal error rate in {Words.Name(result.Focus)}: {cosine}. {beside}";
        var voices = head.Voices is { } v ? $"{Words.Percent(v.Head.Value)} with a head, a linear map fitted on other voices ({Interval(v.Head)})" : "";
        var texts = head.VoicesAndTexts is { } t ? $"{Words.Percent(t.Head.Value)} where the texts are unseen too ({Interval(t.Head)})" : "";
        var helps = UnseenRules.Below(rates.HeadMinusCosine) switch { Outcome.Yes => "the head finds more", Outcome.No => "here the head finds less", _ => "that the head finds more can't be claimed" };
        return $"Equal error rate in {Words.Name(result.Focus)}: {Words.List([.. new[] { voices, texts }.Where(s => s.Length > 0)])}. On the same pairs plain cosine gives {Words.Percent(rates.Cosine.Value)}: {helps}. {beside}";
    }

    private static string Beside(Claim claim, bool untrained)
    {
        var control = claim.Evidence[0].Controls[0];
        var difference = control.Difference is { } d ? $" (difference {Words.Percent(d.Value)}, from {Words.Percent(d.Interval.Low)} to {Words.Percent(d.Interval.High)})" : "";
        return $"{(claim.Question == Question.BetterThanRandomWeights ? untrained ? "Other random weights" : "Random weights" : "MFCCs")} reach {Words.Percent(control.Value)}{difference}: "
            + claim.Outcome switch { Outcome.Yes => "clearly worse than this space.", Outcome.No => "**better than this space**.", _ => "no difference can be claimed." };
    }

    private static string Where(DiagnosisResult result, Verdict verdict)
    {
        if (verdict.Network is not var (best, worst, end, earlier))
            return $"Only `{result.Focus.Tap}` was measured.";
        var by = best.Head is null ? "by cosine" : "with a head";
        return $"With one pooling everywhere and {by}, `{best.Tap}` tells voices apart best ({Words.Percent(best.Rate)}) and `{worst.Tap}` worst ({Words.Percent(worst.Rate)}){(worst.Tap == end.Tap ? ", at the end of the network" : $"; at the end of the network (`{end.Tap}`) it is {Words.Percent(end.Rate)}")}. "
            + earlier.Outcome switch
            {
                Outcome.Yes => $"Reading `{best.Tap}` instead of the end is surely better (difference in error rate {Words.Percent(best.HeadMinusEnd.Low)} to {Words.Percent(best.HeadMinusEnd.High)}).",
                Outcome.No when best.Tap == end.Tap => "No earlier station is better than the end.",
                _ => "That an earlier station is better than the end can't be claimed from these voices.",
            };
    }

    private static IEnumerable<Answer> Equalising(DiagnosisResult result)
    {
        if (result.FocusUnder(Conditions.Condition.Equalised.Name) is not { } row)
            yield break;
        var head = row.TreatedHead is { } rates ? $"with a head {Words.Percent(rates.Head.Value)} instead of {Words.Percent(rates.Head.Value - row.TreatedHeadChange.Value)} ({Change(row.TreatedHeadChange)}), " : "";
        yield return new("What is left once the recordings are equalised?",
            $"With constant offset removed and levels made alike the equal error rate is {head}by cosine {Words.Percent(row.Treated.Value)} instead of {Words.Percent(row.Plain.Value)} ({Change(row.TreatedChange)}).{Lost(row)}");
    }

    private static string Lost(ConditionRow row) => ConditionRules.Judge(row).TreatedEffect == ConditionEffect.Harms
        ? " What is lost went with level and offset of the recordings: that it was the speaker can't be said." : "";

    private static string Change(Estimate change) => UnseenRules.Below(change) switch
    {
        Outcome.No => $"surely more, by {Points(change)}",
        Outcome.Yes => $"surely less, by {Points(change)}",
        _ => $"no sure change: {Points(change)}",
    };

    private static string Points(Estimate change) => $"{Words.Percent(change.Value)}, from {Words.Percent(change.Low)} to {Words.Percent(change.High)}";

    private static string Audio(DiagnosisResult result, Verdict verdict)
    {
        var points = result.Durations.Where(d => d.Seconds is not null && 2 * d.LongEnough >= d.Clips).ToList();
        if (points.Count == 0 || !points.Exists(p => double.IsFinite(p.Head.Value)))
            return "That can't be said from these clips: shorter starts were not measured, or most clips are shorter than they.";
        var curve = Words.List([.. points.Select(p => $"{Words.Number(p.Seconds!.Value, "0.##")} s give {Words.Percent(p.Head.Value)}"), .. result.Durations.Where(d => d.Seconds is null).Select(d => $"whole clips {Words.Percent(d.Head.Value)}")]);
        return $"With a head, {curve}. " + (DurationRules.Enough(result.Durations) is { } enough
            ? $"From {Words.Number(enough.Seconds!.Value, "0.##")} s on more audio gains less than {Words.Percent(DurationRules.Tolerance, "0")}."
            : DurationRules.Costs(result.Durations) is (Outcome.Yes, { } shortest)
                ? $"{Words.Number(shortest.Seconds!.Value, "0.##")} s are surely not enough; how much less than whole clips would do, these clips can't say."
                : "That whole clips are surely better can't be claimed.");
    }

    private static string Sure(DiagnosisResult result, Verdict verdict)
    {
        var (space, choice) = (result.Mimi, verdict.Choice);
        return $"{Words.Count(space.Metrics.VoiceNames.Count, "voice")}, {Words.Count(space.Metrics.Samples, "clip")}; intervals are over voices. {(result.FocusHead?.Honest is { } rates ? Tested(rates, space.Metrics.VoiceNames.Count) + " " : "")}How often shuffled voice labels do as well by cosine: p {PValueText.InText(space.Eer.PValue, space.Uncertainty.Options.Permutations)}. "
            + (choice.HeadSelection is { Of: 1 } ? "There was no choice of configuration to flatter it." : choice.HeadSelection is { } nested
                ? $"Choosing the best of {nested.Of} embeddings flatters it: chosen on other folds of voices each time, the head's error rate is {Words.Percent(nested.Eer)} on average per fold (of the best in hindsight {Words.Percent(nested.FocusEer)})."
                : choice.Selection.Count == 0 ? "Too few voices to check the choice of configuration on others."
                : $"Chosen on half of the voices and measured on the other half, the best configuration ranks {Words.List([.. choice.Selection.Select(s => $"{s.Rank}")])} of {choice.Selection[0].Of}.");
    }

    // From ten voices on they are tested against those of their own fold: which ones is a matter of their names.
    private static string Tested(UnseenRates rates, int voices)
    {
        var (pairs, all) = (rates.VoicePairs, voices * (voices - 1) / 2);
        return pairs == all
            ? $"Heads are tested on all {Words.Count(all, "pair")} of voices, each fitted without the two{(pairs < UnseenRules.FewPairs ? "; so few voices may be easier or harder than others" : "")}."
            : $"Heads are tested on {pairs} of the {Words.Count(all, "pair")} of voices{(pairs < UnseenRules.FewPairs ? ": others may be easier or harder" : "")}.";
    }

    private static string Advise(DiagnosisResult result, Verdict verdict) => $"{OfThisSpace(result, verdict)}{(verdict.Untrained || PeerWords.Better(verdict) is not { Count: > 0 } better ? ""
        : $" Of the encoders beside, {Words.List([.. better.Select(p => $"`{p.Name}`")])} {(better.Count == 1 ? "is" : "are")} surely better on these clips: for telling speakers apart, use {(better.Count == 1 ? "that" : "one of those")} where you can.")}";

    private static string OfThisSpace(DiagnosisResult result, Verdict verdict)
    {
        if (verdict.Untrained)
            return $"Nothing is recommended from random weights. Run this again with {(result.Network == NetworkNames.Mimi ? "the released ones (`mimi weights` says how to get them)" : "trained ones")}.";
        if (verdict.Advice is not { } advice)
            return "Nothing of what was tried, as long as it is not shown to know the speaker: use a speaker model.";
        if (advice.Rates is not { } rates)
            return $"Of what was tried, {Words.Name(advice.Key)} by cosine; with four voices or more a trained head could be tested too.";
        var cosine = $"Plain cosine there gives {Words.Percent(rates.Cosine.Value)} on the same pairs; the best embedding for cosine, {Words.Name(advice.Cosine.Key)}, {Words.Percent(advice.Cosine.Eer)} over all pairs.";
        var use = advice.Head
            ? $"{Words.Name(advice.Key)} with a trained head (`mimi train-head`): {Words.Percent(rates.Head.Value)}. Not to train one costs {Words.Percent(-rates.HeadMinusCosine.Value)} of error rate ({Words.Percent(-rates.HeadMinusCosine.High)} to {Words.Percent(-rates.HeadMinusCosine.Low)})."
            : $"{Words.Name(advice.Key)}; a trained head is not surely better than cosine on these voices.";
        return $"{use} {cosine}{(advice.Enough is { } enough ? $" {Words.Number(enough.Seconds!.Value, "0.##")} s of audio are enough." : "")}"
            + (verdict.Level is Level.Bad or Level.Weak ? " Don't build verification or diarization on it alone." : "");
    }

    private static string Interval(Estimate estimate) => $"95 % interval {Words.Percent(estimate.Low)} to {Words.Percent(estimate.High)}";
}
