using MimiNative.Analysis.Judgement;

namespace MimiNative.Analysis.Presentation.Page;

/// <summary>A report on random weights: no number of theirs is good news, so nothing wears a colour of praise. The words and numbers stay; what a band is called is left out (<see cref="VerdictText.Judged"/>).</summary>
internal static class Muted
{
    /// <summary>The same report without praise.</summary>
    public static ReportModel Of(ReportModel model) => model with
    {
        Verdict = model.Verdict with { Level = Of(model.Verdict.Level), Judged = false },
        Sections = [.. model.Sections.Select(s => s with { Level = Of(s.Level), Blocks = [.. s.Blocks.Select(Of)] })],
    };

    /// <summary>A level without praise.</summary>
    public static Level Of(Level level) => level is Level.Good or Level.Fair ? Level.Neutral : level;

    private static Block Of(Block block) => block switch
    {
        FindingBlock finding => finding with { Level = Of(finding.Level) },
        TableBlock { Table: var table } => new TableBlock(table with { Rows = [.. table.Rows.Select(r => (IReadOnlyList<Cell>)[.. r.Select(c => c with { Level = Of(c.Level) })])], BestRow = -1 }),
        DetailsBlock details => details with { Blocks = [.. details.Blocks.Select(Of)] },
        _ => block,
    };
}
