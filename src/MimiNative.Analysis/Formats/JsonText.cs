using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MimiNative.Analysis.Formats;

/// <summary>JSON files: indented, LF line ends, a newline at the end; what can't be measured is null.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What <paramref name="write"/> writes: one value.</summary>
    public static string Of(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
            write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    /// <summary>What <paramref name="write"/> writes, in UTF-8 on one line: for readers that split texts at any line end, none stands inside.</summary>
    public static ReadOnlySpan<byte> Line(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, OneLine))
            write(json);
        return buffer.WrittenSpan;
    }

    /// <summary>What is wrong with a JSON text, for people: the reader's own words count lines and bytes from 0.</summary>
    /// <param name="e">What reading it threw.</param>
    public static string Problem(Exception e) => e is JsonException { LineNumber: { } line, BytePositionInLine: { } at } && e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal) is > 0 and var end
        ? $"{e.Message[..end].TrimEnd('.')} ({(line > 0 ? $"line {line + 1}, " : "")}byte {at + 1})" : e.Message;

    /// <summary>An object.</summary>
    public static string Object(Action<Utf8JsonWriter> write) => Of(json =>
    {
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
    });

    /// <summary>A number; null where it is NaN or infinite, which JSON can't say.</summary>
    public static void WriteFinite(this Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

    /// <summary>Names and values into the object that is open: truth values as such, all else as text.</summary>
    public static void WriteFacts(this Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>> facts)
    {
        foreach (var (key, value) in facts)
            if (bool.TryParse(value, out var truth))
                json.WriteBoolean(key, truth);
            else
                json.WriteString(key, value);
    }

    /// <summary>An array of objects.</summary>
    public static void WriteObjects<T>(this Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>An array of texts.</summary>
    public static void WriteTexts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
