using System.CommandLine;
using System.Text.Json;
using MimiNative.Audio;
using MimiNative.Weights;

namespace MimiNative.Cli.Inputs;

/// <summary>An encoder with the common options of a command line, which says what it uses.</summary>
internal sealed class EncoderSession : IDisposable
{
    private EncoderSession(MimiEncoder encoder, EncoderOptions options, PaddingDialect padding) => (Encoder, Options, Padding) = (encoder, options, padding);

    /// <summary>The encoder.</summary>
    public MimiEncoder Encoder { get; }

    /// <summary>Device and threads.</summary>
    public EncoderOptions Options { get; }

    /// <summary>The padding dialect.</summary>
    public PaddingDialect Padding { get; }

    /// <summary>Loads what <c>--weights</c>, <c>--device</c>, <c>--threads</c> and <c>--padding</c> ask for and tells the person.</summary>
    public static EncoderSession Open(ParseResult parsed, Terminal terminal) =>
        Open(parsed, terminal, () => Checkpoint.Open(parsed.GetValue(CommonOptions.Weights)), parsed.Padding());

    /// <summary>As <see cref="Open(ParseResult, Terminal)"/>; where no weights are named and none are found, random ones.</summary>
    public static EncoderSession OpenOrSynthetic(ParseResult parsed, Terminal terminal)
    {
        try
        {
            return Open(parsed, terminal);
        }
        catch (WeightsException) when (parsed.GetValue(CommonOptions.Weights) is null)
        {
            terminal.Note("no Mimi weights found (mimi weights says where they are looked for)");
            return Open(parsed, terminal, () => Checkpoint.Open("synthetic:1"), parsed.Padding());
        }
    }

    /// <summary>As the other, with weights and padding already chosen.</summary>
    public static EncoderSession Open(ParseResult parsed, Terminal terminal, Func<Checkpoint> weights, PaddingDialect padding)
    {
        var options = new EncoderOptions { Device = parsed.GetValue(CommonOptions.Device) ?? "cpu", Threads = parsed.GetValue(CommonOptions.Threads) };
        var session = new EncoderSession(MimiEncoder.Load(weights(), options), options, padding);
        var checkpoint = session.Encoder.Checkpoint;
        if (checkpoint.Config.SampleRate != AudioFile.DefaultSampleRate)
        {
            session.Dispose();
            throw new WeightsException($"{checkpoint.Description}: sampling_rate: a model of {checkpoint.Config.SampleRate} Hz; every command reads audio at {AudioFile.DefaultSampleRate} Hz");
        }

        terminal.Note($"weights {checkpoint.Description}{(checkpoint.IsSynthetic ? " - RANDOM weights: nothing below says anything about Mimi" : "")}");
        terminal.Note($"{session.Encoder.Device}; padding {padding.Name()}");
        if (terminal.Verbose)
            terminal.Note(AudioFile.FfmpegPath is { } ffmpeg ? $"formats that only ffmpeg reads are decoded by {ffmpeg}" : "there is no ffmpeg on PATH: formats that only it reads are refused");
        return session;
    }

    /// <summary>The same for JSON: an object <c>used</c>.</summary>
    public void WriteUsed(Utf8JsonWriter json)
    {
        json.WriteStartObject("used");
        json.WriteString("weights", Encoder.Checkpoint.Description);
        json.WriteBoolean("synthetic", Encoder.Checkpoint.IsSynthetic);
        json.WriteString("fingerprint", Encoder.Checkpoint.Fingerprint);
        json.WriteString("device", Encoder.Device);
        json.WriteString("padding", Padding.Name());
        json.WriteEndObject();
    }

    /// <summary>The same for a file's metadata.</summary>
    public Dictionary<string, string> Metadata(string input) => new()
    {
        ["made_by"] = $"mimi {Product.Version}",
        ["input"] = input,
        ["weights"] = Encoder.Checkpoint.Description,
        ["synthetic"] = Encoder.Checkpoint.IsSynthetic ? "true" : "false",
        ["fingerprint"] = Encoder.Checkpoint.Fingerprint,
        ["padding"] = Padding.Name(),
    };

    public void Dispose() => Encoder.Dispose();
}
