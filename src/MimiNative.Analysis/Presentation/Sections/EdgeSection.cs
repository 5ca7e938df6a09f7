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
internal static class EdgeSection
{
    /// <summary>The stage's part of the report and its files.</summary>
    public static StageOutput Present(EdgeResult result)
    {
        var stage = new StageBuilder("edge", "Edge cases");
        var judged = EdgeRules.Judge(result);
        stage.Text($"{Words.Count(result.Clips.Count, "clip")} of {Words.Count(result.Voices, "voice")}, each with something done to it, compared with the untouched clip in `{result.Embedding}`. The measure is the data set's own: clips of one voice have a similarity of {Words.Number(result.SameVoice)} on average, "
            + $"clips of two voices {Words.Number(result.DifferentVoices)}. Mean similarities are judged: a change that keeps clips as close as two clips of one voice are, and closer than other voices are, is a PASS; one that takes them farther than another voice is a FAIL. "
            + "Two voices at once must stay close to both. Silence and noise must not look like the voice.");
        if (result.Control is { } control)
            stage.Text($"The same was done to the same clips with random weights (there {Words.Number(control.SameVoice)} and {Words.Number(control.DifferentVoices)}). A pass that random weights reach too is an EMPTY PASS: the case is too easy to show anything that training adds.");
        var shown = judged.Where(c => c.Case.Carrier != EdgeCarrier.Noise).ToList();
        stage.Bars("edge_cases", "Similarity of the changed clips with the originals", "Mean over clips, with the least and the greatest. Right of both lines: as close as two clips of one voice. Left of the line of two voices: as far as another person. For silence and pure noise it is the other way round.",
            [.. shown.Select(c => new Bar(EdgeWords.Title(c.Case), c.Case.Similarity, Spread(c.Case)?.Low, Spread(c.Case)?.High, (int)c.Outcome))], new Axis("cosine similarity"),
            references: [new ReferenceLine("two clips of one voice", result.SameVoice), new ReferenceLine("clips of two voices", result.DifferentVoices)], groups: [.. Enum.GetValues<EdgeOutcome>().Select(EdgeWords.Name)], judged: true);
        stage.Table(new Table("Every case and the rule that decided it", [new("case"), new("made of"), new("what was done"), new("similarity", true), new("outcome"), new("random weights"), new("rule")],
            [.. judged.Select(c => (IReadOnlyList<Cell>)
            [
                EdgeWords.Title(c.Case), c.Case.Carrier == EdgeCarrier.Speech ? Words.Count(c.Case.Similarities.Count, "clip") : EdgeWords.Name(c.Case.Carrier), c.Case.Description, new Cell(Similarity(c.Case), c.Case.Similarity),
                new Cell(EdgeWords.Name(c.Outcome), (double)c.Outcome, EdgeWords.LevelOf(c.Outcome, result.Synthetic)), c.Control is { } other ? EdgeWords.Name(other) : "not run", EdgeWords.Rule(c, result),
            ])]) { Sortable = true });
        stage.File("edge_test_results.json", () => Json(result, judged));
        return stage.Build(EdgeWords.Finding(result, judged), LevelOf(result, judged));
    }

    private static Level LevelOf(EdgeResult result, IReadOnlyList<JudgedEdgeCase> judged)
    {
        if (judged.Any(c => c.Outcome == EdgeOutcome.Crash))
            return Level.Bad;
        // What random weights do is no news, good or bad; nor is a pass that nothing stands beside.
        if (result.Synthetic || result.Control is null || judged.All(c => c.Outcome is EdgeOutcome.NotJudged or EdgeOutcome.EmptyPass))
            return Level.Neutral;
        return judged.Any(c => c.Outcome == EdgeOutcome.Fail) ? Level.Weak : judged.Any(c => c.Outcome == EdgeOutcome.Degraded) ? Level.Fair : Level.Good;
    }

    private static string Similarity(MeasuredEdgeCase edge) => edge.OtherSimilarity is { } other ? $"{Words.Number(edge.Similarity)} and {Words.Number(other)}" : Words.Number(edge.Similarity);

    private static (double Low, double High)? Spread(MeasuredEdgeCase edge) => edge.Similarities.Count > 1 ? (edge.Similarities.Min(), edge.Similarities.Max()) : null;

    // The seed study's shape: group → case → similarity and shape, here by what the cases were made of.
    private static string Json(EdgeResult result, IReadOnlyList<JudgedEdgeCase> judged) => JsonText.Object(json =>
    {
        json.WriteString("embedding", result.Embedding);
        json.WriteTexts("clips", result.Clips);
        json.WriteFinite("same_voice_similarity", result.SameVoice);
        json.WriteFinite("different_voice_similarity", result.DifferentVoices);
        if (result.Control is { } control)
        {
            json.WriteFinite("random_weights_same_voice_similarity", control.SameVoice);
            json.WriteFinite("random_weights_different_voice_similarity", control.DifferentVoices);
        }

        foreach (var carrier in judged.GroupBy(c => c.Case.Carrier))
        {
            json.WriteStartObject(EdgeWords.Name(carrier.Key));
            foreach (var group in carrier.GroupBy(c => c.Case.Group))
                Group(json, group.Key, [.. group], result);
            Lengths(json, [.. carrier.Where(c => c.Case.Group is "short_audio" or "variable_length" or "long_audio").Select(c => c.Case.Similarity)]);
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
            json.WriteFinite("least_similarity", edge.Case.Similarities.Min());
            json.WriteFinite("greatest_similarity", edge.Case.Similarities.Max());
            if (edge.Case.OtherSimilarity is { } other)
                json.WriteFinite("similarity_with_other_voice", other);
            json.WriteNumber("clips", edge.Case.Similarities.Count);
            json.WriteStartArray("shape");
            json.WriteNumberValue(result.Dimension);
            json.WriteEndArray();
            json.WriteFinite("embedding_norm", edge.Case.Norm);
            json.WriteString("outcome", EdgeWords.Name(edge.Outcome));
            if (edge.Control is { } control)
                json.WriteString("random_weights_outcome", EdgeWords.Name(control));
            json.WriteString("rule", EdgeWords.Rule(edge, result));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    // What the seed study's variable_length test summed up: here over every length, each measured once.
    private static void Lengths(Utf8JsonWriter json, IReadOnlyList<double> similarities)
    {
        if (similarities.Count == 0)
            return;
        var mean = similarities.Average();
        json.WriteStartObject("all_lengths");
        json.WriteFinite("mean_similarity", mean);
        json.WriteFinite("std_similarity", Math.Sqrt(similarities.Average(s => (s - mean) * (s - mean))));
        json.WriteEndObject();
    }
}
