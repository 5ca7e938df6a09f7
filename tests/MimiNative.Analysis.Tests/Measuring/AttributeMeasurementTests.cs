using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Measuring;

public sealed class AttributeMeasurementTests
{
    [Fact]
    public void An_attribute_in_the_space_is_told_of_unseen_voices_and_one_that_is_not_there_is_not()
    {
        var set = Set(12, v => v % 2 == 0 ? "female" : "male", v => v / 2 % 2 == 0 ? "here" : "there", _ => null);
        var noise = new EmbeddingSet("noise", set.Samples, 4, Noise(set.Count * 4, 9));
        var readings = AttributeMeasurement.Run([new ProbedSpace(SpaceKind.Analysed, null, set), new ProbedSpace(SpaceKind.RandomWeights, null, noise)], seed: 1);
        Assert.Equal([SpeakerAttribute.Gender, SpeakerAttribute.Accent], readings.Select(r => r.Attribute));
        Assert.All(readings, r => Assert.Equal([SpaceKind.Analysed, SpaceKind.RandomWeights], r.Probed.Select(p => p.Space)));
        Assert.Equal([new AttributeValue("female", 6), new AttributeValue("male", 6)], readings[0].Values);
        Assert.Equal(Outcome.Yes, ProbeRules.Readable(readings[0]).Outcome);
        Assert.NotEqual(Outcome.Yes, ProbeRules.Readable(readings[1]).Outcome);
        Assert.NotEqual(Outcome.Yes, ProbeRules.Readable(readings[0] with { Probed = [readings[0].Probed[1]] }).Outcome);
    }

    [Theory]
    [InlineData("a a a a a a a a", false)]
    [InlineData("a a b b b unknown unknown -", false)]
    [InlineData("a a a a a a a b", false)]
    [InlineData("a a a b b b unknown N/A", true)]
    [InlineData("a a a b b b c d", true)]
    public void It_is_asked_only_where_two_values_are_shared_by_enough_voices(string values, bool asked)
    {
        var of = values.Split(' ');
        var reading = Assert.Single(AttributeMeasurement.Run([new ProbedSpace(SpaceKind.Analysed, null, Set(8, v => of[v], _ => null, _ => ""))], seed: 1));
        Assert.Equal(asked, reading.Probed.Count > 0);
        if (asked)
            Assert.Equal((6, 2), (reading.Probed[0].Probe.Voices, reading.Probed[0].Probe.Values.Count));
    }

    [Fact]
    public void A_voice_that_the_data_set_gives_two_values_counts_for_neither()
    {
        var set = Set(8, v => v % 2 == 0 ? "a" : "b", _ => null, _ => null);
        var mixed = new EmbeddingSet("mixed", [.. set.Samples.Select((s, i) => i == 0 ? s with { Gender = "b" } : s)], set.Dimension, set.Values.ToArray());
        Assert.Equal(7, Assert.Single(AttributeMeasurement.Run([new ProbedSpace(SpaceKind.Analysed, null, mixed)], seed: 1)).Probed[0].Probe.Voices);
    }

    // Five clips a voice in four channels, of which the first holds what the gender is.
    private static EmbeddingSet Set(int voices, Func<int, string?> gender, Func<int, string?> accent, Func<int, string?> age)
    {
        Sample[] samples = [.. Enumerable.Range(0, voices * 5).Select(i => new Sample { Id = $"{i}", Voice = $"v{i / 5:00}", Gender = gender(i / 5), Accent = accent(i / 5), AgeGroup = age(i / 5) })];
        var values = Noise(samples.Length * 4, 3);
        for (var i = 0; i < samples.Length; i++)
            values[i * 4] += samples[i].Gender is "female" or "a" ? 6 : 0;
        return new EmbeddingSet("made", samples, 4, values);
    }

    private static float[] Noise(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.NextGaussian())];
    }
}
