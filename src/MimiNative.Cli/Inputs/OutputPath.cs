namespace MimiNative.Cli.Inputs;

/// <summary>Checks where results are to go before any work is done for them.</summary>
internal static class OutputPath
{
    /// <summary>A file's name with one of some endings (any where none are given), in a place that can be written.</summary>
    /// <exception cref="UsageException">It can't be a file's name, or has another ending.</exception>
    /// <exception cref="IOException">Nothing can be written there.</exception>
    public static string File(string option, string path, params string[] extensions)
    {
        RequireName(option, path);
        if (Directory.Exists(path) || path.EndsWith('/'))
            throw new UsageException($"{option} {path} is a folder; give a file name");
        if (extensions.Length > 0 && !extensions.Contains(Path.GetExtension(path).ToLowerInvariant()))
            throw new UsageException($"{option} {path}: the name must end in {string.Join(" or ", extensions)}");
        RequireWritable(option, path, Path.GetDirectoryName(Path.GetFullPath(path))!);
        return path;
    }

    /// <summary>A folder that is there or can be made, in a place that can be written.</summary>
    /// <exception cref="UsageException">It is empty.</exception>
    /// <exception cref="IOException">Nothing can be written there.</exception>
    public static string Folder(string option, string path)
    {
        RequireName(option, path);
        RequireWritable(option, path, Path.GetFullPath(path));
        return path;
    }

    private static void RequireName(string option, string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new UsageException($"{option} is empty");
        if (path == "-")
            throw new UsageException($"{option} -: results go to a file, not to standard output; ./- is one of that name");
    }

    // Folders that are missing are made when the file is; here the nearest one that exists is tried.
    private static void RequireWritable(string option, string path, string folder)
    {
        var existing = folder;
        while (!Directory.Exists(existing))
            existing = !System.IO.File.Exists(existing) && Path.GetDirectoryName(existing) is { } parent ? parent : throw new IOException($"{option} {path} can't be written: {existing} is a file, not a folder");
        var probed = Path.Combine(existing, $".{Guid.NewGuid():N}.tmp");
        try
        {
            using var probe = new FileStream(probed, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{option} {path} can't be written: {(e is UnauthorizedAccessException ? $"no permission for {existing}" : e is FileNotFoundException or DirectoryNotFoundException ? $"no file can be made in {existing}" : e.Message.Replace(probed, existing, StringComparison.Ordinal))}", e);
        }
    }
}
