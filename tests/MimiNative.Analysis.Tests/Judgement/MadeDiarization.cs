using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Judgement;

/// <summary>Results of diarization made by hand, so that a rule and its words can be tried at their limits.</summary>
internal static class MadeDiarization
{
    public static readonly EmbeddingKey Focus = new("latent", Pooling.Mean);

    /// <summary>Everything is clearly yes unless said otherwise: intervals of the error rates, and of the differences to the controls.</summary>
    public static DiarizationResult Result(
        (double Low, double High)? oracle = null, (double Low, double High)? energy = null, (double Low, double High)? random = null, (double Low, double High)? spectral = null, bool synthetic = false, double oneSpeaker = 0.6,
        bool controls = true)
    {
        var rows = new List<DiarizationRow>
        {
            Row(SpaceKind.Analysed, SpeechSource.Oracle, oracle ?? (0.05, 0.15)), Row(SpaceKind.Analysed, SpeechSource.Energy, energy ?? (0.06, 0.16)),
            // Others that questions are not about: the best of all is another tap, the worst another way to compare.
            Row(SpaceKind.Analysed, SpeechSource.Oracle, (0.01, 0.02)) with { Key = new("seanet.out", Pooling.Mean) }, Row(SpaceKind.Analysed, SpeechSource.Oracle, (0.5, 0.6)) with { Head = false },
            Row(SpaceKind.Analysed, SpeechSource.Oracle, (0.02, 0.03)) with { Window = 3 },
        };
        if (controls)
            foreach (var speech in (SpeechSource[])[SpeechSource.Oracle, SpeechSource.Energy])
            {
                rows.Add(Row(SpaceKind.RandomWeights, speech, (0.7, 0.8)) with { Head = false });
                rows.Add(Row(SpaceKind.RandomWeights, speech, (0.3, 0.4), random ?? (-0.3, -0.1)));
                rows.Add(Row(SpaceKind.Spectral, speech, (0.5, 0.6)) with { Key = new("mfcc", Pooling.Stats) });
                rows.Add(Row(SpaceKind.Spectral, speech, (0.35, 0.45), spectral ?? (-0.35, -0.2)) with { Head = false, Key = new("mfcc", Pooling.Stats) });
            }
        return new DiarizationResult
        {
            Synthetic = synthetic, Casts = [["a", "b"], ["a", "c"], ["b", "c"]], Seconds = 120, OneSpeaker = oneSpeaker, OverlapMissed = 0.02, Focus = Focus, Window = 1.5, Head = true, Rows = rows,
        };
    }

    public static DiarizationRow Row(SpaceKind space, SpeechSource speech, (double Low, double High) rate, (double Low, double High)? difference = null) => new()
    {
        Space = space, Key = Focus, Window = 1.5, Head = true, Speech = speech, Errors = [new(10, 0.2, 0.1, 1)], Rate = Middle(rate), OwnMinusThis = difference is { } d ? Middle(d) : Estimate.None,
    };

    private static Estimate Middle((double Low, double High) range) => new((range.Low + range.High) / 2, range.Low, range.High);
}
