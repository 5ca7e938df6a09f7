using System.Globalization;

namespace MimiNative.Analysis.Data;

/// <summary>Scores of trials from any system: <c>enrol test score</c> (Kaldi and others), or with the answer behind (<c>target</c>, <c>nontarget</c>, 1 or 0; wespeaker).</summary>
public sealed class ScoreList
{
    private readonly Dictionary<long, int> _position;

    private ScoreList(TrialList trials, double[] scores, Dictionary<long, int> position) => (Trials, Values, _position) = (trials, scores, position);

    /// <summary>The trials, labelled where the file has answers.</summary>
    public TrialList Trials { get; }

    /// <summary>The score of each.</summary>
    public IReadOnlyList<double> Scores => Values;

    internal double[] Values { get; }

    /// <summary>Reads a file; every row must have the form of the first.</summary>
    /// <exception cref="DataSetException">There is no such file or score, a row has another form, a score isn't a finite number, or a pair has two scores or answers (named).</exception>
    public static ScoreList Read(string path)
    {
        var trials = new TrialRows(path);
        var scores = new List<double>();
        var labelled = false;
        Span<Range> words = stackalloc Range[5];
        foreach (var (row, line) in InputFile.Lines(path))
        {
            var count = TrialRows.Split(line, words);
            if (count == 0)
                continue;
            if (scores.Count == 0)
                labelled = count == 4;
            bool? answer = null;
            if (count != (labelled ? 4 : 3) || labelled && (answer = Answer(line.AsSpan(words[3]))) is null)
                throw new DataSetException($"{path}, row {row}: expected {(labelled ? "'enrol test score target' or 'enrol test score nontarget'" : "'enrol test score'")}{(scores.Count == 0 ? "" : " like the first row")}, found '{Printable.Quote(line.Trim())}'");
            var text = line.AsSpan(words[2]);
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var score))
                throw new DataSetException($"{path}, row {row}: the score '{Printable.Quote(text.ToString())}' is not a number");
            if (!double.IsFinite(score))
                throw new DataSetException($"{path}, row {row}: the score is {Printable.Quote(text.ToString())}; take the trial out or score it again");
            var first = trials.Add(row, line.AsSpan(words[0]), line.AsSpan(words[1]), answer);
            scores.Add(score);
            if (scores[first] != score)
                throw new DataSetException($"{path}, row {row}: '{Printable.Quote($"{line.AsSpan(words[0])} {line.AsSpan(words[1])}")}' has another score here than before");
        }

        return new ScoreList(trials.ToList(), [.. scores], trials.Positions);
    }

    /// <summary>The score of a pair; NaN where it has none.</summary>
    public double Score(string enrol, string test)
    {
        var (a, b) = (Trials.Find(enrol), Trials.Find(test));
        return a >= 0 && b >= 0 && _position.TryGetValue(TrialRows.Key(a, b), out var at) ? Values[at] : double.NaN;
    }

    private static bool? Answer(ReadOnlySpan<char> word) => word switch { "target" or "1" => true, "nontarget" or "0" => false, _ => null };
}
