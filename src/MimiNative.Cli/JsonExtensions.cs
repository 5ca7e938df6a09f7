using System.Text.Json;

namespace MimiNative.Cli;

/// <summary>What JSON lacks.</summary>
internal static class JsonExtensions
{
    /// <summary>A number, or null where it is infinite or not a number, which JSON can't say.</summary>
    public static void WriteFinite(this Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
