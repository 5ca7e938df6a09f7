using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MimiNative.Analysis.Data;

namespace MimiNative.Analysis.Embeddings;

/// <summary>What a file of embeddings says of the whole that it is a part of: enough to tell a missing, doubled or foreign part, and where its rows belong.</summary>
/// <param name="Index">Which part, from 1.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Clips">Recordings of the whole.</param>
/// <param name="IdsSha256">SHA-256 of all their ids, a line each.</param>
/// <param name="Rows">Where in the whole this file's rows belong.</param>
/// <param name="LeftOut">Recordings of this part that have no row.</param>
public sealed record ShardFacts(int Index, int Count, int Clips, string IdsSha256, IReadOnlyList<int> Rows, IReadOnlyList<int> LeftOut)
{
    private const string Shard = "shard", ClipsName = "shard_clips", Ids = "shard_ids_sha256", RowsName = "shard_rows", LeftOutName = "shard_left_out";

    /// <summary>The names of these facts in a file's metadata.</summary>
    internal static IReadOnlyList<string> Names { get; } = [Shard, ClipsName, Ids, RowsName, LeftOutName];

    /// <summary>Of a part that was embedded.</summary>
    /// <param name="data">The whole.</param>
    /// <param name="plan">How it was cut.</param>
    /// <param name="index">Which part.</param>
    /// <param name="embedded">Ids of those that have a row, in order.</param>
    public static ShardFacts Of(DataSet data, ShardPlan plan, int index, IEnumerable<string> embedded)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(plan);
        var there = embedded.ToHashSet();
        var rows = plan.Rows(index).ToLookup(i => there.Contains(data.Samples[i].Id));
        return new(index, plan.Count, data.Samples.Count, Hash(data.Samples.Select(s => s.Id)), [.. rows[true]], [.. rows[false]]);
    }

    /// <summary>For a file's metadata.</summary>
    public IEnumerable<KeyValuePair<string, string>> Metadata() =>
        [new(Shard, $"{Index}/{Count}"), new(ClipsName, Clips.ToString(CultureInfo.InvariantCulture)), new(Ids, IdsSha256), new(RowsName, Ranges(Rows)), new(LeftOutName, Ranges(LeftOut))];

    /// <summary>From a file's metadata.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="metadata">What it says.</param>
    /// <exception cref="DataSetException">It is no part of anything, or its facts can't be.</exception>
    internal static ShardFacts Read(string path, IReadOnlyDictionary<string, string> metadata)
    {
        string Fact(string name) => metadata.GetValueOrDefault(name) ?? throw new DataSetException($"{path}: this is no part of a data set ('{name}' isn't in its metadata): parts are made with a shard");
        var parts = Fact(Shard).Split('/');
        if (parts.Length != 2 || !Whole(parts[0], out var index) || !Whole(parts[1], out var count) || index < 1 || index > count)
            throw new DataSetException($"{path}: {Shard} '{Printable.Quote(Fact(Shard))}' is no I/N");
        if (!Whole(Fact(ClipsName), out var clips) || clips < count)
            throw new DataSetException($"{path}: {ClipsName} '{Printable.Quote(Fact(ClipsName))}' can't be");
        return new(index, count, clips, Fact(Ids), List(path, RowsName, Fact(RowsName), clips), List(path, LeftOutName, Fact(LeftOutName), clips));
    }

    internal static string Hash(IEnumerable<string> ids)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var id in ids)
            hash.AppendData(Encoding.UTF8.GetBytes(id + "\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Ranges(IReadOnlyList<int> rows)
    {
        var text = new StringBuilder();
        for (var i = 0; i < rows.Count; i++)
        {
            var first = rows[i];
            while (i + 1 < rows.Count && rows[i + 1] == rows[i] + 1)
                i++;
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 0 ? "," : "")}{first}{(rows[i] > first ? $"-{rows[i]}" : "")}");
        }

        return text.ToString();
    }

    private static List<int> List(string path, string name, string text, int clips)
    {
        var rows = new List<int>();
        foreach (var range in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = range.Split('-');
            if (ends.Length > 2 || !Whole(ends[0], out var first) || !Whole(ends[^1], out var last) || last < first || last >= clips || (rows.Count > 0 && first <= rows[^1]))
                throw new DataSetException($"{path}: {name} has '{Printable.Quote(range)}': ascending rows of {clips} are expected");
            rows.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return rows;
    }

    private static bool Whole(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
