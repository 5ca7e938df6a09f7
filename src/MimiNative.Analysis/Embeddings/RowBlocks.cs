namespace MimiNative.Analysis.Embeddings;

/// <summary>Rows of embeddings some at a time, so that a file of any number of them is written in the same memory.</summary>
internal static class RowBlocks
{
    // Of vectors: small enough to be held, large enough to be written fast.
    private const int Bytes = 1 << 24;
    private const int MostRows = 1 << 16;

    /// <summary>All rows in their order, at most 16 MiB of vectors together.</summary>
    /// <param name="width">Values of a row, in all embeddings.</param>
    /// <param name="count">Rows.</param>
    /// <param name="read">Gives so many rows, from a first one on, of every embedding.</param>
    public static IEnumerable<IReadOnlyList<EmbeddingSet>> Of(int width, int count, Func<int, int, IReadOnlyList<EmbeddingSet>> read)
    {
        var rows = Math.Clamp(Bytes / (sizeof(float) * width), 1, MostRows);
        for (var first = 0; first < count; first += rows)
            yield return read(first, Math.Min(rows, count - first));
    }
}
