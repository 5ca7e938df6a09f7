using System.Globalization;

namespace MimiNative.Analysis.Presentation.Page;

/// <summary>p-values of permutation tests as readers see them: where no shuffle did as well, the number is only the least that so many shuffles can show, and "≤" says so.</summary>
internal static class PValueText
{
    /// <summary>Behind "p ": "= 0.012" or "≤ 0.001".</summary>
    public static string InText(double p, int? shuffles) => IsLeast(p, shuffles) || double.IsNaN(p) ? InCell(p, shuffles) : $"= {InCell(p, shuffles)}";

    /// <summary>In a column of its own: "0.012" or "≤ 0.001".</summary>
    public static string InCell(double p, int? shuffles) => (IsLeast(p, shuffles) ? "≤ " : "") + Number(p);

    private static bool IsLeast(double p, int? shuffles) => shuffles > 0 && p * (1 + shuffles) < 1.5;

    // Three digits, or one that isn't zero.
    private static string Number(double p) => double.IsNaN(p) ? "n/a" : p.ToString(p >= 0.0005 ? "0.000" : "0.#######", CultureInfo.InvariantCulture);
}
