using System.Buffers;
using System.Text;
using System.Text.Json;
using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Plots;
using MimiNative.Analysis.Report;

namespace MimiNative.Analysis.Stages;

/// <summary>Stage 6, edge cases: audio that real life sends, judged by the data set's own similarities.</summary>
public static class EdgeStage
{
    private const double MostSeconds = 5;

    /// <summary>Makes every case from two clips of different voices and embeds it.</summary>
    /// <param name="encoder">The network.</param>
    /// <param name="key">Tap and pooling; the duration isn't used.</param>
    /// <param name="speech">The clip that cases are made of.</param>
    /// <param name="other">A clip of another voice.</param>
    /// <param name="sameVoice">Mean cosine of two clips of one voice.</param>
    /// <param name="differentVoices">Mean cosine of clips of two voices.</param>
    /// <param name="padding">Treatment of the last, incomplete frame.</param>
    /// <param name="seed">Of the noise.</param>
    public static EdgeResult Run(
        MimiEncoder encoder, EmbeddingKey key, Sample speech, Sample other, double sameVoice, double differentVoices, PaddingDialect padding = PaddingDialect.Waveform, ulong seed = 1)
    {
        var cases = EdgeCases.Make(ClipAudio.Read(speech, MostSeconds), ClipAudio.Read(other, MostSeconds), seed);
        var options = new EncodeOptions { Taps = [key.Tap], Padding = padding };
        var plain = key with { Duration = null };
        float[]? Embed(EdgeCase edge)
        {
            try
            {
                var sink = new PoolingSink([key.Pooling]);
                using var stream = encoder.OpenStream(options, sink);
                stream.Write(edge.Samples);
                stream.Complete();
                return sink.Result(plain) is var vector && Array.TrueForAll(vector, float.IsFinite) ? vector : null;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // A crash is what this stage looks for: it is a result, and the run goes on.
                return null;
            }
        }

        var vectors = cases.Select(Embed).ToList();
        float[]? Reference(EdgeCarrier carrier) => vectors[Enumerable.Range(0, cases.Count).First(i => cases[i].Group == "reference" && cases[i].Carrier == carrier)];
        var measured = cases.Select((c, i) => (Case: c, Vector: vectors[i])).Where(c => c.Case.Group != "reference")
            .Select(c => Judge(c.Case, c.Vector, Reference(c.Case.Carrier == EdgeCarrier.Noise ? EdgeCarrier.Noise : EdgeCarrier.Speech), sameVoice, differentVoices)).ToList();
        return new EdgeResult
        {
            Embedding = plain.ToString(), Clip = speech.Id, OtherClip = other.Id, SameVoice = sameVoice, DifferentVoices = differentVoices,
            Dimension = key.Pooling.Dimension(encoder.Taps.First(t => t.Name == key.Tap).Channels), Cases = measured,
        };
    }

    /// <summary>The stage's part of the report and its files.</summary>
    public static StageOutput Present(EdgeResult result)
    {
        var stage = new StageBuilder("edge", "Edge cases", "mimi edge DATASET");
        stage.Text($"Each case is `{result.Clip}` (or noise as loud as it) with something done to it, compared with the untouched clip in `{result.Embedding}`. The measure is the data set's own: clips of one voice have a similarity of {Words.Number(result.SameVoice)} on average, "
            + $"clips of two voices {Words.Number(result.DifferentVoices)}. A change that keeps the clip closer than two clips of one voice are is a PASS; one that takes it as far as another voice is a FAIL. Silence and noise must not look like the voice.");
        var speech = result.Cases.Where(c => c.Carrier != "noise").ToList();
        stage.Bars("edge_cases", "Similarity of the changed clip with the original", "Right of the upper line: as close as two clips of this voice. Left of the lower: as far as another person. For silence and pure noise it is the other way round.",
            [.. speech.Select(c => new Bar($"{c.Group.Replace('_', ' ')} {c.Name}", c.Similarity, Group: (int)c.Outcome))], new Axis("cosine similarity"),
            references: [new ReferenceLine("two clips of one voice", result.SameVoice), new ReferenceLine("clips of two voices", result.DifferentVoices)], groups: ["PASS", "DEGRADED", "FAIL", "CRASH"], judged: true);
        stage.Table(new Table("Every case and the rule that decided it", [new("case"), new("made of"), new("what was done"), new("similarity", true), new("outcome"), new("rule")],
            [.. result.Cases.Select(c => (IReadOnlyList<Cell>)[$"{c.Group.Replace('_', ' ')} {c.Name}", c.Carrier, c.Description, new Cell(Words.Number(c.Similarity), c.Similarity), new Cell(Name(c.Outcome), (double)c.Outcome, LevelOf(c.Outcome)), c.Rule])]) { Sortable = true });
        stage.File("edge_test_results.json", () => Json(result));
        var bad = speech.Where(c => c.Outcome is EdgeOutcome.Fail or EdgeOutcome.Crash).Select(c => $"{c.Group.Replace('_', ' ')} {c.Name}").ToList();
        var crashed = result.Cases.Count(c => c.Outcome == EdgeOutcome.Crash);
        return stage.Build(crashed > 0 ? $"{Words.Count(crashed, "case")} crashed."
            : $"Nothing crashed. Of {speech.Count} cases on speech {speech.Count(c => c.Outcome == EdgeOutcome.Pass)} pass, {speech.Count(c => c.Outcome == EdgeOutcome.Degraded)} are degraded, {bad.Count} fail{(bad.Count > 0 ? $": {Words.List(bad)}" : "")}.",
            crashed > 0 ? Level.Bad : bad.Count > 0 ? Level.Weak : Level.Good);
    }

