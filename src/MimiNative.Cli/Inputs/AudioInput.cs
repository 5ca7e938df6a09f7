using System.CommandLine;
using MimiNative.Audio;

namespace MimiNative.Cli.Inputs;

/// <summary>The audio that a command line names: files, or <c>-</c> for standard input (WAV, or raw PCM with <c>--pcm</c>).</summary>
internal sealed class AudioInput
{
    private const string StandardInput = "-";

    private static readonly Dictionary<string, PcmFormat> Formats = new()
    {
        ["u8"] = PcmFormat.UInt8, ["s16"] = PcmFormat.Int16, ["s24"] = PcmFormat.Int24, ["s32"] = PcmFormat.Int32, ["f32"] = PcmFormat.Float32, ["f64"] = PcmFormat.Float64,
    };

    private readonly Argument<string[]> _audio = new("audio") { Description = "Audio files; - reads standard input", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _pcm = new("--pcm") { Description = $"Standard input is raw PCM: {string.Join(", ", Formats.Keys)}", HelpName = "FORMAT" };
    private readonly Option<int> _rate = Choices.Whole("--pcm-rate", "Samples per second of raw PCM", 1000, 768_000, AudioFile.DefaultSampleRate);
    private readonly Option<int> _channels = Choices.Whole("--pcm-channels", "Channels of raw PCM", 1, 256, 1);

    /// <summary>Adds the argument and its options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_audio);
        command.Add(_pcm);
        command.Add(_rate);
        command.Add(_channels);
    }

    /// <summary>What the command line says.</summary>
    public Clips Read(ParseResult parsed)
    {
        var names = parsed.GetRequiredValue(_audio);
        if (names.Length > 1 && names.Contains(StandardInput))
            throw new UsageException("- (standard input) can't stand beside other clips");
        PcmFormat? format = parsed.GetValue(_pcm) is not { } name ? null
            : Formats.TryGetValue(name, out var known) ? known
            : throw new UsageException($"--pcm {name}: there are {string.Join(", ", Formats.Keys)}");
        if (format is not null && names is not [StandardInput])
            throw new UsageException("--pcm goes with - (standard input)");
        return new(names, format, parsed.GetValue(_rate), parsed.GetValue(_channels));
    }

    /// <summary>Clips to open, at 24 kHz mono.</summary>
    internal sealed record Clips(IReadOnlyList<string> Names, PcmFormat? Format, int Rate, int Channels)
    {
        public AudioSource Open(int index)
        {
            if (Names[index] != StandardInput)
                return AudioFile.Open(Names[index]);
            var input = StandardStreams.OpenInput();
            return Format is { } format ? AudioFile.OpenRawPcm(input, format, Rate, Channels) : AudioFile.Open(input, "standard input");
        }
    }
}
