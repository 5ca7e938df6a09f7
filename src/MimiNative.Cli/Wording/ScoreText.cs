using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using Spectre.Console;

namespace MimiNative.Cli.Wording;

/// <summary>Scores of trials on the terminal.</summary>
internal static class ScoreText
{
    private const int MostLeftOut = 10;

    /// <summary>The numbers to standard output, what limits them to standard error.</summary>
    public static void Print(Terminal terminal, ScoringResult result)
    {
        var first = result.Results[0];
        if (first.Metrics is not null)
            Numbers(terminal, result);
        Remarks(terminal, result);
    }

    /// <summary>Trials that have no score, and everything a reader must know.</summary>
    public static void Remarks(Terminal terminal, ScoringResult result)
    {
        foreach (var (trial, reason) in result.Results[0].Scores.LeftOut().Take(MostLeftOut))
            terminal.Note($"no score: {trial.Enrol} {trial.Test} ({reason})");
        if (result.Results[0].Scores.LeftOutCount is > MostLeftOut and var all)
            terminal.Note($"no score: {all - MostLeftOut} more trials");
        foreach (var line in result.Results.SelectMany(r => r.Cautions.Select(ScoringWords.Line)).Distinct())
            terminal.Note(line);
    }

    private static void Numbers(Terminal terminal, ScoringResult result)
    {
        var first = result.Results[0];
        terminal.Prose($"{ScoringWords.Trials(first)}{(result.Synthetic ? $"; RANDOM weights, so nothing here is about {NetworkNames.Of(result.MadeBy)}" : "")}");
        if (result.Results.Count > 1)
            terminal.Table([ScoringWords.ComparisonHeadings[0], .. ScoringWords.ComparisonHeadings.Skip(1).Select(h => $">{h}")], result.Results.Select(r => (IReadOnlyList<string>)[.. ScoringWords.Row(r).Select(Markup.Escape)]));
        else
        {
            terminal.Table([first.Name, ">value", ">95 % over speakers"], ScoringWords.Rows(first).Select(r => (IReadOnlyList<string>)[Markup.Escape(r.Name), r.Value, r.Interval]));
            if (first.Points.Count > 0)
                terminal.Table(["threshold for", ">score", ">false accepts", ">false rejects"], first.Points.Select(p => (IReadOnlyList<string>)[.. ScoringWords.Row(p).Select(Markup.Escape)]));
            terminal.Prose(ScoringWords.Calibration(first.Metrics!));
        }
        foreach (var rate in result.Published)
            terminal.Prose(ScoringWords.Line(rate));
    }
}
