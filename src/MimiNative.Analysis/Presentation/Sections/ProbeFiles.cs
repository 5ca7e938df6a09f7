using System.Globalization;
using System.Text;
using System.Text.Json;
using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary><c>probes.json</c> and the tables beside it.</summary>
internal static class ProbeFiles
{
    public static string Json(ProbesResult result) => JsonText.Object(json => Write(json, result));

    /// <summary>Everything, into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, ProbesResult result)
    {
        json.WriteString("embedding", result.Focus.ToString());
        json.WriteBoolean("random_weights", result.Synthetic);
        ClaimJson.Write(json, "claims", ProbeRules.Judge(result).Select(ClaimWords.Of));
        if (result.Codebooks is { } codebooks)
            Write(json, codebooks);
        json.WriteObjects("read_out", result.ReadOuts, r =>
        {
            json.WriteString("space", Space(r.Space, r.Peer));
            json.WriteString("embedding", r.Embedding);
            json.WriteFinite("guessing", r.Guessing);
            json.WriteBoolean("texts_held_out", r.Neighbours.TextDisjoint);
            json.WriteFinite("nearest_neighbour", r.Nearest);
            json.WriteFinite("majority_of_ten", r.MajorityOfTen);
            json.WriteFinite("online_code_bits", r.Code?.Bits ?? double.NaN);
            json.WriteFinite("uniform_bits", r.Code?.UniformBits ?? double.NaN);
            json.WriteFinite("compression", r.Compression);
        });
        json.WriteObjects("attributes", result.Attributes, a =>
        {
            json.WriteString("attribute", ProbeWords.Name(a.Attribute));
            json.WriteObjects("values", a.Values, v =>
            {
                json.WriteString("value", v.Value);
                json.WriteNumber("voices", v.Voices);
            });
            json.WriteObjects("spaces", a.Probed, p =>
            {
                json.WriteString("space", Space(p.Space, p.Peer));
                json.WriteNumber("voices", p.Probe.Voices);
                json.WriteTexts("values", p.Probe.Values);
                json.WriteFinite("accuracy", p.Probe.Accuracy);
                json.WriteFinite("majority_share", p.Probe.MajorityShare);
                json.WriteFinite("control_accuracy", p.Probe.ControlAccuracy);
                json.WriteFinite("control_highest", p.Probe.ControlHigh);
                json.WriteFinite("selectivity", p.Probe.Selectivity);
            });
        });
        if (result.Likeness is { } likeness)
        {
            json.WriteStartObject("cka");
            json.WriteTexts("taps", likeness.Taps);
            Rows(json, "biased", likeness.Cka);
            Rows(json, "debiased", likeness.Debiased);
            json.WriteObjects("controls", likeness.Controls, c =>
            {
                json.WriteString("control", Space(c.Control, c.Peer));
                Values(json, "biased", c.Cka);
                Values(json, "debiased", c.Debiased);
            });
            json.WriteEndObject();
        }

        json.WriteObjects("privacy", result.Exposures, e =>
        {
            json.WriteString("space", Space(e.Space, e.Peer));
            json.WriteString("scoring", Id(e.Scoring));
            json.WriteFinite("seconds", e.Seconds ?? double.NaN);
            json.WriteFinite("linkability_dsys", e.Linkability);
            json.WriteObjects("singling_out", e.SinglingOut, s =>
            {
                json.WriteNumber("gallery", s.GallerySize);
                json.WriteFinite("rate", s.Rate);
                json.WriteFinite("guessing", s.Chance);
            });
        });
        json.WriteObjects("linkability_of_shuffled_labels", result.Floors, f =>
        {
            json.WriteString("scoring", Id(f.Scoring));
            json.WriteNumber("shuffles", LinkabilityFloor.Shuffles);
            json.WriteFinite("mean", f.Mean);
            json.WriteFinite("highest", f.High);
        });
    }

