using MimiNative.Analysis.Data;

namespace MimiNative.Analysis.Embeddings;

/// <summary>Embeddings of any encoder from a file, with the ids of their rows.</summary>
public static class EmbeddingSets
{
    /// <summary>Every matrix of a file, or the one that is named.</summary>
    /// <param name="path">The file (<see cref="EmbeddingFile.Read"/>).</param>
    /// <param name="ids">Ids of its rows; null where it has them itself.</param>
    /// <param name="name">The one to take; null: all.</param>
    /// <exception cref="DataSetException">There is no such file or matrix, it has no ids, they don't fit, or a value isn't finite.</exception>
    public static IReadOnlyList<EmbeddingSet> Read(string path, DataSet? ids = null, string? name = null)
    {
        var matrices = EmbeddingFile.Read(path);
        if (name is not null)
            matrices = matrices.Where(m => m.Name == name).ToList() is { Count: > 0 } named ? named : throw NoSuch(path, name, matrices.Select(m => m.Name));
        try
        {
            return [.. matrices.Select(m => ids is null ? m.WithOwnLabels() : m.WithLabels(ids))];
        }
        catch (DataSetException e)
        {
            throw new DataSetException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>The vectors of a data set's samples from a file of any encoder: its only matrix, or the one of a name.</summary>
    /// <param name="path">The file (<see cref="EmbeddingFile.Read"/>).</param>
    /// <param name="data">The samples whose rows are wanted (<see cref="NamedMatrix.RowsOf"/>).</param>
    /// <param name="name">Which matrix, where there are several.</param>
    /// <exception cref="DataSetException">There is no such file or matrix, or none of its rows is of a sample, or a value isn't finite.</exception>
    public static EmbeddingSet ReadRowsOf(string path, DataSet data, string name)
    {
        var sets = ReadAllRowsOf(path, data);
        return Matching(sets, name, single: true, path);
    }

    /// <summary>The vectors of a data set's samples from every matrix of a file, or the one that is named; all of the same samples.</summary>
    /// <inheritdoc cref="ReadRowsOf" path="/exception"/>
    public static IReadOnlyList<EmbeddingSet> ReadAllRowsOf(string path, DataSet data, string? name = null)
    {
        var matrices = EmbeddingFile.Read(path);
        if (name is not null)
            matrices = matrices.Where(m => m.Name == name).ToList() is { Count: > 0 } named ? named : throw NoSuch(path, name, matrices.Select(m => m.Name));
        try
        {
            return [.. matrices.Select(m => m.RowsOf(data))];
        }
        catch (DataSetException e)
        {
            throw new DataSetException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>The set of a name; a single one goes with any, where only one is asked for.</summary>
    /// <param name="sets">Sets of one file.</param>
    /// <param name="name">The name.</param>
    /// <param name="single">Whether only one is asked for.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="DataSetException">There is none.</exception>
    public static EmbeddingSet Matching(IReadOnlyList<EmbeddingSet> sets, string name, bool single, string path)
    {
        ArgumentNullException.ThrowIfNull(sets);
        return sets.FirstOrDefault(s => s.Name == name) ?? (single && sets.Count == 1 ? sets[0] : throw NoSuch(path, name, sets.Select(s => s.Name)));
    }

    private static DataSetException NoSuch(string path, string name, IEnumerable<string> names) =>
        new($"{path} has no matrix '{Printable.Quote(name)}'; there are: {string.Join(", ", names.Take(20).Select(n => Printable.Quote(n)))}");
}
