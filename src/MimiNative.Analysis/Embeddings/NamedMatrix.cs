using MimiNative.Analysis.Data;

namespace MimiNative.Analysis.Embeddings;

/// <summary>Embeddings as a file has them: rows that may carry sample ids, but no labels yet.</summary>
/// <param name="Name">Name inside the file, or the file's name.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Values per row.</param>
/// <param name="Values">Row-major.</param>
/// <param name="Ids">Sample ids where the file has them.</param>
public sealed record NamedMatrix(string Name, int Rows, int Columns, float[] Values, IReadOnlyList<string>? Ids)
{
    /// <summary>Who speaks in each row, where the file says so.</summary>
    public IReadOnlyList<string>? Voices { get; init; }

    /// <summary>What is said in each row, as an id, where the file says so; empty where it isn't known.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>Everything that the file says of each row, where it says more than that.</summary>
    internal IReadOnlyList<Sample>? Samples { get; init; }

    /// <summary>The rows with the ids, and the voices where there are any, that this file has itself.</summary>
    /// <exception cref="DataSetException">It has no ids, or a value isn't finite.</exception>
    public EmbeddingSet WithOwnLabels() => Ids is null
        ? throw new DataSetException($"'{Printable.Quote(Name)}' has no ids of its rows; give a list of them")
        : WithLabels(new DataSet(Name, Name, Samples ?? [.. Ids.Select((id, i) => new Sample { Id = id, Voice = Voices is { } voices && voices.Count == Ids.Count ? voices[i] : Sample.UnknownVoice })]));

    /// <summary>
    /// Joins the rows with labels: by sample id where this file has ids, else row by row (then both must have the same number of rows).
    /// The order is that of this file; labels without a row are left out.
    /// </summary>
    /// <exception cref="DataSetException">The numbers differ, or a row's id has no label, or a value isn't finite.</exception>
    public EmbeddingSet WithLabels(DataSet labels)
    {
        RequireFinite();
        if (Ids is null)
            return Rows == labels.Samples.Count
                ? new EmbeddingSet(Name, labels.Samples, Columns, Values)
                : throw new DataSetException($"'{Printable.Quote(Name)}' has {Rows} rows and {labels.Source} {labels.Samples.Count}; without sample ids in the embeddings they are joined row by row and must match");
        var byId = labels.Samples.ToDictionary(s => s.Id);
        var samples = Ids.Select((id, i) => byId.GetValueOrDefault(id)
            ?? throw new DataSetException($"'{Printable.Quote(Name)}', row {i + 1}: sample id '{Printable.Quote(id)}' is not in {labels.Source}")).ToList();
        return new EmbeddingSet(Name, samples, Columns, Values);
    }

    /// <summary>
    /// The rows of a data set's samples, in the data set's order: by sample id where this file has ids, else row by row (then both must have the same number of rows).
    /// Samples without a row are left out, and rows of other clips.
    /// </summary>
    /// <exception cref="DataSetException">No row is of a sample, or the numbers differ, or a value isn't finite.</exception>
    public EmbeddingSet RowsOf(DataSet data)
    {
        if (Ids is null)
            return WithLabels(data);
        RequireFinite();
        var byId = Ids.Select((id, row) => (id, row)).ToDictionary(r => r.id, r => r.row);
        List<Sample> samples = [.. data.Samples.Where(s => byId.ContainsKey(s.Id))];
        if (samples.Count == 0)
            throw new DataSetException($"'{Printable.Quote(Name)}': none of its {Ids.Count} sample ids is among those of {data.Source}: it has '{Printable.Quote(Ids[0])}', and the data '{Printable.Quote(data.Samples[0].Id)}'");
        var values = new float[samples.Count * Columns];
        for (var i = 0; i < samples.Count; i++)
            Values.AsSpan(byId[samples[i].Id] * Columns, Columns).CopyTo(values.AsSpan(i * Columns));
        return new EmbeddingSet(Name, samples, Columns, values);
    }

    private void RequireFinite()
    {
        var bad = Array.FindIndex(Values, v => !float.IsFinite(v));
        if (bad >= 0)
            throw new DataSetException($"'{Printable.Quote(Name)}', row {bad / Columns + 1}, column {bad % Columns + 1}: {Values[bad]} is not a finite number");
    }
}
