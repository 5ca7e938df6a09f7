using System.Text;
using MimiNative.Analysis.Report;

namespace MimiNative.Analysis.Stages;

/// <summary>A section of the report as plain text, for terminals: the finding, judged lines and tables; plots are named by their titles.</summary>
public static class SectionText
{
    /// <summary>The text, lines ending in LF.</summary>
    public static string Of(Section section)
    {
        var text = new StringBuilder().Append(section.Title).Append('\n').Append('=', section.Title.Length).Append('\n').Append(Plain(section.Finding)).Append("\n\n");
        Append(text, section.Blocks);
        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>The verdict as plain text.</summary>
    public static string Of(Verdict verdict)
    {
        var text = new StringBuilder().Append(verdict.Word.ToUpperInvariant()).Append(": ").Append(Plain(verdict.Sentence)).Append('\n');
        foreach (var answer in verdict.Answers)
            text.Append('\n').Append(answer.Question).Append("\n  ").Append(Plain(answer.Text)).Append('\n');
        return text.ToString();
    }

    private static void Append(StringBuilder text, IReadOnlyList<Block> blocks)
    {
        foreach (var block in blocks)
            switch (block)
            {
                case HeadingBlock heading:
                    text.Append(heading.Text).Append('\n').Append('-', heading.Text.Length).Append('\n');
                    break;
                case TextBlock paragraph:
                    text.Append(Plain(paragraph.Text)).Append("\n\n");
                    break;
                case FindingBlock finding:
                    text.Append(finding.Word.PadRight(9)).Append(Plain(finding.Text)).Append("\n\n");
                    break;
                case TableBlock { Table: var table }:
                    Append(text, table);
                    break;
                case DetailsBlock details:
                    Append(text, details.Blocks);
                    break;
            }
    }

    private static void Append(StringBuilder text, Table table)
    {
        text.Append(Plain(table.Caption)).Append('\n');
        var cells = table.Rows.Select(r => r.Select(c => Plain(c.Text)).ToArray()).Prepend([.. table.Columns.Select(c => c.Header)]).ToList();
        var widths = table.Columns.Select((_, c) => cells.Max(r => r[c].Length)).ToArray();
        foreach (var row in cells)
            text.Append(string.Join("  ", row.Select((c, i) => table.Columns[i].Numeric ? c.PadLeft(widths[i]) : c.PadRight(widths[i]))).TrimEnd()).Append('\n');
        text.Append('\n');
    }

    private static string Plain(string text) => text.Replace("**", "").Replace("`", "");
}
