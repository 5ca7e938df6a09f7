using System.Globalization;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>What else can be read out of a space, in words.</summary>
internal static class ProbeWords
{
    /// <summary>The section's finding: what the rules say and nothing more.</summary>
    public static string Finding(ProbesResult result, IReadOnlyList<Claim> claims)
    {
        List<string> said = [.. claims.Select(c => Sentence(c, result)).OfType<string>()];
        var text = said.Count > 0 ? string.Join(" ", said) : "There are too few voices or clips here to decide any of it.";
        return result.Synthetic ? $"The weights are random numbers, so this is what an untrained network lets through, not what {result.Network} learned. {text}" : text;
    }

    /// <summary>A view of a codebook, as the plots name it.</summary>
    public static string Name(CodebookView view) => view switch
    {
        CodebookView.Alone => "this codebook alone",
        CodebookView.UpTo => "all codebooks up to it",
        CodebookView.AcousticUpTo => "acoustic ones up to it",
        _ => "how often its codes occur",
    };

    /// <summary>A branch of the quantiser.</summary>
    public static string Name(BranchReading branch) => $"{(branch.Branch == QuantiserBranch.Semantic ? "first branch, semantic" : "second branch, acoustic")} in a trained Mimi ({(branch.Codebooks == 1 ? "one codebook" : $"{branch.Codebooks} codebooks together")})";

    /// <summary>An attribute.</summary>
    public static string Name(SpeakerAttribute attribute) => attribute == SpeakerAttribute.Age ? "age group" : attribute.ToString().ToLowerInvariant();

    /// <summary>How two clips are compared.</summary>
    public static string Name(ScoringMethod scoring) => scoring == ScoringMethod.Cosine ? "cosine" : "trained head";

    /// <summary>How much of a clip is heard.</summary>
    public static string Heard(double? seconds) => seconds is { } s ? string.Create(CultureInfo.InvariantCulture, $"first {s:0.##} s") : "whole clip";

    /// <summary>The codebook that tells voices apart best by itself; null where none was measured.</summary>
    public static string? Best(CodebooksResult codebooks) => ProbeRules.BestAlone(codebooks) is var (codebook, eer, byHead)
        ? $"Of the {codebooks.Count} codebooks by themselves, number {codebook} tells voices apart best ({(byHead ? "trained head on unseen voices" : "cosine")}: {Words.Percent(eer)}). The best of so many is partly luck: what counts is the course of the curve, and its distance from random weights."
        : null;

    /// <summary>Why an attribute wasn't asked for.</summary>
    public static string NotAsked(AttributeReading reading)
    {
        var values = string.Join(", ", reading.Values.Select(v => $"{v.Value}: {Words.Count(v.Voices, "voice")}"));
        return reading.Values.Count < 2
            ? $"All voices have one {Name(reading.Attribute)} ({values}), so there is nothing to tell."
            : $"There are too few voices to ask for the {Name(reading.Attribute)} ({values}): it takes two values with two voices each, and {AttributeReading.FewestVoices} voices in all.";
    }

    private static string? Sentence(Claim claim, ProbesResult result)
    {
        var evidence = claim.Evidence[0];
        return claim.Question switch
        {
            Question.SpeakerInSemanticCodes => Branch("first branch (semantic in a trained Mimi)", claim, evidence),
            Question.SpeakerInAcousticCodes => Branch("second branch (acoustic in a trained Mimi)", claim, evidence),
            Question.GenderReadable => Attribute(SpeakerAttribute.Gender, claim, evidence),
            Question.AccentReadable => Attribute(SpeakerAttribute.Accent, claim, evidence),
            Question.AgeReadable => Attribute(SpeakerAttribute.Age, claim, evidence),
            Question.RecordingsLinkable => claim.Outcome switch
            {
                Outcome.Yes => $"Recordings can be linked to one voice: D_sys {Words.Number(evidence.Value, "0.00")} on a scale from 0 to 1, more than shuffled labels reach ({Words.Number(evidence.Limit!.Value, "0.00")}){Beside(evidence, v => Words.Number(v, "0.00"))}.",
                Outcome.No => $"Linking recordings does no better than with shuffled labels (D_sys {Words.Number(evidence.Value, "0.00")}).",
                _ => "Whether recordings can be linked to one voice can't be decided here.",
            },
            _ => null,
        };
    }

    private static string Branch(string name, Claim claim, Evidence evidence) => claim.Outcome switch
    {
        Outcome.Yes => $"The codes of the {name} tell unseen voices apart ({Words.Percent(evidence.Value)} errors by a trained head{Beside(evidence, v => Words.Percent(v))}).",
        Outcome.No => $"The codes of the {name} do not tell unseen voices apart better than chance and the controls do ({Words.Percent(evidence.Value)} errors by a trained head{Beside(evidence, v => Words.Percent(v))}).",
        _ => $"Whether the codes of the {name} tell unseen voices apart better than chance and the controls can't be decided ({Words.Percent(evidence.Value)} errors by a trained head{Beside(evidence, v => Words.Percent(v))}).",
    };

    private static string Attribute(SpeakerAttribute attribute, Claim claim, Evidence evidence) => claim.Outcome switch
    {
        Outcome.Yes => $"The {Name(attribute)} of unseen voices can be told ({Words.Percent(evidence.Value, "0")} right; to beat: {Words.Percent(evidence.Limit!.Value, "0")}{Beside(evidence, v => Words.Percent(v, "0"))}).",
        Outcome.No => $"The {Name(attribute)} of unseen voices can't be told.",
        _ => $"Whether the {Name(attribute)} of unseen voices can be told is not decided.",
    };

    private static string Beside(Evidence evidence, Func<double, string> value) => evidence.Controls.Count == 0 ? "" : $"; {string.Join(", ", evidence.Controls.Select(c => $"{Words.Name(c.Control, c.Peer)} {value(c.Value)}"))}";
}
