using System.Text.Json;

namespace MimiNative.Cli;

/// <summary>Taps as JSON, the same in every command.</summary>
internal static class TapJson
{
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
