namespace MimiNative.Metrics;

/// <summary>
/// The pairs of clips that are compared: clip i enrols, clip j ≠ i is tested, both ways round, so that two versions of the clips can stand on either side. All of them, or a seeded
/// even draw of each kind where there are more than <see cref="MostOfAKind"/>.
/// </summary>
public sealed class ClipPairs
{
    /// <summary>Same-voice pairs, and different-voice pairs, up to this many are all taken.</summary>
    public const int MostOfAKind = 250_000;

    private const int RowsAtOnce = 256;

    private ClipPairs(int[] voice, int voices, List<(int Enrol, int Test)> same, List<(int Enrol, int Test)> different)
    {
        (Voices, SamePairs, DifferentPairs) = (voices, same.Count, different.Count);
        (Rows, Enrol, Test) = (voice.Length, [.. same.Select(p => p.Enrol), .. different.Select(p => p.Enrol)], [.. same.Select(p => p.Test), .. different.Select(p => p.Test)]);
        (EnrolVoice, TestVoice) = (Array.ConvertAll(Enrol, i => voice[i]), Array.ConvertAll(Test, i => voice[i]));
    }

    /// <summary>Number of different voices.</summary>
    public int Voices { get; }

    /// <summary>Number of clips.</summary>
    public int Rows { get; }

    /// <summary>Pairs of one voice; they come first.</summary>
    public int SamePairs { get; }

    /// <summary>Pairs of two voices.</summary>
    public int DifferentPairs { get; }

    /// <summary>Row that enrols, by pair.</summary>
    internal int[] Enrol { get; }

    /// <summary>Row that is tested, by pair.</summary>
    internal int[] Test { get; }

    /// <summary>Voice of the enrolling row, by pair.</summary>
    internal int[] EnrolVoice { get; }

    /// <summary>Voice of the tested row, by pair.</summary>
    internal int[] TestVoice { get; }

    /// <summary>The pairs of clips with these voices.</summary>
    public static ClipPairs Of(SpaceLabels labels, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var rows = labels.RowsByVoice();
        var samePairs = rows.Sum(r => (long)r.Length * (r.Length - 1));
        var differentPairs = (long)labels.Rows * labels.Rows - rows.Sum(r => (long)r.Length * r.Length);
        var random = new SeededRandom(seed);
        var same = samePairs <= MostOfAKind ? [.. rows.SelectMany(Pairs)] : DrawSame(rows, random);
        var different = differentPairs <= MostOfAKind ? AllDifferent(labels.Voice) : DrawDifferent(labels.Voice, random);
        return new ClipPairs(labels.Voice, labels.VoiceCount, same, different);
    }

