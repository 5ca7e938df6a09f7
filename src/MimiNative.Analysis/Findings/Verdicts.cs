using MimiNative.Analysis.Report;
using MimiNative.Analysis.Stages;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Findings;

/// <summary>How a space stands against a control.</summary>
public enum Standing
{
    /// <summary>The control's value lies outside the space's interval, on the worse side.</summary>
    Better,

    /// <summary>The interval holds the control's value: no difference can be claimed.</summary>
    NoDifference,

    /// <summary>The control is clearly better.</summary>
    Worse,
}

/// <summary>The diagnosis in plain words: does the space know the speaker, where, how sure, what to use.</summary>
public static class Verdicts
{
    private const double Significant = 0.05;

    /// <summary>Compares equal error rates: a difference counts where the control's lies outside the space's 95 % interval.</summary>
    public static Standing Against(MeasuredSpace space, MeasuredSpace control)
    {
        var (own, other) = (space.Eer, control.Eer.Value);
        if (other > own.High)
            return Standing.Better;
        return other < own.Low ? Standing.Worse : Standing.NoDifference;
    }

    /// <summary>
    /// The level that the numbers allow: the worse of the bands of equal error rate and acoustics score; at best weak where a control is not clearly beaten;
    /// bad where shuffled voice labels do as well; neutral where voices can't be compared.
    /// </summary>
    public static Level LevelOf(DiagnosisResult result)
    {
        var mimi = result.Mimi;
        if (double.IsNaN(mimi.Eer.Value))
            return Level.Neutral;
        if (mimi.Eer.PValue >= Significant)
            return Level.Bad;
        var level = MetricScale.EqualErrorRate.BandOf(mimi.Eer.Value).Level;
        if (double.IsFinite(mimi.AcousticsScore.Value))
            level = Worse(level, MetricScale.AcousticsScore.BandOf(mimi.AcousticsScore.Value).Level);
        return Controls(result).All(c => Against(mimi, c) == Standing.Better) ? level : Worse(level, Level.Weak);
    }

    /// <summary>The verdict.</summary>
    /// <param name="result">The diagnosis.</param>
    /// <param name="synthetic">Whether the weights are random numbers.</param>
    public static Verdict Of(DiagnosisResult result, bool synthetic)
    {
        var level = LevelOf(result);
        var answers = Answers(result, level);
        if (synthetic)
            return new Verdict(Level.Neutral, "Random weights",
                $"The weights are random numbers (`{result.Mimi.Name}`), so nothing here is a statement about Mimi: it shows what an untrained network of this shape does with these clips. {Sentence(result, level)}", answers);
        return new Verdict(level, level switch
        {
            Level.Good => "Yes",
            Level.Fair => "Partly",
            Level.Weak => "Hardly",
            Level.Bad => "No",
            _ => "Can't tell",
        }, Sentence(result, level), answers);
    }

    private static string Sentence(DiagnosisResult result, Level level)
    {
        var eer = Words.Percent(result.Mimi.Eer.Value);
        if (level == Level.Neutral)
            return "There are not two voices with two clips each, so whether this space knows the speaker can't be measured with these recordings.";
        if (result.Mimi.Eer.PValue >= Significant)
            return $"This space does not know the speaker: with the voice labels shuffled the result is as good (p = {Words.Number(result.Mimi.Eer.PValue, "0.00")}, equal error rate {eer}).";
        var beaten = Controls(result).Where(c => Against(result.Mimi, c) != Standing.Better).Select(c => c.Name == "random weights" ? "the same network with random weights" : "a plain MFCC spectrum").ToList();
        if (beaten.Count > 0)
            return $"There is speaker information in this space (equal error rate {eer}), but it is not clearly more than in {Words.List(beaten)}: nothing that training put there can be claimed.";
        return level switch
        {
            Level.Good => $"This space knows the speaker: a similarity threshold is wrong in {eer} of the cases, and voices outweigh words.",
            Level.Fair => $"This space knows the speaker partly: a similarity threshold is wrong in {eer} of the cases; usable with care, better with a trained head.",
            _ => $"This space knows a little about the speaker (equal error rate {eer}), but what is said or how it was recorded weighs as much: a starting point for training, not something to use as it is.",
        };
    }

