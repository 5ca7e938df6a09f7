using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using MimiNative.Analysis.Formats;
using MimiNative.Audio;

namespace MimiNative.Analysis.Data;

/// <summary>
/// Manifests of one JSON object a line, plain or compressed with gzip: NeMo's (<c>audio_filepath</c>, <c>offset</c>, <c>duration</c>, <c>text</c>, <c>speaker</c>) and Lhotse's cuts (<c>recording</c>, <c>start</c>,
/// <c>duration</c>, <c>supervisions</c>). A row may be a stretch of a longer recording, which is read by seeking. Further labels as in <see cref="WebDataset"/>'s JSON.
/// </summary>
public static class JsonManifest
{
    private static readonly string[] Endings = [".jsonl", ".json", ".jsonl.gz", ".json.gz"];

    /// <summary>Whether a file's name says that it is one.</summary>
    internal static bool Fits(string path) => Endings.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads a manifest; paths are relative to its folder, or where none of them exists there, to the nearest folder above in which one does (said in <see cref="DataSet.Notes"/>).</summary>
    /// <exception cref="DataSetException">A row is no JSON object, names no recording, or asks for what can't be read (a channel, a command, a mix); the row is named.</exception>
    public static DataSet Read(string path)
    {
        var rows = new List<(int Row, Sample Sample)>();
        try
        {
            foreach (var (row, line) in InputFile.Lines(path, Content(path)))
                if (!string.IsNullOrWhiteSpace(line))
                    rows.Add((row, Parse($"{path}, row {row}", line)));
        }
        catch (InvalidDataException e)
        {
            throw new DataSetException($"{path}: can't be unpacked: {e.Message}", e);
        }

        // NeMo's rows have no names of their own: a file's, and where it is cut the stretch's.
        var repeated = rows.CountBy(r => r.Sample.Id).Where(c => c.Value > 1).Select(c => c.Key).ToHashSet();
        var (folder, note) = PathBase.Find(Path.GetDirectoryName(Path.GetFullPath(path))!, [.. rows.Select(r => r.Sample.Path).Distinct()]);
        List<Sample> whole = [.. rows.Select(r => r.Sample with { Id = repeated.Contains(r.Sample.Id) && r.Sample.Segment is null ? r.Sample.Path : r.Sample.Id, Path = InputFile.Path($"{path}, row {r.Row}", folder, r.Sample.Path) })];
        return new DataSet(Path.GetFileName(path), path, whole, [.. SampleFields.Notes(whole), .. note is null ? (string[])[] : [note]]);
    }

