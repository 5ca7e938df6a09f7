using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>What may be said about diarization, in words.</summary>
internal static class DiarizationWords
{
    /// <summary>Is it enough? With the number and its controls.</summary>
    public static string Finding(DiarizationResult result)
    {
        if (result.Own(SpeechSource.Oracle) is not { } own)
            return "It could not be measured.";
        var level = result.Own(SpeechSource.Energy);
        var number = $"With the number of speakers known, {Words.Percent(own.Rate.Value)} of the speech {Interval(own)}goes wrong where it is known when somebody speaks, {(level is null ? "" : $"{Words.Percent(level.Rate.Value)} where the level tells it ")}"
            + $"({Words.Name(own.Key)}, {(own.Head ? "a head fitted on voices that are not in the conversation" : "cosine")}).";
        string[] controls = [.. new[] { SpaceKind.RandomWeights, SpaceKind.Spectral }.Select(s => result.Control(s, SpeechSource.Oracle)).OfType<DiarizationRow>().Select(c => $"{(result.Synthetic && c.Space == SpaceKind.RandomWeights ? "other random weights" : Words.Name(c.Space))} {Words.Percent(c.Rate.Value)}")];
        var beside = $" In the same conversations: {Words.List([.. controls, $"all speech given to one speaker {Words.Percent(result.OneSpeaker)}"])}.";
        return (result.Synthetic ? "The weights are random numbers, so this is what an untrained network lets through, not what Mimi learned." : DiarizationRules.Enough(result).Outcome switch
        {
            Outcome.Yes => $"It is enough for diarization of this kind (error rate below {Words.Percent(DiarizationRules.Usable, "0")}, and less than every control).",
            Outcome.No => "It is not enough for diarization.",
            _ => "That it is enough for diarization is not shown.",
        }) + $" {number}{beside}";
    }

    private static string Interval(DiarizationRow row) => double.IsFinite(row.Rate.Low) ? $"(95 % interval {Words.Percent(row.Rate.Low)} to {Words.Percent(row.Rate.High)}) " : "";
}
