using MimiNative.Analysis.Data;

namespace MimiNative.Analysis.Embeddings;

/// <summary>The ids that a file of embeddings has beside its matrices: what their rows are joined with labels by.</summary>
internal static class SampleIds
{
    /// <summary>The name of the list in NPZ files and in a safetensors header.</summary>
    public const string Name = "sample_ids";

    /// <summary>
    /// The matrices with the ids as their rows' names. Matrices of another number of rows are something else and left out; without ids all stay as they are.
    /// </summary>
    /// <exception cref="DataSetException">An id is missing or occurs twice, or no matrix has as many rows as there are ids.</exception>
    public static IReadOnlyList<NamedMatrix> Join(string path, IReadOnlyList<NamedMatrix> matrices, IReadOnlyList<string?>? ids)
    {
        if (ids is null || matrices.Count == 0)
            return matrices;
        Check(path, ids);
        var own = matrices.Where(m => m.Rows == ids.Count).Select(m => m with { Ids = ids! }).ToList();
        return own.Count > 0
            ? own
            : throw new DataSetException($"{path}: {Name} has {ids.Count} ids, and '{Printable.Quote(matrices[0].Name)}' {matrices[0].Rows} rows");
    }

    /// <summary>Every row has an id of its own.</summary>
    /// <exception cref="DataSetException">An id is missing or occurs twice.</exception>
    public static void Check(string path, IReadOnlyList<string?> ids)
    {
        var seen = new Dictionary<string, int>(ids.Count);
        for (var i = 0; i < ids.Count; i++)
            if (ids[i] is not { Length: > 0 } id)
                throw new DataSetException($"{path}: {Name}: the id of row {i + 1} is empty");
            else if (!seen.TryAdd(id, i))
                throw new DataSetException($"{path}: {Name}: rows {seen[id] + 1} and {i + 1} have the same id '{Printable.Quote(id)}'");
    }
}
