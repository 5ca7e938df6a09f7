using System.Globalization;
using System.Text;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>One of the seed study's four tests in its own words.</summary>
/// <param name="Number">1 to 4.</param>
/// <param name="Name">Name as in the seed's <c>analysis_report.txt</c>.</param>
/// <param name="Critical">Failing it means that the space can't be used to tell speakers apart as it is.</param>
/// <param name="Lines">What was measured, in the seed's words and digits.</param>
/// <param name="Result">PASS, FAIL or N/A.</param>
/// <param name="Rule">What passing takes.</param>
/// <param name="Outcome">The claim's.</param>
internal sealed record SeedTestText(int Number, string Name, bool Critical, IReadOnlyList<string> Lines, string Result, string Rule, Outcome Outcome);

/// <summary>The seed study's four tests in words.</summary>
internal static class SeedTestWords
{
    /// <summary>The tests, first to last.</summary>
    public static IReadOnlyList<SeedTestText> Of(SeedTestNumbers numbers) => [.. SeedTestRules.Judge(numbers).Select((claim, i) => new SeedTestText(
        i + 1, Name(claim.Question), SeedTestRules.IsCritical(claim.Question), [.. Lines(claim.Question, numbers)],
        claim.Outcome switch { Outcome.Yes => "PASS", Outcome.No => "FAIL", _ => "N/A" }, Rule(claim), claim.Outcome))];

    /// <summary>The text of <c>analysis_report.txt</c>, in the seed's form.</summary>
    /// <param name="numbers">What was measured.</param>
    /// <param name="subtitle">What was tested.</param>
    public static string Report(SeedTestNumbers numbers, string subtitle)
    {
        var text = new StringBuilder("DATASET ANALYSIS REPORT\n").Append('=', 70).Append('\n').Append(subtitle).Append("\n\n");
        foreach (var test in Of(numbers))
        {
            text.Append(CultureInfo.InvariantCulture, $"TEST {test.Number}: {test.Name}{(test.Critical ? " (critical)" : "")}\n").Append('-', 70).Append('\n');
            foreach (var line in test.Lines)
                text.Append(line).Append('\n');
            text.Append(CultureInfo.InvariantCulture, $"Result: {test.Result}   (passes: {test.Rule})\n\n");
        }

        return text.ToString();
    }

    private static string Name(Question test) => test switch
    {
        Question.SeedAcoustics => "ACOUSTICS VS SEMANTICS",
        Question.SeedConsistency => "INTRA-SPEAKER CONSISTENCY",
        Question.SeedSeparability => "INTER-SPEAKER SEPARABILITY",
        _ => "ROBUSTNESS",
    };

    private static IEnumerable<string> Lines(Question test, SeedTestNumbers numbers) => test switch
    {
        Question.SeedAcoustics => [$"Same voice, different text: {Spread(numbers.SameVoice)}", $"Same text, different voices: {Spread(numbers.SameText)}"],
        Question.SeedConsistency => [$"Mean consistency: {Spread(numbers.Voice.Consistency, numbers.Voice.ConsistencyStd)}"],
        Question.SeedSeparability => [$"Inter-speaker similarity: {Spread(numbers.Voice.CentroidSimilarity, numbers.Voice.CentroidSimilarityStd)}", $"Separability ratio: {Fixed(numbers.Voice.SeparabilityRatio)}"],
        _ => new[] { ("Light noise", numbers.LightNoise), ("Medium noise", numbers.MediumNoise) }.Where(n => n.Item2 is not null).Select(n => $"{n.Item1}: {Spread(n.Item2!.Mean, n.Item2.Std)}"),
    };

    private static string Rule(Claim claim)
    {
        var limit = claim.Evidence[0].Limit!.Value;
        return claim.Question switch
        {
            Question.SeedAcoustics => $"the first above the second by more than {Fixed(limit, 2)}",
            Question.SeedConsistency => $"above {Fixed(limit, 2)}",
            Question.SeedSeparability => $"a ratio above {Fixed(limit, 1)}",
            _ => $"above {Fixed(limit, 2)} with light noise and above {Fixed(claim.Evidence[1].Limit!.Value, 2)} with medium noise",
        };
    }

    private static string Spread(PairGroup group) => Spread(group.MeanCosine, group.StdCosine);

    private static string Spread(double mean, double std) => $"{Fixed(mean)} ± {Fixed(std)}";

    private static string Fixed(double value, int digits = 4) => double.IsFinite(value) ? value.ToString($"F{digits}", CultureInfo.InvariantCulture) : "n/a";
}
