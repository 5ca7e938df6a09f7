using Apache.Arrow;
using Apache.Arrow.Types;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Tests.ParquetFiles;
using MimiNative.Audio;
using Parquet;
using Parquet.Schema;
using ParquetSharp;
using Field = Apache.Arrow.Field;
using Clip = MimiNative.Analysis.Tests.ParquetFiles.ForeignParquet.Clip;

namespace MimiNative.Analysis.Tests.Data;

/// <summary>Files are written by Arrow's C++ library and by Parquet.Net.</summary>
public sealed class ParquetDataSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Writers =>
    [
        "arrow", "arrow uncompressed", "arrow zstd", "arrow gzip", "arrow brotli", "arrow dictionary of all", "arrow no dictionary", "arrow second pages", "arrow second pages uncompressed", "arrow small groups", "arrow small pages", "arrow checksums",
        "net", "net uncompressed", "net zstd", "net gzip",
    ];

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task The_same_clips_give_the_same_embeddings_and_the_same_hash_as_the_plain_folder(string writer)
    {
        var plain = SmallWorld.Voices(_folder, voices: 2, sentences: 3);
        List<Clip> clips = [.. plain.Samples.Select((s, i) => new Clip(s.Id, s.Voice, s.Text, File.ReadAllBytes(s.Path), $"{s.Id}.wav", i))];
        var path = _folder["hub/data/train-00000-of-00001.parquet"];
        if (writer.StartsWith("net", StringComparison.Ordinal))
            await ForeignParquet.Net(path, clips, writer switch { "net" => CompressionMethod.Snappy, "net zstd" => CompressionMethod.Zstd, "net gzip" => CompressionMethod.Gzip, _ => CompressionMethod.None });
        else
            ForeignParquet.Arrow(path, clips, How(writer), groupRows: writer == "arrow small groups" ? 2 : 1 << 20);
        var set = DataSet.Open(_folder["hub"]);
        Assert.Equal(plain.Samples.Select(s => (s.Id, s.Voice, s.Text)), set.Samples.Select(s => (s.Id, s.Voice, s.Text)));
        Assert.Equal(plain.Samples.Select(new Recording.Contents().Of), set.Samples.Select(new Recording.Contents().Of));
        using var encoder = SmallWorld.Encoder();
        Assert.Equal(Embeddings(plain), Embeddings(set));

        float[] Embeddings(DataSet data)
        {
            using var all = Extractor.Run(data, new MimiEmbedder(encoder, SmallWorld.Taps(encoder, "latent"), [Pooling.Mean]), new ExtractionOptions());
            return [.. all.Set(all.Keys[0]).Matrix.Values];
        }
    }

    [Fact]
    public void The_labels_are_the_first_of_the_known_names_and_other_columns_are_passed_over()
    {
        // Arrow lets go of a column once: no two can be one.
        ListArray[] lists = [.. Enumerable.Range(0, 2).Select(_ => ForeignParquet.Lists([[1, 2], null, []]))];
        var path = ForeignParquet.Arrow(_folder["x.parquet"],
        [
            (new Field("file", StringType.Default, true), ForeignParquet.Strings(["a/1.wav", "a/2.wav", "/far/3.wav"])),
            (new Field("noise", lists[0].Data.DataType, true), lists[0]),
            (new Field("text", lists[1].Data.DataType, true), lists[1]),
            (new Field("transcript", StringType.Default, true), ForeignParquet.Strings([" hello ", "", null])),
            (new Field("client_id", StringType.Default, true), ForeignParquet.Strings(["c1", "c2", "c3"])),
            (new Field("speaker_id", Int64Type.Default, true), new Int64Array.Builder().Append(7).AppendNull().Append(-9).Build()),
            (new Field("gender", Int64Type.Default, true), new Int64Array.Builder().Append(1).AppendNull().AppendNull().Build()),
            (new Field("duration", DoubleType.Default, true), new DoubleArray.Builder().Append(1.5).AppendNull().Append(double.NaN).Build()),
            (new Field("age", FloatType.Default, true), new FloatArray.Builder().Append(30).AppendNull().AppendNull().Build()),
        ]);
        var set = DataSet.Open(path);
        Assert.Equal([("a/1", "7", "hello", "1", 1.5, "30"), ("a/2", "c2", null, null, null, null), ("/far/3", "-9", null, null, (double?)null, (string?)null)], set.Samples.Select(s => (s.Id, s.Voice, s.Text, s.Gender, s.Duration, s.AgeGroup)));
        Assert.Equal([_folder["a/1.wav"], _folder["a/2.wav"], "/far/3.wav"], set.Samples.Select(s => s.Path));
        Assert.Contains("2 of 3 recordings have no text", Assert.Single(set.Notes));
    }

    [Fact]
    public async Task The_numbers_of_classes_are_their_names()
    {
        var (file, gender, accent) = (new DataField<string>("file"), new DataField<long?>("gender"), new DataField<int>("accent"));
        await using (var stream = File.Create(_folder["x.parquet"]))
        await using (var writer = await Parquet.ParquetWriter.CreateAsync(new ParquetSchema(file, gender, accent), stream))
        {
            writer.CustomMetadata = new Dictionary<string, string> { ["huggingface"] = """{"info": {"features": {"gender": {"names": ["male", "female"], "_type": "ClassLabel"}, "file": {"dtype": "string", "_type": "Value"}}}}""" };
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(file, ["1.wav", "2.wav", "3.wav", "4.wav"]);
            await group.WriteAsync<long>(gender, new long?[] { 1, -1, null, 7 });
            await group.WriteAsync<int>(accent, new[] { 0, 1, 0, 1 });
        }

        Assert.Equal([("female", "0"), (null, "1"), (null, "0"), ("7", "1")], DataSet.Open(_folder["x.parquet"]).Samples.Select(s => (s.Gender, s.Accent)));
    }

    [Fact]
    public void A_folder_a_pattern_a_range_and_several_files_are_the_same_data_set_and_equal_ids_take_the_file_s_name()
    {
        string[] files = [.. Enumerable.Range(0, 3).Select(i => ForeignParquet.Arrow(_folder[$"hub/data/train-{i:D5}-of-00003.parquet"], [new Clip("0", "v", null, [1], null), new Clip("1", "w", null, [2], null)]))];
        _folder.Write("hub/README.md", "# a data set");
        string[] expected = [.. Enumerable.Range(0, 3).SelectMany(i => (string[])[$"train-{i:D5}-of-00003/0", $"train-{i:D5}-of-00003/1"])];
        foreach (var set in (DataSet[])[DataSet.Open(_folder["hub"]), DataSet.Open(_folder["hub/data"]), DataSet.Open(_folder["hub/data/train-*.parquet"]), DataSet.Open(_folder["hub/data/train-{00000..00002}-of-00003.parquet"]), DataSet.FromFiles(files)])
            Assert.Equal(expected, set.Samples.Select(s => s.Id));
        Assert.Contains("no file has such a name", Assert.Throws<DataSetException>(() => DataSet.Open(_folder["hub/data/test-*.parquet"])).Message);
    }

    [Fact]
    public void Without_ids_a_recording_has_its_file_s_name_and_where_these_repeat_the_row_s_number()
    {
        Clip[] clips = [new(null, "v", null, [1], "/home/x/b.flac"), new(null, "v", null, [2], "c/d.e.wav")];
        Assert.Equal(["b", "c/d.e"], DataSet.Open(ForeignParquet.Arrow(_folder["x.parquet"], clips, ids: false)).Samples.Select(s => s.Id));
        Assert.Equal(["1", "2"], DataSet.Open(ForeignParquet.Arrow(_folder["n.parquet"], [.. clips.Select(c => c with { Path = null })], ids: false)).Samples.Select(s => s.Id));
        var same = DataSet.Open(ForeignParquet.Arrow(_folder["y.parquet"], [clips[0], clips[0]], ids: false));
        Assert.Equal(["1", "2"], same.Samples.Select(s => s.Id));
        Assert.Contains(same.Notes, n => n.Contains("a recording's id is the number of its row"));
    }

    [Fact]
    public void A_clip_that_can_t_be_read_is_named_with_its_file_and_the_others_are_embedded()
    {
        var wav = new MemoryStream();
        WavWriter.Write(wav, [.. Enumerable.Range(0, 4000).Select(i => 0.1f * MathF.Sin(0.05f * i))], 24000);
        var path = ForeignParquet.Arrow(_folder["x.parquet"], [new Clip("good", null, null, wav.ToArray(), "good.wav"), new Clip("bad", null, null, "this is no audio"u8.ToArray(), "bad.wav"), new Clip("lost", null, null, null, "lost.wav")]);
        using var encoder = SmallWorld.Encoder();
        using var clips = Extractor.Run(DataSet.Open(path), new MimiEmbedder(encoder, SmallWorld.Taps(encoder, "latent"), [Pooling.Mean]), new ExtractionOptions());
        Assert.Equal("good", Assert.Single(clips.Samples).Id);
        Assert.StartsWith($"{path}/bad.wav: ", clips.Failures[0].Reason);
        Assert.StartsWith(_folder["lost.wav"], clips.Failures[1].Reason);
    }

    [Fact]
    public void A_file_that_is_written_anew_while_it_is_read_is_not_taken_from_memory()
    {
        var path = ForeignParquet.Arrow(_folder["x.parquet"], [new Clip("a", null, null, [.. Enumerable.Repeat((byte)1, 1000)], null)]);
        var sample = DataSet.Open(path).Samples[0];
        var before = new Recording.Contents().Of(sample);
        ForeignParquet.Arrow(path, [new Clip("a", null, null, [.. Enumerable.Repeat((byte)2, 1000)], null)]);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(5));
        Assert.NotEqual(before, new Recording.Contents().Of(sample));
    }

    [Fact]
    public void What_is_wrong_is_named_with_file_and_row()
    {
        Refused("row 2: no audio: neither bytes nor a path", new Clip("a", null, null, [1], null), new Clip("b", null, null, null, null));
        Refused("row 2: no audio: neither bytes nor a path", new Clip("a", null, null, [1], null), new Clip("b", null, null, [], null));
        Refused("rows 1 and 3 have the same id 'a'", new Clip("a", null, null, [1], null), new Clip("b", null, null, [1], null), new Clip("a", null, null, [1], null));
        Refused("row 1: 'text' has 2000000 bytes; labels have at most", new Clip("a", null, new string('x', 2_000_000), [1], null));
        Assert.Contains("no column of audio (bytes and path) and none of paths", Message(ForeignParquet.Arrow(_folder["n.parquet"], [(new Field("words", StringType.Default, true), ForeignParquet.Strings(["a"]))])));
        Assert.Contains("it has words", Message(_folder["n.parquet"]));
        Assert.Contains("no rows", Message(ForeignParquet.Arrow(_folder["e.parquet"], (Clip[])[])));
        Assert.Contains("row 1: duration 'soon' is no number of seconds", Message(ForeignParquet.Arrow(_folder["d.parquet"],
            [(new Field("file", StringType.Default, true), ForeignParquet.Strings(["a"])), (new Field("duration", StringType.Default, true), ForeignParquet.Strings(["soon"]))])));
        Assert.Contains("compressed with LZ4RAW, which isn't read; Snappy, gzip, Zstandard and Brotli are", Message(ForeignParquet.Arrow(_folder["l.parquet"], [new Clip("a", null, null, [1], null)], b => b.Compression(Compression.Lz4))));
        Assert.Contains("encoded as DeltaLengthByteArray (6) aren't read", Message(ForeignParquet.Arrow(_folder["t.parquet"], [new Clip("a", null, null, [1], null)], b => b.DisableDictionary().Encoding("audio.bytes", ParquetSharp.Encoding.DeltaLengthByteArray))));
        using var key = new FileEncryptionPropertiesBuilder(new byte[16]);
        Assert.Contains("it is encrypted", Message(ForeignParquet.Arrow(_folder["k.parquet"], [new Clip("a", null, null, [1], null)], b => b.Encryption(key.Build()))));
        using var plain = new FileEncryptionPropertiesBuilder(new byte[16]);
        Assert.Contains("it is encrypted", Message(ForeignParquet.Arrow(_folder["f.parquet"], [new Clip("a", null, null, [1], null)], b => b.Encryption(plain.SetPlaintextFooter().Build()))));
        Assert.Contains("git lfs pull", Message(_folder.Write("lfs.parquet", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n")));
        Assert.Contains("the file is empty", Message(_folder.Write("0.parquet", "")));

        void Refused(string why, params Clip[] clips) => Assert.Contains(why, Message(ForeignParquet.Arrow(_folder["wrong.parquet"], clips)));

        string Message(string path)
        {
            var message = Assert.Throws<DataSetException>(() => DataSet.Open(path)).Message;
            Assert.StartsWith(path, message);
            return message;
        }
    }

    [Fact]
    public void Damage_is_refused_or_changes_nothing_but_what_was_damaged()
    {
        var path = ForeignParquet.Arrow(_folder["x.parquet"], [.. Enumerable.Range(0, 4).Select(i => new Clip($"{i}", "v", "words", [.. Enumerable.Range(0, 50).Select(b => (byte)(b * i))], $"{i}.wav"))], b => b.EnablePageChecksum());
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Throws<DataSetException>(() => DataSet.Open(path));
        }

        // Checksums are of pages; up to the first column's, every byte is one's.
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var bytes = (byte[])whole.Clone();
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, bytes);
            try
            {
                Assert.InRange(DataSet.Open(path).Samples.Count, 1, 4);
            }
            catch (DataSetException e)
            {
                Assert.StartsWith(path, e.Message);
            }
        }
    }

    private static Func<WriterPropertiesBuilder, WriterPropertiesBuilder> How(string writer) => writer switch
    {
        "arrow uncompressed" => b => b.Compression(Compression.Uncompressed).DisableDictionary("audio.bytes"),
        "arrow zstd" => b => b.Compression(Compression.Zstd),
        "arrow gzip" => b => b.Compression(Compression.Gzip),
        "arrow brotli" => b => b.Compression(Compression.Brotli),
        "arrow dictionary of all" => b => b.DictionaryPagesizeLimit(1 << 28).Compression(Compression.Snappy),
        "arrow no dictionary" => b => b.DisableDictionary().Compression(Compression.Snappy),
        "arrow second pages" => b => b.DataPageVersion(ParquetDataPageVersion.V2).Compression(Compression.Snappy),
        "arrow second pages uncompressed" => b => b.DataPageVersion(ParquetDataPageVersion.V2).Compression(Compression.Uncompressed),
        "arrow small pages" => b => b.DataPagesize(1).WriteBatchSize(1).DisableDictionary().Compression(Compression.Snappy),
        "arrow checksums" => b => b.EnablePageChecksum().Compression(Compression.Snappy),
        _ => b => b.Compression(Compression.Snappy),
    };
}
