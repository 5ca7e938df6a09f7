using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>A given head in words: the same in the terminal, in JSON and in the report.</summary>
internal static class GivenHeadWords
{
    /// <summary>Its error rate beside cosine's.</summary>
    public static string Rates(GivenHeadResult result) =>
        $"head (given), {result.Head.Kind} of {result.Head.Key}, fitted on {Words.Count(result.Head.Training.Clips, "clip")} of {result.Head.Training.Data}: equal error rate {Rate(result.Eer)} on all pairs of {Words.Count(result.Clips, "clip")}, cosine {Rate(result.CosineEer)}, difference {Rate(result.OverCosine)}";

    /// <summary>What that means.</summary>
    public static string Meaning(GivenHeadResult result) => GivenHeadRules.Judge(result) switch
    {
        null => $"The head was fitted on {(result.KnownVoices.Count == result.Voices ? "these voices" : $"{result.KnownVoices.Count} of these {result.Voices} voices")} ({Some(result.KnownVoices)}), or on others of the same name: its error rate says nothing about people that it has never heard.",
        HeadFinding.CannotBeDecided => "What the head is worth here can't be decided: there are too few voices or clips.",
        HeadFinding.NotShown => "On these voices, which it was not fitted on, the head can't be told from chance.",
        HeadFinding.HeadFindsMore => "On these voices, which it was not fitted on, the head tells speakers apart, and better than cosine.",
        _ => "On these voices, which it was not fitted on, the head tells speakers apart, but cosine can't be told from it.",
    };

    private static string Rate(Estimate rate) => double.IsFinite(rate.Low) ? $"{Words.Percent(rate.Value)} ({Words.Percent(rate.Low)} to {Words.Percent(rate.High)})" : Words.Percent(rate.Value);

    private static string Some(IReadOnlyList<string> names) => string.Join(", ", names.Take(5)) + (names.Count > 5 ? ", …" : "");
}
