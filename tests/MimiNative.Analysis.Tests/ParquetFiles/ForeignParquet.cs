using Apache.Arrow;
using Apache.Arrow.Types;
using Parquet;
using Parquet.Schema;
using ParquetSharp;
using ParquetSharp.Arrow;
using Field = Apache.Arrow.Field;

namespace MimiNative.Analysis.Tests.ParquetFiles;

/// <summary>Parquet files as others write them: Arrow's C++ library (pandas, the hub's tools) and Parquet.Net.</summary>
internal static class ForeignParquet
{
    /// <summary>A row of a hub data set of audio.</summary>
    public sealed record Clip(string? Id, string? Speaker, string? Text, byte[]? Bytes, string? Path, int Likes = 0);

    /// <summary>By Arrow, with the audio as a structure of bytes and path.</summary>
    public static string Arrow(string path, IReadOnlyList<Clip> clips, Func<WriterPropertiesBuilder, WriterPropertiesBuilder>? how = null, int groupRows = 1 << 20, bool ids = true)
    {
        var audio = new StructType([new Field("bytes", BinaryType.Default, true), new Field("path", StringType.Default, true)]);
        var bytes = new BinaryArray.Builder();
        foreach (var clip in clips)
            _ = clip.Bytes is null ? bytes.AppendNull() : bytes.Append(clip.Bytes.AsSpan());
        var likes = new Int32Array.Builder();
        foreach (var clip in clips)
            likes.Append(clip.Likes);
        (Field Field, IArrowArray Array)[] all =
        [
            (new Field("id", StringType.Default, true), Strings(clips.Select(c => c.Id))),
            (new Field("likes", Int32Type.Default, true), likes.Build()),
            (new Field("audio", audio, true), new StructArray(audio, clips.Count, [bytes.Build(), Strings(clips.Select(c => c.Path))], ArrowBuffer.Empty)),
            (new Field("speaker_id", StringType.Default, true), Strings(clips.Select(c => c.Speaker))),
            (new Field("text", StringType.Default, true), Strings(clips.Select(c => c.Text))),
        ];
        return Arrow(path, [.. all.Skip(ids ? 0 : 1)], how, groupRows);
    }

    /// <summary>By Arrow, any columns.</summary>
    public static string Arrow(string path, IReadOnlyList<(Field Field, IArrowArray Array)> columns, Func<WriterPropertiesBuilder, WriterPropertiesBuilder>? how = null, int groupRows = 1 << 20)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var schema = new Apache.Arrow.Schema(columns.Select(c => c.Field), null);
        using var builder = new WriterPropertiesBuilder();
        using var properties = (how?.Invoke(builder) ?? builder).Build();
        // The native writer lets go of the columns last.
        using var batch = new RecordBatch(schema, columns.Select(c => c.Array), columns[0].Array.Length);
        using var writer = new FileWriter(path, schema, properties);
        writer.WriteRecordBatch(batch, groupRows);
        writer.Close();
        return path;
    }

    /// <summary>Texts as Arrow has them.</summary>
    public static StringArray Strings(IEnumerable<string?> texts)
    {
        var builder = new StringArray.Builder();
        foreach (var text in texts)
            _ = text is null ? builder.AppendNull() : builder.Append(text);
        return builder.Build();
    }

    /// <summary>Lists of floats as Arrow has them.</summary>
    public static ListArray Lists(IEnumerable<float[]?> rows)
    {
        var builder = new ListArray.Builder(FloatType.Default);
        var values = (FloatArray.Builder)builder.ValueBuilder;
        foreach (var row in rows)
            if (row is null)
                builder.AppendNull();
            else
            {
                builder.Append();
                values.Append(row.AsSpan());
            }
        return builder.Build();
    }

    /// <summary>By Parquet.Net.</summary>
    public static async Task<string> Net(string path, IReadOnlyList<Clip> clips, CompressionMethod compression)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var (bytes, name) = (new DataField<byte[]>("bytes"), new DataField<string>("path"));
        var (speaker, text, likes) = (new DataField<string>("speaker_id"), new DataField<string>("text"), new DataField<int>("likes"));
        await using var stream = File.Create(path);
        await using var writer = await Parquet.ParquetWriter.CreateAsync(new ParquetSchema(likes, new StructField("audio", bytes, name), speaker, text), stream, new ParquetOptions { CompressionMethod = compression });
        foreach (var half in clips.Chunk((clips.Count + 1) / 2))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<int>(likes, half.Select(c => c.Likes).ToArray().AsMemory());
            await group.WriteAsync(bytes, half.Select(c => c.Bytes).ToArray());
            await group.WriteAsync(name, half.Select(c => c.Path).ToArray());
            await group.WriteAsync(speaker, half.Select(c => c.Speaker).ToArray());
            await group.WriteAsync(text, half.Select(c => c.Text).ToArray());
        }

        return path;
    }
}
