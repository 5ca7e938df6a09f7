using MimiNative.Analysis.Embeddings;
using MimiNative.Audio;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Extraction;

/// <summary>The plain control: mean and standard deviation of 20 MFCCs (librosa's) over a clip. What a network knows beyond this, it knows beyond the average spectrum.</summary>
public sealed class SpectralEmbedder : ClipEmbedder
{
    private readonly Mfcc _mfcc = new(AudioFile.DefaultSampleRate);

    /// <summary>The one embedding that it makes.</summary>
    public static EmbeddingKey Key { get; } = new("mfcc", Pooling.Stats);

    /// <inheritdoc/>
    public override string Description => "MFCC";

    /// <inheritdoc/>
    public override string Fingerprint => "mfcc-20-mean-std-1";

    /// <inheritdoc/>
    public override IReadOnlyList<EmbeddingKey> Keys => [Key];

    /// <inheritdoc/>
    public override IReadOnlyList<int> Dimensions => [2 * _mfcc.Coefficients];

    /// <inheritdoc/>
    public override void Run(int count, Func<int, AudioSource> open, Action<int, float[]?, Exception?> completed, CancellationToken cancellation) =>
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            try
            {
                using var audio = open(i);
                completed(i, _mfcc.MeanAndStd(audio.ReadToEnd()), null);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                completed(i, null, e);
            }
        });
}
