using MimiNative.Analysis.Voices;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Diarization;

/// <summary>A threshold and what it rests on.</summary>
/// <param name="Threshold">The average cosine down to which clusters merge.</param>
/// <param name="Errors">What it costs on the conversations that it was chosen on.</param>
/// <param name="Conversations">How many these were.</param>
/// <param name="Voices">How many voices spoke in them.</param>
public sealed record ThresholdCalibration(double Threshold, DiarizationErrors Errors, int Conversations, int Voices)
{
    /// <summary>Conversations of built-in voices where nothing else is said.</summary>
    public const int BuiltInCount = 3;

    // More clusters than this nobody hears in a conversation that was made for calibrating.
    private const int MostClusters = 40;

    /// <summary>
    /// Chooses the threshold with the lowest diarization error rate over conversations whose turns are known, all steps included. Of thresholds that cost the same, those that lie side by side over the widest
    /// span are taken, and their middle.
    /// </summary>
    internal static ThresholdCalibration Run(IReadOnlyList<(WindowedRecording Recording, IReadOnlyList<SpeakerTurn> Turns)> conversations, DiarizationOptions options)
    {
        var trees = conversations.Select(c => SpeakerClustering.Of(c.Recording.Vectors)).ToList();
        // Between two merges nothing changes.
        double[] steps = [.. trees.SelectMany(t => t.Similarities.TakeLast(MostClusters)).Append(1).Append(-1).Distinct().Order()];
        double[] middles = [.. steps.Zip(steps.Skip(1), (a, b) => 0.5 * (a + b))];
        var errors = new DiarizationErrors[middles.Length];
        Parallel.For(0, middles.Length, i => errors[i] = conversations.Zip(trees, (c, tree) =>
            DiarizationErrorRate.Compute(c.Turns, c.Recording.Diarize(tree, options with { Threshold = middles[i], Speakers = null }).Turns).Errors).Aggregate((a, b) => a + b));
        var least = errors.Min(e => e.Rate);
        var (best, from) = ((From: 0, To: -1, Span: -1.0), 0);
        for (var i = 0; i < middles.Length; i++)
        {
            if (errors[i].Rate > least + 1e-9)
                from = i + 1;
            else if (steps[i + 1] - steps[from] > best.Span)
                best = (from, i, steps[i + 1] - steps[from]);
        }
        return new(0.5 * (steps[best.From] + steps[best.To + 1]), errors[best.From], conversations.Count, conversations.SelectMany(c => c.Turns).Select(t => t.Speaker).Distinct().Count());
    }

    /// <summary>Conversations of the built-in voices, four in each: what thresholds rest on where there are no others.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Of everything that is drawn.</param>
    public static IReadOnlyList<Conversation> BuiltIn(int count = BuiltInCount, ulong seed = 1)
    {
        var clips = SyntheticVoices.Make(6, 6).GroupBy(c => c.Voice.Id).Select(g => g.Select(c => new ConversationClip(c.Voice.Id, c.Samples)).ToList()).ToList();
        return [.. Enumerable.Range(0, count).Select(n => Conversation.Mix($"builtin{n}", [.. Enumerable.Range(n, 4).SelectMany(v => clips[v % clips.Count])], seed: seed))];
    }
}
