namespace MimiNative.Analysis.Data;

/// <summary>A Kaldi data directory: <c>wav.scp</c> (utterance, path), <c>utt2spk</c>, optionally <c>text</c>.</summary>
public static class KaldiDirectory
{
    /// <summary>Reads the directory in the order of wav.scp. Utterances with the same words have the same text.</summary>
    /// <exception cref="DataSetException">A line is malformed, an utterance has no speaker, a path is a command (<c>… |</c>), or there is a segments file.</exception>
    public static DataSet Read(string folder)
    {
        if (File.Exists(Path.Combine(folder, "segments")))
            throw new DataSetException($"{Path.Combine(folder, "segments")}: segments of longer recordings are not read; cut them into files first (Kaldi: extract-segments)");
        var speakers = Map(folder, "utt2spk") ?? throw new DataSetException($"{Path.Combine(folder, "utt2spk")}: no such file; it says who speaks in each utterance");
        var texts = Map(folder, "text");
        var source = Path.Combine(folder, "wav.scp");
        var recordings = Lines(source).ToList();
        var (root, note) = PathBase.Find(folder, [.. recordings.Select(r => r.Value)]);
        var samples = new List<Sample>();
        foreach (var (row, id, value) in recordings)
        {
            if (value.EndsWith('|'))
                throw new DataSetException($"{source}, row {row}: '{Printable.Quote(id)}' is the output of a command; only files are read (run it once and point to its result)");
            var words = texts?.GetValueOrDefault(id);
            samples.Add(new Sample
            {
                Id = id,
                Voice = speakers.GetValueOrDefault(id) ?? throw new DataSetException($"{source}, row {row}: utterance '{Printable.Quote(id)}' has no speaker in utt2spk"),
                Text = words,
                Sentence = words,
                Path = InputFile.Path($"{source}, row {row}", root, value),
            });
        }

        return new DataSet(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), folder, samples,
            [.. texts is null ? (string[])["There is no text file, so texts are unknown and content metrics are not available."] : [], .. note is null ? (string[])[] : [note]]);
    }

    private static Dictionary<string, string>? Map(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? ReadMap(path) : null;
    }

    /// <summary>A file of lines <c>utterance value</c>, such as utt2spk.</summary>
    internal static Dictionary<string, string> ReadMap(string path)
    {
        var map = new Dictionary<string, string>();
        foreach (var (row, id, value) in Lines(path))
            if (!map.TryAdd(id, value))
                throw new DataSetException($"{path}, row {row}: utterance '{Printable.Quote(id)}' occurs twice");
        return map;
    }

    private static IEnumerable<(int Row, string Id, string Value)> Lines(string path)
    {
        foreach (var (row, line) in InputFile.Lines(path))
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var parts = line.Trim().Split((char[])[' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parts.Length < 2)
                throw new DataSetException($"{path}, row {row}: expected an utterance and a value, found '{Printable.Quote(line.Trim())}'");
            yield return (row, parts[0], parts[1]);
        }
    }
}
