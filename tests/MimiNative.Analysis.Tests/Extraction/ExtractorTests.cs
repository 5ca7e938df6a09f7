using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Conditions;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Audio;

namespace MimiNative.Analysis.Tests.Extraction;

public sealed class ExtractorTests : IDisposable
{
    private static readonly EmbeddingKey Both = new("level", Pooling.Stats);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_stand_in_the_order_of_the_data_set_with_length_and_level()
    {
        using var extraction = Extractor.Run(Clips(5), new LevelEmbedder(), new ExtractionOptions());
        Assert.Equal(["c0", "c1", "c2", "c3", "c4"], extraction.Samples.Select(s => s.Id));
        Assert.Equal(5, extraction.Encoded);
        var set = extraction.Set(Both);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(extraction.Levels[i], set[i][0], 1e-6);
            Assert.Equal(0.1 * (i + 1), extraction.Seconds[i], 1e-9);
        }

        Assert.Contains("no embedding 'x/mean'", Assert.Throws<ArgumentException>(() => extraction.Set(new("x", Pooling.Mean))).Message);
    }

    [Fact]
    public void A_second_run_embeds_nothing_and_gives_the_same_bits()
    {
        var data = Clips(4);
        var options = new ExtractionOptions { CacheFolder = _folder["cache"] };
        float[] first;
        using (var extraction = Extractor.Run(data, new LevelEmbedder(), options))
            first = extraction.Set(Both).Values.ToArray();
        using var second = Extractor.Run(data, new LevelEmbedder(), options);
        Assert.Equal(0, second.Encoded);
        Assert.Equal(first, second.Set(Both).Values.ToArray());
    }

    [Fact]
    public void A_journal_torn_at_any_byte_is_continued_to_the_same_bits()
    {
        var data = Clips(3);
        var options = new ExtractionOptions { CacheFolder = _folder["cache"] };
        Extractor.Run(data, new LevelEmbedder(), options).Dispose();
        var journal = Assert.Single(Directory.EnumerateFiles(_folder["cache"]));
        var whole = File.ReadAllBytes(journal);
        for (var length = 0; length <= whole.Length; length += 13)
        {
            File.WriteAllBytes(journal, whole[..length]);
            Extractor.Run(data, new LevelEmbedder(), options).Dispose();
            Assert.Equal(whole, File.ReadAllBytes(journal));
        }
    }

    [Fact]
    public void A_damaged_record_is_embedded_again()
    {
        var data = Clips(3);
        var options = new ExtractionOptions { CacheFolder = _folder["cache"] };
        Extractor.Run(data, new LevelEmbedder(), options).Dispose();
        var journal = Assert.Single(Directory.EnumerateFiles(_folder["cache"]));
        var bytes = File.ReadAllBytes(journal);
        bytes[^20] ^= 1;
        File.WriteAllBytes(journal, bytes);
        using var extraction = Extractor.Run(data, new LevelEmbedder(), options);
        Assert.Equal(1, extraction.Encoded);
    }

    [Fact]
    public void Other_weights_other_audio_or_other_settings_are_embedded_anew()
    {
        var data = Clips(2);
        var options = new ExtractionOptions { CacheFolder = _folder["cache"] };
        Extractor.Run(data, new LevelEmbedder(), options).Dispose();
        using (var other = Extractor.Run(data, new LevelEmbedder("other weights"), options))
            Assert.Equal(2, other.Encoded);
        WavWriter.Write(data.Samples[0].Path, new float[100]);
        using (var changed = Extractor.Run(data, new LevelEmbedder(), options))
            Assert.Equal(1, changed.Encoded);
        File.Move(data.Samples[1].Path, _folder["moved.wav"]);
        var moved = new DataSet("m", "m", [data.Samples[0], data.Samples[1] with { Path = _folder["moved.wav"] }]);
        using (var same = Extractor.Run(moved, new LevelEmbedder(), options))
            Assert.Equal(0, same.Encoded);
    }

    [Fact]
    public void Shards_are_merged_by_a_run_without_shard()
    {
        var data = Clips(5);
        for (var i = 1; i <= 2; i++)
            Extractor.Run(data.Shard(i, 2), new LevelEmbedder(), new ExtractionOptions { CacheFolder = _folder["cache"], Shard = $"{i}-of-2" }).Dispose();
        using var merged = Extractor.Run(data, new LevelEmbedder(), new ExtractionOptions { CacheFolder = _folder["cache"] });
        using var alone = Extractor.Run(data, new LevelEmbedder(), new ExtractionOptions());
        Assert.Equal(0, merged.Encoded);
        Assert.Equal(alone.Set(Both).Values.ToArray(), merged.Set(Both).Values.ToArray());
    }

    [Fact]
    public void Two_runs_can_t_write_the_same_journal()
    {
        var options = new ExtractionOptions { CacheFolder = _folder["cache"] };
        using var first = Extractor.Run(Clips(1), new LevelEmbedder(), options);
        Assert.Contains("another run may be using it", Assert.Throws<DataSetException>(() => Extractor.Run(Clips(1), new LevelEmbedder(), options)).Message);
    }

    [Fact]
    public void A_corrupt_clip_is_reported_and_the_others_stay()
    {
        var data = Clips(3);
        File.WriteAllText(data.Samples[1].Path, "this is not audio at all");
        File.Delete(data.Samples[2].Path);
        using var extraction = Extractor.Run(data, new LevelEmbedder(), new ExtractionOptions());
        Assert.Equal(["c0"], extraction.Samples.Select(s => s.Id));
        Assert.Equal(["c1", "c2"], extraction.Failures.Select(f => f.Sample.Id));
        Assert.Contains("c1.wav", extraction.Failures[0].Reason);
        Assert.Contains("no such file", extraction.Failures[1].Reason);
    }

    [Fact]
    public void Strict_stops_at_the_corrupt_clip_and_names_it()
    {
        var data = Clips(3);
        File.WriteAllText(data.Samples[1].Path, "this is not audio at all");
        Assert.Contains("sample 'c1'", Assert.Throws<DataSetException>(() => Extractor.Run(data, new LevelEmbedder(), new ExtractionOptions { Strict = true })).Message);
    }

    [Fact]
    public void A_clip_that_is_replaced_while_it_is_embedded_is_reported_and_not_kept_under_its_old_name()
    {
        var data = Clips(2);
        var options = new ExtractionOptions { CacheFolder = _folder["cache"] };
        var original = File.ReadAllBytes(data.Samples[0].Path);
        using (var disturbed = Extractor.Run(data, new LevelEmbedder(before: i => { if (i == 0) WavWriter.Write(data.Samples[0].Path, new float[77]); }), options))
        {
            Assert.Equal(["c0", "c1"], disturbed.Failures.Select(f => f.Sample.Id).Concat(disturbed.Samples.Select(s => s.Id)).Order());
            Assert.Contains("changed while it was read", disturbed.Failures[0].Reason);
        }

        File.WriteAllBytes(data.Samples[0].Path, original);
        using var again = Extractor.Run(data.Where(s => s.Id == "c0"), new LevelEmbedder(), options);
        Assert.Equal(1, again.Encoded);
        Assert.Equal(0.1, again.Seconds[0], 1e-9);
    }

    [Fact]
    public void A_clip_that_ends_early_is_embedded_and_reported_in_every_run_and_strict_stops_there()
    {
        var data = Clips(3);
        var bytes = File.ReadAllBytes(data.Samples[1].Path);
        File.WriteAllBytes(data.Samples[1].Path, bytes[..(bytes.Length / 2)]);
        var options = new ExtractionOptions { CacheFolder = _folder["cache"] };
        for (var run = 0; run < 2; run++)
        {
            using var extraction = Extractor.Run(data, new LevelEmbedder(), options);
            Assert.Equal(["c0", "c1", "c2"], extraction.Samples.Select(s => s.Id));
            var damaged = Assert.Single(extraction.Damaged);
            Assert.Equal("c1", damaged.Sample.Id);
            Assert.Contains("c1.wav", damaged.Reason);
            Assert.Equal(run == 0 ? 3 : 1, extraction.Encoded);
            Assert.True(extraction.Set(Both)[1][0] > 0);
        }

        Assert.Contains("sample 'c1'", Assert.Throws<DataSetException>(() => Extractor.Run(data, new LevelEmbedder(), options with { Strict = true })).Message);
    }

    [Fact]
    public void Noise_on_few_clips_takes_as_many_of_every_voice_spread_over_its_clips()
    {
        var samples = Clips(9).Samples.Select((s, i) => s with { Voice = i < 6 ? "a" : "b" }).ToList();
        using var extraction = Extractor.Run(new DataSet("some", "some", samples, []), new LevelEmbedder(), new ExtractionOptions { Treatments = [new NoiseTreatment(NoiseAugmentation.Light, mostPerVoice: 3)] });
        Assert.Equal(["c1", "c3", "c5", "c6", "c7", "c8"], extraction.Samples.Where(s => !s.IsClean).Select(s => s.Id.Split('+')[0]));
    }

    [Fact]
    public void What_is_wrong_with_a_clip_is_said_once_whatever_is_made_of_it()
    {
        var data = Clips(3);
        var bytes = File.ReadAllBytes(data.Samples[1].Path);
        File.WriteAllBytes(data.Samples[1].Path, bytes[..(bytes.Length / 2)]);
        File.WriteAllText(data.Samples[2].Path, "this is not audio at all");
        using var extraction = Extractor.Run(data, new LevelEmbedder(), new ExtractionOptions { Treatments = [new NoiseTreatment(NoiseAugmentation.Light), new NoiseTreatment(NoiseAugmentation.Medium), Condition.Equalised.Treatment!] });
        Assert.Equal(["c1"], extraction.Damaged.Select(f => f.Sample.Id));
        Assert.Equal(["c2"], extraction.Failures.Select(f => f.Sample.Id));
    }

    [Fact]
    public void Versions_stand_behind_the_clips_by_name_each_with_a_key_of_its_own()
    {
        var data = Clips(3);
        var options = new ExtractionOptions { CacheFolder = _folder["cache"], Treatments = [new NoiseTreatment(NoiseAugmentation.Light), Condition.Equalised.Treatment!] };
        using (var extraction = Extractor.Run(data, new LevelEmbedder(), options))
        {
            Assert.Equal(["c0", "c1", "c2", "c0+light_noise", "c1+light_noise", "c2+light_noise", "c0+equalised", "c1+equalised", "c2+equalised"], extraction.Samples.Select(s => s.Id));
            Assert.Equal(extraction.Set(Both).Where(s => s.Augmentation == "equalised").Values.ToArray(), extraction.Set(Both, s => s.Augmentation == "equalised").Values.ToArray());
            Assert.Equal(9, extraction.Encoded);
        }

        using (var again = Extractor.Run(data, new LevelEmbedder(), options))
            Assert.Equal(0, again.Encoded);
        // Noise is drawn by the clip's id and the seed: neither may be found under another's key.
        var renamed = new DataSet("r", "r", [.. data.Samples.Select(s => s with { Id = s.Id + "'" })]);
        using (var other = Extractor.Run(renamed, new LevelEmbedder(), options))
            Assert.Equal(6, other.Encoded);
        using (var reseeded = Extractor.Run(data, new LevelEmbedder(), options with { Treatments = [new NoiseTreatment(NoiseAugmentation.Light, seed: 2)] }))
            Assert.Equal(3, reseeded.Encoded);
    }

    [Fact]
    public void A_failure_that_is_not_a_clip_s_fault_ends_the_run()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Extractor.Run(Clips(2), new LevelEmbedder(failure: new InvalidOperationException("no memory")), new ExtractionOptions()));
        Assert.Equal("no memory", error.Message);
    }

    private DataSet Clips(int count)
    {
        var samples = new List<Sample>();
        for (var i = 0; i < count; i++)
        {
            var random = new Random(i);
            var path = _folder[$"c{i}.wav"];
            if (!File.Exists(path))
                WavWriter.Write(path, [.. Enumerable.Range(0, 2400 * (i + 1)).Select(_ => random.NextSingle() - 0.5f)], format: PcmFormat.Float32);
            samples.Add(new Sample { Id = $"c{i}", Voice = $"v{i % 2}", Path = path });
        }

        return new DataSet("clips", "clips", samples);
    }

    /// <summary>Gives a clip's RMS and peak, so that tests need no network.</summary>
    private sealed class LevelEmbedder(string fingerprint = "weights", Exception? failure = null, Action<int>? before = null) : ClipEmbedder
    {
        public override string Description => "level";

        public override string Fingerprint => fingerprint;

        public override IReadOnlyList<EmbeddingKey> Keys => [Both];

        public override IReadOnlyList<int> Dimensions => [2];

        public override void Run(int count, Func<int, AudioSource> open, Action<int, float[]?, Exception?> completed, CancellationToken cancellation)
        {
            for (var i = 0; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    if (failure is not null)
                        throw failure;
                    using var source = open(i);
                    before?.Invoke(i);
                    var samples = source.ReadToEnd();
                    completed(i, [(float)Math.Sqrt(samples.Average(s => (double)s * s)), samples.Max()], null);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    completed(i, null, e);
                }
            }
        }
    }
}
