using System.Globalization;
using System.Text.Json;
using MimiNative.Analysis.Extraction;

namespace MimiNative.Cli.Wording;

/// <summary>Taps in text and JSON, the same in every command.</summary>
internal static class TapText
{
    /// <summary>Columns of <see cref="Row"/>.</summary>
    public static readonly string[] Headings = ["tap", ">frames", ">channels", ">frames/s", ">rms", ">largest"];

    /// <summary>What was seen of a tap, as cells.</summary>
    public static IReadOnlyList<string> Row(TapStatistics.Entry entry) =>
    [
        entry.Tap.Name,
        entry.Frames.ToString(CultureInfo.InvariantCulture),
        entry.Tap.Channels.ToString(CultureInfo.InvariantCulture),
        Rate(entry.Tap),
        entry.Rms.ToString("0.0000", CultureInfo.InvariantCulture),
        entry.NotFinite > 0 ? $"[red]{entry.NotFinite} not finite[/]" : entry.Largest.ToString("0.000", CultureInfo.InvariantCulture),
    ];

    /// <summary>Frames per second.</summary>
    public static string Rate(TapInfo tap) => tap.FrameRate.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>The taps that an option names.</summary>
    /// <exception cref="UsageException">One isn't there.</exception>
    public static IReadOnlyList<TapInfo> Parse(string text, MimiEncoder encoder) => Read(text, encoder.Taps).Taps;

    /// <summary>The taps of any network that an option names.</summary>
    /// <exception cref="UsageException">One isn't there.</exception>
    public static IReadOnlyList<TapInfo> Parse(string text, IReadOnlyList<TapInfo> taps) => Read(text, taps).Taps;

    /// <summary>The selection that an option makes, all of which the encoder has.</summary>
    /// <exception cref="UsageException">A tap isn't there.</exception>
    public static TapSelection Select(string text, MimiEncoder encoder) => Read(text, encoder.Taps).Selection;

    /// <summary>The one tap that an option names.</summary>
    /// <exception cref="UsageException">It isn't there, or there are several.</exception>
    public static TapInfo ParseOne(string text, MimiEncoder encoder) =>
        Parse(text, encoder) is [var only] ? only : throw new UsageException($"--tap {text}: this command takes one tap");

    private static (TapSelection Selection, IReadOnlyList<TapInfo> Taps) Read(string text, IReadOnlyList<TapInfo> taps)
    {
        try
        {
            var selection = TapSelection.Parse(text);
            return (selection, selection.Of(taps));
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--taps {text}: {e.Message}");
        }
    }

    /// <summary>A tap with what was seen of it.</summary>
    public static void Write(Utf8JsonWriter json, TapStatistics.Entry entry)
    {
        json.WriteStartObject();
        WriteInfo(json, entry.Tap);
        json.WriteNumber("frames", entry.Frames);
        json.WriteNumber("rms", entry.Rms);
        json.WriteNumber("max_abs", entry.Largest);
        json.WriteBoolean("finite", entry.NotFinite == 0);
        json.WriteEndObject();
    }

    /// <summary>A tap's name, channels and rate, into the object that is open.</summary>
    public static void WriteInfo(Utf8JsonWriter json, TapInfo tap)
    {
        json.WriteString("tap", tap.Name);
        json.WriteString("operation", tap.Operation);
        json.WriteNumber("channels", tap.Channels);
        json.WriteNumber("frame_rate", tap.FrameRate);
    }
}
