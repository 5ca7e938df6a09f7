namespace MimiNative.Analysis.Formats;

/// <summary>CRC-32 as zip, PNG and Parquet have it (ISO 3309).</summary>
internal static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i => Enumerable.Range(0, 8).Aggregate((uint)i, (c, _) => (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1))];

    /// <summary>The sum of some bytes, or of what stood before them too.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="before">The sum of those before.</param>
    public static uint Of(ReadOnlySpan<byte> data, uint before = 0)
    {
        var crc = ~before;
        foreach (var value in data)
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }
}
