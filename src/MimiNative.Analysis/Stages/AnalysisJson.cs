using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MimiNative.Analysis.Stages;

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

/// <summary>NaN and the infinities have no form in JSON: a metric that can't be measured is null.</summary>
internal sealed class FiniteOrNull : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

    public override bool HandleNull => true;

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteNullValue();
    }
}