    /// <summary>A row per codebook, two columns (cosine, head) per curve.</summary>
    public static string CodebooksCsv(CodebooksResult codebooks) => Csv(
        ["codebook", "branch", .. codebooks.Curves.SelectMany(c => new[] { $"{Id(c.Space)}_{Id(c.View)}_eer_cosine", $"{Id(c.Space)}_{Id(c.View)}_eer_head" })],
        Enumerable.Range(0, codebooks.Count).Select(i => (IEnumerable<string>)[$"{i + 1}", i < codebooks.Semantic ? "semantic" : "acoustic", .. codebooks.Curves.SelectMany(c => new[] { Number(c.Cosine[i]), Number(c.Head[i]) })]));

    /// <summary>A row per pair of stations, or of a station and a control.</summary>
    public static string LikenessCsv(TapLikeness likeness) => Csv(["tap", "other", "cka", "cka_debiased"],
    [
        .. likeness.Taps.SelectMany((a, i) => likeness.Taps.Select((b, j) => (IEnumerable<string>)[a, b, Number(likeness.Cka[i][j]), Number(likeness.Debiased[i][j])])),
        .. likeness.Controls.SelectMany(c => likeness.Taps.Select((a, i) => (IEnumerable<string>)[a, Space(c.Control, c.Peer), Number(c.Cka[i]), Number(c.Debiased[i])])),
    ]);

    /// <summary>A row per space, way to compare, seconds heard and gallery size; linkability is repeated along the galleries.</summary>
    public static string PrivacyCsv(IReadOnlyList<Exposure> exposures) => Csv(["space", "scoring", "seconds", "linkability_dsys", "gallery", "singling_out", "guessing"],
        exposures.SelectMany(e => e.SinglingOut.Count == 0
            ? [(IEnumerable<string>)[Space(e.Space, e.Peer), Id(e.Scoring), Number(e.Seconds ?? double.NaN), Number(e.Linkability), "", "", ""]]
            : e.SinglingOut.Select(s => (IEnumerable<string>)[Space(e.Space, e.Peer), Id(e.Scoring), Number(e.Seconds ?? double.NaN), Number(e.Linkability), $"{s.GallerySize}", Number(s.Rate), Number(s.Chance)])));

    private static void Write(Utf8JsonWriter json, CodebooksResult codebooks)
    {
        json.WriteStartObject("codebooks");
        json.WriteNumber("count", codebooks.Count);
        json.WriteNumber("semantic", codebooks.Semantic);
        json.WriteObjects("curves", codebooks.Curves, c =>
        {
            json.WriteString("space", Id(c.Space));
            json.WriteString("view", Id(c.View));
            Values(json, "eer_cosine", c.Cosine);
            Values(json, "eer_head", c.Head);
        });
        json.WriteBoolean("branches_on_unseen_texts", codebooks.TextsUnseen);
        json.WriteObjects("branches", codebooks.Branches, b =>
        {
            json.WriteString("branch", Id(b.Branch));
            json.WriteNumber("codebooks", b.Codebooks);
            RateWords.Write(json, "eer_head", b.Eer);
            json.WriteObjects("controls", b.Controls, c =>
            {
                json.WriteString("control", Id(c.Control));
                RateWords.Write(json, "eer_head", c.Eer);
                RateWords.Write(json, "difference", c.Difference);
            });
        });
        json.WriteEndObject();
    }

    private static void Rows(Utf8JsonWriter json, string name, double[][] rows)
    {
        json.WriteStartArray(name);
        foreach (var row in rows)
            Array(json, row);
        json.WriteEndArray();
    }

    private static void Values(Utf8JsonWriter json, string name, IReadOnlyList<double> values)
    {
        json.WritePropertyName(name);
        Array(json, values);
    }

    private static void Array(Utf8JsonWriter json, IReadOnlyList<double> values)
    {
        json.WriteStartArray();
        foreach (var value in values)
            if (double.IsFinite(value))
                json.WriteNumberValue(value);
            else
                json.WriteNullValue();
        json.WriteEndArray();
    }

    private static string Csv(IEnumerable<string> header, IEnumerable<IEnumerable<string>> rows)
    {
        var text = new StringBuilder().AppendJoin(',', header).Append('\n');
        foreach (var row in rows)
            text.AppendJoin(',', row.Select(CsvText.Quote)).Append('\n');
        return text.ToString();
    }

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";

    private static string Space(SpaceKind kind, Peer? peer) => peer is null ? Id(kind) : $"peer {PeerWords.Name(peer)}";

    private static string Id<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
