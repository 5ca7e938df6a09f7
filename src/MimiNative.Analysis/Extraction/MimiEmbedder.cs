using MimiNative.Analysis.Embeddings;
using MimiNative.Audio;

namespace MimiNative.Analysis.Extraction;

/// <summary>Pooled activations of Mimi's encoder: every tap, pooling and duration from one pass over a clip.</summary>
public sealed class MimiEmbedder : ClipEmbedder
{
    // Raised whenever an encoder's results change in any bit, WavLM's included, so that no set of embeddings is of two builds. 2: minimal filtering.
    internal const int ArithmeticRevision = 2;

    private readonly MimiEncoder _encoder;
    private readonly IReadOnlyList<string> _taps;
    private readonly EncodeOptions _options;
    private readonly IReadOnlyList<Pooling> _poolings;
    private readonly IReadOnlyList<double> _durations;

    /// <summary>An embedder; it doesn't own the encoder.</summary>
    /// <param name="encoder">The network.</param>
    /// <param name="taps">Taps of this network, each once.</param>
    /// <param name="poolings">Poolings, each once.</param>
    /// <param name="durations">Seconds from the start, besides the whole clip; see <see cref="PoolingSink"/>.</param>
    /// <param name="padding">Treatment of a clip's last, incomplete frame.</param>
    /// <param name="more">Single embeddings besides, of the poolings and durations named.</param>
    /// <param name="codebooks">Also keep what takes the clips apart by codebook.</param>
    /// <exception cref="ArgumentException">One of <paramref name="more"/> has a tap that the network doesn't have.</exception>
    public MimiEmbedder(
        MimiEncoder encoder, IReadOnlyList<TapInfo> taps, IReadOnlyList<Pooling> poolings, IReadOnlyList<double>? durations = null, PaddingDialect padding = PaddingDialect.Waveform,
        IReadOnlyList<EmbeddingKey>? more = null, bool codebooks = false)
    {
        _encoder = encoder;
        _poolings = [.. poolings.Union((more ?? []).Select(k => k.Pooling))];
        _durations = durations ?? [];
        Keys =
        [
            .. taps.SelectMany(t => _durations.Select(d => (double?)d).Prepend(null).SelectMany(d => poolings.Select(p => new EmbeddingKey(t.Name, p, d)))).Union(more ?? []),
        ];
        var all = Keys.Select(k => k.Tap).Distinct().SelectMany(name => TapSelection.Named(name).Of(encoder.Taps)).ToDictionary(t => t.Name);
        _taps = [.. all.Keys];
        Codebooks = codebooks ? encoder.Config.Codebooks : 0;
        _options = new EncodeOptions { Taps = [.. _taps.Union(CodebookKeys.Of(Codebooks).Select(k => k.Tap))], Codebooks = Codebooks, Padding = padding };
        Dimensions = [.. Keys.Select(k => k.Pooling.Dimension(all[k.Tap].Channels))];
    }

    private MimiEmbedder(MimiEmbedder other)
    {
        (_encoder, _taps, _poolings, _durations, Keys, Dimensions) = (other._encoder, other._taps, other._poolings, other._durations, other.Keys, other.Dimensions);
        _options = other._options with { Taps = _taps, Codebooks = 0 };
    }

    /// <inheritdoc/>
    public override string Description => _encoder.Checkpoint.Description;

    /// <summary>Weights, padding, and the device, whose arithmetic may differ in the last bits: for a processor its instruction set, whatever the number of threads.</summary>
    public override string Fingerprint => $"{_encoder.Checkpoint.Fingerprint} {_options.Padding} {Arithmetic(_encoder.Device).ReplaceLineEndings(" ")}, arithmetic {ArithmeticRevision}";

    /// <inheritdoc/>
    public override IReadOnlyList<EmbeddingKey> Keys { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> Dimensions { get; }

    /// <inheritdoc/>
    public override int Codebooks { get; }

    /// <inheritdoc/>
    public override int CodebookChannels => _encoder.Config.Width;

    /// <summary>So many codebooks' codes are given behind a clip's vectors, frame by frame, and nothing else of the codebooks.</summary>
    internal int Codes
    {
        init => _options = _options with { Codebooks = value };
    }

    /// <inheritdoc/>
    public override ClipEmbedder WithoutCodebooks => new MimiEmbedder(this);

    /// <summary>What of a device's description (<see cref="MimiEncoder.Device"/>) its results depend on: all but the number of threads.</summary>
    internal static string Arithmetic(string device) => device.StartsWith("cpu:", StringComparison.Ordinal) && device.LastIndexOf(',') is > 0 and var threads ? device[..threads] : device;

    /// <inheritdoc/>
    public override void Run(int count, Func<int, AudioSource> open, Action<int, float[]?, Exception?> completed, CancellationToken cancellation)
    {
        var sinks = new ClipSink?[count];
        var (asked, books) = (Keys.Select(k => k.Tap).ToHashSet(), CodebookKeys.Of(Codebooks));
        _encoder.EncodeMany(count, open, _options, i => sinks[i] = new ClipSink(new PoolingSink(_poolings, _durations), asked, books), (i, error) =>
        {
            completed(i, error is null ? sinks[i]!.Result(Keys) : null, error);
            sinks[i] = null;
        }, cancellation);
    }
}
