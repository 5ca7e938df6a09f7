using System.Globalization;
using System.Text;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>One of the seed study's four tests in its own words.</summary>
/// <param name="Number">1 to 4.</param>
/// <param name="Name">Name as in the seed's <c>analysis_report.txt</c>.</param>
/// <param name="Critical">Failing it means that the space can't be used to tell speakers apart as it is.</param>
/// <param name="Lines">What was measured, in the seed's words and digits.</param>
/// <param name="Result">PASS, EMPTY PASS (a control passes too), FAIL or N/A.</param>
/// <param name="Rule">What passing takes.</param>
/// <param name="Outcome">The claim's.</param>
internal sealed record SeedTestText(int Number, string Name, bool Critical, IReadOnlyList<string> Lines, string Result, string Rule, Outcome Outcome);

/// <summary>The seed study's four tests in words.</summary>
internal static class SeedTestWords
{
    private const string EmptyPass = "EMPTY PASS";

    /// <summary>The tests, first to last.</summary>
    /// <param name="numbers">What was measured.</param>
    /// <param name="controls">The same of the controls: a pass that one of them reaches too is an empty one.</param>
    public static IReadOnlyList<SeedTestText> Of(SeedTestNumbers numbers, IReadOnlyList<ControlSeedTests>? controls = null) => [.. SeedTestRules.Judge(numbers, controls: controls).Select((claim, i) => new SeedTestText(
        i + 1, Name(claim.Question), SeedTestRules.IsCritical(claim.Question), [.. Lines(claim.Question, numbers)],
        claim.Outcome switch { Outcome.Yes => SeedTestRules.PassToo(claim).Count > 0 ? EmptyPass : "PASS", Outcome.No => "FAIL", _ => "N/A" }, Rule(claim), claim.Outcome))];

    /// <summary>The text of <c>analysis_report.txt</c>, in the seed's form.</summary>
    /// <param name="numbers">What was measured.</param>
    /// <param name="subtitle">What was tested: the embedding too.</param>
    /// <param name="controls">The same of the controls.</param>
    /// <param name="peers">Other encoders, whose passing takes nothing away.</param>
    public static string Report(SeedTestNumbers numbers, string subtitle, IReadOnlyList<ControlSeedTests> controls, IReadOnlyList<MeasuredPeer>? peers = null)
    {
        var text = new StringBuilder("DATASET ANALYSIS REPORT\n").Append('=', 70).Append('\n').Append(subtitle).Append("\n\n");
        var beside = controls.Select(c => (Name: Words.Name(c.Control), Tests: Of(c.Numbers))).Concat((peers ?? []).Select(p => (PeerWords.Name(p.Peer), Of(p.SeedTests)))).ToList();
        foreach (var test in Of(numbers, controls))
        {
            text.Append(CultureInfo.InvariantCulture, $"TEST {test.Number}: {test.Name}{(test.Critical ? " (critical)" : "")}\n").Append('-', 70).Append('\n');
            foreach (var line in test.Lines)
                text.Append(line).Append('\n');
            text.Append(CultureInfo.InvariantCulture, $"Result: {test.Result}   (passes: {test.Rule})\n");
            foreach (var (name, tests) in beside)
                text.Append(CultureInfo.InvariantCulture, $"Beside it, {name}: {tests[test.Number - 1].Result}\n");
            text.Append('\n');
        }

        if (Of(numbers, controls).Any(t => t.Result == EmptyPass))
            text.Append("EMPTY PASS: a control, which knows nothing that training could have taught, passes too.\n");

        return text.ToString();
    }

    /// <summary>The tests as a table, each embedding and each control in a column of its own.</summary>
    /// <param name="tested">The embeddings that were tested, with their numbers; the first is the one that the controls stand beside.</param>
    /// <param name="controls">The controls' numbers.</param>
    /// <param name="synthetic">Random weights: nothing is good or bad about them.</param>
    public static Table Table(IReadOnlyList<(string Embedding, SeedTestNumbers Numbers)> tested, IReadOnlyList<ControlSeedTests> controls, bool synthetic)
    {
        List<IReadOnlyList<SeedTestText>> own = [.. tested.Select((t, i) => Of(t.Numbers, i == 0 ? controls : null))], others = [.. controls.Select(c => Of(c.Numbers))];
        return new Table($"The seed study's four tests{(controls.Count > 0 ? ". EMPTY PASS: a control passes too, so the test shows nothing that training put there. Controls are held against the first column" : "")}",
            [new("test"), .. tested.Select(t => new Column(t.Embedding)), .. controls.Select(c => new Column(Words.Name(c.Control)))],
            [.. own[0].Select((test, row) => (IReadOnlyList<Cell>)
            [
                $"**{test.Number}, {test.Name.ToLowerInvariant()}**{(test.Critical ? " (critical)" : "")}: passes {test.Rule}", new Cell(Text(test)) { Level = LevelOf(test, synthetic) },
                .. own.Skip(1).Concat(others).Select(t => new Cell(Text(t[row]))),
            ])]);
    }

    private static string Text(SeedTestText test) => $"**{test.Result}** {(test.Lines.Count > 0 ? string.Join("; ", test.Lines) : "not measurable with this data")}";

    // A test that controls pass as well is no news, and nothing is good or bad about random weights.
    private static Level LevelOf(SeedTestText test, bool synthetic) => (synthetic, test.Outcome, test.Result) switch
    {
        (true, _, _) or (_, Outcome.Undecided, _) or (_, _, EmptyPass) => Level.Neutral,
        (_, Outcome.Yes, _) => Level.Good,
        _ => test.Critical ? Level.Bad : Level.Weak,
    };

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
            Question.SeedAcoustics => $"with the first above the second by more than {Fixed(limit, 2)}",
            Question.SeedConsistency => $"above {Fixed(limit, 2)}",
            Question.SeedSeparability => $"a ratio above {Fixed(limit, 1)}",
            _ => $"above {Fixed(limit, 2)} with light noise and above {Fixed(claim.Evidence[1].Limit!.Value, 2)} with medium noise",
        };
    }

    private static string Spread(PairGroup group) => Spread(group.MeanCosine, group.StdCosine);

    private static string Spread(double mean, double std) => $"{Fixed(mean)} ± {Fixed(std)}";

    private static string Fixed(double value, int digits = 4) => double.IsFinite(value) ? value.ToString($"F{digits}", CultureInfo.InvariantCulture) : "n/a";
}
