using MimiNative.Files;

namespace MimiNative.Cli.Hub;

/// <summary>
/// What has come of a file so far: <c>NAME.incomplete</c>, and beside it in <c>NAME.incomplete.from</c> which version of which address it is, so that no run continues another's.
/// It stays when a download stops, is held for one run alone, and a link under its name is never followed.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private readonly string _from;
    private readonly FileStream _stream;

    /// <summary>Opens what is there of <paramref name="target"/>, or begins it.</summary>
    /// <exception cref="IOException">It can't be written there, or another run is at it.</exception>
    public PartialFile(string target)
    {
        Path = target + ".incomplete";
        _from = Path + ".from";
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(target))!);
            foreach (var name in (string[])[Path, _from])
                if (new FileInfo(name) is { Exists: true, LinkTarget: not null } || RegularFile.NotRegular(name) is not null)
                    throw new IOException("it isn't a regular file");
            _stream = new FileStream(Path, File.Exists(Path) ? FileMode.Open : FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{Path} can't be written: {(e is UnauthorizedAccessException ? "no permission" : e.Message)}", e);
        }
        Version = Length == 0 ? null : FileVersion.Read(_from);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Bytes that are there.</summary>
    public long Length => _stream.Length;

    /// <summary>Which version they are of; null where nobody knows.</summary>
    public FileVersion? Version { get; private set; }

    /// <summary>Forgets what is there and begins a version.</summary>
    public void Begin(FileVersion version)
    {
        Guard(() =>
        {
            _stream.SetLength(0);
            AtomicFile.WriteText(_from, version.Text);
        });
        Version = version;
    }

    /// <summary>Goes on at a byte, forgetting what is behind it.</summary>
    public void GoOnAt(long position) => Guard(() =>
    {
        _stream.SetLength(position);
        _stream.Position = position;
    });

    /// <summary>Appends bytes.</summary>
    /// <exception cref="IOException">The disk is full or gone.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream.Write(bytes);
        }
        // A file larger than its file system allows (4 GiB on FAT) is called an argument out of range.
        catch (Exception e) when (e is IOException or ArgumentOutOfRangeException)
        {
            throw Unwritable(e);
        }
    }

    /// <summary>SHA-256 of what is there, in hex.</summary>
    public async Task<string> HashAsync(CancellationToken cancellation)
    {
        _stream.Position = 0;
        return Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(_stream, cancellation));
    }

    /// <summary>Gives it a name that nothing has, or a name whose content is known to be the same.</summary>
    /// <exception cref="IOException">It can't be renamed; it stays where it was.</exception>
    public void MoveTo(string target, bool replace)
    {
        _stream.Dispose();
        Guard(() =>
        {
            File.Move(Path, target, replace);
            File.Delete(_from);
        });
    }

    /// <summary>Removes it: what came isn't what was asked for.</summary>
    public void Remove()
    {
        _stream.Dispose();
        File.Delete(Path);
        File.Delete(_from);
    }

    /// <summary>Closes it; bytes that came stay, an empty file doesn't.</summary>
    public void Dispose()
    {
        if (!_stream.CanWrite)
            return;
        if (Length == 0)
            Remove();
        else
            _stream.Dispose();
    }

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(e);
        }
    }

    private IOException Unwritable(Exception e) => new($"{Path} can't be written: {(e is ArgumentOutOfRangeException ? "it would be larger than a file may be there" : e.Message)}", e);
}

/// <summary>A version of what an address gives: what <c>If-Range</c> asks for, and how long it is.</summary>
/// <param name="Address">Where it comes from, as the person gave it.</param>
/// <param name="Validator">A strong ETag, or a Last-Modified; empty where the server gives neither: then nothing can be continued.</param>
/// <param name="Bytes">Its length; -1 where the server doesn't say.</param>
internal sealed record FileVersion(string Address, string Validator, long Bytes)
{
    /// <summary>Three lines.</summary>
    public string Text => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Address}\n{Validator}\n{Bytes}\n");

    /// <summary>What a file says; null where it isn't such a file.</summary>
    public static FileVersion? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        return System.Text.Encoding.UTF8.GetString(SmallFile.Read(path)).Split('\n') is [var address, var validator, var bytes, ""] && long.TryParse(bytes, out var length) ? new(address, validator, length) : null;
    }
}
