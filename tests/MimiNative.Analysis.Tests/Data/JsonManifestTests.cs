using System.IO.Compression;
using System.Text;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Audio;
using MimiNative.TestSupport;

namespace MimiNative.Analysis.Tests.Data;

/// <summary>Rows as NeMo and Lhotse write them.</summary>
public sealed class JsonManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_of_NeMo_are_files_or_stretches_of_them()
    {
        _folder.Write("audio/a.wav");
        var set = DataSet.Open(_folder.Write("train.json", """
            {"audio_filepath": "audio/a.wav", "duration": 1.5, "text": "hello there", "speaker": "ann"}

            {"audio_filepath": "audio/a.wav", "offset": 0.5, "duration": 2.25, "text": "good bye", "speaker": 17}
            {"audio_filepath": "/elsewhere/b.flac", "offset": 3, "speaker": "ann"}
            """));
        Assert.Equal([("audio/a", "ann", "hello there"), ("audio/a@0.5+2.25", "17", "good bye"), ("/elsewhere/b@3", "ann", null)], set.Samples.Select(s => (s.Id, s.Voice, s.Text)));
        // A duration alone is a label.
        Assert.Equal([null, new AudioSegment(0.5, 2.25), new AudioSegment(3)], set.Samples.Select(s => s.Segment));
        Assert.Equal((_folder["audio/a.wav"], 1.5), (set.Samples[0].Path, set.Samples[0].Duration));
    }

    [Fact]
    public void Cuts_of_Lhotse_are_recordings_or_stretches_with_one_speaker()
    {
        using (var gzip = new GZipStream(File.Create(_folder["cuts.jsonl.gz"]), CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes($"{Cut("c1", 0, 4, "hello", "ann")}\n{Cut("c2", 1.5, 2, "good bye", "bob")}\n"));
        var set = DataSet.Open(_folder["cuts.jsonl.gz"]);
        Assert.Equal([("c1", "ann", "hello", null), ("c2", "bob", "good bye", new AudioSegment(1.5, 2))], set.Samples.Select(s => (s.Id, s.Voice, s.Text, s.Segment)));
        Assert.Equal(_folder["r.wav"], set.Samples[1].Path);
    }

    [Fact]
    public void Stretches_of_one_long_recording_give_the_embeddings_of_the_files_that_it_was_joined_from()
    {
        var plain = SmallWorld.Voices(_folder, voices: 2, sentences: 2);
        var (all, rows, cuts) = (new List<float>(), new StringBuilder(), new StringBuilder());
        var clips = plain.Samples.Select(s => AudioFile.ReadAll(s.Path)).ToList();
        foreach (var (sample, samples) in plain.Samples.Zip(clips))
        {
            var (start, duration) = (all.Count / 24000.0, samples.Length / 24000.0);
            all.AddRange(samples);
            rows.AppendLine(FormattableString.Invariant($$"""{"audio_filepath": "all.wav", "offset": {{start:R}}, "duration": {{duration:R}}, "speaker": "{{sample.Voice}}", "sentence_id": "{{sample.Text}}"}"""));
            cuts.AppendLine(Cut(sample.Id, start, duration, sample.Text!, sample.Voice, "all.wav", clips.Sum(c => c.Length) / 24000.0));
        }
        WavWriter.Write(_folder["all.wav"], [.. all]);
        using var encoder = SmallWorld.Encoder();
        var direct = Embeddings(plain);
        var (nemo, lhotse) = (DataSet.Open(_folder.Write("nemo.jsonl", rows.ToString())), DataSet.Open(_folder.Write("cuts.jsonl", cuts.ToString())));
        Assert.Equal(direct, Embeddings(nemo));
        Assert.Equal(direct, Embeddings(lhotse));
        Assert.Equal(plain.Samples.Select(s => (s.Id, s.Voice, s.Text)), lhotse.Samples.Select(s => (s.Id, s.Voice, s.Text)));

        float[] Embeddings(DataSet data)
        {
            using var embedded = Extractor.Run(data, new MimiEmbedder(encoder, SmallWorld.Taps(encoder, "latent"), [Pooling.Mean]), new ExtractionOptions());
            Assert.Equal((data.Samples.Count, 0), (embedded.Samples.Count, embedded.Failures.Count));
            return embedded.Set(embedded.Keys[0]).Matrix.Values.ToArray();
        }
    }

    [Fact]
    public void A_recording_that_changes_while_its_stretches_are_read_is_not_kept()
    {
        WavWriter.Write(_folder["r.wav"], new float[24000]);
        var clips = PendingClip.Of(DataSet.Open(_folder.Write("x.jsonl", """{"audio_filepath": "r.wav", "offset": 0.25, "duration": 0.5}""")), []);
        clips[0].Identify();
        Assert.False(clips[0].HasChanged());
        WavWriter.Write(_folder["r.wav"], new float[30000]);
        Assert.True(clips[0].HasChanged());
    }

    [Theory]
    [InlineData("{", "row 1: not a JSON object of its own line")]
    [InlineData("oops", "row 1: not a JSON object of its own line: 'o' is an invalid start of a value (byte 1)")]
    [InlineData("[1]", "row 1: an object is expected, this is array")]
    [InlineData("""{"audio": "a.wav"}""", "neither audio_filepath (NeMo) nor recording (Lhotse)")]
    [InlineData("""{"audio_filepath": 7.5e}""", "not a JSON object")]
    [InlineData("""{"audio_filepath": []}""", "audio_filepath: a text is expected, this is '[]'")]
    [InlineData("""{"audio_filepath": "a\u0000.wav"}""", "a path with a NUL character")]
    [InlineData("""{"audio_filepath": "a.wav", "offset": -1}""", "offset: '-1' is no number of seconds")]
    [InlineData("""{"audio_filepath": "a.wav", "offset": 1, "duration": 0}""", "a duration of 0 s")]
    [InlineData("""{"id": "m", "type": "MixedCut", "tracks": []}""", "a MixedCut without a recording")]
    [InlineData("""{"id": "c", "recording": {"sources": []}}""", "a list of one source")]
    [InlineData("""{"id": "c", "recording": {"sources": [{"type": "command", "source": "rm -rf /"}]}}""", "is no file; commands, addresses and memory aren't read")]
    [InlineData("""{"recording": {"sources": [{"type": "file", "source": "a.wav"}]}}""", "id is missing")]
    [InlineData("""{"id": "c", "channel": 0, "recording": {"sources": [{"type": "file", "channels": [0, 1], "source": "a.wav"}]}}""", "one channel of a recording of 2")]
    [InlineData("""{"id": "c", "supervisions": [{"speaker": "a"}, {"speaker": "b"}], "recording": {"sources": [{"type": "file", "source": "a.wav"}]}}""", "2 speakers in one cut (a, b)")]
    public void What_is_wrong_with_a_row_is_named(string row, string message)
    {
        var path = _folder.Write("x.jsonl", row);
        var error = Assert.Throws<DataSetException>(() => DataSet.Open(path)).Message;
        Assert.StartsWith($"{path}, row 1", error);
        Assert.Contains(message, error);
    }

    private static string Cut(string id, double start, double duration, string text, string speaker, string source = "r.wav", double whole = 4) => FormattableString.Invariant($$"""
        {"id": "{{id}}", "start": {{start:R}}, "duration": {{duration:R}}, "channel": 0, "supervisions": [{"id": "{{id}}-s", "recording_id": "r", "start": 0.0, "duration": {{duration:R}}, "channel": 0, "text": "{{text}}", "language": "en", "speaker": "{{speaker}}"}], "recording": {"id": "r", "sources": [{"type": "file", "channels": [0], "source": "{{source}}"}], "sampling_rate": 24000, "num_samples": {{whole * 24000:0}}, "duration": {{whole:R}}, "channel_ids": [0]}, "type": "MonoCut"}
        """).Trim();
}
