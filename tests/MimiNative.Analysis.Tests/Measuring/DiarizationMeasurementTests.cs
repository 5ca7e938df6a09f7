using MimiNative.Analysis.Data;
using MimiNative.Analysis.Diarization;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Presentation.Sections;
using MimiNative.Analysis.Results;
using MimiNative.Analysis.Tests.Diarization;
using MimiNative.Audio;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Measuring;

public sealed class DiarizationMeasurementTests : IDisposable
{
    private static readonly EmbeddingKey Focus = new("latent", Pooling.Mean);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_way_is_measured_beside_its_controls_and_a_head_has_not_met_the_voices()
    {
        var data = SmallWorld.Voices(_folder, 4, 4);
        using var encoder = SmallWorld.Encoder();
        using var control = SmallWorld.Encoder("other");
        EmbeddedClips Embed(MimiEncoder network) => Extractor.Run(data, new MimiEmbedder(network, SmallWorld.Taps(network, "latent", "seanet.out"), [Pooling.Mean]), new ExtractionOptions());
        using var mimi = Embed(encoder);
        using var random = Embed(control);
        using var spectral = Extractor.Run(data, new SpectralEmbedder(), new ExtractionOptions());
        var result = new DiarizationMeasurement(data, null, Focus, PaddingDialect.Waveform, 1).Run(encoder, control, (mimi, random, spectral), ["seanet.out", "latent"], false, 200);

        Assert.Equal((6, 2, false), (result.Casts.Count, result.Speakers, result.Head));
        // Two taps at one length of window and the one in question at two more, spectrum; each with and without head, both ways to find speech.
        Assert.Equal((2 * (4 + 4) + 2) * 2, result.Rows.Count);
        foreach (var speech in (SpeechSource[])[SpeechSource.Oracle, SpeechSource.Energy])
        {
            var own = result.Own(speech)!;
            foreach (var space in (SpaceKind[])[SpaceKind.RandomWeights, SpaceKind.Spectral])
            {
                var other = result.Control(space, speech)!;
                Assert.Equal(result.Rows.Where(r => r.Space == space && r.Speech == speech && r.Window == 1.5 && (space == SpaceKind.Spectral || r.Key == Focus)).Min(r => r.Rate.Value), other.Rate.Value);
                Assert.Equal(own.Rate.Value - other.Rate.Value, other.OwnMinusThis.Value, 1e-12);
                Assert.InRange(other.OwnMinusThis.Value, other.OwnMinusThis.Low, other.OwnMinusThis.High);
            }
        }
        Assert.True(result.OverlapMissed < result.Rows.Min(r => r.Rate.Value) + 1e-9 && result.OneSpeaker > 0.3);

        // One row by hand: the head is fitted on the two voices that are not in the conversation.
        var conversation = Conversations.Of(data, result.Casts).First();
        var clips = mimi.Set(Focus);
        int[] others = [.. Enumerable.Range(0, clips.Count).Where(i => !result.Casts[0].Contains(clips.Samples[i].Voice))];
        var head = SpeakerHead.Fit(clips.Matrix.Select(others), SpaceLabels.FromNames([.. others.Select(i => clips.Samples[i].Voice)], null));
        Assert.Equal(1, head.Axes);
        var windows = WindowedRecording.Embed("x", () => new ArrayAudioSource(conversation.Samples), encoder, new() { Speakers = 2 }, DiarizerTests.Speech(conversation), null, default);
        var turns = (windows with { Vectors = head.Transform(windows.Vectors) }).Diarize(new() { Speakers = 2 }).Turns;
        Assert.Equal(DiarizationErrorRate.Compute(conversation.Turns, turns).Errors, result.Rows.Single(r => r.Space == SpaceKind.Analysed && r.Key == Focus && r.Head && r.Window == 1.5 && r.Speech == SpeechSource.Oracle).Errors[0]);

        var section = DiarizationSection.Present(result);
        Assert.Contains("diarization/diarization.json", section.Files.Select(f => f.Path));
        Assert.Contains("diarization/error_rate_by_tap.svg", section.Files.Select(f => f.Path));
    }

    [Fact]
    public void Without_voices_for_a_head_cosine_is_in_question_and_without_voices_nothing()
    {
        var data = SmallWorld.Voices(_folder, 3, 2);
        using var encoder = SmallWorld.Encoder();
        using var mimi = Extractor.Run(data, new MimiEmbedder(encoder, SmallWorld.Taps(encoder, "latent"), [Pooling.Mean]), new ExtractionOptions());
        var result = new DiarizationMeasurement(data, 3, Focus, PaddingDialect.Waveform, 1).Run(encoder, null, (mimi, null, null), ["latent"], true, 50);
        Assert.Equal((1, false), (result.Casts.Count, result.Head));
        Assert.True(double.IsNaN(result.Own(SpeechSource.Oracle)!.Rate.Low));
        Assert.Throws<DataSetException>(() => new DiarizationMeasurement(data, 4, Focus, PaddingDialect.Waveform, 1));
        Assert.Throws<DataSetException>(() => new DiarizationMeasurement(data.Where(s => s.Voice == data.Voices[0]), null, Focus, PaddingDialect.Waveform, 1));
    }

    [Fact]
    public void Intervals_come_from_draws_of_voices()
    {
        string[][] casts = [["a", "b"], ["a", "c"], ["b", "c"]];
        DiarizationErrors[] errors = [new(10, 1, 0, 0), new(10, 0, 2, 0), new(20, 0, 0, 9)], same = [new(10, 1, 0, 0), new(10, 1, 0, 0), new(20, 2, 0, 0)];
        var bootstrap = new ConversationBootstrap(casts, 2000, 1);
        Assert.Equal(0.3, bootstrap.Rate(errors).Value, 1e-12);
        // A draw with two different voices holds one conversation or all three: rates lie between those of single conversations.
        Assert.Equal((0.1, 0.45), (Math.Round(bootstrap.Rate(errors).Low, 9), Math.Round(bootstrap.Rate(errors).High, 9)));
        Assert.Equal(new Estimate(0.1, 0.1, 0.1), bootstrap.Rate(same), (a, b) => Math.Abs(a.Value - b.Value) + Math.Abs(a.Low - b.Low) + Math.Abs(a.High - b.High) < 1e-12);
        Assert.Equal(0.2, bootstrap.Difference(errors, same).Value, 1e-12);
        Assert.Equal((0, 0.35), (Math.Round(bootstrap.Difference(errors, same).Low, 9), Math.Round(bootstrap.Difference(errors, same).High, 9)));
        Assert.True(double.IsNaN(new ConversationBootstrap([["a", "b"]], 200, 1).Rate([new(10, 1, 0, 0)]).Low));
        // Of five voices drawn, four different ones that talk to each other are there in fewer than half of the draws.
        Assert.True(double.IsNaN(new ConversationBootstrap([["a", "b", "c", "d"], ["a", "b", "c", "e"]], 1000, 1).Rate([new(10, 1, 0, 0), new(10, 2, 0, 0)]).Low));
    }
}
