using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Analysis.Tests.Judgement;

namespace MimiNative.Analysis.Tests.Presentation.Wording;

public sealed class VerdictWordsTests
{
    [Theory]
    [InlineData(0.04, 0.001, 0.4, 0.3, "Yes", "This space knows the speaker: a similarity threshold is wrong in 4.0 % of the cases")]
    [InlineData(0.10, 0.001, 0.4, 0.3, "Partly", "knows the speaker partly")]
    [InlineData(0.20, 0.001, 0.4, 0.3, "Hardly", "knows a little about the speaker (equal error rate 20.0 %)")]
    [InlineData(0.04, 0.5, 0.4, 0.3, "No", "does not know the speaker: with the voice labels shuffled the result is as good (p = 0.50")]
    [InlineData(0.04, 0.001, 0.04, 0.3, "Hardly", "not clearly more than in the same network with random weights: nothing")]
    [InlineData(0.04, 0.001, 0.4, 0.01, "Hardly", "not clearly more than in a plain MFCC spectrum: nothing")]
    [InlineData(0.04, 0.001, 0.04, 0.01, "Hardly", "not clearly more than in the same network with random weights and a plain MFCC spectrum: nothing")]
    [InlineData(double.NaN, double.NaN, 0.4, 0.3, "Can't tell", "can't be measured")]
    public void The_sentence_says_what_decided(double eer, double p, double random, double spectral, string word, string sentence)
    {
        var text = Text(Diagnosis(eer, p, random, spectral));
        Assert.Equal(word, text.Word);
        Assert.Contains(sentence, text.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Beside_each_control_stands_who_is_better()
    {
        var answer = Text(Diagnosis(0.2, 0.001, 0.4, 0.01)).Answers[0].Text;
        Assert.Contains("Random weights reach 40.0 %: clearly worse than this space. MFCCs reach 1.0 %: **better than this space**.", answer, StringComparison.Ordinal);
        Assert.Contains("MFCCs reach 20.5 %: no difference can be claimed.", Text(Diagnosis(0.2, 0.001, 0.4, 0.205)).Answers[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_weights_are_no_statement_about_Mimi()
    {
        var text = Text(Diagnosis(0.04, 0.001, 0.4, 0.3) with { Synthetic = true });
        Assert.Equal((Level.Neutral, "Random weights"), (text.Level, text.Word));
    }

    private static MimiNative.Analysis.Presentation.Page.VerdictText Text(DiagnosisResult result) => VerdictWords.Of(result, Verdict.Of(result));

    private static DiagnosisResult Diagnosis(double eer, double p, double random, double spectral) =>
        Made.Diagnosis(Made.Space(eer: eer, low: eer - 0.01, high: eer + 0.01, p: p, score: 0.4), Made.Space(SpaceKind.RandomWeights, eer: random), Made.Space(SpaceKind.Spectral, eer: spectral));
}
