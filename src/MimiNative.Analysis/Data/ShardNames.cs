using System.Globalization;

namespace MimiNative.Analysis.Data;

/// <summary>Names of a data set's shards: what stands for several of them, and how their samples are told apart.</summary>
internal static class ShardNames
{
    private const int MostShards = 100_000;

    // Where hub data sets keep theirs.
    private const string HubFolder = "data";

    /// <summary>Whether a file is named as a shard.</summary>
    public static bool Fits(string path) => IsOf(path, WebDataset.Extension) || IsOf(path, ParquetDataSet.Extension);

    /// <summary>Whether a file's name ends so.</summary>
    public static bool IsOf(string path, string extension) => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>The shards that a name stands for: with a range, e.g. <c>data-{000000..000010}.tar</c>, or with <c>*</c> and <c>?</c> in its last part; null where it has neither.</summary>
    /// <exception cref="DataSetException">The range runs backwards, or is too long, or nothing has such a name.</exception>
    public static IReadOnlyList<string>? Expand(string pattern)
    {
        if (Fits(pattern) && Path.GetFileName(pattern).AsSpan().IndexOfAny('*', '?') >= 0)
            return Matching(pattern);
        var (open, dots, close) = (pattern.IndexOf('{', StringComparison.Ordinal), pattern.IndexOf("..", StringComparison.Ordinal), pattern.IndexOf('}', StringComparison.Ordinal));
        if (open < 0 || dots < open || close < dots)
            return null;
        var (from, to) = (pattern[(open + 1)..dots], pattern[(dots + 2)..close]);
        if (!int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first) || !int.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var last))
            return null;
        if (last < first || last - first >= MostShards)
            throw new DataSetException($"{pattern}: a range of shards runs upwards, over at most {MostShards}");
        return [.. Enumerable.Range(first, last - first + 1).Select(i => $"{pattern[..open]}{i.ToString(CultureInfo.InvariantCulture).PadLeft(from.Length, '0')}{pattern[(close + 1)..]}")];
    }

    /// <summary>The shards of a folder, those of one kind: tar files, else Parquet files, else those of its folder <c>data</c>; none where it has none.</summary>
    public static IReadOnlyList<string> InFolder(string folder)
    {
        foreach (var (place, extension) in (IEnumerable<(string, string)>)[(folder, WebDataset.Extension), (folder, ParquetDataSet.Extension), (Path.Combine(folder, HubFolder), ParquetDataSet.Extension)])
            if (Directory.Exists(place) && Directory.EnumerateFiles(place, $"*{extension}").Order(StringComparer.Ordinal).ToList() is { Count: > 0 } shards)
                return shards;
        return [];
    }

    /// <summary>Samples with ids of their own: numbers begin anew in each shard as often as not, and then the shard's name stands before them.</summary>
    /// <param name="samples">Of all shards.</param>
    /// <param name="shard">Where a sample comes from.</param>
    public static IReadOnlyList<Sample> Distinct(IReadOnlyList<Sample> samples, Func<Sample, string> shard) =>
        samples.CountBy(s => s.Id).Any(c => c.Value > 1) ? [.. samples.Select(s => s with { Id = $"{Path.GetFileNameWithoutExtension(shard(s))}/{s.Id}" })] : samples;

    private static List<string> Matching(string pattern)
    {
        var folder = Path.GetDirectoryName(pattern) is { Length: > 0 } named ? named : ".";
        var found = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, Path.GetFileName(pattern)).Order(StringComparer.Ordinal).ToList() : [];
        return found.Count > 0 ? found : throw new DataSetException($"{pattern}: no file has such a name");
    }
}
