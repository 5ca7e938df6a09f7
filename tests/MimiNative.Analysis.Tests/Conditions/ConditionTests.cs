using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Conditions;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Voices;
using MimiNative.Audio;

namespace MimiNative.Analysis.Tests.Conditions;

public sealed class ConditionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Treated => [.. Condition.All.Where(c => c.Treatment is not null).Select(c => c.Name)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_list_is_read_in_the_order_of_tables_and_says_what_there_is()
    {
        Assert.Equal(["equalised", "padded", "telephone", "reverberant", "babble", "music-like", "codec@8"], Condition.Parse("all").Select(c => c.Name));
        Assert.Empty(Condition.Parse("none"));
        Assert.Equal(["telephone", "codec@8"], Condition.Parse(" codec@8, telephone,telephone ").Select(c => c.Name));
        Assert.Equal("no condition 'echo'; there are: equalised, padded, telephone, reverberant, babble, music-like, codec@8; all, none",
            Assert.Throws<ArgumentException>(() => Condition.Parse("telephone,echo")).Message);
        Assert.StartsWith("no condition is named", Assert.Throws<ArgumentException>(() => Condition.Parse(" , ")).Message);
    }

    [Fact]
    public void Codec_at_8_takes_the_quantised_latent_for_the_latent_and_has_nothing_to_say_of_other_taps()
    {
        var codec = Assert.Single(Condition.Parse("codec@8"));
        Assert.Equal("rvq@8", codec.TestTap("latent", 32));
        Assert.Equal("rvq", codec.TestTap("latent", 8));
        Assert.Null(codec.TestTap("seanet.out", 32));
        Assert.Equal(["rvq@8"], codec.MoreTaps(["seanet.out", "latent"], 32));
        Assert.Empty(codec.MoreTaps(["latent", "rvq@8"], 32));
        Assert.Equal("seanet.out", Condition.Parse("babble")[0].TestTap("seanet.out", 32));
        Assert.Empty(Condition.Parse("babble")[0].MoreTaps(["seanet.out"], 32));
    }

    [Theory, MemberData(nameof(Treated))]
    public void The_same_clip_under_the_same_id_gives_the_same_bits(string name)
    {
        var treatment = Condition.Parse(name)[0].Treatment!;
        Assert.Equal(name, treatment.Name);
        var samples = Clips(10);
        var first = Read(treatment, new ClipLibrary(samples), 3);
        Assert.Equal(first, Read(treatment, new ClipLibrary(samples), 3));
        Assert.NotEqual(Signals.Noise(3000 + 500 * 3, seed: 3), first);
    }

    [Theory, InlineData("reverberant"), InlineData("babble"), InlineData("music-like")]
    public void What_is_drawn_depends_on_the_id(string name)
    {
        var treatment = Condition.Parse(name)[0].Treatment!;
        var samples = Clips(10);
        var renamed = samples.Select(s => s with { Id = s.Id + "'" }).ToList();
        Assert.NotEqual(Read(treatment, new ClipLibrary(samples), 3), Read(treatment, new ClipLibrary(renamed), 3));
        Assert.NotEqual(treatment.Key(new ClipLibrary(samples), 3), treatment.Key(new ClipLibrary(renamed), 3));
    }

    [Fact]
    public void Clips_are_padded_to_the_longest_of_their_eight_in_the_data_set_s_order()
    {
        var clips = new ClipLibrary(Clips(10));
        var padded = Condition.Parse("padded")[0].Treatment!;
        for (var i = 0; i < 10; i++)
        {
            var samples = Read(padded, clips, i);
            Assert.Equal(i < 8 ? 3000 + 500 * 7 : 3000 + 500 * 9, samples.Length);
            Assert.Equal(Signals.Noise(3000 + 500 * i, seed: i), samples[..(3000 + 500 * i)]);
            Assert.All(samples[(3000 + 500 * i)..], x => Assert.Equal(0, x));
        }
    }

    [Fact]
    public void A_broken_neighbour_doesn_t_keep_a_clip_from_being_padded()
    {
        var samples = Clips(10);
        File.WriteAllText(samples[7].Path, "not audio");
        Assert.Equal(3000 + 500 * 6, Read(Condition.Parse("padded")[0].Treatment!, new ClipLibrary(samples), 2).Length);
    }

    [Fact]
    public void A_key_changes_with_the_other_clips_that_the_treatment_hears_and_with_no_others()
    {
        var samples = Clips(10);
        Dictionary<string, string> Keys() => Condition.All.Where(c => c.Treatment is not null).ToDictionary(c => c.Name, c => c.Treatment!.Key(new ClipLibrary(samples), 0));
        var before = Keys();
        Assert.Equal(before, Keys());
        // Clip 0 is padded to clip 7's length; every other voice's only clips may talk behind it.
        foreach (var i in (int[])[1, 3, 5, 7, 9])
            WavWriter.Write(samples[i].Path, Signals.Noise(9000, seed: 100 + i), format: PcmFormat.Float32);
        var after = Keys();
        Assert.Equal(["babble", "padded"], before.Keys.Where(k => before[k] != after[k]).Order());
    }

    [Theory, MemberData(nameof(Treated))]
    public void Silence_single_samples_and_full_scale_neither_crash_nor_blow_up(string name)
    {
        var treatment = Condition.Parse(name)[0].Treatment!;
        float[][] clips = [[0.5f], [1, -1], new float[5000], [.. Enumerable.Repeat(-0.25f, 700)], [.. Signals.Noise(24000).Select(x => (float)Math.Sign(x))], Signals.Noise(100, 1e-7)];
        var samples = Write([.. clips]);
        var library = new ClipLibrary(samples);
        for (var i = 0; i < clips.Length; i++)
        {
            var treated = Read(treatment, library, i);
            Assert.Equal(name == "padded" ? 24000 : clips[i].Length, treated.Length);
            Assert.All(treated, x => Assert.InRange(x, -10f, 10f));
        }
    }

    [Fact]
    public void The_bits_never_change()
    {
        // Cached embeddings are found by name, number and id: a change of these bits needs a new number in the treatments' keys.
        var samples = Write([.. SyntheticVoices.Make(2, 5).Select(c => c.Samples)]);
        var hashes = Treated.Select(name =>
        {
            var bits = Read(Condition.Parse((string)name)[0].Treatment!, new ClipLibrary(samples), 3);
            return $"{(string)name} {Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(bits.AsSpan())))[..8]}";
        });
        Assert.Equal("equalised A48C23F9, padded 6C22F016, telephone 200079BA, reverberant 338B4707, babble 371CB117, music-like 912D6E6E", string.Join(", ", hashes));
    }

    private static float[] Read(Treatment treatment, ClipLibrary clips, int index)
    {
        using var source = treatment.Open(clips, index);
        Assert.Equal(AudioFile.DefaultSampleRate, source.SampleRate);
        return source.ReadToEnd();
    }

    /// <summary>Clips of growing length of two voices in turn.</summary>
    private List<Sample> Clips(int count) => Write([.. Enumerable.Range(0, count).Select(i => Signals.Noise(3000 + 500 * i, seed: i))]);

    private List<Sample> Write(float[][] clips) => [.. clips.Select((clip, i) =>
    {
        WavWriter.Write(_folder[$"c{i}.wav"], clip, format: PcmFormat.Float32);
        return new Sample { Id = $"c{i}", Voice = $"v{i % 2}", Path = _folder[$"c{i}.wav"] };
    })];
}
