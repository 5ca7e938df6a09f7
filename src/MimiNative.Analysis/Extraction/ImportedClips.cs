using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;

namespace MimiNative.Analysis.Extraction;

/// <summary>Clips that were embedded elsewhere: their vectors came in a file, and of their audio only what the labels say is known.</summary>
internal sealed class ImportedClips : EmbeddedClips
{
    private readonly IReadOnlyDictionary<EmbeddingKey, EmbeddingSet> _sets;

    /// <param name="description">What a person should see.</param>
    /// <param name="sets">Embeddings of the same samples, at least one.</param>
    public ImportedClips(string description, IReadOnlyList<EmbeddingSet> sets)
    {
        Description = description;
        Keys = [.. sets.Select(KeyOf)];
        _sets = Keys.Zip(sets).ToDictionary(s => s.First, s => s.Second);
        Samples = sets[0].Samples;
        Seconds = [.. Samples.Select(s => s.Duration ?? double.NaN)];
        Levels = [.. Samples.Select(_ => double.NaN)];
    }

    public override string Description { get; }

    public override IReadOnlyList<EmbeddingKey> Keys { get; }

    public override IReadOnlyList<Sample> Samples { get; }

    public override IReadOnlyList<double> Seconds { get; }

    public override IReadOnlyList<double> Levels { get; }

    public override EmbeddingSet Set(EmbeddingKey key, IReadOnlyList<int> rows) => _sets.TryGetValue(key, out var set) ? set.Pick(rows) : throw NoSuch(key);

    /// <summary>A matrix that is named TAP/POOLING was made here; any other is taken as it is.</summary>
    private static EmbeddingKey KeyOf(EmbeddingSet set) =>
        set.Name.Split('/') is [{ Length: > 0 } tap, var pooling] && Poolings.All.Where(p => p.Name() == pooling).Select(p => (Pooling?)p).FirstOrDefault() is { } known
            ? new EmbeddingKey(tap, known) : new EmbeddingKey(set.Name, Pooling.Mean) { IsGiven = true };
}
