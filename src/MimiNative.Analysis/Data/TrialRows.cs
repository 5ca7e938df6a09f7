namespace MimiNative.Analysis.Data;

/// <summary>Collects the rows of a list of trials, and finds those that are there twice.</summary>
internal sealed class TrialRows(string path)
{
    private static readonly char[] Space = [' ', '\t'];

    private readonly IdTable _ids = new();
    private readonly List<int> _enrol = [];
    private readonly List<int> _test = [];
    private readonly List<sbyte> _answers = [];
    private readonly List<int> _rows = [];
    private readonly Dictionary<long, int> _first = [];

    /// <summary>Trials of which there was one of the same pair before.</summary>
    public int Repeated { get; private set; }

    /// <summary>Position of the first trial of each pair, by <see cref="Key"/>.</summary>
    public Dictionary<long, int> Positions => _first;

    /// <summary>The words of a line; fewer than <paramref name="words"/> has room for.</summary>
    /// <returns>How many; as many as there is room for where there are more.</returns>
    public static int Split(ReadOnlySpan<char> line, Span<Range> words) => line.SplitAny(words, Space, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Adds a trial.</summary>
    /// <param name="row">Its row in the file.</param>
    /// <param name="enrol">Who enrols.</param>
    /// <param name="test">What is tested.</param>
    /// <param name="isTarget">The answer, where it is known.</param>
    /// <returns>The position of the first trial of this pair: this one's own where it is new.</returns>
    /// <exception cref="DataSetException">The same pair was there with another answer, this way or the other way round.</exception>
    public int Add(int row, ReadOnlySpan<char> enrol, ReadOnlySpan<char> test, bool? isTarget)
    {
        var (a, b) = (_ids.Of(enrol), _ids.Of(test));
        var answer = isTarget switch { true => (sbyte)1, false => (sbyte)0, _ => (sbyte)-1 };
        var at = _enrol.Count;
        if (!_first.TryAdd(Key(a, b), at))
        {
            var first = _first[Key(a, b)];
            if (_answers[first] != answer)
                throw new DataSetException($"{path}, row {row}: '{Printable.Quote($"{enrol} {test}")}' is a {Name(answer)} trial here and a {Name(_answers[first])} trial in row {_rows[first]}");
            Repeated++;
            at = first;
        }
        // The same two recordings the other way round have the same answer.
        else if (a != b && _first.TryGetValue(Key(b, a), out var turned) && _answers[turned] != answer)
            throw new DataSetException($"{path}, row {row}: '{Printable.Quote($"{enrol} {test}")}' is a {Name(answer)} trial here, and the other way round a {Name(_answers[turned])} trial in row {_rows[turned]}");
        _enrol.Add(a);
        _test.Add(b);
        _answers.Add(answer);
        _rows.Add(row);
        return at;
    }

    /// <summary>The list.</summary>
    /// <exception cref="DataSetException">There is no trial.</exception>
    public TrialList ToList() => _enrol.Count > 0
        ? new TrialList(path, InputFile.Sha256(path), _ids, [.. _enrol], [.. _test], [.. _answers], Repeated)
        : throw new DataSetException($"{path}: no trials");

    /// <summary>A pair of ids as one number.</summary>
    public static long Key(int enrol, int test) => ((long)enrol << 32) | (uint)test;

    private static string Name(sbyte answer) => answer == 1 ? "target" : "non-target";
}
