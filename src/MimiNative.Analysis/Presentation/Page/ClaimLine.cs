using MimiNative.Analysis.Judgement;

namespace MimiNative.Analysis.Presentation.Page;

/// <summary>A claim in words, the same in the terminal, in JSON and on the page.</summary>
/// <param name="Claim">The claim itself.</param>
/// <param name="Question">The question as a sentence.</param>
/// <param name="Answer"><c>yes</c>, <c>no</c> or <c>undecided</c>.</param>
/// <param name="Evidence">The numbers that it rests on.</param>
internal sealed record ClaimLine(Claim Claim, string Question, string Answer, string Evidence)
{
    /// <summary>The number that decides, with its interval.</summary>
    public string Brief { get; init; } = "";

    /// <summary>All of it in one line.</summary>
    public string Text => $"{Question} {Answer}: {Evidence}";
}
