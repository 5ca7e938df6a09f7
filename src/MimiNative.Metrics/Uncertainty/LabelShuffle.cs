namespace MimiNative.Metrics;

/// <summary>Which rows a permutation test uses, and how it shuffles their voices.</summary>
internal sealed class LabelShuffle
{
    private const int ClipsOfAVoice = 6;

    // Rows that change places, each with its like; rows that keep together are one.
    private readonly int[][][] _strata;
    private readonly ulong _seed;

    public LabelShuffle(SpaceLabels labels, ulong seed)
    {
        _seed = seed;
        Rows = Choose(labels, seed);
        Labels = labels.Select(Rows);
        WithinTexts = Labels.Text is not null && 2 * RowsInSharedTexts(Labels) >= Rows.Length;
        int[][] strata = WithinTexts ? SpaceLabels.Groups(Labels.Text!, Labels.TextCount) : [[.. Enumerable.Range(0, Rows.Length)]];
        var takes = Array.ConvertAll(strata, Takes);
        // Where one text alone is said by several voices, exchanging all takes of a voice for another's would only rename the voices.
        TakesTogether = WithinTexts && takes.Count(t => t.Length > 1) > 1;
        _strata = TakesTogether ? takes : Array.ConvertAll(strata, rows => Array.ConvertAll(rows, r => new[] { r }));
    }

    /// <summary>The rows it uses, ascending.</summary>
    public int[] Rows { get; }

    /// <summary>Their labels.</summary>
    public SpaceLabels Labels { get; }

    /// <summary>Whether voices change places only between clips of one text.</summary>
    public bool WithinTexts { get; }

    /// <summary>Whether the takes of one text by one voice keep together: they are alike (one session, one reading) without any voice in it, and shuffles that tear them apart would make that a finding.</summary>
    public bool TakesTogether { get; }

    /// <summary>Voices in a new order, again and again; the same sequence at each call.</summary>
    public IEnumerable<int[]> Shuffles(int count)
    {
        var random = new SeededRandom(_seed);
        for (var s = 0; s < count; s++)
        {
            var voice = (int[])Labels.Voice.Clone();
            foreach (var takes in _strata)
            {
                var mine = Array.ConvertAll(takes, t => voice[t[0]]);
                random.Shuffle<int>(mine);
                for (var i = 0; i < takes.Length; i++)
                    foreach (var row in takes[i])
                        voice[row] = mine[i];
            }
            yield return voice;
        }
    }

    private int[][] Takes(int[] rows) => [.. rows.GroupBy(r => Labels.Voice[r]).Select(g => g.ToArray())];

    private static int[] Choose(SpaceLabels labels, ulong seed)
    {
        if (labels.Rows <= Uncertainty.MostPermutedRows)
            return [.. Enumerable.Range(0, labels.Rows)];
        // Six clips of each of a hundred voices, or more where there are fewer voices: the test needs same-voice pairs, and its power grows with the voices.
        var random = new SeededRandom(seed);
        var voices = labels.RowsByVoice();
        random.Shuffle<int[]>(voices);
        var most = Math.Max(ClipsOfAVoice, Uncertainty.MostPermutedRows / voices.Length);
        var rows = new List<int>();
        foreach (var voice in voices)
        {
            random.Shuffle<int>(voice);
            var taken = voice.AsSpan(0, Math.Min(voice.Length, most));
            if (rows.Count + taken.Length <= Uncertainty.MostPermutedRows)
                rows.AddRange(taken);
        }
        return [.. rows.Order()];
    }

    private static int RowsInSharedTexts(SpaceLabels labels) =>
        SpaceLabels.Groups(labels.Text!, labels.TextCount).Where(rows => rows.Select(r => labels.Voice[r]).Distinct().Count() > 1).Sum(rows => rows.Length);
}
