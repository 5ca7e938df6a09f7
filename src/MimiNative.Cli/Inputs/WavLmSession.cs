using System.CommandLine;
using MimiNative.Analysis.Origins;
using MimiNative.WavLm;
using MimiNative.Weights;

namespace MimiNative.Cli.Inputs;

/// <summary>A WavLM with the common options of a command line, which says what it uses.</summary>
internal sealed class WavLmSession : IDisposable
{
    private readonly Lazy<Origin> _origin;

    private WavLmSession(WavLmEncoder encoder)
    {
        Encoder = encoder;
        var checkpoint = encoder.Checkpoint;
        // Hashes take passes over the weights: whoever only looks at activations doesn't pay for them.
        _origin = new(() => new Origin
        {
            MadeBy = Product.Name,
            Encoder = NetworkNames.WavLm,
            Weights = checkpoint.Description,
            WeightsSha256 = checkpoint.Fingerprint,
            WeightsFile = checkpoint.FileSha256 is { } hash ? new CheckpointIdentity(hash, null) : null,
            Synthetic = checkpoint.IsSynthetic,
            Padding = PaddingDialect.Waveform,
            Device = encoder.Device,
        });
    }

    /// <summary>The encoder.</summary>
    public WavLmEncoder Encoder { get; }

    /// <summary>What makes everything that this session computes; commands add taps and pooling.</summary>
    public Origin Origin => _origin.Value;

    /// <summary>Loads weights with the threads of a command line and tells the person.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">Who is told.</param>
    /// <param name="weights">As for <see cref="WavLmCheckpoint.Open"/>.</param>
    /// <param name="isPeer">Whether it stands beside Mimi, whose device the command line names.</param>
    /// <exception cref="UsageException">Another device than the processor is asked for.</exception>
    public static WavLmSession Open(ParseResult parsed, Terminal terminal, string? weights, bool isPeer = false)
    {
        if (!isPeer && parsed.Device() is { } device and not ("cpu" or "auto"))
            throw new UsageException($"--device {device}: WavLM is computed on the processor alone");
        var session = new WavLmSession(WavLmEncoder.Load(weights, parsed.Threads()));
        var checkpoint = session.Encoder.Checkpoint;
        terminal.Note($"{(isPeer ? "beside it: " : "")}WavLM, weights {checkpoint.Description}{(checkpoint.IsSynthetic ? " - RANDOM weights: nothing below says anything about WavLM" : "")}");
        terminal.Note($"{session.Encoder.Device}; above {WavLmEncoder.MostSeconds} s a clip comes in windows of equal length, whose embeddings are averaged");
        return session;
    }

    public void Dispose() => Encoder.Dispose();
}
