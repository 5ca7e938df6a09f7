namespace MimiNative.Metrics;

/// <summary>
/// Which clips test a head and which fit it. From ten voices on a voice's fold is its index in ordinal order modulo 5, and voices of one fold are compared. With fewer, folds would leave most
/// pairs of voices out, so every pair of voices is a fold of its own, as in a round robin: its head is fitted without these two. Where texts are apart too, the fold of a text is its index modulo 2.
/// A cell is one fold of voices (and one of texts). Its head is fitted on other voices, and on other texts.
/// </summary>
internal sealed class VoiceFolds
{
    /// <summary>Folds of voices where there are enough.</summary>
    public const int MostFolds = 5;

    private const int TextFolds = 2;

    private readonly SpaceLabels _labels;
    private readonly bool _textsApart;
    private readonly bool _roundRobin;
    private readonly int[] _rank;

    private VoiceFolds(SpaceLabels labels, bool textsApart)
    {
        (_labels, _textsApart, _roundRobin) = (labels, textsApart, labels.VoiceCount < 2 * MostFolds);
        Voices = _roundRobin
            ? [.. Enumerable.Range(0, labels.VoiceCount).SelectMany(b => Enumerable.Range(0, b).Select(a => new[] { a, b }))]
            : [.. Enumerable.Range(0, MostFolds).Select(f => Enumerable.Range(0, labels.VoiceCount).Where(v => v % MostFolds == f).ToArray())];
        var texts = textsApart ? TextFolds : 1;
        Compared = [.. Enumerable.Range(0, labels.Rows).Select(i => (_roundRobin ? 0 : labels.Voice[i] % MostFolds) * texts + (textsApart ? labels.Text![i] % TextFolds : 0))];
        _rank = new int[labels.Rows];
        var clips = new Dictionary<(int, int), int>();
        for (var i = 0; i < _rank.Length; i++)
        {
            var group = (labels.Voice[i], Compared[i]);
            _rank[i] = clips.GetValueOrDefault(group);
            clips[group] = _rank[i] + 1;
        }
    }

    /// <summary>The voices of each fold, by index in ordinal order.</summary>
    public IReadOnlyList<int[]> Voices { get; }

    /// <summary>Number of cells: those of a fold follow each other.</summary>
    public int Cells => Voices.Count * (_textsApart ? TextFolds : 1);

    /// <summary>A number per clip: clips of one number are compared with each other.</summary>
    public int[] Compared { get; }

    /// <summary>Null with fewer than four voices, or fewer than two texts where those are to be apart: nothing unseen would be left.</summary>
    public static VoiceFolds? Of(SpaceLabels labels, bool textsApart) =>
        labels.VoiceCount < 4 || textsApart && labels.TextCount < TextFolds ? null : new VoiceFolds(labels, textsApart);

    /// <summary>The cell whose head scores two clips that are compared. In a round robin a voice's own pairs are dealt out evenly over the pairs of voices that it is in.</summary>
    public int CellOf(int i, int j)
    {
        if (!_roundRobin)
            return Compared[i];
        var (a, b) = (_labels.Voice[i], _labels.Voice[j]);
        if (a == b)
            b = (a + 1 + (_rank[i] + _rank[j]) % (_labels.VoiceCount - 1)) % _labels.VoiceCount;
        var (low, high) = (Math.Min(a, b), Math.Max(a, b));
        var fold = high * (high - 1) / 2 + low;
        return _textsApart ? fold * TextFolds + Compared[i] : fold;
    }

    /// <summary>Rows that test a cell's head.</summary>
    public int[] Test(int cell) => Rows(cell, tested: true);

    /// <summary>Rows that fit it: no voice, and no text where those are apart, of the cell.</summary>
    public int[] Train(int cell) => Rows(cell, tested: false);

    /// <summary>What a cell's head is fitted on, in parts that several cells share: a group of voices that are tested together or not at all, and the fold of texts that is left out (-1 for none).</summary>
    public IEnumerable<(int Group, int TextFold)> TrainedParts(int cell)
    {
        var (fold, textFold) = Folds(cell);
        var tested = Voices[fold].Select(Group).ToHashSet();
        return Enumerable.Range(0, _roundRobin ? _labels.VoiceCount : MostFolds).Where(group => !tested.Contains(group)).Select(group => (group, textFold));
    }

    /// <summary>Rows of such a part.</summary>
    public int[] RowsOfPart((int Group, int TextFold) part) =>
        [.. Enumerable.Range(0, _labels.Rows).Where(i => Group(_labels.Voice[i]) == part.Group && (part.TextFold < 0 || _labels.Text![i] % TextFolds != part.TextFold))];

    private int Group(int voice) => _roundRobin ? voice : voice % MostFolds;

    private (int Fold, int TextFold) Folds(int cell) => _textsApart ? (cell / TextFolds, cell % TextFolds) : (cell, -1);

    private int[] Rows(int cell, bool tested)
    {
        var (fold, textFold) = Folds(cell);
        var isIn = new bool[_labels.VoiceCount];
        foreach (var voice in Voices[fold])
            isIn[voice] = true;
        return [.. Enumerable.Range(0, _labels.Rows).Where(i => isIn[_labels.Voice[i]] == tested && (!_textsApart || _labels.Text![i] % TextFolds == textFold == tested))];
    }
}