    private static EdgeMeasurement Judge(EdgeCase edge, float[]? vector, float[]? reference, double sameVoice, double differentVoices)
    {
        var (similarity, norm) = vector is null || reference is null ? (double.NaN, double.NaN) : (Cosine.Of(vector, reference), Math.Sqrt(vector.Sum(v => (double)v * v)));
        var (outcome, rule) = double.IsNaN(similarity) ? (EdgeOutcome.Crash, "the encoder failed or gave values that are not finite")
            : double.IsNaN(sameVoice) || double.IsNaN(differentVoices) ? (EdgeOutcome.Pass, "finite; with one voice there is nothing to compare with")
            : edge.Group is "silence" or "pure_noise" ? Foreign(similarity, sameVoice, differentVoices)
            : Kept(similarity, sameVoice, differentVoices);
        return new EdgeMeasurement(edge.Group, edge.Name, edge.Carrier.ToString().ToLowerInvariant(), edge.Description, similarity, norm, outcome, rule);
    }

    private static (EdgeOutcome Outcome, string Rule) Kept(double similarity, double same, double different) =>
        similarity >= same ? (EdgeOutcome.Pass, $"at least {Words.Number(same)}, as two clips of one voice")
        : similarity >= different ? (EdgeOutcome.Degraded, $"below {Words.Number(same)} (one voice), not below {Words.Number(different)} (two voices)")
        : (EdgeOutcome.Fail, $"below {Words.Number(different)}: farther than another voice");

    private static (EdgeOutcome Outcome, string Rule) Foreign(double similarity, double same, double different) =>
        similarity <= different ? (EdgeOutcome.Pass, $"at most {Words.Number(different)}: no closer than another voice")
        : similarity < same ? (EdgeOutcome.Degraded, $"above {Words.Number(different)} (two voices), below {Words.Number(same)} (one voice)")
        : (EdgeOutcome.Fail, $"at least {Words.Number(same)}: taken for the voice");

    // The seed study's shape: group → case → similarity and shape, here by what the cases were made of.
    private static string Json(EdgeResult result)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("embedding", result.Embedding);
            json.WriteString("clip", result.Clip);
            json.WriteString("other_clip", result.OtherClip);
            Number(json, "same_voice_similarity", result.SameVoice);
            Number(json, "different_voice_similarity", result.DifferentVoices);
            foreach (var carrier in result.Cases.GroupBy(c => c.Carrier))
            {
                json.WriteStartObject(carrier.Key);
                foreach (var group in carrier.GroupBy(c => c.Group))
                    Group(json, group.Key, [.. group], result.Dimension);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void Group(Utf8JsonWriter json, string name, IReadOnlyList<EdgeMeasurement> cases, int dimension)
    {
        json.WriteStartObject(name);
        foreach (var edge in cases)
        {
            json.WriteStartObject(edge.Name);
            Number(json, "similarity", edge.Similarity);
            json.WriteStartArray("shape");
            json.WriteNumberValue(dimension);
            json.WriteEndArray();
            Number(json, "embedding_norm", edge.Norm);
            json.WriteString("outcome", Name(edge.Outcome));
            json.WriteString("rule", edge.Rule);
            json.WriteEndObject();
        }

        if (name == "variable_length")
        {
            var mean = cases.Average(c => c.Similarity);
            Number(json, "mean_similarity", mean);
            Number(json, "std_similarity", Math.Sqrt(cases.Average(c => (c.Similarity - mean) * (c.Similarity - mean))));
        }

        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

    private static string Name(EdgeOutcome outcome) => outcome.ToString().ToUpperInvariant();

    private static Level LevelOf(EdgeOutcome outcome) => outcome switch
    {
        EdgeOutcome.Pass => Level.Good,
        EdgeOutcome.Degraded => Level.Fair,
        _ => Level.Bad,
    };
}
