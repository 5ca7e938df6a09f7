namespace MimiNative.Metrics;

/// <summary>
/// Rows put in the order of their voices, and within a voice of their texts, and cut into blocks of whole voices. A tile of two blocks then holds every pair of two voices, or none:
/// what is summed by pair of voices has one writer, and the sums don't depend on which thread that is.
/// </summary>
internal sealed class VoiceOrder
{
    /// <summary>A block ends with the voice that reaches this many rows.</summary>
    private const int BlockRows = 512;

    private readonly int[] _blockEnds;

    /// <param name="labels">Voice and text of each row.</param>
    /// <param name="rows">The rows that are looked at; null for all.</param>
    public VoiceOrder(SpaceLabels labels, int[]? rows = null)
    {
        Rows = [.. (rows ?? [.. Enumerable.Range(0, labels.Rows)]).OrderBy(i => (labels.Voice[i], labels.Text?[i] ?? 0))];
        VoiceStarts = new int[labels.VoiceCount + 1];
        foreach (var row in Rows)
            VoiceStarts[labels.Voice[row] + 1]++;
        var ends = new List<int>();
        for (int v = 0, start = 0; v < labels.VoiceCount; v++)
        {
            VoiceStarts[v + 1] += VoiceStarts[v];
            if (VoiceStarts[v + 1] - start < BlockRows && v + 1 < labels.VoiceCount)
                continue;
            ends.Add(start = VoiceStarts[v + 1]);
        }
        _blockEnds = [.. ends];
        Voice = Array.ConvertAll(Rows, i => labels.Voice[i]);
        Text = labels.Text is { } text ? Array.ConvertAll(Rows, i => text[i]) : null;
    }

    /// <summary>Row at each position.</summary>
    public int[] Rows { get; }

    /// <summary>Voice at each position: rising.</summary>
    public int[] Voice { get; }

    /// <summary>Text at each position; null when unknown.</summary>
    public int[]? Text { get; }

    /// <summary>Position at which each voice starts, and the end.</summary>
    public int[] VoiceStarts { get; }

    /// <summary>Number of tiles.</summary>
    public int Tiles => _blockEnds.Length * (_blockEnds.Length + 1) / 2;

    /// <summary>One of them: all of a block's rows against all of the same or a later one's.</summary>
    public PairTile Tile(int index)
    {
        // Tiles stand column by column: (0,0) (0,1) (1,1) (0,2) …
        var column = (int)((Math.Sqrt(8.0 * index + 1) - 1) / 2);
        while (column * (column + 1L) / 2 > index)
            column--;
        while ((column + 1L) * (column + 2L) / 2 <= index)
            column++;
        var row = index - (int)(column * (column + 1L) / 2);
        return new PairTile(Start(row), _blockEnds[row], Start(column), _blockEnds[column]);
    }

    /// <summary>Number of pairs of a tile: those of one voice, and all others.</summary>
    public (long Same, long Different) Count(PairTile tile)
    {
        long rows = tile.EndRow - tile.FirstRow, columns = tile.EndColumn - tile.FirstColumn;
        if (tile.FirstRow != tile.FirstColumn)
            return (0, rows * columns);
        var same = 0L;
        for (var v = Voice[tile.FirstRow]; v < VoiceStarts.Length - 1 && VoiceStarts[v] < tile.EndRow; v++)
            same += (long)(VoiceStarts[v + 1] - VoiceStarts[v]) * (VoiceStarts[v + 1] - VoiceStarts[v] - 1) / 2;
        return (same, rows * (rows - 1) / 2 - same);
    }

    /// <summary>Which of some columns, all of one voice, have the row's text: texts rise within a voice, so that they are one run. None where texts are unknown.</summary>
    public (int From, int To) SameText(int row, int firstColumn, int columns)
    {
        if (Text is null)
            return (0, 0);
        var texts = Text.AsSpan(firstColumn, columns);
        var from = LowerBound(texts, Text[row]);
        return (from, from + LowerBound(texts[from..], Text[row] + 1));
    }

    private static int LowerBound(ReadOnlySpan<int> rising, int value)
    {
        var (low, high) = (0, rising.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = rising[middle] < value ? (middle + 1, high) : (low, middle);
        }
        return low;
    }

    private int Start(int block) => block == 0 ? 0 : _blockEnds[block - 1];
}
