using System.Text.Json;
using MimiNative.Files;

namespace MimiNative.Weights;

/// <summary>Sizes in an object of JSON, read without trust. What is absent or null is left to the caller; every error names the file and the key.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="fields">The object; nothing at all where the file has no such section.</param>
/// <param name="section">What stands before its keys in messages.</param>
internal sealed class ConfigFields(string path, JsonElement fields, string section = "")
{
    // Far above any model, and low enough that no product of sizes overflows and no list of tensors fills the memory.
    public const int MostChannels = 1 << 20;
    public const int MostLevels = 1 << 10;

    private const int MostStages = 8, MostDownsample = 64;

    /// <summary>A whole number from 1 on; null where it isn't said.</summary>
    public int? Integer(string key, int most = MostChannels) => Find(key) is { } value ? Positive(key, value, most) : null;

    /// <summary>A list of whole numbers from 1 on; null where it isn't said.</summary>
    public int[]? Integers(string key, int mostValues, int most) => Find(key) is { } list ? List(key, list, mostValues, "numbers", most) : null;

    /// <summary>True or false; null where it isn't said.</summary>
    public bool? Flag(string key) => Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } other => throw Wrong(key, $"{Shown(other)} is neither true nor false"),
    };

    /// <summary>A number above 0; null where it isn't said.</summary>
    public double? Number(string key)
    {
        if (Find(key) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number > 0 && double.IsFinite(number)
            ? number
            : throw Wrong(key, $"{Shown(value)} isn't a number above 0");
    }

    /// <summary>Strides in the encoder's order; files give the decoder's. Null where they aren't said.</summary>
    public int[]? Ratios(string key)
    {
        if (!Has(key, out var list))
            return null;
        var ratios = List(key, list, MostStages, "strides", MostLevels);
        Array.Reverse(ratios);
        return ratios.Aggregate(1.0, (a, b) => a * b) <= MostChannels ? ratios : throw Wrong(key, $"their product is above {MostChannels}");
    }

    /// <summary>The encoder's convolutions give rate / product(ratios) frames a second; a frame rate (12.5) says how far the last one goes. Null where it isn't said.</summary>
    public int? Downsample(string key, int rate, int[] ratios)
    {
        if (Number(key) is not { } frameRate)
            return null;
        var stride = rate / ratios.Aggregate(1.0, (a, b) => a * b) / frameRate;
        if (stride is >= 1 and <= MostDownsample && Math.Abs(stride - Math.Round(stride)) < 1e-6)
            return (int)Math.Round(stride);
        throw Wrong(key, FormattableString.Invariant($"{frameRate} Hz isn't a whole fraction of the transformer's frame rate"));
    }

    /// <summary>Refuses a whole number that isn't the one that is computed.</summary>
    public void Expect(string key, int value)
    {
        if (Integer(key) is { } found && found != value)
            throw Wrong(key, $"it is {found}; only {value} is computed");
    }

    /// <summary>Refuses another text than the one that is computed.</summary>
    public void ExpectText(string key, string value)
    {
        if (Has(key, out var found) && !(found.ValueKind == JsonValueKind.String && found.GetString() == value))
            throw Wrong(key, $"it is {Shown(found)}; only \"{value}\" is computed");
    }

    /// <summary>A value as it stands there; null where it isn't said.</summary>
    public JsonElement? Find(string key) => Has(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Sizes that a network can have.</summary>
    public T Validated<T>(T config, Action<T> validate)
    {
        try
        {
            validate(config);
            return config;
        }
        catch (ArgumentException e)
        {
            throw new WeightsException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>The error of a key.</summary>
    public WeightsException Wrong(string key, string what) => new($"{path}: {(section.Length == 0 ? key : $"{section}.{key}")}: {what}");

    /// <summary>As it stands in the file: every text has that form, also one that is no text.</summary>
    public static string Shown(JsonElement value) => Printable.Quote(value.GetRawText());

    private bool Has(string key, out JsonElement value)
    {
        value = default;
        return fields.ValueKind == JsonValueKind.Object && fields.TryGetProperty(key, out value);
    }

    private int[] List(string key, JsonElement list, int mostValues, string what, int most) =>
        list.ValueKind == JsonValueKind.Array && list.GetArrayLength() is var length and >= 1 && length <= mostValues
            ? [.. list.EnumerateArray().Select(value => Positive(key, value, most))]
            : throw Wrong(key, $"it must be a list of 1 to {mostValues} {what}");

    private int Positive(string key, JsonElement value, int most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0 && number <= most
            ? number
            : throw Wrong(key, $"{Shown(value)} isn't a whole number from 1 to {most}");
}
