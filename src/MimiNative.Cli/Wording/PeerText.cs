using System.Globalization;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;
using Spectre.Console;

namespace MimiNative.Cli.Wording;

/// <summary>Other encoders beside the space in question, for the terminal.</summary>
internal static class PeerText
{
    /// <summary>Error rates and separability on the clips that both have, with the paired differences; nothing without peers.</summary>
    public static void Print(Terminal terminal, DiagnosisResult result)
    {
        if (result.Peers.Count == 0)
            return;
        var rates = result.FocusHead?.Honest;
        terminal.Prose($"beside other encoders, on the clips that both have: equal error rates {(rates is null ? "by cosine" : $"with a head on unseen voices{(rates.TextsUnseen ? " and texts" : "")}")}, and separability ratios, of {Words.Name(result.Focus).Replace("`", "", StringComparison.Ordinal)} and of the other; the paired difference with its 95 % interval");
        terminal.Table(["encoder", ">error", ">its", ">minus its", ">ratio", ">its", ">minus its"], result.Peers.Select(p =>
        {
            var (own, its, difference) = rates?.Peers.FirstOrDefault(r => r.Peer == p.Peer) is { } head ? (head.OwnHead.Value, head.Head.Value, head.Difference) : (p.Eer.Own, p.Space.Eer.Value, p.Eer.Difference);
            return (IReadOnlyList<string>)
            [
                Markup.Escape(PeerWords.Name(p.Peer)), Words.Percent(own), Words.Percent(its), Range(difference, v => Number(100 * v, "0.0")),
                Number(p.SeparabilityRatio.Own), Number(p.Space.SeparabilityRatio.Value), Range(p.SeparabilityRatio.Difference, v => Number(v)),
            ];
        }));
    }

    /// <summary>Voices against each other.</summary>
    public static void Print(Terminal terminal, ComparisonResult result)
    {
        if (result.Peers.Count > 0)
            terminal.Table(["encoder", ">ratio", ">its", ">minus its", ">named rightly", ">its"], result.Peers.Select(p => (IReadOnlyList<string>)
            [
                Markup.Escape(PeerWords.Name(p.Peer)), Number(p.Own.SeparabilityRatio), Number(p.Its.SeparabilityRatio), Range(p.RatioDifference, v => Number(v)), Words.Percent(p.Own.CentroidAccuracy), Words.Percent(p.Its.CentroidAccuracy),
            ]));
    }

    private static string Range(Estimate difference, Func<double, string> value) => double.IsFinite(difference.Low) ? $"{value(difference.Low)} to {value(difference.High)}" : "";

    private static string Number(double value, string format = "0.00") => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "n/a";
}
