using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Extraction;
using MimiNative.Weights;

namespace MimiNative.Analysis;

/// <summary>A data set's clips embedded by the network in question and by its controls.</summary>
internal sealed class Clips : IDisposable
{
    // The robustness test averages one cosine per clip: it settles long before the pairs of a verification do.
    private const int NoisyClipsPerVoice = 4;

    private Clips(EmbeddedClips mimi, EmbeddedClips? random, EmbeddedClips? spectral) => (Mimi, Random, Spectral) = (mimi, random, spectral);

    /// <summary>By the network in question, noisy versions and those under recording conditions included where the options want them.</summary>
    public EmbeddedClips Mimi { get; }

    /// <summary>Clean clips, and those under conditions that a control must face too, by the same network with random weights; null without controls.</summary>
    public EmbeddedClips? Random { get; }

    /// <summary>The same by MFCCs; null without controls.</summary>
    public EmbeddedClips? Spectral { get; }

    /// <summary>Clips that this run embedded itself.</summary>
    public int Encoded => Mimi.Encoded + (Random?.Encoded ?? 0) + (Spectral?.Encoded ?? 0);

    /// <summary>Embeds everything that the options ask for.</summary>
    public static Clips Extract(DataSet data, MimiEncoder encoder, AnalysisOptions options, IProgress<AnalysisProgress>? progress, CancellationToken cancellation)
    {
        Treatment[] conditions = [.. options.Conditions.Select(c => c.Treatment).OfType<Treatment>()];
        Treatment[] noises = options.Noise && data.Samples.All(s => s.IsClean) ? [.. NoiseAugmentation.All.Select(n => new NoiseTreatment(n, options.Seed, NoisyClipsPerVoice))] : [];
        // A finding survives a condition only where it beats the controls under it; a test that controls pass as well says nothing.
        Treatment[] faced = [.. noises, .. options.Conditions.Where(c => c.ControlsFaceIt).Select(c => c.Treatment).OfType<Treatment>()];
        EmbeddedClips? mimi = null, random = null;
        try
        {
            mimi = One(data, Analyzer.Embedder(encoder, options), options, [.. noises, .. conditions], progress, cancellation);
            if (!options.Controls)
                return new Clips(mimi, null, null);
            using (var control = MimiEncoder.Load(Untrained(encoder), options.Encoder))
                random = One(data.Where(s => s.IsClean), Analyzer.Embedder(control, options), options, faced, progress, cancellation);
            return new Clips(mimi, random, One(data, new SpectralEmbedder(), options, faced, progress, cancellation));
        }
        catch
        {
            mimi?.Dispose();
            random?.Dispose();
            throw;
        }
    }

    /// <summary>Embeds clean clips by the network in question alone.</summary>
    /// <exception cref="DataSetException">There are fewer than two voices.</exception>
    public static EmbeddedClips Clean(DataSet data, MimiEncoder encoder, AnalysisOptions options, IProgress<AnalysisProgress>? progress, CancellationToken cancellation)
    {
        var clean = data.Where(s => s.IsClean);
        return clean.Voices.Count > 1
            ? One(clean, Analyzer.Embedder(encoder, options), options, [], progress, cancellation)
            : throw new DataSetException($"{data.Source}: one voice; comparing voices takes two or more");
    }

    public void Dispose()
    {
        Mimi.Dispose();
        Random?.Dispose();
        Spectral?.Dispose();
    }

    /// <summary>The network of the same shape whose weights nobody trained. Where the analysed weights are synthetic themselves, another random seed.</summary>
    public static SyntheticCheckpoint Untrained(MimiEncoder encoder) =>
        new(encoder.Checkpoint.Description == SyntheticCheckpoint.Prefix + "control" ? "other control" : "control", encoder.Config);

    private static EmbeddedClips One(DataSet data, ClipEmbedder embedder, AnalysisOptions options, IReadOnlyList<Treatment> treatments, IProgress<AnalysisProgress>? progress, CancellationToken cancellation) =>
        Extractor.Run(data, embedder, new ExtractionOptions { CacheFolder = options.CacheFolder, Strict = options.Strict, Treatments = treatments }, progress is null ? null : new Forward(progress), cancellation);

    private sealed class Forward(IProgress<AnalysisProgress> progress) : IProgress<ExtractionProgress>
    {
        public void Report(ExtractionProgress value) => progress.Report(new($"encoding with {value.What}", value.Done, value.Total));
    }
}
