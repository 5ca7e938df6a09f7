namespace MimiNative.Analysis.Data;

/// <summary>
/// A data set cut into parts of about the same amount of audio: by stated seconds where every recording has them, by the bytes of its file otherwise. From the longest on each recording goes to the part that has
/// least so far, so every machine that sees the same files cuts alike. Within a part the data set's order stays.
/// </summary>
public sealed class ShardPlan
{
    private readonly DataSet _data;
    private readonly int[] _part;
    private readonly double[] _shares;

    /// <summary>Cuts.</summary>
    /// <param name="data">The whole.</param>
    /// <param name="count">Parts.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one part.</exception>
    /// <exception cref="DataSetException">There are fewer recordings than parts.</exception>
    public ShardPlan(DataSet data, int count)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (data.Samples.Count < count)
            throw new DataSetException($"{data.Source}: {data.Samples.Count} samples can't be cut into {count} shards");
        (_data, Count) = (data, count);
        var seconds = data.Samples.Select(Seconds).ToArray();
        BySeconds = Array.TrueForAll(seconds, s => s is not null);
        double[] sizes = [.. BySeconds ? seconds.Select(s => s!.Value) : data.Samples.Select(Bytes)];
        _part = new int[sizes.Length];
        var loads = new PriorityQueue<int, (double Load, int Clips, int Part)>(Enumerable.Range(0, count).Select(i => (i, (0.0, 0, i))));
        foreach (var i in Enumerable.Range(0, sizes.Length).OrderByDescending(i => sizes[i]).ThenBy(i => i))
        {
            loads.TryDequeue(out var part, out var load);
            _part[i] = part;
            loads.Enqueue(part, (load.Load + sizes[i], load.Clips + 1, part));
        }

        var all = sizes.Sum();
        _shares = new double[count];
        foreach (var (part, load) in loads.UnorderedItems)
            _shares[part] = load.Load / all;
    }

    /// <summary>Parts.</summary>
    public int Count { get; }

    /// <summary>Whether parts are alike in stated seconds; otherwise in bytes of files.</summary>
    public bool BySeconds { get; }

    /// <summary>Part <paramref name="index"/>, from 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    public DataSet this[int index] => new(_data.Name, _data.Source, [.. Rows(index).Select(i => _data.Samples[i])], _data.Notes);

    /// <summary>Positions in the whole of the recordings of part <paramref name="index"/>, from 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    public IReadOnlyList<int> Rows(int index)
    {
        var part = Checked(index) - 1;
        return [.. Enumerable.Range(0, _part.Length).Where(i => _part[i] == part)];
    }

    /// <summary>The share of the audio, from 0 to 1, that part <paramref name="index"/> has; NaN where no size is known.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    public double Share(int index) => _shares[Checked(index) - 1];

    private int Checked(int index)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(index, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, Count);
        return index;
    }

    private static double? Seconds(Sample sample) => sample.Segment?.Duration ?? (sample.Segment is null ? sample.Duration : null);

    private static double Bytes(Sample sample) => sample.Member?.Length ?? (sample.Path.Length > 0 && new FileInfo(sample.Path) is { Exists: true } file ? file.Length : 0);
}
