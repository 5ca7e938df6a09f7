using System.CommandLine;
using System.Text.Json;
using MimiNative.Analysis.Origins;
using MimiNative.Audio;
using MimiNative.Weights;

namespace MimiNative.Cli.Inputs;

/// <summary>An encoder with the common options of a command line, which says what it uses.</summary>
internal sealed class EncoderSession : IDisposable
{
    private readonly Lazy<Origin> _origin;

    private EncoderSession(MimiEncoder encoder, LoadOptions options, PaddingDialect padding)
    {
        (Encoder, Options, Padding) = (encoder, options, padding);
        // The fingerprint takes a pass over the weights: whoever only looks at activations doesn't pay for it.
        _origin = new(() => new Origin
        {
            MadeBy = Product.Name,
            Weights = encoder.Checkpoint.Description,
            WeightsSha256 = encoder.Checkpoint.Fingerprint,
            WeightsFile = encoder.Checkpoint.Identity,
            Assumed = encoder.Checkpoint.Report.Assumed,
            Synthetic = encoder.Checkpoint.IsSynthetic,
            Padding = padding,
            Device = encoder.Device,
        });
    }

    /// <summary>The encoder.</summary>
    public MimiEncoder Encoder { get; }

    /// <summary>Device and threads.</summary>
    public LoadOptions Options { get; }

    /// <summary>The padding dialect.</summary>
    public PaddingDialect Padding { get; }

    /// <summary>What makes everything that this session computes; commands add taps, pooling and head.</summary>
    public Origin Origin => _origin.Value;

    /// <summary>Loads what <c>--weights</c>, <c>--device</c>, <c>--threads</c> and <c>--padding</c> ask for and tells the person.</summary>
    public static EncoderSession Open(ParseResult parsed, Terminal terminal) =>
        Open(parsed, terminal, () => Checkpoint.Open(parsed.Weights()), parsed.Padding());

    /// <summary>As <see cref="Open(ParseResult, Terminal)"/>; where no weights are named and none are found, random ones.</summary>
    public static EncoderSession OpenOrSynthetic(ParseResult parsed, Terminal terminal)
    {
        try
        {
            return Open(parsed, terminal);
        }
        catch (WeightsException) when (parsed.Weights() is null)
        {
            terminal.Note("no Mimi weights found (mimi weights says where they are looked for)");
            return Open(parsed, terminal, () => Checkpoint.Open("synthetic:1"), parsed.Padding());
        }
    }

    /// <summary>As the other, with weights and padding already chosen.</summary>
    public static EncoderSession Open(ParseResult parsed, Terminal terminal, Func<Checkpoint> weights, PaddingDialect padding)
    {
        var options = new LoadOptions { Device = parsed.Device(), Threads = parsed.Threads() };
        var session = new EncoderSession(MimiEncoder.Load(weights(), options), options, padding);
        var checkpoint = session.Encoder.Checkpoint;
        if (checkpoint.Config.SampleRate != AudioFile.DefaultSampleRate)
        {
            session.Dispose();
            throw new WeightsException($"{checkpoint.Description}: sampling_rate: a model of {checkpoint.Config.SampleRate} Hz; every command reads audio at {AudioFile.DefaultSampleRate} Hz");
        }

        terminal.Note($"weights {checkpoint.Description}{(checkpoint.IsSynthetic ? " - RANDOM weights: nothing below says anything about Mimi" : "")}");
        if (checkpoint.Report.Assumed.Count > 0)
            terminal.Note($"neither the file nor a config.json states, and assumed are: {string.Join("; ", checkpoint.Report.Assumed)}");
        terminal.Note($"{session.Encoder.Device}; padding {padding.Name()}");
        if (terminal.Verbose)
            terminal.Note(AudioFile.FfmpegPath is { } ffmpeg ? $"formats that only ffmpeg reads are decoded by {ffmpeg}" : "there is no ffmpeg on PATH: formats that only it reads are refused");
        return session;
    }

    /// <summary>So many codebooks, which the model must have.</summary>
    /// <exception cref="UsageException">It has fewer.</exception>
    public int RequireCodebooks(int codebooks) => codebooks <= Encoder.Config.Codebooks ? codebooks
        : throw new UsageException($"--codes {codebooks}: this {(Encoder.Config.Codebooks == 0 ? "Mimi is continuous: it has no codebooks" : $"model has {Encoder.Config.Codebooks} codebooks")}");

    /// <summary>The origin for JSON: an object <c>used</c>.</summary>
    public void WriteUsed(Utf8JsonWriter json) => Origin.Write(json, Terminal.Used);

    public void Dispose() => Encoder.Dispose();
}
