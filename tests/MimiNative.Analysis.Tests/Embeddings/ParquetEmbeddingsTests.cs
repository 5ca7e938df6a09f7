using Apache.Arrow;
using Apache.Arrow.Types;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Tests.ParquetFiles;
using Parquet.Schema;
using ParquetSharp;
using Field = Apache.Arrow.Field;
using ParquetReader = Parquet.ParquetReader;

namespace MimiNative.Analysis.Tests.Embeddings;

/// <summary>Ours are read by Arrow's C++ library and by Parquet.Net, and theirs by ours.</summary>
public sealed class ParquetEmbeddingsTests : IDisposable
{
    private static readonly Dictionary<string, string> Facts = new() { ["made_by"] = "a test", ["synthetic"] = "true" };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_back_to_the_bit_with_labels_and_provenance()
    {
        var sets = Sets(rows: 5, ("transformer.4/mean", 3), ("latent/stats", 7), ("one", 1));
        EmbeddingFile.Write(_folder["e.parquet"], sets, Facts);
        var read = EmbeddingFile.Read(_folder["e.parquet"]);
        Assert.Equal(sets.Select(s => (s.Name, s.Count, s.Dimension)), read.Select(m => (m.Name, m.Rows, m.Columns)));
        foreach (var (set, matrix) in sets.Zip(read))
        {
            Assert.Equal(Bits(set.Values.Span), Bits(matrix.Values));
            Assert.Equal(set.Samples.Select(s => s.Id), matrix.Ids);
            Assert.Equal(set.Samples.Select(s => s.Voice), matrix.Voices);
            Assert.Equal(set.Samples, matrix.Samples);
        }
        Assert.Equal(Facts, EmbeddingFile.ReadMetadata(_folder["e.parquet"]));
        Assert.Equal(sets[0].Samples, MetadataTable.ReadLabels(_folder["e.parquet"]).Samples);
        Assert.Equal(sets[0].Samples, DataSet.OpenLabels(_folder["e.parquet"]).Samples);
        EmbeddingFile.Write(_folder["again.parquet"], sets, Facts);
        Assert.Equal(File.ReadAllBytes(_folder["e.parquet"]), File.ReadAllBytes(_folder["again.parquet"]));
    }

