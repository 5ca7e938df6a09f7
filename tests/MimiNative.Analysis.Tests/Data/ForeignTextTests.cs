using System.IO.Compression;
using System.Text;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;

namespace MimiNative.Analysis.Tests.Data;

/// <summary>Tables and lists in other encodings, and with more fields than their header has.</summary>
public sealed class ForeignTextTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Lists => new()
    {
        { "t.csv", "sample_id,voice_id\na,b\nM\u00FCller,b\n" }, { "e.csv", "sample_id,e0\na,1\nM\u00FCller,2\n" }, { "trials", "1 a b\n1 a c\n1 a M\u00FCller\n" }, { "scores", "a b 1\na c 1\na M\u00FCller 1\n" },
        { "spk2utt", "a b\nc d\nM\u00FCller e\n" }, { "utt2spk", "a b\nc d\ne M\u00FCller\n" }, { "ids", "a\nb\nM\u00FCller\n" }, { "t.rttm", "SPEAKER a 1 0 1 <NA> <NA> b <NA> <NA>\n\nSPEAKER a 1 0 1 <NA> <NA> M\u00FCller <NA> <NA>\n" },
        { "m.jsonl", "{\"audio_filepath\": \"a.wav\"}\n\n{\"audio_filepath\": \"b.wav\", \"speaker\": \"M\u00FCller\"}\n" }, { "m.jsonl.gz", "{\"audio_filepath\": \"a.wav\"}\n\n{\"audio_filepath\": \"b.wav\", \"speaker\": \"M\u00FCller\"}\n" },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void Latin_1_is_refused_with_its_row_and_UTF_8_and_UTF_16_are_read(string name, string text)
    {
        foreach (var encoding in (Encoding[])[new UTF8Encoding(false), Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode])
            Read(Write(name, [.. encoding.GetPreamble(), .. encoding.GetBytes(text)]));
        var path = Write(name, Encoding.Latin1.GetBytes(text));
        Assert.StartsWith($"{path}: row 3 is not UTF-8 (byte 0xFC)", Assert.Throws<DataSetException>(() => Read(path)).Message, StringComparison.Ordinal);
    }

    // Characters of every length, across every place where one buffer ends and the next begins.
    [Fact]
    public void Characters_are_whole_wherever_buffers_end()
    {
        for (var shift = 0; shift < 10; shift++)
        {
            var ids = Enumerable.Range(0, 6000).Select(i => $"{new string('x', i == 0 ? shift : 0)}\u00FC\u20AC\U0001F600{i}").ToArray();
            Assert.Equal(ids, InputFile.Lines(_folder.Write("ids", string.Join('\n', ids))).Select(l => l.Line));
        }
        foreach (var (end, found) in new (byte[], string)[] { ([0xF0, 0x9F, 0x98], "0xF0"), ([0xC3], "0xC3"), ([0xE2, 0x82, (byte)'a'], "0xE2"), ([0xC0, 0x80], "0xC0"), ([0xED, 0xA0, 0x80], "0xED"), ([0x80], "0x80") })
            Assert.Contains($"row 2 is not UTF-8 (byte {found})", Assert.Throws<DataSetException>(() => InputFile.Lines(_folder.Write("ids", [(byte)'a', (byte)'\n', .. end])).Count()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sample_id,voice_id\na,b,c\n", "row 2 has 3 fields, the header has 2")]
    [InlineData("sample_id,voice_id\na,b\nc,d,\n", "row 3 has 3 fields, the header has 2")]
    [InlineData("sample_id,voice_id,voice_id\na,b,c\n", "the column voice_id is there twice")]
    [InlineData("sample_id,voice_id, Voice_ID\na,b,c\n", "the column voice_id is there twice")]
    [InlineData("", "empty: there is no header (row 1)")]
    public void A_table_whose_columns_are_shifted_is_refused(string text, string message)
    {
        var path = _folder.Write("t.csv", text);
        Assert.Equal($"{path}: {message}", Assert.Throws<DataSetException>(() => MetadataTable.ReadLabels(path)).Message);
    }

    [Theory]
    [InlineData("sample_id,e0\na,1,2\n", "row 2 has 3 fields, the header has 2")]
    [InlineData("a,1\nb,2\nc,3,4\n", "row 3 has 3 fields, the first row has 2")]
    [InlineData("sample_id,voice_id,voice_id,e0\na,b,c,1\n", "the column voice_id is there twice")]
    public void So_are_embeddings(string text, string message)
    {
        var path = _folder.Write("e.csv", text);
        Assert.Equal($"{path}: {message}", Assert.Throws<DataSetException>(() => EmbeddingFile.Read(path)).Message);
    }

    [Fact]
    public void Columns_that_nothing_reads_may_be_there_twice() => Assert.Single(MetadataTable.ReadLabels(_folder.Write("t.csv", "sample_id,voice_id,x,x\na,b,1,2\n")).Samples);

    private string Write(string name, byte[] bytes)
    {
        if (!name.EndsWith(".gz", StringComparison.Ordinal))
            return _folder.Write(name, bytes);
        using var gzip = new GZipStream(File.Create(_folder[name]), CompressionLevel.Fastest);
        gzip.Write(bytes);
        return _folder[name];
    }

    private static void Read(string path) => _ = Path.GetFileName(path) switch
    {
        "t.csv" => MetadataTable.ReadLabels(path),
        "e.csv" => EmbeddingFile.Read(path),
        "trials" => TrialList.Read(path),
        "scores" => ScoreList.Read(path),
        "spk2utt" => EnrolmentList.Read(path),
        "utt2spk" => SpeakerTable.Read(path),
        "ids" => IdList.Read(path),
        "t.rttm" => RttmFile.Read(path),
        _ => (object)DataSet.Open(path),
    };
}
