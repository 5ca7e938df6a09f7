using MimiNative.Files;
using MimiNative.Weights;

namespace MimiNative.Cli.Hub;

/// <summary>What to load and where it goes.</summary>
/// <param name="From">The file's address.</param>
/// <param name="File">Repository, revision and name that it has in the cache.</param>
/// <param name="Sha256">The hash that it must have; null where nobody knows.</param>
/// <param name="Bytes">Its size where that is known.</param>
/// <param name="Out">A file's name instead of the cache.</param>
internal sealed record DownloadPlan(Uri From, HubFile File, string? Sha256, long? Bytes, string? Out);

/// <summary>What came.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its hash.</param>
/// <param name="IsVerified">The hash is the one that was expected; else nothing was known.</param>
/// <param name="WasThere">It was there already, and nothing was loaded.</param>
/// <param name="Resumed">Bytes of it that an earlier run had loaded.</param>
/// <param name="Commit">Of the cache; null with a file's name.</param>
internal sealed record DownloadResult(string Path, long Bytes, string Sha256, bool IsVerified, bool WasThere, long Resumed, string? Commit);

/// <summary>Loads weights into the Hugging Face cache or a file: whole and with the right hash, or not at all.</summary>
internal sealed class WeightsDownload(Downloader downloader, string cache)
{
    /// <summary>Where the bytes of a plan wait until they are whole.</summary>
    public string Incomplete(DownloadPlan plan) => Target(plan) + ".incomplete";

    /// <summary>Loads a file.</summary>
    /// <exception cref="WeightsException">The server refuses, the hash is wrong (then nothing stays), or another file has the name.</exception>
    /// <exception cref="IOException">Connection or disk fail; what came stays for the next run.</exception>
    public async Task<DownloadResult> RunAsync(DownloadPlan plan, Action<DownloadProgress>? progress, CancellationToken cancellation)
    {
        var folder = new HubFolder(cache, plan.File.Repository);
        if ((plan.Out is null ? folder.Find(plan.File) : File.Exists(plan.Out) ? plan.Out : null) is { } there)
            return await ThereAsync(there, plan, cancellation);
        using var partial = new PartialFile(Target(plan));
        var before = partial.Length;
        await downloader.LoadAsync(plan.From, partial, plan.Bytes, progress, cancellation);
        var (bytes, resumed) = (partial.Length, downloader.HasResumed ? before : 0);
        var hash = await partial.HashAsync(cancellation);
        if (plan.Sha256 is { } expected && hash != expected)
        {
            partial.Remove();
            throw new WeightsException($"{plan.From.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}: its SHA-256 is {hash}, not {expected}; it was removed");
        }
        if (plan.Out is { } file)
        {
            partial.MoveTo(file, replace: false);
            return new(file, bytes, hash, plan.Sha256 is not null, false, resumed, null);
        }
        var commit = folder.CommitFor(plan.File.Revision, downloader.Commit, hash);
        return new(folder.Place(partial, plan.File, commit, hash), bytes, hash, plan.Sha256 is not null, false, resumed, commit);
    }

    private string Target(DownloadPlan plan) => plan.Out ?? new HubFolder(cache, plan.File.Repository).Blob(plan.Sha256 ?? Name(plan.From));

    /// <summary>Bytes whose hash isn't known yet wait under the hash of where they come from.</summary>
    private static string Name(Uri from) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(from.AbsoluteUri)));

    private static async Task<DownloadResult> ThereAsync(string path, DownloadPlan plan, CancellationToken cancellation)
    {
        try
        {
            await using var stream = RegularFile.Open(path);
            var hash = Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(stream, cancellation));
            // Where nobody knows the hash, what the cache has is left as it is; a file's name asks for this address and no other.
            return hash == plan.Sha256 || plan is { Sha256: null, Out: null } ? new(path, stream.Length, hash, plan.Sha256 is not null, true, 0, null)
                : throw new WeightsException($"{path} is there already{(plan.Sha256 is null ? "" : $", with SHA-256 {hash} instead of {plan.Sha256}")}: remove it, or give another --out");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeightsException($"{path} is there already and can't be read: {e.Message}", e);
        }
    }
}
