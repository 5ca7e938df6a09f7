using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using MimiNative.Metrics;

namespace MimiNative.Metrics.Tests;

/// <summary>Reads the reference files. A test reader: it trusts what it reads.</summary>
internal static class TestData
{
    public static (SpaceLabels Labels, EmbeddingMatrix Matrix) SeedClean() => Seed("clean");

    public static (SpaceLabels Labels, EmbeddingMatrix Matrix) Seed(string augmentation)
    {
        var lines = File.ReadAllLines(Repository.Shared("data/seed-embeddings/samples.csv")).Skip(1).Select(l => l.Split(',')).ToArray();
        int[] rows = [.. Enumerable.Range(0, lines.Length).Where(i => lines[i][3] == augmentation)];
        var all = Matrix("data/seed-embeddings/embeddings.safetensors", "embeddings");
        return (SpaceLabels.FromNames([.. rows.Select(i => lines[i][1])], [.. rows.Select(i => lines[i][2])]), all.Select(rows));
    }

    public static (SpaceLabels Labels, EmbeddingMatrix Matrix) Digits(string tensor)
    {
        var lines = File.ReadAllLines(Repository.Shared("data/digits/metadata.csv")).Skip(1).Select(l => l.Split(',')).ToArray();
        var labels = SpaceLabels.FromNames([.. lines.Select(l => l[1])], [.. lines.Select(l => l[6])]);
        return (labels, Matrix("reference/metrics/digits-synthetic-1.safetensors", tensor));
    }

    public static EmbeddingMatrix Matrix(string file, string tensor)
    {
        var bytes = File.ReadAllBytes(Repository.Shared(file));
        var header = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using var json = JsonDocument.Parse(bytes.AsMemory(8, header));
        var entry = json.RootElement.GetProperty(tensor);
        var shape = entry.GetProperty("shape");
        var offsets = entry.GetProperty("data_offsets");
        int from = offsets[0].GetInt32(), to = offsets[1].GetInt32();
        var values = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(8 + header + from, to - from)).ToArray();
        return new EmbeddingMatrix(values, shape[0].GetInt32(), shape[1].GetInt32());
    }

    public static JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllBytes(Repository.Shared(file))).RootElement;
}
