using System.Text.Json;

namespace MimiNative.Cli.Shell;

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

    /// <summary>An array of texts.</summary>
    public static void WriteStrings(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
