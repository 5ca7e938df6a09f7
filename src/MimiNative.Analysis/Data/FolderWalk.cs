namespace MimiNative.Analysis.Data;

/// <summary>
/// The files of a folder of voices, each real file and folder once however many links lead to it: a link to a folder above would otherwise multiply all that lies below it.
/// Of several names, one that goes through no link wins.
/// </summary>
internal sealed class FolderWalk
{
    private readonly Func<string, bool> _wanted;
    private readonly HashSet<FileIdentity> _seen = [];
    private readonly Queue<(string Voice, string Path)> _links = [];
    private readonly List<(string Voice, string File)> _files = [];

    /// <summary>Walks through all of <paramref name="folder"/>; folders whose names begin with a dot are no voices.</summary>
    /// <param name="folder">Has a folder for each voice.</param>
    /// <param name="wanted">Which files, by name.</param>
    /// <exception cref="DataSetException">A folder can't be read.</exception>
    public FolderWalk(string folder, Func<string, bool> wanted)
    {
        _wanted = wanted;
        IsNew(folder);
        foreach (var entry in Entries(folder).Where(e => !e.Name.StartsWith('.') && Directory.Exists(e.FullName)))
            VisitEntry(entry.Name, Path.Combine(folder, entry.Name), entry);
        while (_links.TryDequeue(out var link))
            if (Directory.Exists(link.Path))
                VisitFolder(link.Voice, link.Path);
            else
                VisitFile(link.Voice, link.Path);
    }

    /// <summary>In ordinal order of voices, then of paths.</summary>
    public IEnumerable<(string Voice, string File)> Files => _files.OrderBy(f => f.Voice, StringComparer.Ordinal).ThenBy(f => f.File, StringComparer.Ordinal);

    /// <summary>Names that led to something that was there already.</summary>
    public int Again { get; private set; }

    private void VisitEntry(string voice, string path, FileSystemInfo entry)
    {
        if (entry.LinkTarget is not null)
            _links.Enqueue((voice, path));
        else if (entry is DirectoryInfo)
            VisitFolder(voice, path);
        else
            VisitFile(voice, path);
    }

    private void VisitFolder(string voice, string path)
    {
        if (IsNew(path))
            foreach (var entry in Entries(path))
                VisitEntry(voice, Path.Combine(path, entry.Name), entry);
    }

    private void VisitFile(string voice, string path)
    {
        if (_wanted(path) && IsNew(path))
            _files.Add((voice, path));
    }

    private static FileSystemInfo[] Entries(string folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().OrderBy(e => e.Name, StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException($"{folder}: this folder can't be read: {e.Message}", e);
        }
    }

    // Where it can't be told which file it is, every name counts.
    private bool IsNew(string path)
    {
        if (RegularFile.Identify(path) is not { } identity || _seen.Add(identity))
            return true;
        Again++;
        return false;
    }
}
