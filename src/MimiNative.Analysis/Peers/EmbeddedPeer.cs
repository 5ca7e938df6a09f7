using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Peers;

/// <summary>A peer whose embeddings are there. What is compared with it is compared on the clips that both have, on the same pairs.</summary>
internal sealed class EmbeddedPeer : IDisposable
{
    // A head is fitted on some voices and tested on two others.
    private const int FewestVoices = 4;

    private const int FewestClips = 2;

    private readonly EmbeddedClips _clips;
    private readonly EmbeddingKey _key;

    /// <param name="peer">Who it is.</param>
    /// <param name="clips">Its embeddings.</param>
    /// <param name="key">Which of them.</param>
    /// <param name="common">Ids of the clean clips that the space in question and its controls have.</param>
    /// <param name="samples">The clips in question.</param>
    /// <exception cref="DataSetException">It has too few of these clips.</exception>
    public EmbeddedPeer(Peer peer, EmbeddedClips clips, EmbeddingKey key, IReadOnlySet<string> common, IReadOnlyList<Sample> samples)
    {
        (_clips, _key) = (clips, key);
        Ids = [.. clips.Samples.Where(s => s.IsClean && common.Contains(s.Id)).Select(s => s.Id)];
        Peer = peer with { Clips = Ids.Count, OfClips = common.Count };
        RequireUseful(peer.File ?? peer.Name, [.. samples.Where(s => Ids.Contains(s.Id))], [.. samples.Where(s => common.Contains(s.Id))]);
    }

    /// <summary>Who it is, and how many clips it shares.</summary>
    public Peer Peer { get; }

    /// <summary>Ids of the clean clips that it shares with the space in question.</summary>
    public HashSet<string> Ids { get; }

    /// <summary>Clips that this run embedded itself.</summary>
    public int Encoded => _clips.Encoded;

    /// <summary>Its vectors of some of its clean clips, in the data set's order.</summary>
    public EmbeddingSet Clean(IReadOnlySet<string> ids) => _clips.Set(_key, s => s.IsClean && ids.Contains(s.Id));

    /// <summary>Its vectors of the clean clips that it shares.</summary>
    public EmbeddingSet Clean() => Clean(Ids);

    /// <summary>Everything that it has, versions of clips under noise included.</summary>
    public EmbeddingSet All() => _clips.Set(_key);

    /// <summary>Its clips, for versions under treatments.</summary>
    public (EmbeddedClips Clips, EmbeddingKey Key) Versions => (_clips, _key);

    public void Dispose() => _clips.Dispose();

    /// <summary>Comparing takes pairs of one voice and of two: two clips each of four voices, or of as many as the clips in question have.</summary>
    /// <exception cref="DataSetException">There are fewer.</exception>
    public static void RequireUseful(string source, IReadOnlyList<Sample> shared, IReadOnlyList<Sample> all)
    {
        static int Voices(IReadOnlyList<Sample> samples) => samples.Where(s => s.IsClean).CountBy(s => s.Voice).Count(v => v.Value >= FewestClips);
        var (has, needed) = (Voices(shared), Math.Clamp(Voices(all), 1, FewestVoices));
        if (has < needed)
            throw new DataSetException($"{source}: it has {shared.Count(s => s.IsClean)} of {all.Count(s => s.IsClean)} clean clips, {FewestClips} or more of {has} voice{(has == 1 ? "" : "s")}; to compare takes {needed} such voices");
    }
}
