namespace MimiNative.Analysis.Data;

/// <summary>
/// The folder that the paths in a table or list are relative to: the table's own, or where none of them is there, the nearest folder above in which one is
/// (the seed study and Kaldi's recipes write paths relative to where they ran). It is one folder for all, and said where it isn't the table's own:
/// a file that is missing beside its neighbours is never taken from elsewhere.
/// </summary>
internal static class PathBase
{
    /// <summary>The folder, and a note for the reader of results where it lies above <paramref name="folder"/>.</summary>
    public static (string Folder, string? Note) Find(string folder, IReadOnlyList<string> files)
    {
        var relative = files.Where(f => !Path.IsPathRooted(f) && !f.Contains('\0')).ToList();
        for (var above = Path.GetFullPath(folder); above is not null && relative.Count > 0; above = Path.GetDirectoryName(above))
            if (relative.Exists(f => File.Exists(Path.Combine(above, f))))
                return (above, above == Path.GetFullPath(folder) ? null : $"Paths are relative to {above}, above the folder of the table: no file is where they say beside it.");
        return (folder, null);
    }
}
