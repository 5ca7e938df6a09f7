using System.Runtime.InteropServices;

namespace MimiNative.Backends.Gpu;

/// <summary>
/// Small tables that launches read: which rows belong to which sequence, where sequences stand in time, cosines and sines. They repeat from operation to operation and from chunk to chunk,
/// so they are kept on the device by their content; the oldest leave first.
/// </summary>
internal sealed class DeviceTables(GpuDriver driver) : IDisposable
{
    private const int Most = 256;
    private readonly Dictionary<string, DeviceMemory> _kept = [];
    private readonly Queue<string> _order = [];

    /// <summary>The number of each sequence's first row, and the total at the end.</summary>
    public (DeviceMemory Firsts, int Rows) Firsts(ReadOnlySpan<int> rows)
    {
        Span<int> firsts = stackalloc int[rows.Length + 1];
        for (var s = 0; s < rows.Length; s++)
            firsts[s + 1] = checked(firsts[s] + rows[s]);
        return (Integers(firsts), firsts[^1]);
    }

    /// <summary>Integers, as they are.</summary>
    public DeviceMemory Integers(ReadOnlySpan<int> values)
    {
        var key = new string(MemoryMarshal.Cast<int, char>(values));
        return Find(key) ?? Keep(key, driver.Upload(values));
    }

    /// <summary>For each row of each sequence headDim / 2 pairs of (cos, sin) of position · ropeBase^(−2i/headDim), in float64 on the way; and the entry of each sequence's row 0.</summary>
    public (DeviceMemory Table, DeviceMemory Entries) Rotations(ReadOnlySpan<long> positions, ReadOnlySpan<int> rows, int headDim, double ropeBase)
    {
        // Sequences that stand at the same position share entries, as long as the longest needs.
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
        Span<int> entries = stackalloc int[rows.Length];
        for (var s = 0; s < rows.Length; s++)
            entries[s] = starts[positions[s]];

        var key = $"{headDim} {ropeBase:R} {string.Join(' ', longest)}";
        return (Find(key) ?? Keep(key, driver.Upload<float>(Angles(longest, count, headDim, ropeBase))), Integers(entries));
    }

    public void Dispose()
    {
        foreach (var memory in _kept.Values)
            memory.Dispose();
        _kept.Clear();
    }

    private static float[] Angles(SortedDictionary<long, int> longest, int count, int headDim, double ropeBase)
    {
        var table = new float[count * headDim];
        var at = 0;
        foreach (var (position, length) in longest)
            for (var t = 0; t < length; t++)
                for (var i = 0; i < headDim / 2; i++)
                {
                    var (sin, cos) = Math.SinCos((position + t) * Math.Pow(ropeBase, -2.0 * i / headDim));
                    table[at++] = (float)cos;
                    table[at++] = (float)sin;
                }
        return table;
    }

    private DeviceMemory? Find(string key) => _kept.GetValueOrDefault(key);

    private DeviceMemory Keep(string key, DeviceMemory memory)
    {
        // Launches under way keep what they use: drivers free memory only when they are done with it.
        if (_order.Count == Most && _kept.Remove(_order.Dequeue(), out var oldest))
            oldest.Dispose();
        _order.Enqueue(key);
        return _kept[key] = memory;
    }
}
