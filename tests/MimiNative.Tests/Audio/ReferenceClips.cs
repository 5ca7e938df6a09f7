using System.Runtime.InteropServices;
using System.Text.Json;

namespace MimiNative.Tests.Audio;

/// <summary>float32 tensors of a trusted safetensors file.</summary>
internal static class ReferenceClips
{
    public static Dictionary<string, float[]> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var headerBytes = (int)BitConverter.ToInt64(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, headerBytes));
        return header.RootElement.EnumerateObject().Where(t => t.Name != "__metadata__").ToDictionary(t => t.Name, t =>
        {
            var (from, to) = (t.Value.GetProperty("data_offsets")[0].GetInt32(), t.Value.GetProperty("data_offsets")[1].GetInt32());
            return MemoryMarshal.Cast<byte, float>(bytes.AsSpan(8 + headerBytes)[from..to]).ToArray();
        });
    }
}
