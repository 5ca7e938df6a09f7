using System.Globalization;
using System.Text.Json;
using MimiNative.Analysis.Formats;

namespace MimiNative.Analysis.Data;

/// <summary>What a JSON object, or a row of a table, says about a recording, under the names that corpora use for it. The first name that is there counts; numbers are taken as texts.</summary>
internal sealed record SampleFields
{
    /// <summary>Longer than any recording.</summary>
    public const double MostSeconds = 1e9;

    private static readonly string[] VoiceNames = ["voice_id", "speaker", "speaker_id", "spk_id", "spk", "client_id", "voice"];
    private static readonly string[] WordNames = ["sentence_text", "text", "transcript", "transcription", "sentence"];
    private static readonly string[] TextNames = ["sentence_id", "text_id"];
    private static readonly string[] GenderNames = ["gender", "sex"];
    private static readonly string[] AccentNames = ["accent", "accents"];
    private static readonly string[] AgeNames = ["age_group", "age"];
    private static readonly string[] AugmentationNames = ["augmentation_type"];
    private static readonly string[] DurationNames = ["duration", "duration_seconds"];

    /// <summary>All names that are known.</summary>
    public static IReadOnlySet<string> Names { get; } = ((string[])[.. VoiceNames, .. WordNames, .. TextNames, .. GenderNames, .. AccentNames, .. AgeNames, .. AugmentationNames, .. DurationNames]).ToHashSet();

    public string? Voice { get; init; }

    public string? Words { get; init; }

    public string? TextId { get; init; }

    public string? Gender { get; init; }

    public string? Accent { get; init; }

    public string? AgeGroup { get; init; }

    public string? Augmentation { get; init; }

    public double? Duration { get; init; }

    /// <summary>Reads an object.</summary>
    /// <param name="where">For messages.</param>
    /// <param name="json">UTF-8.</param>
    /// <exception cref="DataSetException">It is no object of JSON, or its duration is no length.</exception>
    public static SampleFields Read(string where, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Of(where, document.RootElement);
        }
        // Half of a surrogate pair in a name or a text is found when it is asked for.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new DataSetException($"{where}: not JSON: {Printable.Quote(JsonText.Problem(e))}", e);
        }
    }

    /// <summary>What an object says.</summary>
    /// <exception cref="DataSetException">It is no object, or its duration is no length.</exception>
    public static SampleFields Of(string where, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new DataSetException($"{where}: an object is expected, this is {root.ValueKind.ToString().ToLowerInvariant()}");
        return Of(where, name => root.TryGetProperty(name, out var value) ? Text(value) : null);
    }

    /// <summary>What a row says.</summary>
    /// <param name="where">For messages.</param>
    /// <param name="value">What it has under a name; null: nothing.</param>
    /// <exception cref="DataSetException">Its duration is no length.</exception>
    public static SampleFields Of(string where, Func<string, string?> value)
    {
        string? First(IReadOnlyList<string> names) => names.Select(value).FirstOrDefault(t => t is not null);
        return new SampleFields
        {
            Voice = First(VoiceNames), Words = First(WordNames), TextId = First(TextNames), Gender = First(GenderNames), Accent = First(AccentNames), AgeGroup = First(AgeNames),
            Augmentation = First(AugmentationNames), Duration = First(DurationNames) is { } text ? Seconds(where, text) : null,
        };
    }

    private static double Seconds(string where, string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= MostSeconds ? seconds
        : throw new DataSetException($"{where}: duration '{Printable.Quote(text)}' is no number of seconds");

    /// <summary>A text or number; null where it holds nothing, or is a list or an object, which under these names is something else.</summary>
    public static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Trim() is { Length: > 0 } text ? text : null,
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    /// <summary>The sample; without a text id, equal words are the same text.</summary>
    public Sample Sample(string id, string path) => new()
    {
        Id = id, Path = path, Voice = Voice ?? Data.Sample.UnknownVoice, Text = TextId ?? Words, Sentence = Words, Gender = Gender, Accent = Accent, AgeGroup = AgeGroup, Duration = Duration,
        Augmentation = Augmentation ?? Data.Sample.Clean,
    };

    /// <summary>What a reader of results should know about labels that are missing.</summary>
    public static IEnumerable<string> Notes(IReadOnlyList<Sample> samples)
    {
        if (samples.Count(s => s.Voice == Data.Sample.UnknownVoice) is > 0 and var unnamed)
            yield return $"{unnamed} of {samples.Count} recordings name no speaker ({string.Join(", ", VoiceNames)}); they are one voice, '{Data.Sample.UnknownVoice}'.";
        if (samples.Count(s => s.Text is null) is > 0 and var silent)
            yield return silent == samples.Count ? "Texts are unknown, so content metrics are not available." : $"{silent} of {samples.Count} recordings have no text; no content metric counts them.";
    }
}
