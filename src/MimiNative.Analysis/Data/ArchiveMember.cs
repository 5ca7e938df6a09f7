using MimiNative.Analysis.ParquetFiles;

namespace MimiNative.Analysis.Data;

/// <summary>A file inside another: its bytes lie there as they are, as in a tar file, or in a part that must be unpacked first, as in a compressed page of Parquet.</summary>
/// <param name="Name">Its name in there.</param>
/// <param name="Start">Its first byte, from the beginning of the outer file, or of the unpacked part.</param>
/// <param name="Length">How many bytes it has.</param>
public sealed record ArchiveMember(string Name, long Start, long Length)
{
    /// <summary>The part to unpack; null: none.</summary>
    internal PagePlace? Page { get; init; }
}
