using MimiNative.Analysis.Data;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Diarization;

/// <summary>A hypothesis held against a reference, recording by recording.</summary>
public sealed class RttmComparison
{
    private RttmComparison(IReadOnlyList<RecordingScore> recordings, IReadOnlyList<string> notScored) => (Recordings, NotScored) = (recordings, notScored);

    /// <summary>Every recording that was scored, in ordinal order.</summary>
    public IReadOnlyList<RecordingScore> Recordings { get; }

    /// <summary>Recordings of either side that the map of what is scored doesn't name.</summary>
    public IReadOnlyList<string> NotScored { get; }

    /// <summary>All recordings together: seconds are added, the rate is of the sums.</summary>
    public DiarizationErrors All => Recordings.Aggregate(default(DiarizationErrors), (sum, r) => sum + r.Score.Errors);

    /// <summary>
    /// Scores all recordings that either side names. One that only the reference has is missed; one that only the hypothesis has counts as false alarm, since a reference in which nobody speaks looks the same.
    /// With a map only its recordings count.
    /// </summary>
    /// <exception cref="DataSetException">A recording has too many speakers (named).</exception>
    public static RttmComparison Run(RttmFile reference, RttmFile hypothesis, DiarizationScoring? scoring = null, UemFile? uem = null)
    {
        var named = reference.Recordings.Keys.Union(hypothesis.Recordings.Keys).ToList();
        var scored = (uem?.Regions.Keys ?? named).Order(StringComparer.Ordinal);
        return new([.. scored.Select(Score)], uem is null ? [] : [.. named.Except(uem.Regions.Keys).Order(StringComparer.Ordinal)]);

        RecordingScore Score(string name)
        {
            var (truth, guess) = (reference.Recordings.GetValueOrDefault(name), hypothesis.Recordings.GetValueOrDefault(name));
            try
            {
                return new(name, DiarizationErrorRate.Compute(truth ?? [], guess ?? [], scoring, uem?.Regions[name]), truth is not null, guess is not null);
            }
            catch (MetricsException e)
            {
                throw new DataSetException($"{Printable.Quote(name)} in {reference.Source} and {hypothesis.Source}: {e.Message}", e);
            }
        }
    }
}

/// <summary>One recording's score.</summary>
/// <param name="Recording">Its name in the files.</param>
/// <param name="Score">Seconds and mapping.</param>
/// <param name="InReference">Whether the reference names it.</param>
/// <param name="InHypothesis">Whether the hypothesis names it.</param>
public sealed record RecordingScore(string Recording, DiarizationScore Score, bool InReference, bool InHypothesis);
