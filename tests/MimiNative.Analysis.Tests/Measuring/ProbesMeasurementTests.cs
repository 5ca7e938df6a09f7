using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Conditions;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Measuring;

public sealed class ProbesMeasurementTests : IDisposable
{
    private static readonly EmbeddingKey Focus = new("latent", Pooling.Mean);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_number_is_that_of_its_own_space_over_the_clips_as_they_are()
    {
        var data = SmallWorld.Voices(_folder, voices: 6, sentences: 4);
        using var encoder = SmallWorld.Encoder();
        using var control = SmallWorld.Encoder("control");
        using var mimi = Embed(encoder, [Condition.Equalised.Treatment!]);
        using var random = Embed(control, []);
        using var spectral = Extractor.Run(data, new SpectralEmbedder(), new ExtractionOptions());
        EmbeddingKey[] stations = [new("seanet.out", Pooling.Mean), Focus];
        var result = new ProbesMeasurement(mimi, random, spectral).Run(Focus, stations, semantic: 1, synthetic: true, new UncertaintyOptions { Replicates = 20, Permutations = 0 });

        var sets = new[] { (SpaceKind.Analysed, Clean(mimi, Focus)), (SpaceKind.RandomWeights, Clean(random, Focus)), (SpaceKind.Spectral, Clean(spectral, SpectralEmbedder.Key)) };
        Assert.Equal(sets.Select(s => s.Item1), result.ReadOuts.Select(r => r.Space));
        foreach (var (kind, set) in sets)
        {
            Assert.Equal(24, set.Count);
            Assert.Equal(OnlineCode.Compute(set.Matrix, set.Labels)!.Bits, result.ReadOuts.First(r => r.Space == kind).Code!.Bits);
            Assert.Equal(Linkability.Compute(set.Matrix, set.Labels), Exposed(kind, ScoringMethod.Cosine, null).Linkability);
            Assert.Equal(SinglingOut.OfUnseenVoices(set.Matrix, set.Labels), Exposed(kind, ScoringMethod.LdaCosine, null).SinglingOut);
        }

        Assert.Equal(3, sets.Select(s => Exposed(s.Item1, ScoringMethod.Cosine, null).Linkability).Distinct().Count());
        var second = Clean(random, Focus with { Duration = 1 });
        Assert.Equal(Linkability.Compute(second.Matrix, second.Labels), Exposed(SpaceKind.RandomWeights, ScoringMethod.Cosine, 1).Linkability);
        Assert.DoesNotContain(result.Exposures, e => e.Space == SpaceKind.Spectral && e.Seconds is not null);
        foreach (var (kind, clips) in new[] { (SpaceKind.Analysed, mimi), (SpaceKind.RandomWeights, random) })
        {
            var third = Clean(clips, new EmbeddingKey("rvq@3", Pooling.Mean));
            Assert.Equal(VerificationMetrics.Compute(third.Matrix, third.Labels).Eer, result.Codebooks!.Curve(CodebookView.UpTo, kind)!.Cosine[2]);
        }

        var (out1, latent) = (Clean(mimi, stations[0]).Matrix, Clean(mimi, Focus).Matrix);
        Assert.Equal(Cka.Linear(out1, latent), result.Likeness!.Cka[0][1]);
        Assert.Equal(Cka.Debiased(out1, latent), result.Likeness.Debiased[0][1]);
        Assert.Equal(Cka.Debiased(latent, Clean(random, Focus).Matrix), result.Likeness.Controls[0].Debiased[1]);
        Assert.Equal(Cka.Linear(latent, Clean(spectral, SpectralEmbedder.Key).Matrix), result.Likeness.Controls[1].Cka[1]);

        EmbeddedClips Embed(MimiEncoder by, IReadOnlyList<Treatment> treatments) =>
            Extractor.Run(data, new MimiEmbedder(by, SmallWorld.Taps(by, "seanet.out", "latent"), [Pooling.Mean], [1], codebooks: true), new ExtractionOptions { Treatments = treatments });
        Exposure Exposed(SpaceKind kind, ScoringMethod scoring, double? seconds) => Assert.Single(result.Exposures, e => e.Space == kind && e.Scoring == scoring && e.Seconds == seconds);
    }

    private static EmbeddingSet Clean(EmbeddedClips clips, EmbeddingKey key) => clips.Set(key, s => s.IsClean);
}
