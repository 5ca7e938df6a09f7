using System.Globalization;
using System.Text;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Plots;
using static MimiNative.Analysis.Presentation.Page.Html;

namespace MimiNative.Analysis.Presentation.Page;

/// <summary>The pieces of a section as HTML.</summary>
internal static class Blocks
{
    /// <summary>More rows than this are left to the files on paper.</summary>
    private const int MostPrintedRows = 16;

    /// <summary>More rows than this scroll inside the page.</summary>
    private const int MostOpenRows = 40;

    public static void Append(StringBuilder page, IReadOnlyList<Block> blocks, IReadOnlyDictionary<string, byte[]> sounds)
    {
        for (var i = 0; i < blocks.Count; i++)
        {
            if (blocks[i] is FigureBlock)
            {
                page.Append("<div class=\"figures\">\n");
                var figures = blocks.Skip(i).TakeWhile(b => b is FigureBlock).Cast<FigureBlock>().ToList();
                var plots = figures.Select(f => f.Plot).ToList();
                for (var k = 0; k < plots.Count; k++)
                    Figure(page, figures[k], IsAlone(plots, k));
                page.Append("</div>\n");
                i += plots.Count - 1;
                continue;
            }
            Append(page, blocks[i], sounds);
        }
    }

    private static void Append(StringBuilder page, Block block, IReadOnlyDictionary<string, byte[]> sounds)
    {
        switch (block)
        {
            case HeadingBlock heading:
                page.Append($"<h3>{Plain(heading.Text)}</h3>\n");
                break;
            case TextBlock text:
                page.Append($"<p>{Rich(text.Text)}</p>\n");
                break;
            case FindingBlock finding:
                page.Append($"<p class=\"result\"><span class=\"badge {ReportPage.Name(finding.Level)}\">{Plain(finding.Word)}</span> <span>{Rich(finding.Text)}</span></p>\n");
                break;
            case TableBlock table:
                Table(page, table.Table, sounds);
                break;
            case DetailsBlock details:
                page.Append($"<details><summary>{Plain(details.Summary)}</summary><div>\n");
                Append(page, details.Blocks, sounds);
                page.Append("</div></details>\n");
                break;
            default:
                throw new ArgumentException($"The report has no form for a {block.GetType().Name}.", nameof(block));
        }
    }

    /// <summary>Whether a narrow figure has no neighbour to share its row with: the last of an odd run.</summary>
    private static bool IsAlone(List<Svg> plots, int at)
    {
        var first = at;
        while (first > 0 && !plots[first - 1].Wide)
            first--;
        return !plots[at].Wide && (at - first) % 2 == 0 && (at + 1 == plots.Count || plots[at + 1].Wide);
    }

    private static void Figure(StringBuilder page, FigureBlock figure, bool alone)
    {
        var plot = figure.Plot;
        page.Append($"<figure class=\"{(plot.Wide ? "wide" : alone ? "half alone" : "half")}\">\n<figcaption><strong>{Rich(plot.Title)}</strong> {Rich(plot.Caption)}</figcaption>\n<div class=\"drawing\">");
        if (figure.Choices.Count > 1)
            Choices(page, figure, alone);
        else
            Drawing(page, plot, alone);
        page.Append("</div>\n");
        if (plot.Table is { } table)
        {
            page.Append($"<details class=\"data\"><summary>The numbers</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{Plain(plot.Title)}: the numbers\"><table><thead><tr>");
            foreach (var column in table.Columns)
                page.Append($"<th scope=\"col\">{Plain(column)}</th>");
            page.Append("</tr></thead><tbody>\n");
            foreach (var row in table.Rows)
                page.Append("<tr>").AppendJoin("", row.Select(cell => $"<td>{Plain(cell)}</td>")).Append("</tr>\n");
            page.Append("</tbody></table></div></details>\n");
        }
        page.Append("</figure>\n");
    }

    private static void Drawing(StringBuilder page, Svg plot, bool alone)
    {
        if (plot.Wide || alone)
            page.Append($"<div class=\"desk\">{plot.Inline(plot.Wide ? Svg.Full : Svg.Medium)}</div><div class=\"phone\">{plot.Inline()}</div>");
        else
            page.Append(plot.Inline());
    }

