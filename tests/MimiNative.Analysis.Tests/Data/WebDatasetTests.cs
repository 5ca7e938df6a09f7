using System.Diagnostics;
using System.Formats.Tar;
using System.Text;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Heads;
using MimiNative.Audio;
using MimiNative.TestSupport;

namespace MimiNative.Analysis.Tests.Data;

/// <summary>Shards are written by .NET's own tar writer and by GNU tar.</summary>
public sealed class WebDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public void Labels_come_from_json_then_from_txt_and_cls(TarEntryFormat format)
    {
        var shard = Shard("data-000000.tar", format,
            ("a.wav", "x"), ("a.json", """{"speaker": "ann", "text": "hello there", "duration": 1.5, "gender": "f", "sentence_id": 7, "other": [1]}"""),
            ("b.flac", "y"), ("b.txt", " good bye\n"), ("b.cls", "3"),
            ("dir.v1/c.json", """{"client_id": "cid", "transcript": ""}"""), ("dir.v1/c.Wav", "zz"), ("README", "no sample"), ("dir.v1/c.npy", "also no recording"));
        var set = DataSet.Open(shard);
        Assert.Equal([("a", "ann", "7", "hello there"), ("b", "3", "good bye", "good bye"), ("dir.v1/c", "cid", null, null)], set.Samples.Select(s => (s.Id, s.Voice, s.Text, s.Sentence)));
        Assert.Equal((1.5, "f"), (set.Samples[0].Duration, set.Samples[0].Gender));
        Assert.Contains("1 of 3 recordings have no text", Assert.Single(set.Notes));
        // The bytes lie where the member says.
        Assert.Equal(["x", "y", "zz"], set.Samples.Select(s => Encoding.UTF8.GetString(File.ReadAllBytes(shard).AsSpan((int)s.Member!.Start, (int)s.Member.Length))));
    }

    [Fact]
    public void The_same_clips_give_the_same_embeddings_and_the_same_hash_from_a_folder_and_from_GNU_tar_s_shards()
    {
        var plain = SmallWorld.Voices(_folder, voices: 2, sentences: 3);
        foreach (var sample in plain.Samples)
            _folder.Write($"{sample.Id}.json", $$"""{"voice_id": "{{sample.Voice}}", "sentence_id": "{{sample.Text}}"}""");
        var half = plain.Samples.Count / 2;
        Tar("shards/data-000009.tar", plain.Samples.Take(half));
        Tar("shards/data-000010.tar", plain.Samples.Skip(half));
        using var encoder = SmallWorld.Encoder();
        var direct = Embeddings(plain);
        foreach (var path in (string[])[_folder["shards"], _folder["shards/data-{000009..000010}.tar"]])
        {
            var set = DataSet.Open(path);
            Assert.Equal(plain.Samples.Select(s => (s.Id, s.Voice, s.Text)), set.Samples.Select(s => (s.Id, s.Voice, s.Text)));
            Assert.Equal(direct, Embeddings(set));
            Assert.Equal(plain.Samples.Select(new Recording.Contents().Of), set.Samples.Select(new Recording.Contents().Of));
        }

        float[] Embeddings(DataSet data)
        {
            using var clips = Extractor.Run(data, new MimiEmbedder(encoder, SmallWorld.Taps(encoder, "latent"), [Pooling.Mean]), new ExtractionOptions());
            return clips.Set(clips.Keys[0]).Matrix.Values.ToArray();
        }
    }

    [Fact]
    public void Numbers_that_begin_anew_in_each_shard_are_told_apart_by_the_shard()
    {
        Shard("a.tar", TarEntryFormat.Pax, ("0.wav", "x"));
        Shard("b.tar", TarEntryFormat.Pax, ("0.wav", "x"));
        Assert.Equal(["a/0", "b/0"], DataSet.Open(_folder.Path).Samples.Select(s => s.Id));
    }

    [Fact]
    public void A_clip_that_can_t_be_read_is_named_with_its_shard_and_the_others_are_embedded()
    {
        var wav = new MemoryStream();
        WavWriter.Write(wav, [.. Enumerable.Range(0, 4000).Select(i => 0.1f * MathF.Sin(0.05f * i))], 24000);
        var path = _folder["x.tar"];
        using (var tar = new TarWriter(File.Create(path)))
            foreach (var (name, bytes) in (IEnumerable<(string, byte[])>)[("good.wav", wav.ToArray()), ("bad.wav", "this is no audio"u8.ToArray())])
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
        using var encoder = SmallWorld.Encoder();
        using var clips = Extractor.Run(DataSet.Open(path), new MimiEmbedder(encoder, SmallWorld.Taps(encoder, "latent"), [Pooling.Mean]), new ExtractionOptions());
        Assert.Equal("good", Assert.Single(clips.Samples).Id);
        Assert.StartsWith($"{path}/bad.wav: ", Assert.Single(clips.Failures).Reason);
    }

    [Fact]
    public void What_is_wrong_with_a_shard_is_named()
    {
        Assert.Contains("sample 'a': no recording; it has .json", Refused(("a.json", "{}")));
        Assert.Contains("sample 'a': two recordings, 'a.wav' and 'a.flac'", Refused(("a.wav", "x"), ("a.flac", "y")));
        Assert.Contains("sample 'a': two files .wav", Refused(("a.wav", "x"), ("a.wav", "y")));
        Assert.Contains("sample 'a', .json: not JSON", Refused(("a.wav", "x"), ("a.json", "{")));
        Assert.Contains("'o' is an invalid start of a value (line 2, byte 9)", Refused(("a.wav", "x"), ("a.json", "{\n\"text\": oops}")));
        Assert.Contains("sample 'a', .json: an object is expected, this is array", Refused(("a.wav", "x"), ("a.json", "[]")));
        Assert.Contains("duration 'soon' is no number of seconds", Refused(("a.wav", "x"), ("a.json", """{"duration": "soon"}""")));
        Assert.Contains("labels have at most", Refused(("a.wav", "x"), ("a.txt", new string('a', 2 << 20))));
        Assert.Contains("no samples", Refused(("README", "x")));
        var compressed = _folder["z.tar"];
        using (var gzip = new System.IO.Compression.GZipStream(File.Create(compressed), System.IO.Compression.CompressionLevel.Fastest))
            gzip.Write(new byte[2000]);
        Assert.Contains("gunzip", Assert.Throws<DataSetException>(() => DataSet.Open(compressed)).Message);
        Assert.Contains("runs upwards", Assert.Throws<DataSetException>(() => DataSet.Open(_folder["d-{3..1}.tar"])).Message);
        Assert.Contains("d-2.tar: no such file", Assert.Throws<DataSetException>(() => DataSet.Open(_folder["d-{2..3}.tar"])).Message);

        string Refused(params (string Name, string Text)[] files) => Assert.Throws<DataSetException>(() => DataSet.Open(Shard("wrong.tar", TarEntryFormat.Pax, files))).Message;
    }

    /// <summary>.NET's reader takes the memory that a header asks for before it finds that the file isn't that long.</summary>
    [Theory]
    [InlineData(TarEntryFormat.Pax, "10000000206")]
    [InlineData(TarEntryFormat.Gnu, "00004000001")]
    [InlineData(TarEntryFormat.Gnu, "\u0080\0\0\0\0\0\0\0\u0007\0\0")]
    public void A_header_that_asks_for_much_memory_is_refused_before_it_gets_it(TarEntryFormat format, string size)
    {
        var path = Shard("huge.tar", format, (new string('n', 150) + ".wav", "x"));
        var bytes = File.ReadAllBytes(path);
        Assert.Contains((char)bytes[156], "xL");
        Encoding.Latin1.GetBytes(size, bytes.AsSpan(124));
        bytes.AsSpan(148, 8).Fill((byte)' ');
        Encoding.ASCII.GetBytes(Convert.ToString(bytes.AsSpan(0, 512).ToArray().Sum(b => b), 8).PadLeft(6, '0') + "\0", bytes.AsSpan(148));
        File.WriteAllBytes(path, bytes);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("attributes or a name of more than 1048576 bytes at byte 0", Assert.Throws<DataSetException>(() => DataSet.Open(path)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    private string Shard(string name, TarEntryFormat format, params (string Name, string Text)[] files)
    {
        using (var tar = new TarWriter(File.Create(_folder[name]), format))
            foreach (var (file, text) in files)
            {
                var data = new MemoryStream(Encoding.UTF8.GetBytes(text));
                tar.WriteEntry(format switch
                {
                    TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, file) { DataStream = data },
                    TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, file) { DataStream = data },
                    _ => new PaxTarEntry(TarEntryType.RegularFile, file) { DataStream = data },
                });
            }
        return _folder[name];
    }

    private void Tar(string name, IEnumerable<Sample> samples)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        using var tar = Process.Start("tar", ["--create", "--file", _folder[name], "--directory", _folder.Path, .. samples.SelectMany(s => (string[])[$"{s.Id}.json", $"{s.Id}.wav"])]);
        tar.WaitForExit();
        Assert.Equal(0, tar.ExitCode);
    }
}
