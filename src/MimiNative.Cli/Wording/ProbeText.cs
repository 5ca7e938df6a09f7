using System.Globalization;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Cli.Wording;

/// <summary>What else can be read out of a space, for the terminal. The report says it at length.</summary>
internal static class ProbeText
{
    /// <summary>The claims, then the numbers they rest on.</summary>
    public static void Print(Terminal terminal, ProbesResult probes)
    {
        foreach (var claim in ProbeRules.Judge(probes))
            terminal.Prose(ClaimWords.Of(claim).Text);
        if (probes.Codebooks is { } codebooks)
            Codebooks(terminal, codebooks);
        terminal.Table(["finding a voice", ">nearest clip", ">majority of ten", ">compression"], probes.ReadOuts.Select(r => (IReadOnlyList<string>)[Name(r.Space), Percent(r.Nearest), Percent(r.MajorityOfTen), Number(r.Compression)]));
        terminal.Table(["linking recordings", "by", "heard", ">D_sys", ">singled out"], probes.Exposures.Select(e => (IReadOnlyList<string>)
        [
            Name(e.Space), e.Scoring == ScoringMethod.Cosine ? "cosine" : "trained head", e.Seconds is { } s ? string.Create(CultureInfo.InvariantCulture, $"{s:0.##} s") : "whole clip", Number(e.Linkability),
            e.SinglingOut.Count > 0 ? $"{Percent(e.SinglingOut[^1].Rate)} of {e.SinglingOut[^1].GallerySize}" : "",
        ]));
    }

    // Powers of two, and the last: the report has them all.
    private static void Codebooks(Terminal terminal, CodebooksResult codebooks)
    {
        var columns = new (string Name, CodebookCurve? Curve)[]
        {
            ("alone", codebooks.Curve(CodebookView.Alone)), ("up to it", codebooks.Curve(CodebookView.UpTo)), ("its codes", codebooks.Curve(CodebookView.Codes)), ("random, alone", codebooks.Curve(CodebookView.Alone, SpaceKind.RandomWeights)),
        }.Where(c => c.Curve is not null).ToList();
        terminal.Table(["EER by codebook", .. columns.SelectMany(c => new[] { $">{c.Name}", ">by head" })], Enumerable.Range(1, codebooks.Count).Where(k => int.IsPow2(k) || k == codebooks.Count).Select(k => (IReadOnlyList<string>)
        [
            $"{k}{(k <= codebooks.Semantic ? " semantic" : "")}", .. columns.SelectMany(c => new[] { Percent(c.Curve!.Cosine[k - 1]), Percent(c.Curve.Head[k - 1]) }),
        ]));
    }

    private static string Name(SpaceKind space) => space switch { SpaceKind.RandomWeights => "random weights", SpaceKind.Spectral => "MFCC baseline", _ => "[bold]this network[/]" };

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("0.00", CultureInfo.InvariantCulture) : "n/a";

    private static string Percent(double value) => double.IsFinite(value) ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:0.0} %") : "n/a";
}
