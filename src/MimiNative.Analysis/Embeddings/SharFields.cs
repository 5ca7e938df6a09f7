using System.Formats.Tar;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Origins;
using MimiNative.Numpy;

namespace MimiNative.Analysis.Embeddings;

/// <summary>
/// A shard of a field in Lhotse's Shar format: a tar file with two members for each cut, in the order of the shard of cuts that it goes with, <c>ID.npy</c> (a vector) and <c>ID.json</c> (its manifest, an <c>Array</c> whose
/// place the reader fills in); <c>ID.nodata</c> and <c>ID.nometa</c>, both empty, for a cut without a vector. The reader walks cuts and members side by side. Source: lhotse/shar (writers/array.py, readers/tar.py, readers/lazy.py).
/// </summary>
internal static class SharFields
{
    /// <summary>Extension of a shard.</summary>
    public const string Extension = ".tar";

    // A tar header's room for a name; longer ones take a member of GNU's before them.
    private const int MostNameBytes = 100;

    // What a cut has already, or the reader takes for cuts.
    private static readonly string[] Taken = ["id", "start", "duration", "channel", "supervisions", "features", "recording", "custom", "type"];

    /// <summary>Writes a shard for each embedding: of the name given, or where there are several, with the embedding's name in it (<c>mimi.000000.tar</c>: <c>mimi_latent_mean.000000.tar</c>).</summary>
    /// <param name="path">The file; all are whole or not there.</param>
    /// <param name="count">Rows.</param>
    /// <param name="read">Gives some of the rows of every embedding, from a first one on.</param>
    /// <param name="metadata">What made them, for <c>FILE.json</c>.</param>
    /// <param name="ids">Ids of all cuts in their order, with those that have no row; null: all have.</param>
    /// <exception cref="DataSetException">The names can't be, or rows aren't in the order of the ids.</exception>
    public static void Write(string path, int count, Func<int, int, IReadOnlyList<EmbeddingSet>> read, IReadOnlyDictionary<string, string>? metadata, IReadOnlyList<string>? ids)
    {
        var one = read(0, 1);
        var paths = Paths(path, [.. one.Select(s => s.Name)]);
        var blocks = RowBlocks.Of(one.Sum(s => s.Dimension), count, read);
        Open(paths, [], streams => WriteAll(streams, blocks, ids, path));
        foreach (var file in paths)
            Sidecar.Write(file, metadata);
    }

    /// <summary>Refuses names and ids with which Lhotse wouldn't find what is written.</summary>
    /// <param name="path">The file to be.</param>
    /// <param name="names">Of embeddings; may be none as long as they aren't known.</param>
    /// <param name="ids">Of cuts, likewise.</param>
    /// <exception cref="DataSetException">It is said which, and why.</exception>
    public static void Check(string path, IReadOnlyList<string> names, IReadOnlyList<string> ids)
    {
        _ = Paths(path, names);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, "cuts*.jsonl*").FirstOrDefault() is { } cuts)
            throw new DataSetException($"{path}: this folder has cuts ({Path.GetFileName(cuts)}), and Lhotse takes every file of such a folder for a field, the one that says what made the embeddings too; give another folder, and name its files in CutSet.from_shar(fields=...)");
        if (ids.FirstOrDefault(i => !IsName(i)) is { } id)
            throw new DataSetException($"{path}: the id '{Printable.Quote(id)}' would not be found in it: Lhotse takes it for a path, in which no part may be empty or '.'");
    }

    /// <summary>The path with something behind the field's name, which ends at the first dot.</summary>
    public static string PathOf(string path, string ending)
    {
        var file = Path.GetFileName(path);
        return Path.Combine(Path.GetDirectoryName(path) ?? "", file.Insert(file.IndexOf('.', StringComparison.Ordinal), ending));
    }

    private static IReadOnlyList<string> Paths(string path, IReadOnlyList<string> names)
    {
        var field = Path.GetFileName(path).Split('.')[0];
        List<string> endings = names.Count < 2 ? [""] : [.. names.Select(n => $"_{string.Concat(n.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'))}")];
        if (field.Length == 0 || char.IsAsciiDigit(field[0]) || !field.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') || Taken.Contains(field) || field.StartsWith("cuts", StringComparison.Ordinal))
            throw new DataSetException($"{path}: '{Printable.Quote(field)}', up to the first dot, is the name of the field in Lhotse; take letters, digits and _, and none that a cut has already");
        if (endings.CountBy(e => e).FirstOrDefault(e => e.Value > 1).Key is { } twice)
            throw new DataSetException($"{path}: two of the embeddings ({string.Join(", ", names.Take(8))}) would be the field {field}{twice}");
        return [.. endings.Select(e => PathOf(path, e))];
    }

    // Lhotse compares an id with what Python's pathlib makes of a member's name.
    private static bool IsName(string id) => !id.Contains('\0') && id.Split('/') is var parts && parts.Index().All(p => p.Item != "." && (p.Item.Length > 0 || (p.Index == 0 && parts.Length > 1)));

    private static void Open(IReadOnlyList<string> paths, IReadOnlyList<Stream> open, Action<IReadOnlyList<Stream>> write)
    {
        if (open.Count == paths.Count)
            write(open);
        else
            AtomicFile.Write(paths[open.Count], stream => Open(paths, [.. open, stream], write));
    }

    private static void WriteAll(IReadOnlyList<Stream> streams, IEnumerable<IReadOnlyList<EmbeddingSet>> blocks, IReadOnlyList<string>? ids, string path)
    {
        List<TarWriter> shards = [.. streams.Select(s => new TarWriter(s, TarEntryFormat.Ustar, leaveOpen: true))];
        var next = 0;
        foreach (var sets in blocks)
            for (var row = 0; row < sets[0].Count; row++)
            {
                var id = sets[0].Samples[row].Id;
                while (ids is not null && next < ids.Count && ids[next] != id)
                    Absent(ids[next++]);
                if (ids is not null && next++ == ids.Count)
                    throw new DataSetException($"{path}: '{Printable.Quote(id)}' is none of the ids that are left: rows are in the order of the ids");
                foreach (var (shard, set) in shards.Zip(sets))
                    Present(shard, id, set[row]);
            }
        while (ids is not null && next < ids.Count)
            Absent(ids[next++]);
        shards.ForEach(s => s.Dispose());

        void Absent(string id) => shards.ForEach(s =>
        {
            Add(s, id + ".nodata", []);
            Add(s, id + ".nometa", []);
        });
    }

    private static void Present(TarWriter shard, string id, ReadOnlySpan<float> vector)
    {
        using var array = new MemoryStream();
        NpyFile.Write(array, new ReadOnlyTensorSpan<float>(vector));
        Add(shard, id + ".npy", array.ToArray());
        // As Python's json writes it.
        Add(shard, id + ".json", Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"storage_type\": \"shar\", \"storage_path\": \"\", \"storage_key\": \"\", \"shape\": [{vector.Length}]}}\n")));
    }

    // Nothing of a member depends on when, where or by whom it is written.
    private static void Add(TarWriter shard, string name, byte[] content)
    {
        PosixTarEntry entry = Encoding.UTF8.GetByteCount(name) <= MostNameBytes ? new UstarTarEntry(TarEntryType.RegularFile, name) : new GnuTarEntry(TarEntryType.RegularFile, name);
        entry.ModificationTime = DateTimeOffset.UnixEpoch;
        entry.Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        if (entry is GnuTarEntry gnu)
            (gnu.AccessTime, gnu.ChangeTime) = (default, default);
        entry.DataStream = new MemoryStream(content);
        shard.WriteEntry(entry);
    }
}
