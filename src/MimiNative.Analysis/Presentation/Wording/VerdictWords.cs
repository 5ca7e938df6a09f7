using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>The verdict in plain words: does the space know the speaker, where, how sure, what to use.</summary>
public static class VerdictWords
{
    /// <summary>The verdict on a diagnosis.</summary>
    public static VerdictText Of(DiagnosisResult result, Verdict verdict)
    {
        var answers = Answers(result, verdict);
        if (result.Synthetic)
            return new VerdictText(Level.Neutral, "Random weights",
                $"The weights are random numbers (`{result.Mimi.Description}`), so nothing here is a statement about Mimi: it shows what an untrained network of this shape does with these clips. {Sentence(result, verdict)}", answers);
        return new VerdictText(verdict.Level, verdict.Level switch
        {
            Level.Good => "Yes",
            Level.Fair => "Partly",
            Level.Weak => "Hardly",
            Level.Bad => "No",
            _ => "Can't tell",
        }, Sentence(result, verdict), answers);
    }

    private static string Sentence(DiagnosisResult result, Verdict verdict)
    {
        var eer = Words.Percent(result.Mimi.Eer.Value);
        return (verdict.Ground, verdict.Level) switch
        {
            (Ground.NotMeasurable, _) => "There are not two voices with two clips each, so whether this space knows the speaker can't be measured with these recordings.",
            (Ground.Chance, _) => $"This space does not know the speaker: with the voice labels shuffled the result is as good (p = {Words.Number(result.Mimi.Eer.PValue, "0.00")}, equal error rate {eer}).",
            (Ground.Controls, _) => $"There is speaker information in this space (equal error rate {eer}), but it is not clearly more than in {Words.List([.. Unbeaten(verdict)])}: nothing that training put there can be claimed.",
            (_, Level.Good) => $"This space knows the speaker: a similarity threshold is wrong in {eer} of the cases, and voices outweigh words.",
            (_, Level.Fair) => $"This space knows the speaker partly: a similarity threshold is wrong in {eer} of the cases; usable with care, better with a trained head.",
            _ => $"This space knows a little about the speaker (equal error rate {eer}), but what is said or how it was recorded weighs as much: a starting point for training, not something to use as it is.",
        };
    }

    private static IEnumerable<string> Unbeaten(Verdict verdict) =>
        verdict.AgainstControls.Where(c => c.Outcome != Outcome.Yes).Select(c => c.Question == Question.BetterThanRandomWeights ? "the same network with random weights" : "a plain MFCC spectrum");

    private static List<Answer> Answers(DiagnosisResult result, Verdict verdict)
    {
        if (verdict.Ground == Ground.NotMeasurable)
            return [new("What is missing?", "Two or more voices with two or more clips each; for the question of voice against words also sentences that several voices say.")];
        return
        [
            new("Does this space know the speaker?", Knows(result.Mimi, verdict)), new("Where in the network?", Where(result, verdict.Network)),
            new("How sure are we?", Sure(result.Mimi, verdict.Choice)), new("What should I use?", Advice(result.Mimi, verdict)),
        ];
    }

    private static string Knows(MeasuredSpace space, Verdict verdict)
    {
        var score = space.AcousticsScore;
        return $"Equal error rate {Words.Percent(space.Eer.Value)} (95 % interval {Words.Percent(space.Eer.Low)} to {Words.Percent(space.Eer.High)}). "
            + (double.IsFinite(score.Value) ? $"Acoustics score {Words.Number(score.Value)} ({Words.Number(score.Low)} to {Words.Number(score.High)}): {MetricScale.AcousticsScore.BandOf(score.Value).Name}. " : "Texts are unknown, so voice can't be weighed against words. ")
            + string.Join(" ", verdict.AgainstControls.Select(Beside));
    }

    private static string Beside(Claim claim) =>
        $"{(claim.Question == Question.BetterThanRandomWeights ? "Random weights" : "MFCCs")} reach {Words.Percent(claim.Evidence[0].Controls[0].Value)}: "
        + claim.Outcome switch { Outcome.Yes => "clearly worse than this space.", Outcome.No => "**better than this space**.", _ => "no difference can be claimed." };

    private static string Where(DiagnosisResult result, NetworkRange? network) => network is not var (best, worst, last)
        ? $"Only `{result.Focus.Tap}` was measured."
        : $"With one pooling everywhere, `{best.Tap}` tells voices apart best ({Words.Percent(best.Eer)}) and `{worst.Tap}` worst ({Words.Percent(worst.Eer)}). At `{best.Tap}` voices account for {Words.Percent(best.VoiceShare, "0")} of the variance"
            + (double.IsFinite(best.TextShare) ? $" and texts for {Words.Percent(best.TextShare, "0")}; at the end of the network (`{last.Tap}`) it is {Words.Percent(last.VoiceShare, "0")} and {Words.Percent(last.TextShare, "0")}." : ".");

    private static string Sure(MeasuredSpace space, Choice choice) =>
        $"{Words.Count(space.Metrics.VoiceNames.Count, "voice")}, {Words.Count(space.Metrics.Samples, "clip")}; permuting the voice labels gives p = {Words.Number(space.Eer.PValue)} for the error rate"
        + $"{(double.IsFinite(space.AcousticsScore.PValue) ? $" and {Words.Number(space.AcousticsScore.PValue)} for the acoustics score" : "")}. "
        + (choice.Selection.Count == 0 ? "Too few voices to check the choice of configuration on others."
            : $"Chosen on half of the voices and measured on the other half, the best configuration ranks {Words.List([.. choice.Selection.Select(s => $"{s.Rank}")])} of {choice.Selection[0].Of}.");

    private static string Advice(MeasuredSpace space, Verdict verdict)
    {
        var after = verdict.Choice.BestPostProcessing is { } post
            ? $", then {post.PostProcessing switch { PostProcessingKind.Centre => "take the mean of many clips off", PostProcessingKind.Whitening => "whiten", _ => $"project to {post.Dimension} principal components" }} (that also helps voices it wasn't fitted on)"
            : " without post-processing (none helped on voices it wasn't fitted on)";
        var stop = verdict.Level is Level.Bad or Level.Weak ? " But don't build diarization or verification on it as it is: use a speaker model, or train a head on these activations." : "";
        return $"Of what was tried, {Words.Name(verdict.Choice.Best.Key)}{after}. The threshold at the equal error rate is a cosine of {Words.Number(space.Metrics.Raw.Verification.EerThreshold)}.{stop}";
    }
}
