using MimiNative.Analysis.Data;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Embeddings;

/// <summary>The parts of a data set's embeddings put together: the bytes that one run over the whole would have written, where all parts were computed on one kind of machine.</summary>
public static class ShardMerge
{
    // Where something lies and what computed it may differ from machine to machine.
    private static readonly string[] MayDiffer = ["device", "weights", "input", "head"];
    private static readonly string[] Formats = [".safetensors", ".npz", ".parquet"];

    /// <summary>Puts parts together.</summary>
    /// <param name="parts">Files of embeddings, each with its <see cref="ShardFacts"/>; in any order.</param>
    /// <param name="output">The file to make, in the format of the parts; whole or not at all.</param>
    /// <returns>What was put together.</returns>
    /// <exception cref="DataSetException">A part is missing, there twice, damaged, of other recordings, or made with other weights or settings: named.</exception>
    public static MergedShards Run(IReadOnlyList<string> parts, string output)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(output);
        CheckFormats(parts, output);
        var files = parts.Select(p => (Path: p, Metadata: EmbeddingFile.ReadMetadata(p))).Select(p => (p.Path, p.Metadata, Facts: ShardFacts.Read(p.Path, p.Metadata))).ToList();
        var whole = files[0];
        CheckWhole(whole.Path, whole.Facts, [.. files.Select(f => (f.Path, f.Facts))]);
        foreach (var file in files)
            CheckAlike((whole.Path, whole.Metadata), (file.Path, file.Metadata));