    /// <summary>Each pair of clips of one cell once, e.g. within the folds of a cross-validation; an even, seeded choice of each kind where there are more than <see cref="MostOfAKind"/>.</summary>
    /// <param name="labels">Voices of the clips.</param>
    /// <param name="cell">A number per clip; clips with a negative one are left out.</param>
    /// <param name="seed">Chooses among too many pairs.</param>
    /// <param name="textsApart">Leave out pairs of one voice saying one text (takes of a sentence): that they are alike says nothing of the voice.</param>
    /// <exception cref="MetricsException">There is not one cell for each clip, or texts are to be apart and none are known.</exception>
    public static ClipPairs Within(SpaceLabels labels, int[] cell, ulong seed = 1, bool textsApart = false)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(cell);
        if (cell.Length != labels.Rows)
            throw new MetricsException($"{labels.Rows} clips but {cell.Length} cells: give one for each");
        if (textsApart && labels.Text is null)
            throw new MetricsException("texts can't be apart: none are known");
        var all = cell.Where(c => c >= 0).GroupBy(c => c).Sum(g => Count(g.Count()));
        var same = cell.Zip(labels.Voice).Where(x => x.First >= 0).GroupBy(x => x).Sum(g => Count(g.Count()));
        var takes = textsApart ? Enumerable.Range(0, cell.Length).Where(i => cell[i] >= 0).GroupBy(i => (cell[i], labels.Voice[i], labels.Text![i])).Sum(g => Count(g.Count())) : 0;
        var (keepSame, keepDifferent) = (Share(same - takes), Share(all - same));
        var (rows, place) = Cells(cell);
        var pieces = (cell.Length + RowsAtOnce - 1) / RowsAtOnce;
        var kept = new (List<(int, int)> Same, List<(int, int)> Different)[pieces];
        Workers.For(pieces, p =>
        {
            kept[p] = ([], []);
            for (var i = p * RowsAtOnce; i < Math.Min(cell.Length, (p + 1) * RowsAtOnce); i++)
            {
                if (cell[i] < 0)
                    continue;
                foreach (var j in rows[cell[i]].AsSpan(place[i] + 1))
                {
                    var isSame = labels.Voice[i] == labels.Voice[j];
                    if (isSame && textsApart && labels.Text![i] == labels.Text[j])
                        continue;
                    var keep = isSame ? keepSame : keepDifferent;
                    if (keep == ulong.MaxValue || SplitMix64.Mix(SplitMix64.Mix(seed ^ (uint)i) ^ (uint)j) < keep)
                        (isSame ? kept[p].Same : kept[p].Different).Add((i, j));
                }
            }
        });
        List<(int, int)> sames = [.. kept.SelectMany(k => k.Same)], differents = [.. kept.SelectMany(k => k.Different)];
        return new ClipPairs(labels.Voice, labels.VoiceCount, sames, differents);
    }

    /// <summary>Whether these are the same clips of the same voices in the same order.</summary>
    internal bool IsSameAs(ClipPairs other) =>
        Rows == other.Rows && SamePairs == other.SamePairs && Enrol.AsSpan().SequenceEqual(other.Enrol) && Test.AsSpan().SequenceEqual(other.Test)
        && EnrolVoice.AsSpan().SequenceEqual(other.EnrolVoice) && TestVoice.AsSpan().SequenceEqual(other.TestVoice);

    /// <summary>The rows of each cell, and the place of each row among its cell's.</summary>
    private static (int[][] Rows, int[] Place) Cells(int[] cell)
    {
        var cells = cell.Length == 0 ? 0 : Math.Max(0, cell.Max() + 1);
        var rows = Enumerable.Range(0, cells).Select(_ => new List<int>()).ToArray();
        var place = new int[cell.Length];
        for (var i = 0; i < cell.Length; i++)
            if (cell[i] >= 0)
            {
                place[i] = rows[cell[i]].Count;
                rows[cell[i]].Add(i);
            }
        return (Array.ConvertAll(rows, r => r.ToArray()), place);
    }

    private static long Count(long clips) => clips * (clips - 1) / 2;

    private static ulong Share(long pairs) => pairs <= MostOfAKind ? ulong.MaxValue : (ulong)((double)MostOfAKind / pairs * ulong.MaxValue);

    private static IEnumerable<(int Enrol, int Test)> Pairs(int[] rows) => rows.SelectMany(i => rows.Where(j => j != i).Select(j => (i, j)));

    private static List<(int Enrol, int Test)> AllDifferent(int[] voice)
    {
        var pairs = new List<(int, int)>();
        for (var i = 0; i < voice.Length; i++)
            for (var j = 0; j < voice.Length; j++)
                if (voice[i] != voice[j])
                    pairs.Add((i, j));
        return pairs;
    }

    // A clip is drawn as often as its voice has partners for it; its partner among them.
    private static List<(int Enrol, int Test)> DrawSame(int[][] rows, SeededRandom random)
    {
        var ends = new double[rows.Length];
        var total = 0.0;
        for (var v = 0; v < rows.Length; v++)
            ends[v] = total += (double)rows[v].Length * (rows[v].Length - 1);
        var pairs = new List<(int, int)>(MostOfAKind);
        while (pairs.Count < MostOfAKind)
        {
            var found = Array.BinarySearch(ends, total * random.NextDouble());
            // A voice of one clip has an empty interval; landing on its edge means the next voice.
            var own = rows[Math.Min(found < 0 ? ~found : found + 1, rows.Length - 1)];
            if (own.Length < 2)
                continue;
            var (i, j) = (random.NextInt(own.Length), random.NextInt(own.Length - 1));
            pairs.Add((own[i], own[j < i ? j : j + 1]));
        }

        return pairs;
    }

    private static List<(int Enrol, int Test)> DrawDifferent(int[] voice, SeededRandom random)
    {
        var pairs = new List<(int, int)>(MostOfAKind);
        while (pairs.Count < MostOfAKind)
        {
            var (i, j) = (random.NextInt(voice.Length), random.NextInt(voice.Length));
            if (voice[i] != voice[j])
                pairs.Add((i, j));
        }

        return pairs;
    }
}
