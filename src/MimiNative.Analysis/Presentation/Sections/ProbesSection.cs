using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary>What else can be read out of the embeddings: its part of the report and its files.</summary>
internal static class ProbesSection
{
    /// <summary>Presents the results and what they allow to say.</summary>
    public static StageOutput Present(ProbesResult result)
    {
        var claims = ProbeRules.Judge(result);
        var stage = new StageBuilder("probes", "What else the embeddings give away");
        stage.File("probes.json", () => ProbeFiles.Json(result));
        stage.Text("A probe is a small reader: it is shown some voices and then asked about others. What it can answer stands in the embedding for anyone to read. "
            + "Beside each answer stands what the same probe reads out of the same network with random weights and out of MFCCs, a plain average spectrum: only what goes beyond both can come from training.");
        foreach (var line in claims.Select(ClaimWords.Of))
            stage.Finding(Level.Neutral, line.Answer.ToUpperInvariant(), $"**{line.Question}** {line.Evidence}.");
        if (result.Codebooks is { } codebooks)
            CodebookBlocks.Add(stage, codebooks, result.Synthetic);
        Voice(stage, result);
        Attributes(stage, result.Attributes);
        if (result.Likeness is { } likeness)
            LikenessBlocks.Add(stage, likeness);
        PrivacyBlocks.Add(stage, result);
        return stage.Build(ProbeWords.Finding(result, claims));
    }

    private static void Voice(StageBuilder stage, ProbesResult result)
    {
        stage.Heading("How easily a known voice is found");
        var (own, texts) = (result.ReadOuts[0], result.ReadOuts[0].Neighbours.TextDisjoint);
        stage.Text($"The simplest probe names the voice of the nearest other clip{(texts ? " that says something else" : "")}, or of the majority among the ten nearest. "
            + "The online code asks how soon the voice is learned: voices are named clip by clip, each time by a probe trained on all clips before. A compression of 1 means that the embedding saves nothing; 2, that half of the bits suffice; below 1 it misleads.");
        stage.Bars("nearest_neighbours", "Is the nearest clip by the same voice?", $"Share of clips{(texts ? ", compared only with clips of other texts" : "")}. Higher is better.",
            result.ReadOuts.SelectMany(r => new[] { new Bar($"{Space(r.Space, r.Peer)}, nearest", r.Nearest, Group: Group(r.Space)), new Bar($"{Space(r.Space, r.Peer)}, majority of ten", r.MajorityOfTen, Group: Group(r.Space)) }),
            new Axis("share named rightly", Minimum: 0, Maximum: 1), [new ReferenceLine("guessing", own.Guessing)], result.ReadOuts.Any(r => r.Peer is not null) ? ["this network", "controls", "other encoders"] : ["this network", "controls"]);
        stage.Table(new Table($"Finding a voice among {Words.Count((int)Math.Round(1 / own.Guessing), "voice")} (guessing: {Words.Percent(own.Guessing)}{(own.Code is { } code ? $"; naming all of them blindly takes {Words.Number(code.UniformBits, "0")} bits" : "")})",
            [new("space"), new("embedding"), new("nearest clip", true), new("majority of ten", true), new("bits", true), new("compression", true, "online-code")],
            [.. result.ReadOuts.Select(r => (IReadOnlyList<Cell>)
            [
                Space(r.Space, r.Peer), $"`{Printable.Quote(r.Embedding)}`", new Cell(Words.Percent(r.Nearest), r.Nearest), new Cell(Words.Percent(r.MajorityOfTen), r.MajorityOfTen),
                Words.Number(r.Code?.Bits ?? double.NaN, "0"), Words.Number(r.Compression, "0.00"),
            ])]));
    }

    private static void Attributes(StageBuilder stage, IReadOnlyList<AttributeReading> readings)
    {
        if (readings.Count == 0)
            return;
        stage.Heading("Gender, accent, age");
        foreach (var reading in readings.Where(r => r.Probed.Count == 0))
            stage.Text(ProbeWords.NotAsked(reading));
        var asked = readings.Where(r => r.Probed.Count > 0).ToList();
        if (asked.Count == 0)
            return;
        stage.Text($"The probe learns the attribute from some voices and tells it of others, so it can't just remember voices. The control is the same probe with the attribute dealt out anew among the voices, {AttributeProbe.Controls} times: what is not above the best of these, and above always guessing the commonest value, is luck.");
        stage.Table(new Table("Attributes of unseen voices",
            [new("attribute"), new("space"), new("told rightly", true), new("commonest value", true), new("shuffled, mean", true), new("shuffled, best", true), new("selectivity", true, "selectivity")],
            [.. asked.SelectMany(r => r.Probed.Select(p => (IReadOnlyList<Cell>)
            [
                $"{ProbeWords.Name(r.Attribute)} ({string.Join(", ", p.Probe.Values)})", Space(p.Space, p.Peer), new Cell(Words.Percent(p.Probe.Accuracy), p.Probe.Accuracy), Words.Percent(p.Probe.MajorityShare),
                Words.Percent(p.Probe.ControlAccuracy), Words.Percent(p.Probe.ControlHigh), new Cell(Words.Percent(p.Probe.Selectivity), p.Probe.Selectivity),
            ]))]));
    }

    /// <summary>A space in words.</summary>
    internal static string Space(SpaceKind kind, Peer? peer = null) => kind == SpaceKind.Analysed ? "this network" : Words.Name(kind, peer);

    private static int Group(SpaceKind kind) => kind switch { SpaceKind.Analysed => 0, SpaceKind.Peer => 2, _ => 1 };
}
