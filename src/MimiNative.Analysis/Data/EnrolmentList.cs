namespace MimiNative.Analysis.Data;

/// <summary>Which recordings enrol a speaker: Kaldi's <c>spk2utt</c>, a line <c>speaker recording recording …</c> each.</summary>
public sealed class EnrolmentList
{
    private readonly Dictionary<string, string[]> _recordings;

    private EnrolmentList(string source, string sha256, Dictionary<string, string[]> recordings) => (Source, Sha256, _recordings) = (source, sha256, recordings);

    /// <summary>The file.</summary>
    public string Source { get; }

    /// <summary>SHA-256 of that file.</summary>
    public string Sha256 { get; }

    /// <summary>The enrolled speakers.</summary>
    public IReadOnlyCollection<string> Speakers => _recordings.Keys;

    /// <summary>The recordings of a speaker; null where it isn't enrolled here.</summary>
    public IReadOnlyList<string>? Recordings(string speaker) => _recordings.GetValueOrDefault(speaker);

    /// <summary>Reads a list.</summary>
    /// <exception cref="DataSetException">There is no such file or speaker, or a row has no recording, or a speaker or one of its recordings is there twice (named).</exception>
    public static EnrolmentList Read(string path)
    {
        var recordings = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (row, _, words) in InputFile.Words(path))
        {
            if (words.Length == 1)
                throw new DataSetException($"{path}, row {row}: expected 'speaker recording …', found '{Printable.Quote(words[0])}' alone");
            if (words.Skip(1).CountBy(w => w).FirstOrDefault(w => w.Value > 1).Key is { } twice)
                throw new DataSetException($"{path}, row {row}: '{Printable.Quote(twice)}' is there twice");
            if (!recordings.TryAdd(words[0], words[1..]))
                throw new DataSetException($"{path}, row {row}: speaker '{Printable.Quote(words[0])}' occurs twice");
        }
        return recordings.Count > 0 ? new EnrolmentList(path, InputFile.Sha256(path), recordings) : throw new DataSetException($"{path}: no speakers");
    }
}
