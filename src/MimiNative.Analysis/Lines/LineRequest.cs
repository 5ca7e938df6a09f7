using System.Text.Json;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Formats;
using MimiNative.Audio;

namespace MimiNative.Analysis.Lines;

/// <summary>What a line asks for: a recording by its path or by its samples, or a row of a manifest. Read without trust; what is wrong with it is its <see cref="Error"/>.</summary>
internal sealed record LineRequest
{
    private const int LeastRate = 1000, MostRate = 768_000, MostChannels = 256;

    // The first names are the command line's (--pcm), the second ffmpeg's.
    private static readonly Dictionary<string, (PcmFormat Format, int Bytes)> Encodings = new()
    {
        ["f32"] = (PcmFormat.Float32, 4), ["pcm_f32le"] = (PcmFormat.Float32, 4), ["s16"] = (PcmFormat.Int16, 2), ["pcm_s16le"] = (PcmFormat.Int16, 2),
    };

    /// <summary>Its number, from 1.</summary>
    public required long Line { get; init; }

    /// <summary>Its id: any value of JSON, written out; null where it has none.</summary>
    public byte[]? Id { get; init; }

    /// <summary>Why it can't be answered, in one line; null: <see cref="Open"/> opens its audio.</summary>
    public string? Error { get; init; }

    /// <summary>Opens the audio, mono at a rate in Hz.</summary>
    public Func<int, AudioSource> Open { get; init; } = _ => throw new InvalidOperationException();

    /// <summary>Bytes of audio that it holds.</summary>
    public int Bytes { get; init; }

    /// <summary>A line that is longer than lines may be.</summary>
    public static LineRequest TooLong(long line, int longest) => new() { Line = line, Error = $"line {line}: longer than {longest} bytes; name long recordings by their path" };

    /// <summary>Reads a line.</summary>
    /// <param name="line">Its number, from 1.</param>
    /// <param name="json">UTF-8.</param>
    public static LineRequest Read(long line, ReadOnlyMemory<byte> json)
    {
        var where = $"line {line}";
        var request = new LineRequest { Line = line };
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new DataSetException($"{where}: an object is expected, this is {root.ValueKind.ToString().ToLowerInvariant()}");
            request = request with { Id = Find(root, "id") is { } id ? Text(id.WriteTo) : null };
            return request.Of(where, root);
        }
        catch (DataSetException e)
        {
            return request with { Error = e.Message };
        }
        // Half of a surrogate pair in a text is found when it is asked for.
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return request with { Error = $"{where}: not a JSON object of its own line: {Printable.Quote(JsonText.Problem(e))}" };
        }
    }

    private LineRequest Of(string where, JsonElement root)
    {
        var (path, pcm) = (Find(root, "path"), Find(root, "pcm"));
        if (path is not null && pcm is not null)
            throw new DataSetException($"{where}: both path and pcm; give one");
        if (path is { } file)
        {
            var (full, segment) = (FullPath(where, file.ValueKind == JsonValueKind.String ? file.GetString()! : throw Wrong(where, "path", file, "a text")), Segment(where, root));
            return this with { Open = rate => AudioFile.Open(full, rate, segment: segment) };
        }

        if (pcm is { } samples)
            return OfSamples(where, root, samples);
        if (Find(root, "audio_filepath") is null && Find(root, "recording") is null)
            throw new DataSetException($"{where}: neither path nor pcm, nor a manifest's audio_filepath (NeMo) or recording (Lhotse)");
        var sample = JsonManifest.Row(where, root);
        var whole = sample with { Path = FullPath(where, sample.Path) };
        return this with { Id = Id ?? Text(json => json.WriteStringValue(sample.Id)), Open = rate => Recording.Open(whole, rate) };
    }

    private LineRequest OfSamples(string where, JsonElement root, JsonElement samples)
    {
        if (samples.ValueKind != JsonValueKind.String || !samples.TryGetBytesFromBase64(out var bytes))
            throw new DataSetException($"{where}: pcm is not base64");
        var (format, size) = Find(root, "encoding") is not { } name ? Encodings["f32"]
            : name.ValueKind == JsonValueKind.String && Encodings.TryGetValue(name.GetString()!, out var known) ? known : throw Wrong(where, "encoding", name, string.Join(", ", Encodings.Keys));
        var (rate, channels, segment) = (Whole(where, root, "sample_rate", LeastRate, MostRate, AudioFile.DefaultSampleRate), Whole(where, root, "channels", 1, MostChannels, 1), Segment(where, root));
        var frame = size * channels;
        if (bytes.Length == 0)
            throw new DataSetException($"{where}: pcm is empty");
        if (bytes.Length % frame != 0)
            throw new DataSetException($"{where}: pcm has {bytes.Length} bytes, which are no whole number of {frame}-byte samples");
        return this with { Bytes = bytes.Length, Open = to => AudioFile.OpenRawPcm(new MemoryStream(bytes, writable: false), format, rate, channels, to, "pcm", segment) };
    }

    private static string FullPath(string where, string path) => path.Length > 0 ? InputFile.Path(where, Environment.CurrentDirectory, path) : throw new DataSetException($"{where}: an empty path");

    private static AudioSegment? Segment(string where, JsonElement root)
    {
        var (offset, duration) = (Find(root, "offset"), Find(root, "duration"));
        return offset is null && duration is null ? null : new AudioSegment(
            offset is { } start ? JsonManifest.Seconds($"{where}: offset", start) : 0,
            duration is { } seconds ? JsonManifest.Positive(where, JsonManifest.Seconds($"{where}: duration", seconds)) : null);
    }

    private static int Whole(string where, JsonElement root, string name, int least, int most, int standard) => Find(root, name) is not { } value ? standard
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most && number == Math.Floor(number) ? (int)number
        : throw Wrong(where, name, value, $"a whole number from {least} to {most}");

    // What a table leaves empty its writer says as null.
    private static JsonElement? Find(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static DataSetException Wrong(string where, string name, JsonElement value, string expected) => new($"{where}: {name} '{Printable.Quote(value.ToString())}' is not {expected}");

    private static byte[] Text(Action<Utf8JsonWriter> write) => JsonText.Line(write).ToArray();
}
