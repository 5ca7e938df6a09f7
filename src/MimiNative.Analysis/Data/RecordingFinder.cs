namespace MimiNative.Analysis.Data;

/// <summary>Finds the audio of recordings that a list names.</summary>
public static class RecordingFinder
{
    /// <summary>The recordings as a data set. One is a path relative to <paramref name="audioFolder"/> (default: the list's folder), with or without <c>.wav</c> or <c>.flac</c>.</summary>
    /// <param name="source">The list, for messages.</param>
    /// <param name="recordings">What it names.</param>
    /// <param name="audioFolder">What the names are relative to.</param>
    /// <param name="missing">Recordings that are nowhere, and where they were looked for.</param>
    /// <exception cref="DataSetException">There is no such folder, none is found, or no file can have a name.</exception>
    public static DataSet Find(string source, IReadOnlyList<string> recordings, string? audioFolder, out IReadOnlyDictionary<string, string> missing)
    {
        var folder = audioFolder ?? Path.GetDirectoryName(Path.GetFullPath(source))!;
        if (!Directory.Exists(folder))
            throw new DataSetException($"{folder}: no such folder");
        var (samples, lost) = (new List<Sample>(), new Dictionary<string, string>());
        foreach (var recording in recordings)
            if (Find(source, folder, recording) is { } path)
                samples.Add(new Sample { Id = recording, Voice = Sample.UnknownVoice, Path = path });
            else
                lost[recording] = $"'{Printable.Quote(recording)}' is not in {folder}";
        missing = lost;
        return samples.Count > 0
            ? new DataSet(Path.GetFileNameWithoutExtension(source), source, samples)
            : throw new DataSetException($"{source}: {(recordings.Count == 1 ? "recording" : $"none of {recordings.Count} recordings is there:")} {lost.Values.First()}; name the folder that the list's paths are relative to");
    }

    /// <summary>The file of a recording; null where there is none.</summary>
    internal static string? Find(string source, string folder, string recording)
    {
        foreach (var candidate in (string[])[recording, recording + ".wav", recording + ".flac"])
            if (InputFile.Path(source, folder, candidate) is var path && File.Exists(path))
                return path;
        return null;
    }
}
