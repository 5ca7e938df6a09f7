using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary>JSON of results: snake_case names, indented, undefined numbers as null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n", Converters = [typeof(FiniteOrNull)])]
[JsonSerializable(typeof(ArchitectureResult))]
[JsonSerializable(typeof(ExplorationResult))]
[JsonSerializable(typeof(VoiceResult))]
[JsonSerializable(typeof(ComparisonResult))]
internal sealed partial class AnalysisJson : JsonSerializerContext
{
    /// <summary>A result as text that ends in a newline.</summary>
    public static string Text<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type) + "\n";
}
