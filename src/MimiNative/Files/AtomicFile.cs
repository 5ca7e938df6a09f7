using System.Text;

namespace MimiNative.Files;

/// <summary>
/// A file that is either whole or not there. It is written under a random name in the target's folder and renamed on <see cref="Commit"/>; until then the target stays as it was.
/// The temporary file is created exclusively, so that a link somebody planted is never written through, and it is removed on every failure and when the process ends in order.
/// This guards against what programs do, not against a loss of power: nothing waits for the disk.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private static readonly HashSet<string> Unfinished = [];
    private static bool s_ending;

    private readonly string _target;
    private readonly string _temporary;

    // Environment.Exit, which ends the command line after a second Ctrl-C, unwinds no stack: what is unfinished then is removed here.
    static AtomicFile() => AppDomain.CurrentDomain.ProcessExit += (_, _) => RemoveUnfinished();

    /// <summary>Begins a file; makes its folder where that is missing.</summary>
    /// <exception cref="IOException">It can't be created there.</exception>
    public AtomicFile(string path)
    {
        _target = Path.GetFullPath(path);
        if (Directory.Exists(_target))
            throw new IOException($"{path} can't be written: it is a folder");
        var folder = Path.GetDirectoryName(_target)!;
        _temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            Stream = Create(_temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(e);
        }
    }

    /// <summary>What will be in the file. Unbuffered by itself: it may be written by position through its handle as well.</summary>
    public FileStream Stream { get; }

    /// <summary>Gives the file its name, replacing what had it.</summary>
    /// <exception cref="IOException">It can't be renamed; the target is as it was.</exception>
    public void Commit()
    {
        Stream.Dispose();
        try
        {
            File.Move(_temporary, _target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(e);
        }
        Forget();
    }

    /// <summary>Without <see cref="Commit"/>: removes what was written.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        if (Forget())
            File.Delete(_temporary);
    }

    /// <summary>Writes a whole file, or none.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        using var file = new AtomicFile(path);
        try
        {
            using var buffered = new BufferedStream(file.Stream, 1 << 16);
            write(buffered);
        }
        catch (IOException e) when (e.Message.Contains(file._temporary, StringComparison.Ordinal))
        {
            throw file.Unwritable(e);
        }
        file.Commit();
    }

    /// <summary>Writes a whole file of text, or none: UTF-8 without a byte order mark, lines end in LF.</summary>
    /// <inheritdoc cref="Write"/>
    public static void WriteText(string path, Action<TextWriter> write) => Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, Utf8, leaveOpen: true) { NewLine = "\n" };
        write(writer);
    });

    /// <inheritdoc cref="WriteText(string, Action{TextWriter})"/>
    public static void WriteText(string path, string text) => WriteText(path, writer => writer.Write(text));

    private static FileStream Create(string path)
    {
        lock (Unfinished)
        {
            if (s_ending)
                throw new IOException("the process is ending");
            var stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            Unfinished.Add(path);
            return stream;
        }
    }

    private static void RemoveUnfinished()
    {
        lock (Unfinished)
        {
            s_ending = true;
            foreach (var path in Unfinished)
                File.Delete(path);
        }
    }

    private bool Forget()
    {
        lock (Unfinished)
            return Unfinished.Remove(_temporary);
    }

    private IOException Unwritable(Exception e) =>
        new($"{_target} can't be written: {(e is UnauthorizedAccessException ? "no permission" : e is FileNotFoundException or DirectoryNotFoundException ? "no file can be made in this folder" : e.Message.Replace(_temporary, _target, StringComparison.Ordinal))}", e);
}
