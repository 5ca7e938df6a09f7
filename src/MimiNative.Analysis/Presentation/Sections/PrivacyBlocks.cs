using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary>Linkability and singling out, for an audit: plots, table, CSV.</summary>
internal static class PrivacyBlocks
{
    public static void Add(StageBuilder stage, ProbesResult result)
    {
        if (result.Exposures.Count == 0)
            return;
        stage.Heading("Can recordings be linked to people?");
        stage.Text($"For an audit: someone holds embeddings ({Words.Name(result.Focus)}) but no names. **Linkability** (D_sys) says how far the similarity of two recordings gives away that one person speaks: 0, not at all; 1, always. "
            + "**Singling out** says how often, given one recording of each person in a gallery, another recording is matched to the right one. A trained head is what someone has who could train on other people's recordings; without one, plain cosine is left.");
        var whole = result.Exposures.Where(e => e.Seconds is null).ToList();
        double?[] heard = [.. result.Exposures.Where(e => e.Space == SpaceKind.Analysed && e.Scoring == ScoringMethod.Cosine).Select(e => e.Seconds)];
        double[] at = [.. Enumerable.Range(0, heard.Length).Select(i => (double)i)];
        if (heard.Length > 1)
            stage.Figure("linkability", Plot.Lines("Linkability by seconds heard", "How far two recordings can be linked to one voice when only their first seconds are known. Clips that are shorter count whole. Shuffled labels show what mere chance gives with so few pairs.",
                [.. Series(result.Exposures.Where(e => e.Space is not (SpaceKind.Spectral or SpaceKind.Peer))).Select(s => new LineSeries(Name(s.Space, s.Peer, s.Scoring), at, [.. heard.Select(h => s.Of.FirstOrDefault(e => e.Seconds == h)?.Linkability ?? double.NaN)]) { Dashed = s.Space != SpaceKind.Analysed })],
                [.. heard.Select(ProbeWords.Heard)], "audio heard", new Axis("linkability (D_sys)", Minimum: 0, Maximum: 1), [.. References(result, whole)]));
        int[] sizes = [.. whole.SelectMany(e => e.SinglingOut.Select(s => s.GallerySize)).Distinct().Order()];
        double[] steps = [.. Enumerable.Range(0, sizes.Length).Select(i => (double)i)];
        if (sizes.Length > 1)
            stage.Figure("singling_out", Plot.Lines("Singling out by gallery size", "How often a recording is matched to the right one of so many people, from whole clips. Heads are tried only on people they were not trained on, so their galleries are smaller.",
                [
                    .. Series(whole).Select(s => new LineSeries(Name(s.Space, s.Peer, s.Scoring), steps, [.. sizes.Select(n => s.Of[0].SinglingOut.FirstOrDefault(r => r.GallerySize == n)?.Rate ?? double.NaN)]) { Dashed = s.Space != SpaceKind.Analysed })
                        .Where(l => l.Y.Count(double.IsFinite) > (l.Dashed ? 1 : 0)),
                    new LineSeries("guessing", steps, [.. sizes.Select(n => 1.0 / n)]) { Dashed = true },
                ],
                [.. sizes.Select(n => $"{n}")], "people in the gallery", new Axis("share matched rightly", Minimum: 0, Maximum: 1)));
        stage.Table(new Table("What an auditor asks", [new("space"), new("compared by"), new("audio heard"), new("linkability", true, "linkability"), .. sizes.Select(n => new Column($"1 of {n}", true, "singling-out"))],
            [.. whole.Concat(result.Exposures.Except(whole)).Select(e => (IReadOnlyList<Cell>)
            [
                ProbesSection.Space(e.Space, e.Peer), ProbeWords.Name(e.Scoring), new Cell(ProbeWords.Heard(e.Seconds), e.Seconds ?? double.MaxValue), new Cell(Words.Number(e.Linkability, "0.00"), e.Linkability),
                .. sizes.Select(n => e.SinglingOut.FirstOrDefault(s => s.GallerySize == n) is { } s ? new Cell(Words.Percent(s.Rate, "0"), s.Rate) : "n/a"),
            ])]));
        stage.File("privacy.csv", () => ProbeFiles.PrivacyCsv(result.Exposures));
    }

    // In the order of measuring: the space in question first.
    private static IEnumerable<(SpaceKind Space, Peer? Peer, ScoringMethod Scoring, List<Exposure> Of)> Series(IEnumerable<Exposure> exposures) =>
        exposures.GroupBy(e => (e.Space, e.Peer, e.Scoring)).OrderBy(g => (g.Key.Space, g.Key.Peer?.Name, g.Key.Scoring)).Where(g => g.Any(e => double.IsFinite(e.Linkability) || e.SinglingOut.Count > 0)).Select(g => (g.Key.Space, g.Key.Peer, g.Key.Scoring, g.ToList()));

    // Of the way to compare that the claim is about; MFCCs are made of whole clips only.
    private static IEnumerable<ReferenceLine> References(ProbesResult result, List<Exposure> whole)
    {
        if (result.Floors.Count == 0)
            yield break;
        var floor = result.Floors[^1];
        yield return new ReferenceLine($"shuffled labels, {ProbeWords.Name(floor.Scoring)}", floor.High);
        if (whole.Find(e => e.Space == SpaceKind.Spectral && e.Scoring == floor.Scoring) is { } mfcc && double.IsFinite(mfcc.Linkability))
            yield return new ReferenceLine($"MFCC baseline, {ProbeWords.Name(floor.Scoring)}, whole clip", mfcc.Linkability);
        foreach (var peer in whole.Where(e => e.Peer is not null && e.Scoring == floor.Scoring && double.IsFinite(e.Linkability)))
            yield return new ReferenceLine($"{PeerWords.Name(peer.Peer!)}, {ProbeWords.Name(floor.Scoring)}, whole clip", peer.Linkability);
    }

    private static string Name(SpaceKind space, Peer? peer, ScoringMethod scoring) => $"{ProbesSection.Space(space, peer)}, {ProbeWords.Name(scoring)}";
}