    private static List<Answer> Answers(DiagnosisResult result, Level level)
    {
        var mimi = result.Mimi;
        var answers = new List<Answer>();
        if (level == Level.Neutral)
            return [new("What is missing?", "Two or more voices with two or more clips each; for the question of voice against words also sentences that several voices say.")];
        var score = mimi.AcousticsScore;
        answers.Add(new("Does this space know the speaker?",
            $"Equal error rate {Words.Percent(mimi.Eer.Value)} (95 % interval {Words.Percent(mimi.Eer.Low)} to {Words.Percent(mimi.Eer.High)}). "
            + (double.IsFinite(score.Value) ? $"Acoustics score {Words.Number(score.Value)} ({Words.Number(score.Low)} to {Words.Number(score.High)}): {MetricScale.AcousticsScore.BandOf(score.Value).Word}. " : "Texts are unknown, so voice can't be weighed against words. ")
            + string.Join(" ", Controls(result).Select(c => $"{(c.Name == "random weights" ? "Random weights reach" : "MFCCs reach")} {Words.Percent(c.Eer.Value)}: {Against(mimi, c) switch { Standing.Better => "clearly worse than this space", Standing.Worse => "**better than this space**", _ => "no difference can be claimed" }}."))));
        answers.Add(new("Where in the network?", Where(result)));
        answers.Add(new("How sure are we?",
            $"{Words.Count(mimi.Metrics.VoiceNames.Count, "voice")}, {Words.Count(mimi.Metrics.Samples, "clip")}; permuting the voice labels gives p = {Words.Number(mimi.Eer.PValue, "0.000")} for the error rate{(double.IsFinite(score.PValue) ? $" and {Words.Number(score.PValue, "0.000")} for the acoustics score" : "")}. "
            + (result.Sweep.Selection.Count == 0 ? "Too few voices to check the choice of configuration on others."
                : $"Chosen on half of the voices and measured on the other half, the best configuration ranks {Words.List([.. result.Sweep.Selection.Select(s => $"{s.Rank}")])} of {result.Sweep.Selection[0].Of}.")));
        answers.Add(new("What should I use?", Advice(result, level)));
        return answers;
    }

    private static string Where(DiagnosisResult result)
    {
        var layers = result.Layers.Where(l => double.IsFinite(l.Eer)).ToList();
        if (layers.Count < 2)
            return $"Only `{result.Focus.Tap}` was measured.";
        var (best, worst) = (layers.MinBy(l => l.Eer)!, layers.MaxBy(l => l.Eer)!);
        return $"With one pooling everywhere, `{best.Tap}` tells voices apart best ({Words.Percent(best.Eer)}) and `{worst.Tap}` worst ({Words.Percent(worst.Eer)}). At `{best.Tap}` voices account for {Words.Percent(best.VoiceShare, "0")} of the variance"
            + (double.IsFinite(best.TextShare) ? $" and texts for {Words.Percent(best.TextShare, "0")}; at the end of the network (`{layers[^1].Tap}`) it is {Words.Percent(layers[^1].VoiceShare, "0")} and {Words.Percent(layers[^1].TextShare, "0")}." : ".");
    }

    private static string Advice(DiagnosisResult result, Level level)
    {
        var best = $"Of what was tried, {Words.Name(result.Sweep.Best.Key)}";
        var after = result.Sweep.BestPostProcessing is { } post && post.PostProcessing != PostProcessingKind.None
            ? $", then {post.PostProcessing switch { PostProcessingKind.Centre => "take the mean of many clips off", PostProcessingKind.Whitening => "whiten", _ => $"project to {post.Dimension} principal components" }} (that also helps voices it wasn't fitted on)"
            : " without post-processing (none helped on voices it wasn't fitted on)";
        var stop = level is Level.Bad or Level.Weak ? " But don't build diarization or verification on it as it is: use a speaker model, or train a head on these activations." : "";
        return $"{best}{after}. The threshold at the equal error rate is a cosine of {Words.Number(result.Mimi.Metrics.Raw.Verification.EerThreshold)}.{stop}";
    }

    private static IEnumerable<MeasuredSpace> Controls(DiagnosisResult result) => new[] { result.Random, result.Spectral }.OfType<MeasuredSpace>();

    private static Level Worse(Level a, Level b) => (Level)Math.Max((int)a, (int)b);
}