    private static Stream Content(string path)
    {
        var file = InputFile.Open(path);
        return InputFile.IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    /// <summary>What one row names, its path as it stands there.</summary>
    /// <param name="where">For messages.</param>
    /// <param name="row">An object.</param>
    /// <exception cref="DataSetException">As for <see cref="Read"/>.</exception>
    /// <exception cref="InvalidOperationException">A text with half of a surrogate pair.</exception>
    internal static Sample Row(string where, JsonElement row)
    {
        var fields = SampleFields.Of(where, row);
        if (row.TryGetProperty("audio_filepath", out var file))
            return Nemo(where, row, fields, Word($"{where}: audio_filepath", file));
        if (row.TryGetProperty("recording", out var recording) && recording.ValueKind == JsonValueKind.Object)
            return Lhotse(where, row, fields, recording);
        throw new DataSetException(row.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            ? $"{where}: a {Printable.Quote(type.ToString())} without a recording; cuts of one recording each are read"
            : $"{where}: neither audio_filepath (NeMo) nor recording (Lhotse)");
    }

    private static Sample Parse(string where, string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return Row(where, document.RootElement);
        }
        // Half of a surrogate pair in a name or a text is found when it is asked for.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new DataSetException($"{where}: not a JSON object of its own line: {Printable.Quote(JsonText.Problem(e))}", e);
        }
    }

    private static Sample Nemo(string where, JsonElement row, SampleFields fields, string file)
    {
        // A duration alone is a label; with an offset it says where the stretch ends.
        var segment = row.TryGetProperty("offset", out var offset) && offset.ValueKind != JsonValueKind.Null ? new AudioSegment(Seconds($"{where}: offset", offset), Positive(where, fields.Duration)) : (AudioSegment?)null;
        var name = Path.ChangeExtension(file, null);
        var id = segment is { } cut ? string.Create(CultureInfo.InvariantCulture, $"{name}@{cut.Start:0.###}{(cut.Duration is { } seconds ? $"+{seconds:0.###}" : "")}") : name;
        return fields.Sample(id, file) with { Segment = segment };
    }

    private static Sample Lhotse(string where, JsonElement row, SampleFields fields, JsonElement recording)
    {
        if (!recording.TryGetProperty("sources", out var sources) || sources.ValueKind != JsonValueKind.Array || sources.GetArrayLength() != 1)
            throw new DataSetException($"{where}: recording.sources must be a list of one source");
        var source = sources[0];
        if (source.ValueKind != JsonValueKind.Object || Text(source, "type") is not "file")
            throw new DataSetException($"{where}: recording.sources[0] is no file; commands, addresses and memory aren't read");
        if (source.TryGetProperty("channels", out var channels) && channels.ValueKind == JsonValueKind.Array && channels.GetArrayLength() > 1 && !(row.TryGetProperty("channel", out var channel) && channel.ValueKind == JsonValueKind.Array && channel.GetArrayLength() == channels.GetArrayLength()))
            throw new DataSetException($"{where}: one channel of a recording of {channels.GetArrayLength()}; all channels are averaged here, so cut it into a file first");
        var file = Text(source, "source") ?? throw new DataSetException($"{where}: recording.sources[0].source is missing");
        var start = row.TryGetProperty("start", out var begin) ? Seconds($"{where}: start", begin) : 0;
        var all = recording.TryGetProperty("duration", out var whole) ? Seconds($"{where}: recording.duration", whole) : (double?)null;
        var isWhole = start == 0 && (fields.Duration is null || (all is { } seconds && Math.Abs(seconds - fields.Duration.Value) < 1e-4));
        return Supervised(where, row, fields).Sample(Text(row, "id") ?? throw new DataSetException($"{where}: id is missing"), file) with
        {
            Segment = isWhole ? null : new AudioSegment(start, Positive(where, fields.Duration)),
        };
    }

    /// <summary>What the cut's supervisions say; who speaks must be one.</summary>
    private static SampleFields Supervised(string where, JsonElement row, SampleFields fields)
    {
        if (!row.TryGetProperty("supervisions", out var list) || list.ValueKind != JsonValueKind.Array)
            return fields;
        List<SampleFields> said = [.. list.EnumerateArray().Select((s, i) => SampleFields.Of($"{where}: supervisions[{i}]", s))];
        string[] speakers = [.. said.Select(s => s.Voice).OfType<string>().Distinct()];
        if (speakers.Length > 1)
            throw new DataSetException($"{where}: {speakers.Length} speakers in one cut ({Printable.Quote(string.Join(", ", speakers))}); split it (Lhotse: trim_to_supervisions)");
        var words = string.Join(' ', said.Select(s => s.Words).OfType<string>());
        return fields with { Voice = speakers.FirstOrDefault() ?? fields.Voice, Words = words.Length > 0 ? words : fields.Words, Gender = fields.Gender ?? said.Select(s => s.Gender).FirstOrDefault(g => g is not null) };
    }

    internal static double? Positive(string where, double? seconds) => seconds is null or > 0 ? seconds : throw new DataSetException($"{where}: a duration of 0 s");

    internal static double Seconds(string where, JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and <= SampleFields.MostSeconds ? seconds
        : throw new DataSetException($"{where}: '{Printable.Quote(value.GetRawText())}' is no number of seconds from 0 on");

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Word(name, value) : null;

    private static string Word(string where, JsonElement value) => SampleFields.Text(value) ?? throw new DataSetException($"{where}: a text is expected, this is '{Printable.Quote(value.GetRawText())}'");
}
