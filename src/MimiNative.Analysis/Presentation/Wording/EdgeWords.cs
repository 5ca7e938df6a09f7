using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>Edge cases in words.</summary>
internal static class EdgeWords
{
    /// <summary>PASS, DEGRADED, FAIL, CRASH, CAN'T BE JUDGED or EMPTY PASS.</summary>
    public static string Name(EdgeOutcome outcome) => outcome switch
    {
        EdgeOutcome.NotJudged => "CAN'T BE JUDGED",
        EdgeOutcome.EmptyPass => "EMPTY PASS",
        _ => outcome.ToString().ToUpperInvariant(),
    };

    /// <summary>What the case was made of.</summary>
    public static string Name(EdgeCarrier carrier) => carrier.ToString().ToLowerInvariant();

    /// <summary>How good an outcome is; nothing is good where the weights are random numbers.</summary>
    public static Level LevelOf(EdgeOutcome outcome, bool synthetic) => outcome switch
    {
        EdgeOutcome.Pass => synthetic ? Level.Neutral : Level.Good,
        EdgeOutcome.Degraded => Level.Fair,
        EdgeOutcome.NotJudged or EdgeOutcome.EmptyPass => Level.Neutral,
        _ => Level.Bad,
    };

    /// <summary>The rule that decided a case, with its limit.</summary>
    public static string Rule(JudgedEdgeCase judged, EdgeResult result)
    {
        var (same, different) = (Words.Number(result.SameVoice), Words.Number(result.DifferentVoices));
        var both = judged.Rule == EdgeRule.KeepsBothVoices ? "with both voices " : "";
        return (judged.Rule, judged.Outcome) switch
        {
            (EdgeRule.Finite, EdgeOutcome.Crash) => "the encoder failed or gave values that are not finite",
            (EdgeRule.Finite, _) => "finite; noise has no voice to keep",
            (_, EdgeOutcome.NotJudged) => "finite; the data has no two clips of one voice, or no two voices, to hold it against",
            (_, EdgeOutcome.EmptyPass) => $"{Passes(judged.Rule, both, same, different)}; random weights pass too, so this says nothing about what training adds",
            (_, EdgeOutcome.Pass) => Passes(judged.Rule, both, same, different),
            (EdgeRule.StaysForeign, EdgeOutcome.Degraded) => $"above {different} (two voices), below {same} (one voice)",
            (EdgeRule.StaysForeign, _) => $"at least {same}: taken for the voice",
            (_, EdgeOutcome.Degraded) => $"{(both.Length > 0 ? "with one of both voices " : "")}below {same} (one voice), not below {different} (two voices)",
            _ => $"{(both.Length > 0 ? "with one of both voices " : "")}below {different}: farther than another voice",
        };
    }

    private static string Passes(EdgeRule rule, string both, string same, string different) => rule == EdgeRule.StaysForeign
        ? $"at most {different}: no closer than another voice"
        : $"{both}at least {same} (two clips of one voice) and {different} (two voices)";

    /// <summary>What the stage found.</summary>
    public static string Finding(EdgeResult result, IReadOnlyList<JudgedEdgeCase> judged)
    {
        var crashed = judged.Where(c => c.Outcome == EdgeOutcome.Crash).ToList();
        if (crashed.Count > 0)
            return $"{Words.Count(crashed.Count, "case")} crashed: {Words.List([.. crashed.Select(c => Title(c.Case))])}.";
        return $"Nothing crashed. {Counted("case", "on speech", judged, EdgeCarrier.Speech)} {Counted("case", "without a voice", judged, EdgeCarrier.None)}"
            + (result.Control is null ? " Without the control of random weights nothing shows whether a pass means anything." : "");
    }

    /// <summary>A case in words.</summary>
    public static string Title(MeasuredEdgeCase edge) => $"{edge.Group.Replace('_', ' ')} {edge.Name}{(edge.Carrier == EdgeCarrier.Noise ? " (noise)" : "")}";

    private static string Counted(string noun, string kind, IReadOnlyList<JudgedEdgeCase> judged, EdgeCarrier carrier)
    {
        var own = judged.Where(c => c.Case.Carrier == carrier).ToList();
        var parts = new[]
        {
            (EdgeOutcome.Pass, "pass"), (EdgeOutcome.EmptyPass, "pass as random weights do"), (EdgeOutcome.Degraded, "degraded"), (EdgeOutcome.Fail, "failed"), (EdgeOutcome.NotJudged, "can't be judged"),
        }.Select(p => (Words: p.Item2, Cases: own.Where(c => c.Outcome == p.Item1).ToList(), Outcome: p.Item1)).Where(p => p.Cases.Count > 0)
            .Select(p => $"{p.Cases.Count} {p.Words}{(p.Outcome == EdgeOutcome.Fail ? $" ({Words.List([.. p.Cases.Select(c => Title(c.Case))])})" : "")}");
        return $"Of {Words.Count(own.Count, noun)} {kind}: {string.Join(", ", parts)}.";
    }
}
