using MimiNative.Analysis.Data;

namespace MimiNative.Analysis.Results;

/// <summary>A trial without a score, and why.</summary>
public readonly record struct LeftOutTrial(Trial Trial, string Reason);

/// <summary>The trials of a list with their scores.</summary>
public sealed class TrialScores
{
    private readonly IReadOnlyDictionary<string, string> _missing;
    private readonly string _otherwise;

    internal TrialScores(TrialList list, double[] values, IReadOnlyDictionary<string, string> missing, string otherwise)
    {
        (List, Array, _missing, _otherwise) = (list, values, missing, otherwise);
        Scored = values.Count(v => !double.IsNaN(v));
    }

    /// <summary>The trials.</summary>
    public TrialList List { get; }

    /// <summary>The score of each, higher for more alike; NaN for a trial that is left out.</summary>
    public IReadOnlyList<double> Values => Array;

    /// <summary>Trials with a score.</summary>
    public int Scored { get; }

    /// <summary>Trials without.</summary>
    public int LeftOutCount => Array.Length - Scored;

    /// <summary>The trials without a score, with reasons.</summary>
    public IEnumerable<LeftOutTrial> LeftOut()
    {
        for (var i = 0; i < Array.Length; i++)
            if (double.IsNaN(Array[i]))
            {
                var trial = List.Trials[i];
                yield return new LeftOutTrial(trial, _missing.GetValueOrDefault(trial.Enrol) ?? _missing.GetValueOrDefault(trial.Test) ?? _otherwise);
            }
    }

    internal double[] Array { get; }

    /// <summary>The trials of a list with scores that exist already.</summary>
    /// <exception cref="DataSetException">None of the trials has a score.</exception>
    public static TrialScores Of(TrialList list, ScoreList scores)
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(scores);
        var values = ReferenceEquals(list, scores.Trials) ? scores.Values : [.. list.Trials.Select(t => scores.Score(t.Enrol, t.Test))];
        var found = new TrialScores(list, values, new Dictionary<string, string>(), $"no score in {scores.Trials.Source}");
        return found.Scored > 0 ? found : throw new DataSetException($"{list.Source}: none of its {list.Trials.Count} trials has a score in {scores.Trials.Source}");
    }
}
