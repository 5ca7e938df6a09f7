using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Sections;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Presentation;

/// <summary>What was measured of an embeddings file, for programs.</summary>
internal static class EmbeddingsJson
{
    /// <summary>Every metric, how sure the headline ones are, what heads and probes find on unseen voices and texts, and the seed study's tests.</summary>
    public static string Of(EmbeddingsResult result) => JsonText.Object(json =>
    {
        json.WriteString("embedding", result.Space.Set.Name);
        SpaceJson.Write(json, "values", result.Space);
        json.WritePropertyName("verification");
        result.Verification.ToJson(json);
        var finding = HeadRules.Judge(result.Verification);
        json.WriteString("finding", HeadWords.Name(finding));
        json.WriteString("meaning", HeadWords.Meaning(finding));
        if (result.Padding is { } padding)
            PaddingWords.Write(json, "padding", padding);
        StudyWords.Write(json, StudyOfEmbeddings.Judge(result));
        json.WriteObjects("tests", SeedTestWords.Of(result.SeedTests), test =>
        {
            json.WriteNumber("test", test.Number);
            json.WriteString("name", test.Name);
            json.WriteBoolean("critical", test.Critical);
            json.WriteString("result", test.Result);
            json.WriteTexts("lines", test.Lines);
        });
    });
}
