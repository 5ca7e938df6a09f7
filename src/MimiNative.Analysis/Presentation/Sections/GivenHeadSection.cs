using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary>A given head in the report and its file.</summary>
internal static class GivenHeadSection
{
    /// <summary>The section of the report and <c>head.json</c>.</summary>
    public static StageOutput Present(GivenHeadResult result)
    {
        var stage = new StageBuilder("head", "Head (given)");
        var (head, training) = (result.Head, result.Head.Training);
        stage.Text($"`{Path.GetFileName(head.Path ?? "head")}` is a {head.Kind} head of `{head.Key}`, fitted on {Words.Count(training.Clips, "clip")} of {Words.Count(training.Voices.Count, "voice")} ({training.Data}). It scores every pair of clean clips; plain cosine scores the same pairs.");
        stage.Table(new Table("Equal error rate on all pairs of clips", [new("scoring"), new("equal error rate", true), new("95 % from", true), new("to", true)],
            [Row("head (given)", result.Eer), Row("cosine", result.CosineEer), Row("difference", result.OverCosine)]));
        stage.Text($"When it was trained, heads like it reached {Words.Percent(head.Errors.Head.Value)} on voices that they were not fitted on, and {Words.Percent(head.Errors.HeadUnseenTexts.Value)} where the texts were new too.");
        stage.File("head.json", () => Json(result));
        return stage.Build(GivenHeadWords.Meaning(result), Level(result));
    }

    /// <summary>What a reader must know where the head has heard these voices.</summary>
    public static Warning Warning(GivenHeadResult result) => new("The head knows these voices", GivenHeadWords.Meaning(result));

    /// <summary>The same as an object of JSON.</summary>
    public static string Json(GivenHeadResult result) => JsonText.Object(json =>
    {
        json.WriteString("head", result.Head.Path ?? "");
        json.WriteString("head_sha256", result.Head.Sha256 ?? "");
        json.WriteString("kind", result.Head.Kind);
        json.WriteString("embedding", result.Head.Key.ToString());
        json.WriteString("training_data", result.Head.Training.Data);
        json.WriteString("training_sha256", result.Head.Training.Sha256);
        json.WriteNumber("clips", result.Clips);
        json.WriteTexts("known_voices", result.KnownVoices);
        foreach (var (name, rate) in (ReadOnlySpan<(string, Estimate)>)[("eer", result.Eer), ("eer_cosine", result.CosineEer), ("eer_over_cosine", result.OverCosine)])
        {
            json.WriteStartObject(name);
            json.WriteFinite("value", rate.Value);
            json.WriteFinite("low_95", rate.Low);
            json.WriteFinite("high_95", rate.High);
            json.WriteEndObject();
        }
        json.WriteString("meaning", GivenHeadWords.Meaning(result));
    });

    private static IReadOnlyList<Cell> Row(string name, Estimate rate) => [name, Words.Percent(rate.Value), Words.Percent(rate.Low), Words.Percent(rate.High)];

    // With random weights nothing is good or bad.
    private static Level Level(GivenHeadResult result) => result.Head.Origin.Synthetic ? Judgement.Level.Neutral : GivenHeadRules.Judge(result) switch
    {
        HeadFinding.HeadFindsMore or HeadFinding.CosineSuffices => Judgement.Level.Fair,
        HeadFinding.NotShown => Judgement.Level.Bad,
        _ => Judgement.Level.Neutral,
    };
}
