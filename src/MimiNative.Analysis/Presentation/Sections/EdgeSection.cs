using System.Text.Json;
using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary>Stage 6 in the report and its files.</summary>
public static class EdgeSection
{
    /// <summary>The stage's part of the report and its files.</summary>
    public static StageOutput Present(EdgeResult result)
    {
        var stage = new StageBuilder("edge", "Edge cases", "mimi edge DATASET");
        stage.Text($"Each case is `{result.Clip}` (or noise as loud as it) with something done to it, compared with the untouched clip in `{result.Embedding}`. The measure is the data set's own: clips of one voice have a similarity of {Words.Number(result.SameVoice)} on average, "
            + $"clips of two voices {Words.Number(result.DifferentVoices)}. A change that keeps the clip closer than two clips of one voice are is a PASS; one that takes it as far as another voice is a FAIL. Silence and noise must not look like the voice.");
        var judged = EdgeRules.Judge(result);
        var speech = judged.Where(c => c.Case.Carrier != EdgeCarrier.Noise).ToList();
        stage.Bars("edge_cases", "Similarity of the changed clip with the original", "Right of the upper line: as close as two clips of this voice. Left of the lower: as far as another person. For silence and pure noise it is the other way round.",
            [.. speech.Select(c => new Bar(Title(c.Case), c.Case.Similarity, Group: (int)c.Outcome))], new Axis("cosine similarity"),
            references: [new ReferenceLine("two clips of one voice", result.SameVoice), new ReferenceLine("clips of two voices", result.DifferentVoices)], groups: [.. Enum.GetValues<EdgeOutcome>().Select(EdgeWords.Name)], judged: true);
        stage.Table(new Table("Every case and the rule that decided it", [new("case"), new("made of"), new("what was done"), new("similarity", true), new("outcome"), new("rule")],
            [.. judged.Select(c => (IReadOnlyList<Cell>)[Title(c.Case), EdgeWords.Name(c.Case.Carrier), c.Case.Description, new Cell(Words.Number(c.Case.Similarity), c.Case.Similarity), new Cell(EdgeWords.Name(c.Outcome), (double)c.Outcome, LevelOf(c.Outcome)), EdgeWords.Rule(c, result)])]) { Sortable = true });
        stage.File("edge_test_results.json", () => Json(result, judged));
        var bad = speech.Where(c => c.Outcome is EdgeOutcome.Fail or EdgeOutcome.Crash).Select(c => Title(c.Case)).ToList();
        var crashed = judged.Count(c => c.Outcome == EdgeOutcome.Crash);
        var open = speech.Count(c => c.Outcome == EdgeOutcome.NotJudged);
        return stage.Build(crashed > 0 ? $"{Words.Count(crashed, "case")} crashed."
            : open > 0 ? $"Nothing crashed. {Words.Count(open, "case")} can't be judged: the data has no two clips of one voice, or no two voices, to hold them against."
            : $"Nothing crashed. Of {speech.Count} cases on speech {speech.Count(c => c.Outcome == EdgeOutcome.Pass)} pass, {speech.Count(c => c.Outcome == EdgeOutcome.Degraded)} are degraded, {bad.Count} fail{(bad.Count > 0 ? $": {Words.List(bad)}" : "")}.",
            crashed > 0 ? Level.Bad : open > 0 ? Level.Neutral : bad.Count > 0 ? Level.Weak : Level.Good);
    }

    private static string Title(MeasuredEdgeCase edge) => $"{edge.Group.Replace('_', ' ')} {edge.Name}";

    // The seed study's shape: group → case → similarity and shape, here by what the cases were made of.
    private static string Json(EdgeResult result, IReadOnlyList<JudgedEdgeCase> judged) => JsonText.Object(json =>
    {
        json.WriteString("embedding", result.Embedding);
        json.WriteString("clip", result.Clip);
        json.WriteString("other_clip", result.OtherClip);
        json.WriteFinite("same_voice_similarity", result.SameVoice);
        json.WriteFinite("different_voice_similarity", result.DifferentVoices);
        foreach (var carrier in judged.GroupBy(c => c.Case.Carrier))
        {
            json.WriteStartObject(EdgeWords.Name(carrier.Key));
            foreach (var group in carrier.GroupBy(c => c.Case.Group))
                Group(json, group.Key, [.. group], result);
            json.WriteEndObject();
        }
    });

    private static void Group(Utf8JsonWriter json, string name, IReadOnlyList<JudgedEdgeCase> cases, EdgeResult result)
    {
        json.WriteStartObject(name);
        foreach (var edge in cases)
        {
            json.WriteStartObject(edge.Case.Name);
            json.WriteFinite("similarity", edge.Case.Similarity);
            json.WriteStartArray("shape");
            json.WriteNumberValue(result.Dimension);
            json.WriteEndArray();
            json.WriteFinite("embedding_norm", edge.Case.Norm);
            json.WriteString("outcome", EdgeWords.Name(edge.Outcome));
            json.WriteString("rule", EdgeWords.Rule(edge, result));
            json.WriteEndObject();
        }

        if (name == "variable_length")
        {
            var mean = cases.Average(c => c.Case.Similarity);
            json.WriteFinite("mean_similarity", mean);
            json.WriteFinite("std_similarity", Math.Sqrt(cases.Average(c => (c.Case.Similarity - mean) * (c.Case.Similarity - mean))));
        }

        json.WriteEndObject();
    }

    private static Level LevelOf(EdgeOutcome outcome) => outcome switch
    {
        EdgeOutcome.Pass => Level.Good,
        EdgeOutcome.Degraded => Level.Fair,
        EdgeOutcome.NotJudged => Level.Neutral,
        _ => Level.Bad,
    };
}