    /// <summary>Radio buttons before the drawings: the style sheet alone shows the one that is chosen, so that no script is needed.</summary>
    private static void Choices(StringBuilder page, FigureBlock figure, bool alone)
    {
        var name = $"by-{page.Length}"; // one of its own for each figure, the same at every rendering
        page.Append($"<fieldset class=\"choices\"><legend>{Plain(figure.ChoiceLabel ?? "show")}</legend>");
        for (var c = 0; c < figure.Choices.Count; c++)
            page.Append($"<input type=\"radio\" name=\"{name}\" id=\"{name}-{c}\"{(c == 0 ? " checked" : "")}><label for=\"{name}-{c}\">{Plain(figure.Choices[c].Name)}</label>");
        foreach (var choice in figure.Choices)
        {
            page.Append("<div class=\"choice\">");
            Drawing(page, choice.Plot, alone);
            page.Append("</div>");
        }
        page.Append("</fieldset>");
    }

    private static void Table(StringBuilder page, Table table, IReadOnlyDictionary<string, byte[]> sounds)
    {
        page.Append($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{Plain(table.Caption)}\"><table{(Classes(table) is { Length: > 0 } named ? $" class=\"{named}\"" : "")}><caption>{Rich(table.Caption)}</caption>\n<thead><tr>");
        foreach (var column in table.Columns)
            page.Append($"<th scope=\"col\"{Numeric(column)}>{(column.Definition is null ? Rich(column.Header) : $"<a href=\"#def-{Id(column.Definition)}\">{Rich(column.Header)}</a>")}</th>");
        page.Append("</tr></thead>\n<tbody>\n");
        var stacks = Stacks(table);
        for (var r = 0; r < table.Rows.Count; r++)
        {
            var row = table.Rows[r];
            if (row.Count != table.Columns.Count)
                throw new ArgumentException($"Row {r} of the table '{table.Caption}' has {row.Count} cells for {table.Columns.Count} columns.", nameof(table));
            var classes = string.Join(' ', new[] { r == table.BestRow ? "best" : "", r >= MostPrintedRows && table.Rows.Count > MostPrintedRows + 2 ? "more" : "" }.Where(c => c.Length > 0));
            page.Append(classes.Length > 0 ? $"<tr class=\"{classes}\">" : "<tr>");
            for (var c = 0; c < row.Count; c++)
                page.Append($"<td{Numeric(table.Columns[c])}{(stacks ? $" data-h=\"{Plain(table.Columns[c].Header.Replace("`", "", StringComparison.Ordinal))}\"" : "")}{(row[c].Sort is { } sort && double.IsFinite(sort) ? string.Create(CultureInfo.InvariantCulture, $" data-s=\"{sort:R}\"") : "")}>")
                    .Append(LevelMark.Html(row[c].Level)).Append(Rich(row[c].Text)).Append(Player(row[c], sounds)).Append("</td>");
            page.Append("</tr>\n");
        }
        page.Append("</tbody></table>");
        if (table.Rows.Count > MostPrintedRows + 2)
            page.Append($"<p class=\"paper\">{table.Rows.Count - MostPrintedRows} more rows are in the page itself and in its files.</p>");
        page.Append("</div>\n");
    }

    private static string Classes(Table table) => string.Join(' ', new[] { table.Sortable ? "sortable" : "", Stacks(table) ? "stacks" : "", table.Rows.Count > MostOpenRows ? "long" : "" }.Where(c => c.Length > 0));

    // On a phone the cells of a row stand below each other, each behind its heading, so that no column lies outside the screen.
    private static bool Stacks(Table table) => table.Columns.Count > 2;

    private static string Player(Cell cell, IReadOnlyDictionary<string, byte[]> sounds) => cell.Sound is { } id && sounds.TryGetValue(id, out var wav)
        ? $"<audio controls preload=\"none\" aria-label=\"{Plain(id)}\" src=\"data:audio/wav;base64,{Convert.ToBase64String(wav)}\"></audio>"
        : "";

    private static string Numeric(Column column) => column.Numeric ? " class=\"n\"" : "";
}
