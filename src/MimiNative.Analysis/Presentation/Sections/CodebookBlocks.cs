using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary>In which codebook is the speaker: plots, tables, CSV.</summary>
internal static class CodebookBlocks
{
    public static void Add(StageBuilder stage, CodebooksResult codebooks, bool synthetic)
    {
        stage.Heading("In which codebook is the speaker?");
        stage.Text($"Each frame of the latent becomes {codebooks.Count} code numbers, one from each codebook. {(codebooks.Semantic == 1 ? "The first is" : $"The first {codebooks.Semantic} are")} called semantic: in Mimi's training it had to agree with a model of what is said. "
            + "The others are called acoustic: each adds a detail that those before it left out. "
            + (synthetic ? "These weights had no training, so here the names mean nothing but the order. " : "")
            + ProbeWords.Best(codebooks));
        Curves(stage, "codebooks_head", "In which codebook is the speaker?", "Errors of a head that was trained on other voices; lower is better. " + (synthetic ? "Neither network was trained: where the lines differ, it is the luck of the draw." : "Where a codebook's line is not below that of random weights, training put nothing about the speaker there."), codebooks, c => c.Head);
        Curves(stage, "codebooks_cosine", "The same by plain cosine", "Errors of comparing clips as they are, without any training. What only shows above is there, but cosine doesn't see it.", codebooks, c => c.Cosine);
        stage.Table(Branches(codebooks));
        stage.Details($"All {codebooks.Count} codebooks in numbers", new TableBlock(Numbers(codebooks)));
        stage.File("codebooks.csv", () => ProbeFiles.CodebooksCsv(codebooks));
    }

    private static void Curves(StageBuilder stage, string name, string title, string caption, CodebooksResult codebooks, Func<CodebookCurve, IReadOnlyList<double>> values)
    {
        double[] x = [.. Enumerable.Range(1, codebooks.Count).Select(i => (double)i)];
        var lines = codebooks.Curves.Where(c => c.Space == SpaceKind.Analysed || c.View is CodebookView.Alone or CodebookView.UpTo).Where(c => values(c).Any(double.IsFinite))
            .Select(c => new LineSeries(c.Space == SpaceKind.Analysed ? ProbeWords.Name(c.View) : $"random weights, {ProbeWords.Name(c.View)}", x, values(c)) { Dashed = c.Space != SpaceKind.Analysed }).ToList();
        if (lines.Count > 0)
            stage.Figure(name, Plot.Lines(title, caption, lines, new Axis("codebook"), new Axis("equal error rate", Minimum: 0), [new ReferenceLine("coin toss", 0.5)]));
    }

    private static Table Branches(CodebooksResult codebooks) => new(
        $"The two branches by a head trained on other voices{(codebooks.TextsUnseen ? " and other texts" : "")} (95 % intervals over voices)",
        [new("branch"), new("space"), new("equal error rate", true, "eer"), new("this network less it", true)],
        [
            .. codebooks.Branches.SelectMany(b => b.Controls.Select(c => (IReadOnlyList<Cell>)[ProbeWords.Name(b), ProbesSection.Space(c.Control), Rate(c.Eer), Rate(c.Difference)])
                .Prepend([ProbeWords.Name(b), ProbesSection.Space(SpaceKind.Analysed), Rate(b.Eer), ""])),
        ]);

    private static Table Numbers(CodebooksResult codebooks) => new("Equal error rates: by cosine, then by a trained head on unseen voices",
        [new("codebook", true), .. codebooks.Curves.Where(Shown).SelectMany(c => new[] { new Column($"{Short(c)}, cosine", true), new Column("head", true) })],
        [.. Enumerable.Range(0, codebooks.Count).Select(i => (IReadOnlyList<Cell>)
        [
            new Cell($"{i + 1}", i), .. codebooks.Curves.Where(Shown).SelectMany(c => new[] { new Cell(Words.Percent(c.Cosine[i]), c.Cosine[i]), new Cell(Words.Percent(c.Head[i]), c.Head[i]) }),
        ])]) { Sortable = true };

    // Nine columns fit a page; the rest is in the CSV.
    private static bool Shown(CodebookCurve curve) => curve.View is CodebookView.Alone || curve.Space == SpaceKind.Analysed && curve.View is CodebookView.UpTo or CodebookView.Codes && curve.Space == SpaceKind.Analysed;

    private static string Short(CodebookCurve curve) => (curve.Space, curve.View) switch
    {
        (SpaceKind.RandomWeights, _) => "random weights, alone",
        (_, CodebookView.Alone) => "alone",
        (_, CodebookView.UpTo) => "up to it",
        _ => "its codes",
    };

    private static Cell Rate(Estimate e) => !double.IsFinite(e.Value) ? "n/a"
        : new Cell($"{Words.Percent(e.Value)}{(double.IsFinite(e.Low) ? $" ({Words.Percent(e.Low)} to {Words.Percent(e.High)})" : "")}", e.Value);
}
