using System.Text.Json.Serialization;

namespace MimiNative.Analysis.Embeddings;

[JsonSerializable(typeof(string[]))]
internal sealed partial class EmbeddingJson : JsonSerializerContext;
