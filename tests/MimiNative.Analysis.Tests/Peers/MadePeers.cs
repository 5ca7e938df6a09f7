using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Peers;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Peers;

/// <summary>Vectors of clips that nobody encoded: voices spread as wanted, the same from the same seed.</summary>
internal static class MadePeers
{
    public static readonly EmbeddingKey Key = new("space", Pooling.Mean);

    /// <summary>Clean clips, every voice saying every text.</summary>
    public static IReadOnlyList<Sample> Samples(int voices, int texts) =>
        [.. Enumerable.Range(0, voices * texts).Select(i => new Sample { Id = $"v{i / texts}t{i % texts}", Voice = $"v{i / texts}", Text = $"t{i % texts}" })];

    /// <summary>Their vectors: the larger the spread, the farther apart the voices.</summary>
    public static EmbeddingSet Set(IReadOnlyList<Sample> samples, double spread, ulong seed = 1, int dimension = 8, string name = "space/mean")
    {
        var random = new SeededRandom(seed);
        var centres = samples.Select(s => s.Voice).Distinct().ToDictionary(v => v, _ => Enumerable.Range(0, dimension).Select(_ => spread * random.NextGaussian()).ToArray());
        return new EmbeddingSet(name, samples, dimension, [.. samples.SelectMany(s => centres[s.Voice].Select(c => (float)(c + random.NextGaussian())))]);
    }

    public static EmbeddedClips Clips(EmbeddingSet set) => new ImportedClips(set.Name, [set]);

    /// <summary>A peer with some of the clips.</summary>
    public static EmbeddedPeer Peer(EmbeddingSet all, Func<Sample, bool> keep, IReadOnlyList<Sample> samples, string name = "ecapa", bool? synthetic = null) => new(
        Who(name, synthetic), Clips(all.Where(keep)), new EmbeddingKey("space", Pooling.Mean), samples.Select(s => s.Id).ToHashSet(), samples);

    /// <summary>Who a peer is; null: its file doesn't say what made it.</summary>
    public static Peer Who(string name = "ecapa", bool? synthetic = null, int clips = 0, int of = 0, bool wavlm = false)
    {
        var facts = new Dictionary<string, string>();
        if (synthetic is { } said)
            facts["synthetic"] = said ? "true" : "false";
        if (wavlm)
            facts["encoder"] = "wavlm";
        return new Peer { Name = name, Embedding = "space/mean", MadeBy = facts, Clips = clips, OfClips = of };
    }
}
