using MimiNative.Files;
using MimiNative.Weights;

namespace MimiNative.WavLm;

/// <summary>Finds the file that a person means. Nothing is downloaded.</summary>
internal static class WavLmLocator
{
    // As transformers prefers them.
    private static readonly string[] Files = ["model.safetensors", "pytorch_model.bin"];

    /// <summary>The path of a file of tensors.</summary>
    /// <exception cref="WeightsException">There is none: says where it looked, and what to do.</exception>
    public static string Find(string? weights)
    {
        try
        {
            if (File.Exists(weights))
                return weights;
            if (Directory.Exists(weights))
                return InFolder(weights) ?? throw new WeightsException($"{weights} holds neither {Files[0]} nor {Files[1]}");
            var name = weights ?? WavLmCheckpoint.DefaultRepository;
            if (HubCache.RepositoryName(name) is not var (repository, revision) || TensorFile.IsFileName(repository))
                throw new WeightsException($"weights not found: {weights}; give a file, a folder that holds {Files[0]} or {Files[1]}, a repository of the Hugging Face cache ({WavLmCheckpoint.DefaultRepository}), or synthetic:SEED");
            var folder = HubCache.RepositoryFolder(repository);
            return HubCache.Snapshot(folder, revision) is { } snapshot && InFolder(snapshot) is { } path ? path
                : throw new WeightsException($"no WavLM weights found; looked at:\n  {folder}\nget them with: {WavLmCheckpoint.HowToGet.Replace(WavLmCheckpoint.DefaultRepository, repository, StringComparison.Ordinal)}\nor use random weights: synthetic:1");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeightsException($"looking for weights: {e.Message}", e);
        }
    }

    private static string? InFolder(string folder) => Files.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
