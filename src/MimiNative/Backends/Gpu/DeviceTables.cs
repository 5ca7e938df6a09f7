using System.Runtime.InteropServices;

namespace MimiNative.Backends.Gpu;

/// <summary>
/// Which rows of a batch belong to which sequence: a small table that every launch reads. They repeat from operation to operation and from chunk to chunk, so they are kept on the device by their content;
/// the oldest leave first.
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
        var key = new string(MemoryMarshal.Cast<int, char>(firsts));
        return (_kept.GetValueOrDefault(key) ?? Keep(key, driver.Upload<int>(firsts)), firsts[^1]);
    }

    public void Dispose()
    {
        foreach (var memory in _kept.Values)
            memory.Dispose();
        _kept.Clear();
    }

    private DeviceMemory Keep(string key, DeviceMemory memory)
    {
        // Launches under way keep what they use: drivers free memory only when they are done with it.
        if (_order.Count == Most && _kept.Remove(_order.Dequeue(), out var oldest))
            oldest.Dispose();
        _order.Enqueue(key);
        return _kept[key] = memory;
    }
}
