namespace MimiNative.Weights;

/// <summary>Opens files of tensors in any format that is read.</summary>
internal static class TensorFile
{
    private static readonly string[] PytorchEndings = [".bin", ".pt", ".pth", ".ckpt"];

    /// <summary>Opens a file of <c>torch.save</c>, told by its ending, or a safetensors file.</summary>
    /// <exception cref="WeightsException">It can't be opened or is wrong.</exception>
    public static ITensorFile Open(string path) => IsPytorch(path) ? PytorchFile.Open(path) : SafetensorsFile.Open(path);

    /// <summary>Whether a name is a file's and no repository's.</summary>
    public static bool IsFileName(string name) => IsPytorch(name) || name.EndsWith(".safetensors", StringComparison.Ordinal);

    /// <summary>Whether a path has an ending that files of <c>torch.save</c> have.</summary>
    public static bool IsPytorch(string path) => PytorchEndings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
