using MimiNative.Analysis.Presentation.Page;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>Words that the report on scores of trials uses.</summary>
internal static class ScoringGlossary
{
    public static IReadOnlyList<Definition> All { get; } =
    [
        new("trial", "Trial", "A question: does this recording have the speaker who is enrolled? A target trial's answer is yes, a non-target trial's no."),
        new("det", "DET plot", "False rejects against false accepts as the threshold falls, on axes that stretch small rates: scores of two normal distributions give a straight line, and lower left is better.", "axes in standard normal deviates; Martin et al. 1997"),
        new("min-dcf", "minDCF", "The least that errors cost at any threshold where target trials are rare (their prior: 1 or 5 in 100) and both errors cost 1. 1 is what rejecting everything costs.", "min over thresholds of (p·FNR + (1 − p)·FPR) ÷ min(p, 1 − p)"),
        new("act-dcf", "actDCF", "The same where the threshold is not looked for but follows from calibrated scores and the prior. What lies between it and minDCF is the price of calibration.", "threshold log((1 − p)/p) on calibrated log-likelihood-ratios"),
        new("cllr", "Cllr", "What scores cost as evidence, over all priors: 0 is perfect, 1 says nothing, more misleads.", "Brümmer & du Preez 2006, in bits, prior ½"),
        new("calibration", "Calibration", "A line that turns scores into log-likelihood-ratios. Fitted on the trials that it is measured on it flatters; so a trial's line is fitted on trials in which neither of its speakers' folds takes part, unless other trials are given. The minimum is what any rising function could reach.", "affine, of lowest Cllr; minimum by pool adjacent violators"),
        new("as-norm", "AS-norm", "Each score is seen from both its sides: how far does it stand out from the highest scores that this side has with a cohort of other voices?", "½((s − μe)/σe + (s − μt)/σt) over the N highest cohort scores, population σ"),
        new("interval", "95 % interval", "The speakers are drawn again and again with replacement, and their trials with them; 95 % of the results lie in this range.", "2.5th to 97.5th percentile of a bootstrap over speakers; a trial counts as often as both of its speakers were drawn, a target trial as often as its one"),
        new("cosine", "Cosine similarity", "1 where two vectors point in the same direction, 0 at right angles, −1 in opposite directions. Length plays no part.", "x·y / (‖x‖ ‖y‖)"),
        new("gap", "Gap", "Mean score of target trials minus that of non-target trials. Below zero the scores are upside down."),
    ];
}
