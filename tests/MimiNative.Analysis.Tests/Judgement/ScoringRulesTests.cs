using MimiNative.Analysis.Data;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Judgement;

public sealed class ScoringRulesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_caution_applies_where_its_cause_is_and_nowhere_else()
    {
        var clean = Facts(speakers: 12);
        Assert.Empty(ScoringRules.Of(clean));
        Assert.Equal([ScoringCautionKind.CohortMeetsTrials], Kinds(clean with { CohortMeets = ["a"] }));
        Assert.Equal([ScoringCautionKind.CalibrationMeetsTrials], Kinds(clean with { CalibrationMeets = ["a"] }));
        Assert.Equal([ScoringCautionKind.HeadKnowsSpeakers], Kinds(clean with { HeadKnows = ["s"] }));
        Assert.Equal([ScoringCautionKind.HeadMayKnowSpeakers], Kinds(clean with { HeadMayKnow = true }));
        Assert.Equal([ScoringCautionKind.AnswersContradict], Kinds(clean with { Contradictions = ["a b"] }));
        Assert.Equal([ScoringCautionKind.SpeakersConcluded], Kinds(clean with { SpeakersConcluded = true }));
        Assert.Equal([ScoringCautionKind.FewSpeakers], Kinds(Facts(speakers: 9)));
        Assert.DoesNotContain(ScoringCautionKind.FewSpeakers, Kinds(Facts(speakers: 10)));
        Assert.Equal([ScoringCautionKind.UpsideDown], Kinds(Facts(speakers: 12, gap: -1)).Except([ScoringCautionKind.NotCalibrated]));
        // 12 speakers of 3 clips: 594 non-target trials. 30 of them are 5.05 %.
        Assert.Empty(Kinds(clean with { FalseAcceptRates = [0.0506] }));
        var few = Assert.Single(ScoringRules.Of(clean with { FalseAcceptRates = [0.0504] }));
        Assert.Equal((ScoringCautionKind.FewFalseAccepts, 29L), (few.Kind, few.Count));
        Assert.Contains("5.04 % is 29 of these trials", ScoringWords.Line(few));
    }

    [Fact]
    public void Trials_of_one_kind_are_said_to_be_and_missing_ones_counted()
    {
        var list = TrialList.Read(_folder.Write("t", "1 a b\n1 a c\n1 a b\n"));
        var scores = new TrialScores(list, [1, double.NaN, 1], new Dictionary<string, string> { ["c"] = "c.wav: no such file" }, "");
        var metrics = TrialMetrics.Compute(new TrialSet([true, true], [0, 0], [0, 0], 1), [1, 1]);
        var cautions = ScoringRules.Of(new ScoringFacts(scores) { Metrics = metrics, FalseAcceptRates = [0.01] });
        Assert.Equal([ScoringCautionKind.TrialsLeftOut, ScoringCautionKind.OneKind, ScoringCautionKind.FewSpeakers, ScoringCautionKind.RepeatedTrials], cautions.Select(c => c.Kind));
        Assert.Equal("1 trial left out. They have no score: c.wav: no such file.", ScoringWords.Line(cautions[0]));
        Assert.Equal("Trials of one kind. All are target trials: error rates need both kinds.", ScoringWords.Line(cautions[1]));
        Assert.Contains("non-target", ScoringWords.Line(cautions[1] with { Count = 0 }));
        Assert.Contains("There is one", ScoringWords.Line(cautions[2]));
    }

    [Fact]
    public void Words_name_what_was_measured()
    {
        var metrics = Facts(speakers: 12).Metrics!;
        Assert.Contains("trials of other speakers", ScoringWords.Calibration(metrics));
        Assert.Contains("0.500 · score − 2.000", ScoringWords.Calibration(metrics with { CalibratedOn = CalibrationSource.Given, Line = (0.5, -2) }));
        Assert.Equal("not calibrated", ScoringWords.Calibration(metrics with { CalibratedOn = CalibrationSource.None }));
        Assert.Equal(["at most 0.1 % false accepts", "accept nothing", "0 %", "100 %"], ScoringWords.Row(new OperatingPoint(OperatingPointKind.FalseAccepts, 0.001, new ErrorPoint(double.PositiveInfinity, 0, 1))));
        Assert.Equal(["lowest cost, prior 0.05", "−0.2500", "0.01 %", "12.35 %"], ScoringWords.Row(new OperatingPoint(OperatingPointKind.LowestCost, 0.05, new ErrorPoint(-0.25, 0.0001, 0.12345))));
        Assert.Equal("published, not checked here: EER 35.01 % (x)", ScoringWords.Line(new PublishedRate("x", 0.3501)));
    }

    private static IEnumerable<ScoringCautionKind> Kinds(ScoringFacts facts) => ScoringRules.Of(facts).Select(c => c.Kind);

    /// <summary>Noisy scores of all pairs of three clips of each speaker.</summary>
    private ScoringFacts Facts(int speakers, double gap = 1)
    {
        var random = new SeededRandom(2);
        var (target, enrol, test, scores, lines) = (new List<bool>(), new List<int>(), new List<int>(), new List<double>(), new List<string>());
        for (var i = 0; i < 3 * speakers; i++)
            for (var j = i + 1; j < 3 * speakers; j++)
            {
                target.Add(i / 3 == j / 3);
                enrol.Add(i / 3);
                test.Add(j / 3);
                scores.Add((i / 3 == j / 3 ? gap : 0) + random.NextGaussian());
                lines.Add($"{(i / 3 == j / 3 ? 1 : 0)} {i} {j}");
            }
        var list = TrialList.Read(_folder.Write("t", string.Join('\n', lines)));
        var metrics = TrialMetrics.Compute(new TrialSet([.. target], [.. enrol], [.. test], speakers), [.. scores], options: new UncertaintyOptions { Replicates = 5 });
        return new ScoringFacts(new TrialScores(list, [.. scores], new Dictionary<string, string>(), "")) { Metrics = metrics };
    }
}
