using System.Formats.Tar;

namespace MimiNative.Analysis.Data;

/// <summary>
/// Shards of WebDataset: tar files in which the files of a sample share a name up to its first dot (<c>0001.wav</c>, <c>0001.json</c>, <c>0001.txt</c>, <c>0001.cls</c>). Audio is read out of the tar file where it
/// lies; nothing is unpacked. Labels come from the sample's JSON (<see cref="SampleFields"/>); where that is silent, <c>.txt</c> holds the words and <c>.cls</c> the voice.
/// </summary>
public static class WebDataset
{
    /// <summary>Extension of a shard.</summary>
    public const string Extension = ".tar";

    private const int MostLabelBytes = 1 << 20;

    /// <summary>Reads shards in the order given; samples in the order of their first files.</summary>
    /// <param name="name">What to call the data set.</param>
    /// <param name="source">Where it came from, for messages: a folder, a shard, or a pattern.</param>
    /// <param name="shards">The tar files.</param>
    /// <exception cref="DataSetException">A shard can't be read, a sample has no recording or two, or labels are malformed; the shard and the sample are named.</exception>
    public static DataSet Read(string name, string source, IReadOnlyList<string> shards)
    {
        ArgumentNullException.ThrowIfNull(shards);
        var samples = shards.SelectMany(ReadShard).ToList();
        return new DataSet(name, source, ShardNames.Distinct(samples, s => s.Path), [.. SampleFields.Notes(samples)]);
    }

    private static List<Sample> ReadShard(string path)
    {
        var order = new List<string>();
        var parts = new Dictionary<string, Parts>();
        foreach (var (member, text) in Members(path))
        {
            // A dot in a folder's name is no end of a sample's name.
            var file = member.Name.LastIndexOf('/') + 1;
            var dot = member.Name.IndexOf('.', file);
            if (dot <= file)
                continue;
            var (key, extension) = (member.Name[..dot], member.Name[(dot + 1)..].ToLowerInvariant());
            if (!parts.TryGetValue(key, out var sample))
            {
                parts.Add(key, sample = new Parts($"{path}, sample '{Printable.Quote(key)}'"));
                order.Add(key);
            }

            sample.Add(extension, member, text);
        }

        return [.. order.Select(key => parts[key].Sample(key, Path.GetFullPath(path)))];
    }

    /// <summary>Regular files, and what those say that are labels.</summary>
    private static IEnumerable<(ArchiveMember Member, byte[]? Text)> Members(string path)
    {
        using var tar = new TarReader(new TarStream(InputFile.Open(path)));
        while (Next(path, tar) is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile))
                continue;
            var isLabel = entry.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || entry.Name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) || entry.Name.EndsWith(".cls", StringComparison.OrdinalIgnoreCase);
            if (isLabel && entry.Length > MostLabelBytes)
                throw new DataSetException($"{path}: '{Printable.Quote(entry.Name)}' has {entry.Length} bytes; labels have at most {MostLabelBytes}");
            yield return (new ArchiveMember(entry.Name, entry.DataOffset, entry.Length), isLabel ? Content(path, entry) : null);
        }
    }

    private static TarEntry? Next(string path, TarReader tar)
    {
        try
        {
            return tar.GetNextEntry();
        }
        // What the reader throws for bytes that are no archive.
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            throw new DataSetException($"{path}: can't be read as a tar file{(IsGzip(path) ? " (it is compressed; unpack it with gunzip, so that recordings can be read where they lie)" : $": {Printable.Quote(e.Message)}")}", e);
        }
    }

    private static byte[] Content(string path, TarEntry entry)
    {
        try
        {
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            return content.Length == entry.Length ? content.ToArray() : throw new EndOfStreamException("the archive ends inside it");
        }
        catch (IOException e)
        {
            throw new DataSetException($"{path}: '{Printable.Quote(entry.Name)}' can't be read: {e.Message}", e);
        }
    }

    private static bool IsGzip(string path)
    {
        using var file = InputFile.Open(path);
        return InputFile.IsGzip(file);
    }

    /// <summary>The files of one sample.</summary>
    private sealed class Parts(string where)
    {
        private readonly HashSet<string> _extensions = [];
        private ArchiveMember? _audio;
        private SampleFields _fields = new();
        private string? _words, _class;

        public void Add(string extension, ArchiveMember member, byte[]? text)
        {
            if (!_extensions.Add(extension))
                throw new DataSetException($"{where}: two files .{Printable.Quote(extension)}");
            if (AudioNames.Fits("." + extension))
                _audio = _audio is null ? member : throw new DataSetException($"{where}: two recordings, '{Printable.Quote(_audio.Name)}' and '{Printable.Quote(member.Name)}'");
            else if (extension == "json")
                _fields = SampleFields.Read($"{where}, .json", text!);
            else if (extension is "txt" or "cls" && Utf8Text.Text($"{where}, .{extension}", text).Trim() is { Length: > 0 } said)
                (_words, _class) = extension == "txt" ? (said, _class) : (_words, said);
        }

        public Sample Sample(string key, string path) => (_fields with { Voice = _fields.Voice ?? _class, Words = _fields.Words ?? _words }).Sample(key, path) with
        {
            Member = _audio ?? throw new DataSetException($"{where}: no recording; it has .{Printable.Quote(string.Join(", .", _extensions))}"),
        };
    }
}
