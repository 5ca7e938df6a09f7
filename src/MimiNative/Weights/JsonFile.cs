using System.Text.Json;
using MimiNative.Files;

namespace MimiNative.Weights;

/// <summary>Small files of JSON beside weights.</summary>
internal static class JsonFile
{
    /// <summary>What <paramref name="read"/> makes of a file's root.</summary>
    /// <exception cref="WeightsException">The file can't be read or isn't JSON.</exception>
    public static T Read<T>(string path, Func<JsonElement, T> read)
    {
        try
        {
            using var json = JsonDocument.Parse(SmallFile.Read(path));
            return read(json.RootElement);
        }
        // Texts with half a character are an InvalidOperationException.
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new WeightsException($"{path} can't be read: {Printable.Quote(e.Message)}", e);
        }
    }
}