    [Fact]
    public async Task Arrow_and_Parquet_Net_read_it()
    {
        var set = Sets(rows: 4, ("latent/mean", 5))[0];
        EmbeddingFile.Write(_folder["e.parquet"], [set], Facts);
        using var arrow = new ParquetSharp.Arrow.FileReader(_folder["e.parquet"]);
        Assert.Equal(["sample_id", "voice_id", "sentence_id", "sentence_text", "augmentation_type", "gender", "accent", "age_group", "duration_seconds", "latent/mean"], arrow.Schema.FieldsList.Select(f => f.Name));
        Assert.Equal("a test", arrow.Schema.Metadata["made_by"]);
        using var batches = arrow.GetRecordBatchReader();
        using var batch = await batches.ReadNextRecordBatchAsync();
        Assert.Equal(set.Samples.Select(s => s.Id), Texts(batch.Column("sample_id")));
        Assert.Equal(set.Samples.Select(s => s.Text), Texts(batch.Column("sentence_id")));
        Assert.Equal(set.Samples.Select(s => s.Duration), (DoubleArray)batch.Column("duration_seconds"));
        var lists = (ListArray)batch.Column("latent/mean");
        Assert.Equal(Enumerable.Repeat(5, 4), Enumerable.Range(0, 4).Select(lists.GetValueLength));
        Assert.Equal(Bits(set.Values.Span), Bits(((FloatArray)lists.Values).Values));

        await using var net = await ParquetReader.CreateAsync(_folder["e.parquet"]);
        var field = net.Schema.DataFields.Single(f => f.Path.ToString().StartsWith("latent/mean", StringComparison.Ordinal));
        var (values, definition, repetition) = (new float[20], new int[20], new int[20]);
        await net.OpenRowGroupReader(0).ReadRawAsync<float>(field, values, definition, repetition);
        Assert.Equal(Bits(set.Values.Span), Bits(values));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => i % 5 == 0 ? 0 : 1), repetition);
    }

    [Fact]
    public void Rows_are_asked_for_a_row_group_at_a_time_and_none_is_kept()
    {
        const int Count = 3000, Dimension = 4096;
        var asked = new List<(int First, int Count)>();
        EmbeddingFile.Write(_folder["e.parquet"], Count, (first, count) =>
        {
            asked.Add((first, count));
            return [new EmbeddingSet("x", [.. Enumerable.Range(first, count).Select(i => new Sample { Id = $"{i}", Voice = "v" })], Dimension, [.. Enumerable.Range(first, count).SelectMany(i => Enumerable.Repeat((float)i, Dimension))])];
        });
        Assert.Equal([(0, 1), (0, 1024), (1024, 1024), (2048, 952)], asked);
        var read = Assert.Single(EmbeddingFile.Read(_folder["e.parquet"]));
        Assert.Equal((Count, Dimension), (read.Rows, read.Columns));
        Assert.True(Enumerable.Range(0, Count).All(i => read.Values[i * Dimension] == i && read.Values[(i + 1) * Dimension - 1] == i));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("no dictionary")]
    [InlineData("split")]
    [InlineData("second pages")]
    [InlineData("zstd")]
    [InlineData("small groups")]
    [InlineData("small pages")]
    public void Arrow_s_are_read_by_list_columns_with_ids_and_voices(string how)
    {
        float[][] rows = [.. Enumerable.Range(0, 50).Select(r => (float[])[.. Enumerable.Range(0, 6).Select(i => MathF.Sin(r * 6 + i))])];
        var lists = ForeignParquet.Lists(rows);
        var doubles = new ListArray.Builder(DoubleType.Default);
        foreach (var row in rows)
        {
            doubles.Append();
            foreach (var value in row)
                ((DoubleArray.Builder)doubles.ValueBuilder).Append(value);
        }
        var path = ForeignParquet.Arrow(_folder["e.parquet"],
        [
            (new Field("id", StringType.Default, true), ForeignParquet.Strings(rows.Select((_, i) => $"u{i}"))), (new Field("speaker", StringType.Default, true), ForeignParquet.Strings(rows.Select((_, i) => $"s{i % 2}"))),
            (new Field("ecapa", lists.Data.DataType, true), lists), (new Field("wide", doubles.Build() is var wide ? wide.Data.DataType : null, true), wide),
        ], b => how switch
        {
            "no dictionary" => b.DisableDictionary(),
            "split" => b.DisableDictionary().Encoding("ecapa.list.element", ParquetSharp.Encoding.ByteStreamSplit).Encoding("ecapa.list.item", ParquetSharp.Encoding.ByteStreamSplit),
            "second pages" => b.DataPageVersion(ParquetDataPageVersion.V2),
            "zstd" => b.Compression(Compression.Zstd),
            "small pages" => b.DataPagesize(1).WriteBatchSize(6),
            _ => b,
        }, how == "small groups" ? 7 : 1 << 20);
        var read = EmbeddingFile.Read(path);
        Assert.Equal(["ecapa", "wide"], read.Select(m => m.Name));
        foreach (var matrix in read)
        {
            Assert.Equal((50, 6), (matrix.Rows, matrix.Columns));
            Assert.Equal(Bits([.. rows.SelectMany(r => r)]), Bits(matrix.Values));
            Assert.Equal((rows.Select((_, i) => $"u{i}"), rows.Select((_, i) => $"s{i % 2}")), (matrix.Ids!, matrix.Voices!), (a, b) => a.Item1.SequenceEqual(b.Item1) && a.Item2.SequenceEqual(b.Item2));
        }
        Assert.Empty(EmbeddingFile.ReadMetadata(path));
        Assert.True(EmbeddingFile.IsEmbeddings(path));
        Assert.False(EmbeddingFile.IsEmbeddings(ForeignParquet.Arrow(_folder["a.parquet"], [new ForeignParquet.Clip("a", "b", null, [1], null)])));
    }

    [Fact]
    public void What_is_wrong_is_named()
    {
        Assert.Contains("row group 1: its lists differ in length (row 2)", Refused([[1, 2], [3], [4, 5, 6]]));
        Assert.Contains("'x': its lists differ in length (row 3)", Refused([[1, 2], [3, 4], [5, 6, 7]]));
        Assert.Contains("column 'x.list.element', row group 1: a list is empty or missing, or a number in it is", Refused([[1, 2], null]));
        Assert.Contains("a list is empty or missing", Refused([[1, 2], []]));
        Assert.Contains("no column of lists of floating-point numbers; it has id", Assert.Throws<DataSetException>(() => EmbeddingFile.Read(ForeignParquet.Arrow(_folder["w.parquet"], [(new Field("id", StringType.Default, true), ForeignParquet.Strings(["a"]))]))).Message);
        Assert.Contains("rows 1 and 2 have the same id 'a'", Refused([[1], [2]], "a", "a"));
        Assert.Contains("the id of row 2 is empty", Refused([[1], [2]], "a", null));

        var sets = Sets(rows: 300, ("latent/mean", 64));
        EmbeddingFile.Write(_folder["e.parquet"], sets, Facts);
        var bytes = File.ReadAllBytes(_folder["e.parquet"]);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(_folder["e.parquet"], bytes);
        Assert.Equal($"{_folder["e.parquet"]}: column 'latent/mean.list.element', row group 1: the checksum of a page is wrong: the file is damaged", Assert.Throws<DataSetException>(() => EmbeddingFile.Read(_folder["e.parquet"])).Message);

        string Refused(float[]?[] rows, params string?[] ids)
        {
            var lists = ForeignParquet.Lists(rows);
            var path = ForeignParquet.Arrow(_folder["x.parquet"], [(new Field("x", lists.Data.DataType, true), lists), .. ids.Length == 0 ? [] : ((Field, IArrowArray)[])[(new Field("id", StringType.Default, true), ForeignParquet.Strings(ids))]]);
            return Assert.Throws<DataSetException>(() => EmbeddingFile.Read(path)).Message;
        }
    }

    private static IEnumerable<string?> Texts(IArrowArray array) => Enumerable.Range(0, array.Length).Select(i => ((StringArray)array).GetString(i));

    private static uint[] Bits(ReadOnlySpan<float> values) => [.. System.Runtime.InteropServices.MemoryMarshal.Cast<float, uint>(values)];

    private static List<EmbeddingSet> Sets(int rows, params (string Name, int Dimension)[] names)
    {
        List<Sample> samples =
        [
            .. Enumerable.Range(0, rows).Select(i => i % 2 == 0 ? new Sample { Id = $"s/{i}", Voice = "Zoë", Text = "t", Sentence = "what is said", Gender = "f", Accent = "x", AgeGroup = "20-30", Duration = i / 3.0, Augmentation = "light_noise" } : new Sample { Id = $"s/{i}", Voice = Sample.UnknownVoice }),
        ];
        var random = new Random(5);
        return [.. names.Select(n => new EmbeddingSet(n.Name, samples, n.Dimension, [.. Enumerable.Range(0, rows * n.Dimension).Select(i => i == 1 ? -0.0f : i == 2 ? float.Epsilon : (float)random.NextDouble() - 0.5f)]))];
    }
}
