using System.Globalization;
using System.Text;
using MimiNative.Analysis.Conditions;
using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary>Recording conditions beside the plain run.</summary>
internal static class ConditionSection
{
    public static void Add(StageBuilder stage, DiagnosisResult result)
    {
        if (result.Conditions.Count == 0)
            return;
        stage.Heading("Recorded otherwise: what survives?");
        stage.Text("The same clips again, each time with one thing changed. Both sides changed: does the space still tell voices apart? One side changed: are clips still found by clean enrolment, as in use?");
        var shown = Shown(result);
        stage.Table(FocusTable(result, shown));
        if (ConditionWords.AboveChance(shown) is { } note)
            stage.Text(note);
        stage.Details("What each condition is", new TableBlock(new Table("Conditions", [new("condition"), new("what is done")],
            [.. Condition.All.Where(c => result.Conditions.Any(r => r.Condition == c.Name)).Select(c => (IReadOnlyList<Cell>)[c.Name, c.Description])])));
        Grid(stage, result, "conditions_treated", "Both sides changed, by extraction point", r => r.TreatedHead?.Head ?? r.Treated, l => l.Head?.Head.Value ?? l.Eer);
        Grid(stage, result, "conditions_mismatched", "Clean enrolment against a changed test, by extraction point", r => double.IsFinite(r.MismatchedHead.Value) ? r.MismatchedHead : r.Mismatched, l => l.Head?.Head.Value ?? l.Eer);
        stage.File("conditions.csv", () => Csv(result.Conditions));
    }

    private static List<JudgedCondition> Shown(DiagnosisResult result)
    {
        var rows = ConditionRules.Judge(result.Conditions.Where(c => c.Key.Tap == result.Focus.Tap && c.Key.Pooling == result.Focus.Pooling)).ToList();
        // What a codec keeps of the latent is said of the latent, wherever the headline is.
        rows.AddRange(ConditionRules.Judge(result.Conditions.Where(c => c.TestKey.Tap != c.Key.Tap && rows.TrueForAll(r => r.Row.Condition != c.Condition))));
        return rows;
    }

    private static Table FocusTable(DiagnosisResult result, List<JudgedCondition> rows)
    {
        var plain = result.FocusHead?.Honest?.Head ?? Estimate.None;
        var cosine = rows.Count > 0 ? rows[0].Row.Plain : Estimate.None;
        return new Table($"Conditions at {Words.Name(result.Focus)}: equal error rates (95 % intervals over voices), against the same embedding as recorded; \"no sure change\" where that many voices can't tell",
            [new("condition"), new("cosine, both changed", true), new("cosine, test changed", true), new("head, both changed", true), new("head, test changed", true), new("change, with a head")],
            [["as recorded", RateWords.Cell(cosine), "–", RateWords.Cell(plain), "–", "–"], .. rows.Select(r => (IReadOnlyList<Cell>)
            [
                r.Row.TestKey.Tap == result.Focus.Tap ? r.Row.Condition : $"{r.Row.Condition} (`{r.Row.Key.Tap}`)", RateWords.Cell(r.Row.Treated), RateWords.Cell(r.Row.Mismatched), RateWords.Cell(r.Row.TreatedHead?.Head ?? Estimate.None), RateWords.Cell(r.Row.MismatchedHead),
                $"both changed: {ConditionWords.Name(r.TreatedEffect)}; test changed: {ConditionWords.Name(r.Effect)}",
            ])]);
    }

    private static void Grid(StageBuilder stage, DiagnosisResult result, string name, string title, Func<ConditionRow, Estimate> rate, Func<LayerPoint, double> plain)
    {
        var taps = result.Layers.Select(l => l.Tap).ToList();
        List<string> conditions = ["as recorded", .. result.Conditions.Select(r => r.Condition).Distinct()];
        if (taps.Count == 0)
            return;
        var pooling = result.Conditions.First(r => taps.Contains(r.Key.Tap)).Key.Pooling;
        var values = new double[taps.Count, conditions.Count];
        for (var t = 0; t < taps.Count; t++)
            for (var c = 0; c < conditions.Count; c++)
                values[t, c] = c == 0 ? plain(result.Layers[t])
                    : result.Conditions.FirstOrDefault(r => r.Condition == conditions[c] && r.Key.Tap == taps[t] && r.Key.Pooling == pooling) is { } row ? rate(row).Value : double.NaN;
        stage.Figure(name, Plot.Matrix(title, $"Equal error rate on unseen voices{(result.Layers.Any(l => l.Head?.TextsUnseen == true) ? " and texts" : "")} with a head (by cosine where none could be fitted). Dark is low, and low is good: look along a row for what makes it brighter. At 0.50, a coin toss, nothing is left; above it clips of one voice even score lower than clips of two.", taps, conditions, values, "equal error rate", ColourScale.Sequential, "0.00", range: (0, UnseenRules.Chance)));
    }

    private static string Csv(IReadOnlyList<ConditionRow> rows)
    {
        (string Name, Func<ConditionRow, Estimate> Value)[] columns =
        [
            ("cosine_plain", r => r.Plain), ("cosine_both", r => r.Treated), ("cosine_both_change", r => r.TreatedChange), ("cosine_test", r => r.Mismatched), ("cosine_test_change", r => r.MismatchedChange),
            ("head_both", r => r.TreatedHead?.Head ?? Estimate.None), ("head_both_change", r => r.TreatedHeadChange), ("head_test", r => r.MismatchedHead), ("head_test_change", r => r.MismatchedHeadChange),
        ];
        var text = new StringBuilder("condition,tap,pooling,test_tap,clips").Append(string.Concat(columns.Select(c => $",{c.Name},{c.Name}_low,{c.Name}_high"))).Append('\n');
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{CsvText.Quote(row.Condition)},{CsvText.Quote(row.Key.Tap)},{row.Key.Pooling.Name()},{CsvText.Quote(row.TestKey.Tap)},{row.Clips}");
            foreach (var estimate in columns.Select(c => c.Value(row)))
                foreach (var value in new[] { estimate.Value, estimate.Low, estimate.High })
                    text.Append(',').Append(double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "");
            text.Append('\n');
        }

        return text.ToString();
    }
}
