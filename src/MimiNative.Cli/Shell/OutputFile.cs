using System.Collections.Concurrent;

namespace MimiNative.Cli.Shell;

/// <summary>A file that appears under its name only when it is complete.</summary>
internal sealed class OutputFile : IDisposable
{
    private static readonly ConcurrentDictionary<string, byte> Unfinished = new();
    private readonly string _path;
    private bool _complete;

    /// <summary>Starts writing; makes the folder where it is missing.</summary>
    public OutputFile(string path)
    {
        _path = Path.GetFullPath(path);
        if (Directory.Exists(_path))
            throw new UsageException($"--out {path} is a folder; give a file name");
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        TemporaryPath = $"{_path}.{Environment.ProcessId}.tmp";
        Unfinished[TemporaryPath] = 0;
    }

    /// <summary>Where to write meanwhile.</summary>
    public string TemporaryPath { get; }

    /// <summary>Gives the file its name, replacing what had it.</summary>
    public void Complete()
    {
        File.Move(TemporaryPath, _path, overwrite: true);
        _complete = true;
        Unfinished.TryRemove(TemporaryPath, out _);
    }

    /// <summary>Writes a whole file, or none.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        using var file = new OutputFile(path);
        using (var stream = File.Create(file.TemporaryPath))
            write(stream);
        file.Complete();
    }

    /// <summary>For a process that is about to be ended.</summary>
    public static void RemoveUnfinished()
    {
        foreach (var path in Unfinished.Keys)
            File.Delete(path);
    }

    public void Dispose()
    {
        if (_complete)
            return;
        Unfinished.TryRemove(TemporaryPath, out _);
        File.Delete(TemporaryPath);
    }
}
