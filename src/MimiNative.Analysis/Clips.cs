using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Peers;
using MimiNative.Weights;

namespace MimiNative.Analysis;

/// <summary>A data set's clips embedded by the network in question, by its controls and by its peers.</summary>
internal sealed class Clips : IDisposable
{
    // The robustness test averages one cosine per clip: it settles long before the pairs of a verification do.
    private const int NoisyClipsPerVoice = 4;

    private Clips(EmbeddedClips mimi) => Mimi = mimi;

    /// <summary>By the network in question, noisy versions and those under recording conditions included where the options want them.</summary>
    public EmbeddedClips Mimi { get; }

    /// <summary>Clean clips, and those under conditions that a control must face too, by the same network with random weights; null without controls.</summary>
    public EmbeddedClips? Random { get; private set; }

    /// <summary>The same by MFCCs; null without controls.</summary>
    public EmbeddedClips? Spectral { get; private set; }

    /// <summary>The same by each peer, as far as it can be had: of peers from files there are the clips as they are.</summary>
    public IReadOnlyList<EmbeddedPeer> Peers { get; private set; } = [];

    /// <summary>Clips that this run embedded itself.</summary>
    public int Encoded => Mimi.Encoded + (Random?.Encoded ?? 0) + (Spectral?.Encoded ?? 0) + Peers.Sum(p => p.Encoded);

    /// <summary>Embeds everything that the options ask for.</summary>
    /// <exception cref="DataSetException">No clip can be embedded, or a peer's file can't be used or has too few of the clips.</exception>
    public static Clips Extract(DataSet data, Subject subject, AnalysisOptions options, IProgress<AnalysisProgress>? progress, CancellationToken cancellation)
    {
        Treatment[] conditions = [.. options.Conditions.Select(c => c.Treatment).OfType<Treatment>()];
        Treatment[] noises = options.Noise && data.Samples.All(s => s.IsClean) ? [.. NoiseAugmentation.All.Select(n => new NoiseTreatment(n, options.Seed, NoisyClipsPerVoice))] : [];
        // A finding survives a condition only where it beats the controls under it; a test that controls pass as well says nothing.
        Treatment[] faced = [.. noises, .. options.Conditions.Where(c => c.ControlsFaceIt).Select(c => c.Treatment).OfType<Treatment>()];
        var peers = Open(options.Peers, data);
        var clips = new Clips(subject.Imported ?? One(data, subject.Embedder!, options, [.. noises, .. conditions], progress, cancellation));
        try
        {
            if (options.Controls && subject.Untrained is { } untrained)
            {
                var (network, embedder) = untrained();
                using (network)
                    clips.Random = One(data.Where(s => s.IsClean), embedder, options, faced, progress, cancellation);
            }

            if (options.Controls && subject.HasAudio)
                clips.Spectral = One(data, new SpectralEmbedder(), options, faced, progress, cancellation);
            clips.Add(peers, embedder => One(data, embedder, options, faced, progress, cancellation));
            return clips;
        }
        catch
        {
            clips.Dispose();
            throw;
        }
    }

    /// <summary>Embeds clean clips by the network in question and by its peers.</summary>
    /// <exception cref="DataSetException">There are fewer than two voices, or a peer's file can't be used or has too few of the clips.</exception>
    public static Clips Clean(DataSet data, MimiEncoder encoder, AnalysisOptions options, IProgress<AnalysisProgress>? progress, CancellationToken cancellation)
    {
        var clean = data.Where(s => s.IsClean);
        if (clean.Voices.Count < 2)
            throw new DataSetException($"{data.Source}: one voice; comparing voices takes two or more");
        var peers = Open(options.Peers, data);
        var clips = new Clips(One(clean, Analyzer.Embedder(encoder, options), options, [], progress, cancellation));
        try
        {
            clips.Add(peers, embedder => One(clean, embedder, options, [], progress, cancellation));
            return clips;
        }
        catch
        {
            clips.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Mimi.Dispose();
        Random?.Dispose();
        Spectral?.Dispose();
        foreach (var peer in Peers)
            peer.Dispose();
    }

    /// <summary>The network of the same shape whose weights nobody trained.</summary>
    public static SyntheticCheckpoint Untrained(MimiEncoder encoder) => new(ControlSeed(encoder.Checkpoint.Description), encoder.Config);

    /// <summary>The seed of an untrained network beside weights that are called so: where these are random themselves, of others.</summary>
    public static string ControlSeed(string weights) => weights == SyntheticCheckpoint.Prefix + "control" ? "other control" : "control";

    private static List<PendingPeer> Open(IReadOnlyList<PeerSource> peers, DataSet data) =>
        peers.CountBy(p => p.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(p => p.Value > 1).Key is { } twice
            ? throw new DataSetException($"two peers are called '{twice}'; give each a name of its own")
            : [.. peers.Select(p => p.Open(data))];

    private void Add(List<PendingPeer> peers, Func<ClipEmbedder, EmbeddedClips> extract)
    {
        var common = ClipVersions.Common(Mimi, Random, Spectral);
        foreach (var peer in peers)
        {
            var embedded = peer.Embed(extract);
            try
            {
                Peers = [.. Peers, new EmbeddedPeer(peer.Peer, embedded, peer.Key, common, Mimi.Samples)];
            }
            catch
            {
                embedded.Dispose();
                throw;
            }
        }
    }

    private static EmbeddedClips One(DataSet data, ClipEmbedder embedder, AnalysisOptions options, IReadOnlyList<Treatment> treatments, IProgress<AnalysisProgress>? progress, CancellationToken cancellation) =>
        Extractor.Run(data, embedder, new ExtractionOptions { CacheFolder = options.CacheFolder, Strict = options.Strict, Treatments = treatments }, progress is null ? null : new Forward(progress), cancellation);

    private sealed class Forward(IProgress<AnalysisProgress> progress) : IProgress<ExtractionProgress>
    {
        public void Report(ExtractionProgress value) => progress.Report(new($"encoding with {value.What}", value.Done, value.Total));
    }
}
