namespace MimiNative.Analysis.Data;

/// <summary>
/// A folder with one folder per voice. Where at least half of all file names occur under two or more voices, the name (without extension) is taken as the text id
/// (<c>VOICE/SENTENCE.wav</c>); otherwise texts are unknown (<c>VOICE/file.wav</c>). Links are followed, and every recording counts once.
/// </summary>
public static class VoiceFolders
{
    /// <summary>Reads the folder; files inside a voice may lie deeper. Order: voices, then files, ordinal.</summary>
    /// <exception cref="DataSetException">There is no audio in sub-folders.</exception>
    public static DataSet Read(string folder)
    {
        var walk = new FolderWalk(folder, AudioNames.Fits);
        var files = walk.Files.ToList();
        if (files.Count == 0)
            throw new DataSetException(Directory.EnumerateFiles(folder).Any(AudioNames.Fits)
                ? $"{folder}: audio lies directly in this folder; put each voice's files into a folder of its own (VOICE/file.wav), or give the files by name"
                : $"{folder}: no metadata.csv, no wav.scp, no database and no folders of audio files (VOICE/file.wav)");
        var names = files.GroupBy(f => Stem(f.File)).ToList();
        var shared = names.Count(g => g.Select(f => f.Voice).Distinct().Skip(1).Any());
        var sentences = shared > 0 && shared * 2 >= names.Count;
        var samples = files.Select(f => new Sample
        {
            Id = Path.GetRelativePath(folder, f.File).Replace('\\', '/'),
            Voice = f.Voice,
            Text = sentences ? Stem(f.File) : null,
            Path = Path.GetFullPath(f.File),
        }).ToList();
        List<string> notes = [sentences
            ? $"File names are taken as sentence ids, because {shared} of {names.Count} occur under several voices. If equal names aren't equal sentences here, write a metadata.csv."
            : "Texts are unknown (file names don't repeat across voices), so content metrics are not available."];
        if (walk.Again > 0)
            notes.Add($"{walk.Again} further names of files or folders of this data set (links) are left out: every recording counts once.");
        return new DataSet(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), folder, samples, notes);
    }

    private static string Stem(string file) => Path.GetFileNameWithoutExtension(file);
}