        var (samples, matrices) = (new Sample?[whole.Facts.Clips], new List<(string Name, int Columns, float[] Values)>());
        foreach (var file in files)
            Place(file.Path, file.Facts, samples, matrices, isFirst: file.Path == whole.Path);
        int[] there = [.. Enumerable.Range(0, samples.Length).Where(i => samples[i] is not null)];
        List<Sample> rows = [.. there.Select(i => samples[i]!)];
        if (rows.Count == samples.Length && ShardFacts.Hash(rows.Select(s => s.Id)) != whole.Facts.IdsSha256)
            throw new DataSetException($"{whole.Path} and the others: their ids in order aren't those of the data set that they were cut from");
        List<EmbeddingSet> sets = [.. matrices.Select(m => new EmbeddingSet(m.Name, rows, m.Columns, there.Length == samples.Length ? m.Values : new EmbeddingMatrix(m.Values, samples.Length, m.Columns).Select(there).Values))];
        EmbeddingFile.Write(output, sets, Metadata([.. files.OrderBy(f => f.Facts.Index).Select(f => f.Metadata)]));
        return new(parts.Count, rows.Count, samples.Length - rows.Count, [.. sets.Select(s => s.Name)]);
    }

    private static void CheckFormats(IReadOnlyList<string> parts, string output)
    {
        if (parts.Count == 0)
            throw new DataSetException("no parts to put together");
        foreach (var path in parts.Append(output))
            if (!Formats.Contains(Extension(path)) || Extension(path) != Extension(output))
                throw new DataSetException($"{path}: parts and the whole are all of one format that holds ids and what made them: {string.Join(", ", Formats)}");

        static string Extension(string path) => Path.GetExtension(path).ToLowerInvariant();
    }

    private static void CheckWhole(string path, ShardFacts whole, IReadOnlyList<(string Path, ShardFacts Facts)> files)
    {
        foreach (var (other, facts) in files)
            if (facts.Count != whole.Count || facts.Clips != whole.Clips || facts.IdsSha256 != whole.IdsSha256)
                throw new DataSetException($"{other}: part {facts.Index} of {facts.Count} of {facts.Clips} recordings, and {path} is of {whole.Count} of {whole.Clips}{(facts.IdsSha256 == whole.IdsSha256 ? "" : ", with other ids")}: they are no parts of one whole");
        foreach (var same in files.GroupBy(f => f.Facts.Index).Where(g => g.Count() > 1))
            throw new DataSetException($"{string.Join(" and ", same.Select(f => f.Path))} are both part {same.Key} of {whole.Count}");
        int[] missing = [.. Enumerable.Range(1, whole.Count).Except(files.Select(f => f.Facts.Index))];
        if (missing.Length > 0)
            throw new DataSetException($"{missing.Length} of {whole.Count} parts {(missing.Length == 1 ? "is" : "are")} missing: {string.Join(", ", missing.Take(20))}{(missing.Length > 20 ? ", …" : "")}");
        var owner = new string?[whole.Clips];
        foreach (var (other, facts) in files)
            foreach (var row in facts.Rows.Concat(facts.LeftOut))
                owner[row] = owner[row] is null ? other : throw new DataSetException($"{owner[row]} and {other} both have recording {row + 1} of the whole");
        if (Array.IndexOf(owner, null) is >= 0 and var nobody)
            throw new DataSetException($"no part has recording {nobody + 1} of the {whole.Clips}");
    }

    private static void CheckAlike((string Path, IReadOnlyDictionary<string, string> Facts) one, (string Path, IReadOnlyDictionary<string, string> Facts) other)
    {
        foreach (var name in one.Facts.Keys.Union(other.Facts.Keys).Except(MayDiffer).Except(ShardFacts.Names))
            if (one.Facts.GetValueOrDefault(name) != other.Facts.GetValueOrDefault(name))
                throw new DataSetException($"{other.Path}: {name} is '{Printable.Quote(other.Facts.GetValueOrDefault(name) ?? "")}', and in {one.Path} '{Printable.Quote(one.Facts.GetValueOrDefault(name) ?? "")}'");
    }

    private static void Place(string path, ShardFacts facts, Sample?[] samples, List<(string Name, int Columns, float[] Values)> matrices, bool isFirst)
    {
        var read = EmbeddingFile.Read(path);
        if (isFirst)
            matrices.AddRange(read.Select(m => (m.Name, m.Columns, new float[checked(samples.Length * m.Columns)])));
        if (!read.Select(m => (m.Name, m.Columns)).SequenceEqual(matrices.Select(m => (m.Name, m.Columns))))
            throw new DataSetException($"{path}: it has {Printable.Quote(string.Join(", ", read.Select(m => $"{m.Name} of {m.Columns}")))}, the first part {Printable.Quote(string.Join(", ", matrices.Select(m => $"{m.Name} of {m.Columns}")))}");
        var ids = read[0].Ids ?? throw new DataSetException($"{path}: it has no {SampleIds.Name}");
        if (ids.Count != facts.Rows.Count)
            throw new DataSetException($"{path}: it has {ids.Count} rows, and says that they are {facts.Rows.Count}");
        foreach (var (matrix, (_, columns, values)) in read.Zip(matrices))
            for (var i = 0; i < facts.Rows.Count; i++)
                matrix.Values.AsSpan(i * columns, columns).CopyTo(values.AsSpan(facts.Rows[i] * columns));
        for (var i = 0; i < facts.Rows.Count; i++)
            samples[facts.Rows[i]] = read[0].Samples?[i] ?? new Sample { Id = ids[i], Voice = read[0].Voices?[i] ?? Sample.UnknownVoice, Text = read[0].Texts?[i] is { Length: > 0 } text ? text : null };
    }

    /// <summary>What one run would have said; of a fact that differs, all that there are.</summary>
    private static Dictionary<string, string> Metadata(IReadOnlyList<IReadOnlyDictionary<string, string>> parts) =>
        parts[0].Where(f => !ShardFacts.Names.Contains(f.Key)).ToDictionary(f => f.Key, f => string.Join("; ", parts.Select(p => p.GetValueOrDefault(f.Key)).OfType<string>().Distinct()));
}

/// <summary>What <see cref="ShardMerge"/> put together.</summary>
/// <param name="Parts">Files.</param>
/// <param name="Clips">Rows of the whole.</param>
/// <param name="LeftOut">Recordings without a row, which the parts had left out already.</param>
/// <param name="Embeddings">Names of the matrices.</param>
public readonly record struct MergedShards(int Parts, int Clips, int LeftOut, IReadOnlyList<string> Embeddings);
