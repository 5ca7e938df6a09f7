using System.Text.Json.Serialization;

namespace MimiNative.Analysis.Embeddings;

[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class EmbeddingJson : JsonSerializerContext;
