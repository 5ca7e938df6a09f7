using System.Globalization;
using System.Text;
using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary>What trained heads find on voices, and texts, that they have not met.</summary>
internal static class HeadSection
{
    public static void Add(StageBuilder stage, DiagnosisResult result)
    {
        if (result.FocusHead is not { Honest: not null } focus)
        {
            stage.Text("A head is fitted on some voices and tested on others: that takes at least four voices with several clips each, and these clips don't have them. What follows is by cosine alone.");
            return;
        }

        stage.Text("Cosine asks whether two clips lie in the same direction. A **head** asks more: a linear map (LDA) is fitted on the clips of some voices and tested on others; where texts are known they are kept apart too. It finds the speaker wherever a linear map can, and a voice it has met can't flatter it.");
        stage.Table(FocusTable(result, focus));
        Grid(stage, result);
        stage.File("heads.csv", () => Csv(result.Heads));
        if (result.Peers.Count > 0)
            stage.File("peers.csv", () => PeersCsv(result.Heads));
    }

    /// <summary>The head along the network beside cosine, the controls, and the equalised recordings.</summary>
    public static void AlongTheNetwork(StageBuilder stage, DiagnosisResult result)
    {
        var layers = result.Layers;
        if (!layers.Any(l => l.Head is not null))
            return;
        List<string> taps = [.. layers.Select(l => l.Tap)];
        var x = Enumerable.Range(0, taps.Count).Select(i => (double)i).ToList();
        LineSeries Line(string name, Func<LayerPoint, Estimate> rate, bool dashed = false, bool band = false)
        {
            List<Estimate> rates = [.. layers.Select(rate)];
            return new LineSeries(name, x, [.. rates.Select(r => r.Value)])
            {
                Dashed = dashed, Low = band ? [.. rates.Select(r => r.Low)] : null, High = band ? [.. rates.Select(r => r.High)] : null,
            };
        }

        Estimate Control(LayerPoint layer, SpaceKind kind) => layer.Head?.Controls.FirstOrDefault(c => c.Control == kind)?.Head ?? Estimate.None;
        var unseen = layers.First(l => l.Head is not null).Head!.TextsUnseen ? "unseen voices and texts" : "unseen voices";
        var random = layers.Any(l => double.IsFinite(Control(l, SpaceKind.RandomWeights).Value));
        var mfcc = Control(layers[0], SpaceKind.Spectral).Value;
        stage.Figure("layers_heads", Plot.Lines($"Where is the speaker? Error rate on {unseen}",
            $"Equal error rate of pairs of {unseen}; lower is better. The head's band is its 95 % interval over voices. Where cosine lies far above the head, the speaker is there but cosine doesn't look where it is{(random ? "; the dashed line is the same head in the same network with random weights" : "")}.",
            [
                Line("trained head", l => l.Head?.Head ?? Estimate.None, band: true), Line("cosine", l => l.Head?.Cosine ?? Estimate.None),
                .. random ? new[] { Line("head, random weights", l => Control(l, SpaceKind.RandomWeights), dashed: true) } : [],
            ], taps, "extraction point", new Axis("equal error rate", Minimum: 0),
            [
                new ReferenceLine("coin toss", 0.5), .. double.IsFinite(mfcc) ? new[] { new ReferenceLine("head on MFCCs", mfcc) } : [],
                .. (layers.First(l => l.Head is not null).Head!.Peers).Where(p => double.IsFinite(p.Head.Value)).Select(p => new ReferenceLine($"head on {PeerWords.Name(p.Peer)}", p.Head.Value)),
            ]));
        if (layers.Any(l => l.Equalised is not null))
            stage.Figure("layers_equalised", Plot.Lines("What is left once the recordings are equalised?",
                "The same clips with their constant offset removed and their levels made alike. Where a line rises, voices were told apart by the microphone and the level, not by the speaker.",
                [
                    Line("head, as recorded", l => l.Head?.Head ?? Estimate.None), Line("head, equalised", l => l.Equalised?.TreatedHead?.Head ?? Estimate.None, dashed: true),
                    Line("cosine (all pairs), as recorded", l => l.Equalised?.Plain ?? Estimate.None), Line("cosine (all pairs), equalised", l => l.Equalised?.Treated ?? Estimate.None, dashed: true),
                ], taps, "extraction point", new Axis("equal error rate", Minimum: 0), [new ReferenceLine("coin toss", 0.5)]));
    }

