using System.Text.RegularExpressions;
using MimiNative.Weights;

namespace MimiNative.Cli.Hub;

/// <summary>A file of a repository at a revision.</summary>
internal sealed record HubFile(string Repository, string Revision, string File);

/// <summary>Addresses of the Hugging Face hub, or of a mirror that <c>HF_ENDPOINT</c> names, as the hub's own tools have it.</summary>
internal sealed partial class HubAddress(Func<string, string?> environment)
{
    /// <summary>The hub itself: the only host that <c>HF_TOKEN</c> is for.</summary>
    public const string Host = "huggingface.co";

    /// <summary>Where files are loaded from, without a slash at its end.</summary>
    public string Endpoint { get; } = environment("HF_ENDPOINT") is { Length: > 0 } mirror ? mirror.TrimEnd('/') : $"https://{Host}";

    /// <summary>Whether this is owner/name, in characters that the hub allows.</summary>
    public static bool IsRepository(string name) => Repository().IsMatch(name) && !name.Split('/').Any(part => part is "." or "..");

    /// <summary>The address of a file.</summary>
    public string Resolve(HubFile file) => $"{Endpoint}/{file.Repository}/resolve/{file.Revision}/{file.File}";

    /// <summary>Which file of which repository an address means; null where it isn't one of the hub's or the mirror's.</summary>
    public HubFile? Parse(Uri address)
    {
        var text = address.GetLeftPart(UriPartial.Path);
        var start = ((string[])[Endpoint, $"https://{Host}"]).FirstOrDefault(e => text.StartsWith(e + "/", StringComparison.OrdinalIgnoreCase));
        if (start is null || text[(start.Length + 1)..].Split('/') is not [var owner, var name, "resolve", var revision, .. { Length: > 0 } rest])
            return null;
        var file = new HubFile($"{owner}/{name}", Uri.UnescapeDataString(revision), Uri.UnescapeDataString(string.Join('/', rest)));
        return IsRepository(file.Repository) && IsSafe(file.File) && IsSafe(file.Revision) && !file.Revision.Contains('/', StringComparison.Ordinal) ? file : null;
    }

    /// <summary>The token for a request: HF_TOKEN, only to the hub itself, and only where nobody can listen.</summary>
    /// <exception cref="WeightsException">It holds what no token can.</exception>
    public string? Token(Uri address)
    {
        if (address.Scheme != Uri.UriSchemeHttps || !address.IsDefaultPort || !address.Host.Equals(Host, StringComparison.OrdinalIgnoreCase) || environment("HF_TOKEN")?.Trim() is not { Length: > 0 } token)
            return null;
        return token.All(c => c is > ' ' and < '\x7f') ? token : throw new WeightsException("HF_TOKEN holds characters that no token has");
    }

    /// <summary>A path that stays in its folder, on every system.</summary>
    public static bool IsSafe(string path) => path.Split('/').All(part => part.Length > 0 && part is not ("." or "..") && part.IndexOfAny(['\\', ':', '\0']) < 0 && !part.Any(char.IsControl));

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Repository();
}
