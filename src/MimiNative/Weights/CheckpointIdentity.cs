using System.Security.Cryptography;
using System.Text;

namespace MimiNative.Weights;

/// <summary>Which file a checkpoint came from, by its bytes. Published files of equal shapes hold different weights, and the same bytes go by several names: only the hash tells.</summary>
/// <param name="Sha256">Hex SHA-256 of the file; of several shards, of their lines as <c>sha256sum</c> prints them, in the order of their names.</param>
/// <param name="Variant">What is published under that hash, e.g. <c>kyutai/mimi</c>; null where nothing is.</param>
public sealed record CheckpointIdentity(string Sha256, string? Variant)
{
    /// <summary>The variant, or that there is none.</summary>
    public string Name => Variant ?? "not a published file";

    /// <summary>Hashes files: a pass over all their bytes.</summary>
    /// <exception cref="WeightsException">One can't be read.</exception>
    internal static CheckpointIdentity Of(IReadOnlyList<string> paths)
    {
        var sha256 = paths is [var only] ? Hash(only)
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(paths.Select(p => $"{Hash(p)}  {Path.GetFileName(p)}\n")))));
        return new(sha256, PublishedWeights.Variant(sha256));
    }

    private static string Hash(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeightsException($"{path} can't be read: {e.Message}", e);
        }
    }
}
