using System.Text;

namespace MimiNative.Files;

/// <summary>The Hugging Face cache, whose place the hub's own tools take from the environment.</summary>
internal static class HubCache
{
    /// <summary>Its folder, whether it is there or not.</summary>
    public static string Folder(Func<string, string?> environment, string home)
    {
        if (Set("HF_HUB_CACHE") is { } hub)
            return hub;
        if (Set("HF_HOME") is { } huggingFace)
            return Path.Combine(huggingFace, "hub");
        return Path.Combine(Set("XDG_CACHE_HOME") ?? Path.Combine(home, ".cache"), "huggingface", "hub");

        string? Set(string variable) => environment(variable) is { Length: > 0 } value ? value : null;
    }

    /// <summary>The folder of a repository (<c>owner/name</c>) where this process runs.</summary>
    public static string RepositoryFolder(string repository) =>
        RepositoryFolder(Folder(Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)), repository);

    /// <summary>The folder of a repository (<c>owner/name</c>) in a cache.</summary>
    public static string RepositoryFolder(string cache, string repository) => Path.Combine(cache, "models--" + repository.Replace("/", "--", StringComparison.Ordinal));

    /// <summary>
    /// The snapshot of a revision: the one that <c>refs/REVISION</c> names, or the commit itself, shortened or not. With none said that of <c>main</c>; without that file (a download by commit) the only one there is.
    /// </summary>
    public static string? Snapshot(string repository, string? revision)
    {
        var snapshots = Path.Combine(repository, "snapshots");
        var reference = Path.Combine(repository, "refs", revision ?? "main");
        if (File.Exists(reference))
        {
            // A commit's name; anything with a folder in it would lead elsewhere.
            var commit = Encoding.UTF8.GetString(SmallFile.Read(reference)).Trim();
            var snapshot = Path.Combine(snapshots, commit);
            return commit == Path.GetFileName(commit) && Directory.Exists(snapshot) ? snapshot : null;
        }
        string[] all = Directory.Exists(snapshots) ? [.. Directory.GetDirectories(snapshots).Where(s => revision is null || Path.GetFileName(s).StartsWith(revision, StringComparison.Ordinal))] : [];
        return all.Length == 1 ? all[0] : null;
    }

    /// <summary>owner/name, owner/name@revision; null where it can't be one.</summary>
    public static (string Repository, string? Revision)? RepositoryName(string text)
    {
        var (name, revision) = text.IndexOf('@', StringComparison.Ordinal) is var at and > 0 ? (text[..at], text[(at + 1)..]) : (text, null);
        return name.Split('/') is [{ Length: > 0 } owner, { Length: > 0 } model] && owner is not ("." or "..") && model is not ("." or "..")
            && (revision is null || revision.Length > 0 && revision == Path.GetFileName(revision) && revision is not ("." or ".."))
            ? (name, revision) : null;
    }
}
