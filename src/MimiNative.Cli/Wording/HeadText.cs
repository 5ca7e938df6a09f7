using System.Globalization;
using System.Text.Json;
using MimiNative.Analysis.Heads;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Metrics;

namespace MimiNative.Cli.Wording;

/// <summary>Trained heads in text and JSON.</summary>
internal static class HeadText
{
    /// <summary>What was fitted and what it is worth.</summary>
    public static void Trained(Terminal terminal, TrainedHead head, string path)
    {
        terminal.Prose($"{head.Kind} of {head.Key}: {head.Map.Dimension} channels to {head.Map.Axes} axes, from {head.Training.Clips} clips of {head.Training.Voices.Count} voices → {path}");
        terminal.Table(["equal error rate of such heads", ">head", ">95 %", ">cosine", ">95 %"],
        [
            ["voices never heard", .. Cells(head.Errors.Head), .. Cells(head.Errors.Cosine)],
            ["voices and texts never heard", .. Cells(head.Errors.HeadUnseenTexts), .. Cells(head.Errors.CosineUnseenTexts)],
        ]);
        if (double.IsNaN(head.Errors.HeadUnseenTexts.Value) && double.IsFinite(head.Errors.Head.Value))
            terminal.Prose("Texts are unknown or too few: heads may have learnt them too.");
        terminal.Prose(HeadWords.Meaning(HeadRules.Judge(head.Errors)));
    }

    /// <summary>Warns where a head meets voices that it was fitted on.</summary>
    public static void WarnOfKnownVoices(Terminal terminal, TrainedHead? head, IEnumerable<string> voices)
    {
        if (head?.KnownVoices(voices) is { Count: > 0 } known)
            terminal.Note($"the head was fitted on {(known.Count == 1 ? "a voice" : $"{known.Count} voices")} with the same name ({Some(known)}): if they are the same people, it looks better here than on people it has never heard");
    }

    /// <summary>A rate with its interval, in JSON; null where it can't be said.</summary>
    public static void WriteEstimate(this Utf8JsonWriter json, string name, Estimate estimate)
    {
        if (double.IsNaN(estimate.Value))
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteFinite("value", estimate.Value);
        json.WriteFinite("low_95", estimate.Low);
        json.WriteFinite("high_95", estimate.High);
        json.WriteEndObject();
    }

    private static string[] Cells(Estimate estimate) => [Percent(estimate.Value), double.IsFinite(estimate.Low) ? $"{Percent(estimate.Low)} to {Percent(estimate.High)}" : ""];

    private static string Percent(double value) => double.IsFinite(value) ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "n/a";

    private static string Some(IReadOnlyList<string> names) => string.Join(", ", names.Take(5)) + (names.Count > 5 ? ", …" : "");
}
