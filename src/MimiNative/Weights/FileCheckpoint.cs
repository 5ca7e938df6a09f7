namespace MimiNative.Weights;

/// <summary>A checkpoint in a .safetensors file.</summary>
internal static class FileCheckpoint
{
    /// <summary>Opens a file.</summary>
    public static Checkpoint Open(string path, MimiConfig? config) => throw new WeightsException($"{path} (config: {config?.Describe() ?? "none"}): reading files lands next");
}