    private static Table FocusTable(DiagnosisResult result, HeadRow focus)
    {
        var equalised = result.FocusUnder(Conditions.Condition.Equalised.Name)?.TreatedHead;
        ControlRates? Of(UnseenRates? rates, SpaceKind kind) => rates?.Controls.FirstOrDefault(c => c.Control == kind);
        IReadOnlyList<Cell> Row(SpaceKind kind)
        {
            var own = kind == SpaceKind.Analysed;
            Estimate Cosine(UnseenRates? rates) => (own ? rates?.Cosine : Of(rates, kind)?.Cosine) ?? Estimate.None;
            Estimate Head(UnseenRates? rates) => (own ? rates?.Head : Of(rates, kind)?.Head) ?? Estimate.None;
            return
            [
                own ? $"this space, {Words.Name(result.Focus)}" : Words.Name(kind), RateWords.Cell(Cosine(focus.Honest)), RateWords.Cell(Head(focus.Voices)), RateWords.Cell(Head(focus.VoicesAndTexts)), RateWords.Cell(Head(equalised)),
                own ? "–" : RateWords.Cell(Of(focus.Honest, kind)?.Difference ?? Estimate.None),
            ];
        }

        PeerRates? Peer(UnseenRates? rates, Peer peer) => rates?.Peers.FirstOrDefault(p => p.Peer == peer);
        IReadOnlyList<Cell> Other(Peer peer) =>
        [
            PeerWords.Name(peer), RateWords.Cell(Peer(focus.Honest, peer)?.Cosine ?? Estimate.None), RateWords.Cell(Peer(focus.Voices, peer)?.Head ?? Estimate.None), RateWords.Cell(Peer(focus.VoicesAndTexts, peer)?.Head ?? Estimate.None),
            RateWords.Cell(Peer(equalised, peer)?.Head ?? Estimate.None), RateWords.Cell(Peer(focus.Honest, peer)?.Difference ?? Estimate.None),
        ];
        return new Table($"Equal error rates on voices that nothing was fitted on (95 % intervals over voices; the difference is this space's head minus the other's, on the same pairs and draws{(result.Peers.Any(p => !p.Peer.IsWhole) ? "; an encoder that lacks clips is compared on those that both have" : "")})",
            [new("space"), new("cosine, same pairs", true), new("head, unseen voices", true), new("and unseen texts", true), new("and equalised", true), new("difference", true)],
            [Row(SpaceKind.Analysed), .. focus.Honest!.Controls.Select(c => Row(c.Control)), .. result.Peers.Select(p => Other(p.Peer))]);
    }

    private static void Grid(StageBuilder stage, DiagnosisResult result)
    {
        var taps = result.Heads.Select(h => h.Key.Tap).Distinct().ToList();
        var poolings = result.Heads.Select(h => h.Key.Pooling).Distinct().ToList();
        if (taps.Count * poolings.Count < 2)
            return;
        var values = new double[taps.Count, poolings.Count];
        foreach (var row in result.Heads)
            values[taps.IndexOf(row.Key.Tap), poolings.IndexOf(row.Key.Pooling)] = row.Honest?.Head.Value ?? double.NaN;
        stage.Figure("sweep_heads", Plot.Matrix("Error rate with a trained head, by extraction point and pooling", "On unseen voices, and texts where they are known. Dark is low, and low is good.", taps, [.. poolings.Select(p => Words.PoolingOf(result.Heads.First(h => h.Key.Pooling == p).Key))], values, "equal error rate", ColourScale.Sequential, "0.000"));
    }

    private static string Csv(IReadOnlyList<HeadRow> rows)
    {
        var text = new StringBuilder("tap,pooling,texts_unseen,folds,cosine_eer,cosine_eer_low,cosine_eer_high,head_eer,head_eer_low,head_eer_high,head_minus_cosine,head_minus_cosine_low,head_minus_cosine_high,"
            + "random_weights_head_eer,difference_to_random_weights,difference_to_random_weights_low,difference_to_random_weights_high,mfcc_head_eer,difference_to_mfcc,difference_to_mfcc_low,difference_to_mfcc_high\n");
        foreach (var row in rows)
            foreach (var rates in new[] { row.Voices, row.VoicesAndTexts }.OfType<UnseenRates>())
            {
                var (random, mfcc) = (rates.Controls.FirstOrDefault(c => c.Control == SpaceKind.RandomWeights), rates.Controls.FirstOrDefault(c => c.Control == SpaceKind.Spectral));
                double[] numbers =
                [
                    .. Three(rates.Cosine), .. Three(rates.Head), .. Three(rates.HeadMinusCosine), random?.Head.Value ?? double.NaN, .. Three(random?.Difference ?? Estimate.None),
                    mfcc?.Head.Value ?? double.NaN, .. Three(mfcc?.Difference ?? Estimate.None),
                ];
                text.Append(CsvText.Quote(row.Key.Tap)).Append(',').Append(row.Key.Pooling.Name()).Append(rates.TextsUnseen ? ",true," : ",false,").Append(rates.Folds)
                    .Append(string.Concat(numbers.Select(n => "," + Number(n)))).Append('\n');
            }

        return text.ToString();
    }

    private static string PeersCsv(IReadOnlyList<HeadRow> rows)
    {
        var text = new StringBuilder("peer,synthetic,clips,tap,pooling,texts_unseen,head_eer,head_eer_low,head_eer_high,peer_cosine_eer,peer_cosine_eer_low,peer_cosine_eer_high,peer_head_eer,peer_head_eer_low,peer_head_eer_high,difference,difference_low,difference_high\n");
        foreach (var row in rows)
            foreach (var rates in new[] { row.Voices, row.VoicesAndTexts }.OfType<UnseenRates>())
                foreach (var peer in rates.Peers)
                    text.Append(CultureInfo.InvariantCulture, $"{CsvText.Quote(peer.Peer.Name)},{(peer.Peer.Synthetic ? "true" : "false")},{peer.Peer.Clips},{CsvText.Quote(row.Key.Tap)},{row.Key.Pooling.Name()},{(rates.TextsUnseen ? "true" : "false")}")
                        .Append(string.Concat(new[] { peer.OwnHead, peer.Cosine, peer.Head, peer.Difference }.SelectMany(Three).Select(n => "," + Number(n)))).Append('\n');
        return text.ToString();
    }

    private static double[] Three(Estimate e) => [e.Value, e.Low, e.High];

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";
}
