using MimiNative.Metrics;

namespace MimiNative.Analysis.Data;

/// <summary>Which parts of which recordings are scored, in NIST's un-partitioned evaluation map: <c>file channel start end</c>, times in seconds.</summary>
public sealed class UemFile
{
    private UemFile(string source, IReadOnlyDictionary<string, IReadOnlyList<TimeRange>> regions) => (Source, Regions) = (source, regions);

    /// <summary>The file.</summary>
    public string Source { get; }

    /// <summary>The parts of every recording that is named.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<TimeRange>> Regions { get; }

    /// <summary>Reads a map.</summary>
    /// <exception cref="DataSetException">There is no such file or no line, or a line has another form (file and row are named).</exception>
    public static UemFile Read(string path)
    {
        var regions = new Dictionary<string, List<TimeRange>>();
        foreach (var (row, line, words) in RttmFile.Words(path))
        {
            if (words.Length != 4)
                throw new DataSetException($"{path}, row {row}: expected 'file channel start end', found '{Printable.Quote(line.Trim())}'");
            var (start, end) = (RttmFile.Seconds(path, row, "start", words[2]), RttmFile.Seconds(path, row, "end", words[3]));
            if (end < start)
                throw new DataSetException($"{path}, row {row}: the end {words[3]} lies before the start {words[2]}");
            if (!regions.TryGetValue(words[0], out var list))
                regions.Add(words[0], list = []);
            list.Add(new(start, end));
        }
        return regions.Count > 0 ? new(path, regions.ToDictionary(r => r.Key, r => (IReadOnlyList<TimeRange>)r.Value)) : throw new DataSetException($"{path}: no line says what is scored");
    }
}
