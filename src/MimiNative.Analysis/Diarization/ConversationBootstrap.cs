using MimiNative.Metrics;

namespace MimiNative.Analysis.Diarization;

/// <summary>
/// Error rates over conversations with 95 % intervals over voices: voices are drawn with replacement, and a conversation counts as often as all its speakers were drawn together (the product of their numbers), so
/// that it drops out with any of them. All rates see the same draws.
/// </summary>
internal sealed class ConversationBootstrap
{
    private readonly List<double[]> _weights = [];

    /// <param name="casts">Who speaks in each conversation.</param>
    /// <param name="replicates">How often to draw.</param>
    /// <param name="seed">Of the draws.</param>
    public ConversationBootstrap(IReadOnlyList<IReadOnlyList<string>> casts, int replicates, ulong seed)
    {
        string[] voices = [.. casts.SelectMany(c => c).Distinct().Order(StringComparer.Ordinal)];
        var random = SplitMix64.For($"{seed}:conversations");
        for (var r = 0; r < replicates; r++)
        {
            var drawn = voices.ToDictionary(v => v, _ => 0);
            for (var i = 0; i < voices.Length; i++)
                drawn[voices[(int)(random.Next() * voices.Length)]]++;
            _weights.Add([.. casts.Select(c => c.Aggregate(1.0, (product, v) => product * drawn[v]))]);
        }
    }

    /// <summary>The rate of all conversations together. Without an interval where fewer than half of the draws held a conversation, or there is only one.</summary>
    public Estimate Rate(IReadOnlyList<DiarizationErrors> errors) => Of(weights => Rate(errors, weights), errors.Count);

    /// <summary>One rate minus another.</summary>
    public Estimate Difference(IReadOnlyList<DiarizationErrors> errors, IReadOnlyList<DiarizationErrors> others) => Of(weights => Rate(errors, weights) - Rate(others, weights), errors.Count);

    private Estimate Of(Func<double[]?, double> statistic, int conversations) => Estimate.Of(statistic(null), conversations < 2 ? [] : [.. _weights.Select(statistic)]);

    private static double Rate(IReadOnlyList<DiarizationErrors> errors, double[]? weights)
    {
        var (wrong, scored) = (0.0, 0.0);
        for (var i = 0; i < errors.Count; i++)
        {
            var weight = weights?[i] ?? 1;
            wrong += weight * (errors[i].Miss + errors[i].FalseAlarm + errors[i].Confusion);
            scored += weight * errors[i].Scored;
        }
        return scored > 0 ? wrong / scored : double.NaN;
    }
}
