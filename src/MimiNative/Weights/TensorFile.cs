namespace MimiNative.Weights;

/// <summary>Opens files of tensors.</summary>
internal static class TensorFile
{
    /// <summary>Opens a safetensors file.</summary>
    /// <exception cref="WeightsException">It can't be opened or is wrong.</exception>
    public static ITensorFile Open(string path) => SafetensorsFile.Open(path);
}
