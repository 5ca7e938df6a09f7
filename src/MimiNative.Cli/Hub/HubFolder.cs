using System.Text;
using MimiNative.Files;
using MimiNative.Weights;

namespace MimiNative.Cli.Hub;

/// <summary>A repository in the Hugging Face cache: <c>models--OWNER--NAME/{blobs,refs,snapshots}</c>, as the hub's own tools lay it out and read it.</summary>
internal sealed class HubFolder(string cache, string repository)
{
    /// <summary>Its folder.</summary>
    public string Path { get; } = System.IO.Path.Combine(cache, "models--" + repository.Replace("/", "--", StringComparison.Ordinal));

    /// <summary>
    /// Where bytes wait and stay. The hub's tools name a blob by its ETag, which is the SHA-256 for large files and git's hash for small ones; here it is always the SHA-256.
    /// Both only follow the links of a snapshot, whatever these lead to.
    /// </summary>
    public string Blob(string name) => System.IO.Path.Combine(Path, "blobs", name);

    /// <summary>A file of the revision that is there; null where none is.</summary>
    public string? Find(HubFile file) => Commit(file.Revision) is { } commit && InSnapshot(commit, file.File) is var path && File.Exists(path) ? path : null;

    /// <summary>
    /// The commit that a file goes to: the one that the server named, else the one that the revision has here (so that a checkpoint and its config.json come to stand together), else a name made
    /// from the file's hash, which has a commit's form and is nobody's.
    /// </summary>
    public string CommitFor(string revision, string? named, string sha256) => named ?? Commit(revision) ?? (IsCommit(revision) ? revision : sha256[..40]);

    /// <summary>Puts a file that has come under its name.</summary>
    /// <exception cref="WeightsException">Another file has this name in this commit.</exception>
    /// <exception cref="IOException">It can't be written there.</exception>
    public string Place(PartialFile partial, HubFile file, string commit, string sha256)
    {
        var path = InSnapshot(commit, file.File);
        if (File.Exists(path))
            throw new WeightsException($"{path} is there already, with other content: remove it, or use --out");
        try
        {
            partial.MoveTo(Blob(sha256), replace: true);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            Link(path, Blob(sha256));
            if (!IsCommit(file.Revision))
                AtomicFile.WriteText(System.IO.Path.Combine(Path, "refs", file.Revision), commit);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"{path} can't be written: no permission", e);
        }
        return path;
    }

    private static bool IsCommit(string revision) => revision.Length == 40 && revision.All(char.IsAsciiHexDigitLower);

    /// <summary>Links are relative, so that a cache can be moved. Where there can be none (Windows without the right to make them) the file itself stands in the snapshot, as with the hub's tools.</summary>
    private static void Link(string path, string blob)
    {
        try
        {
            // A link that leads nowhere.
            File.Delete(path);
            File.CreateSymbolicLink(path, System.IO.Path.GetRelativePath(System.IO.Path.GetDirectoryName(path)!, blob));
        }
        catch (Exception e) when (OperatingSystem.IsWindows() && e is IOException or UnauthorizedAccessException)
        {
            File.Move(blob, path);
        }
    }

    private string InSnapshot(string commit, string file) => System.IO.Path.Combine([Path, "snapshots", commit, .. file.Split('/')]);

    private string? Commit(string revision)
    {
        var reference = System.IO.Path.Combine(Path, "refs", revision);
        if (!File.Exists(reference))
            return IsCommit(revision) ? revision : null;
        // A commit's name; anything with a folder in it would lead elsewhere.
        return Encoding.UTF8.GetString(SmallFile.Read(reference)).Trim() is { Length: > 0 } commit && commit == System.IO.Path.GetFileName(commit) && commit is not ("." or "..") ? commit : null;
    }
}
