using System.Runtime.InteropServices;

namespace MimiNative.Backends.Gpu;

/// <summary>
/// Where the sequences of a batch stand in time, for attention: the numbers of their first rows, cosines and sines of all rows. They change with every chunk and their place does not,
/// so that the launches of a chunk are those of the chunk before, argument for argument.
/// </summary>
internal sealed class GpuPositions(GpuDriver driver, int sequences, int capacity) : IDisposable
{
    private readonly DeviceMemory _frames = driver.Allocate(sizeof(int) * (long)sequences);
    private readonly DeviceMemory _entries = driver.Allocate(sizeof(int) * (long)sequences);
    private DeviceMemory? _angles;
    private long[] _positions = [];
    private int[] _rows = [];
    private (int HeadDim, double RopeBase) _kind;

    /// <summary>
    /// For each sequence the number of its row 0; that row's entry in the table; and the table: for each row headDim / 2 pairs of (cos, sin) of position · ropeBase^(−2i/headDim), in float64 on the way.
    /// </summary>
    public (DeviceMemory Frames, DeviceMemory Entries, DeviceMemory Angles) Of(ReadOnlySpan<long> positions, ReadOnlySpan<int> rows, int headDim, double ropeBase)
    {
        // The layers of a chunk ask one after the other.
        if (_angles is { } known && positions.SequenceEqual(_positions) && rows.SequenceEqual(_rows) && _kind == (headDim, ropeBase))
            return (_frames, _entries, known);

        _positions = []; // until all is written
        var angles = Room(headDim);
        var (entries, longest) = Share(positions, rows);
        driver.Write(angles, 0, MemoryMarshal.AsBytes(Angles(longest, headDim, ropeBase).AsSpan()));
        driver.Write(_entries, 0, MemoryMarshal.AsBytes(entries.AsSpan()));
        driver.Write(_frames, 0, MemoryMarshal.AsBytes<int>(Array.ConvertAll(positions.ToArray(), p => checked((int)p))));
        (_positions, _rows, _kind) = (positions.ToArray(), rows.ToArray(), (headDim, ropeBase));
        return (_frames, _entries, angles);
    }

    public void Dispose()
    {
        _frames.Dispose();
        _entries.Dispose();
        _angles?.Dispose();
    }

    private DeviceMemory Room(int headDim)
    {
        var bytes = sizeof(float) * (long)sequences * capacity * headDim;
        if (_angles is null || _angles.Bytes < bytes)
        {
            _angles?.Dispose();
            _angles = null;
            _angles = driver.Allocate(bytes);
        }
        return _angles;
    }

    /// <summary>Sequences that stand at the same position share entries, as long as the longest needs.</summary>
    private static (int[] Entries, SortedDictionary<long, int> Longest) Share(ReadOnlySpan<long> positions, ReadOnlySpan<int> rows)
    {
        var longest = new SortedDictionary<long, int>();
        for (var s = 0; s < rows.Length; s++)
            longest[positions[s]] = Math.Max(longest.GetValueOrDefault(positions[s]), rows[s]);
        var starts = new Dictionary<long, int>();
        var count = 0;
        foreach (var (position, length) in longest)
        {
            starts[position] = count;
            count += length;
        }
        var entries = new int[rows.Length];
        for (var s = 0; s < rows.Length; s++)
            entries[s] = starts[positions[s]];
        return (entries, longest);
    }

    private static float[] Angles(SortedDictionary<long, int> longest, int headDim, double ropeBase)
    {
        double[] frequencies = [.. Enumerable.Range(0, headDim / 2).Select(i => Math.Pow(ropeBase, -2.0 * i / headDim))];
        var table = new float[longest.Values.Sum() * headDim];
        var at = 0;
        foreach (var (position, length) in longest)
            for (var t = 0; t < length; t++)
                foreach (var frequency in frequencies)
                {
                    var (sin, cos) = Math.SinCos((position + t) * frequency);
                    table[at++] = (float)cos;
                    table[at++] = (float)sin;
                }
        return table;
    }
}
