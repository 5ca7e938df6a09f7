using System.Collections;

namespace MimiNative.Analysis.Data;

/// <summary>One verification trial: does this recording have the speaker who is enrolled?</summary>
/// <param name="Enrol">Path or id of the recording that enrols, or a speaker's name where several do.</param>
/// <param name="Test">Path or id of the recording that is tested.</param>
/// <param name="IsTarget">Same speaker; null where the list doesn't say.</param>
public sealed record Trial(string Enrol, string Test, bool? IsTarget);

/// <summary>Verification trials in VoxCeleb's form (<c>1 a.wav b.wav</c>), Kaldi's (<c>a b target|nontarget</c>), or unlabelled (<c>a b</c>). Nine bytes a trial, besides the names.</summary>
public sealed class TrialList
{
    private readonly IdTable _ids;
    private readonly sbyte[] _answers;

    internal TrialList(string source, string sha256, IdTable ids, int[] enrol, int[] test, sbyte[] answers, int repeated)
    {
        (Source, Sha256, _ids, Enrol, Test, _answers, Repeated) = (source, sha256, ids, enrol, test, answers, repeated);
        Trials = new View(this);
        IsLabelled = Array.IndexOf(answers, (sbyte)-1) < 0;
    }

    /// <summary>The file.</summary>
    public string Source { get; }

    /// <summary>SHA-256 of that file.</summary>
    public string Sha256 { get; }

    /// <summary>The trials in the file's order.</summary>
    public IReadOnlyList<Trial> Trials { get; }

    /// <summary>Whether it says of every trial if it is a target trial.</summary>
    public bool IsLabelled { get; }

    /// <summary>Trials whose pair was there before, with the same answer. They count as often as they are there, as in other tools.</summary>
    public int Repeated { get; }

    /// <summary>Recordings (and enrolled speakers) that occur, each once, in order of first occurrence.</summary>
    public IReadOnlyList<string> Recordings => _ids.Ids;

    /// <summary>Position in <see cref="Recordings"/> of each trial's enrolling side.</summary>
    internal int[] Enrol { get; }

    /// <summary>The same of the tested side.</summary>
    internal int[] Test { get; }

    /// <summary>The answer of a trial; null where it isn't known.</summary>
    internal bool? Answer(int trial) => _answers[trial] < 0 ? null : _answers[trial] == 1;

    /// <summary>Position of a recording; -1 where it doesn't occur.</summary>
    internal int Find(string recording) => _ids.Find(recording);

    /// <summary>Reads a list; every row must have the form of the first.</summary>
    /// <exception cref="DataSetException">There is no such file or trial, a row has another form, or a pair has two answers (both named).</exception>
    public static TrialList Read(string path)
    {
        var trials = new TrialRows(path);
        Form? form = null;
        Span<Range> words = stackalloc Range[4];
        foreach (var (row, line) in InputFile.Lines(path))
        {
            var count = TrialRows.Split(line, words);
            if (count == 0)
                continue;
            var first = line.AsSpan(words[0]);
            var last = line.AsSpan(words[count - 1]);
            form ??= FormOf(count, first, last);
            switch (form)
            {
                case Form.VoxCeleb when count == 3 && first is "0" or "1":
                    trials.Add(row, line.AsSpan(words[1]), last, first is "1");
                    break;
                case Form.Kaldi when count == 3 && last is "target" or "nontarget":
                    trials.Add(row, first, line.AsSpan(words[1]), last is "target");
                    break;
                case Form.Unlabelled when count == 2:
                    trials.Add(row, first, last, null);
                    break;
                default:
                    throw new DataSetException($"{path}, row {row}: expected {Describe(form)}, found '{Printable.Quote(line.Trim())}'");
            }
        }

        return trials.ToList();
    }

    // A recording called 1 is likelier than one called target.
    private static Form? FormOf(int count, ReadOnlySpan<char> first, ReadOnlySpan<char> last) => count switch
    {
        3 when last is "target" or "nontarget" => Form.Kaldi,
        3 when first is "0" or "1" => Form.VoxCeleb,
        2 => Form.Unlabelled,
        _ => null,
    };

    private static string Describe(Form? form) => form switch
    {
        Form.VoxCeleb => "'1 enrol test' or '0 enrol test' like the first row",
        Form.Kaldi => "'enrol test target' or 'enrol test nontarget' like the first row",
        Form.Unlabelled => "'enrol test' like the first row",
        _ => "'1 enrol test' (VoxCeleb), 'enrol test target' (Kaldi) or 'enrol test'",
    };

    private enum Form
    {
        VoxCeleb,
        Kaldi,
        Unlabelled,
    }

    /// <summary>Trials as records, made when they are asked for.</summary>
    private sealed class View(TrialList list) : IReadOnlyList<Trial>
    {
        public int Count => list.Enrol.Length;

        public Trial this[int index] => new(list.Recordings[list.Enrol[index]], list.Recordings[list.Test[index]], list.Answer(index));

        public IEnumerator<Trial> GetEnumerator()
        {
            for (var i = 0; i < Count; i++)
                yield return this[i];
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
