namespace MimiNative.Analysis.Origins;

/// <summary>What the networks are called that embeddings come from.</summary>
public static class NetworkNames
{
    /// <summary>Mimi, as a person reads it.</summary>
    internal const string Mimi = "Mimi";

    /// <summary>A WavLM, as a person reads it.</summary>
    internal const string WavLmInWords = "WavLM";

    /// <summary>A WavLM in <see cref="Origin.Encoder"/>, and so in files.</summary>
    public const string WavLm = "wavlm";

    /// <summary>The network that a file's facts name (<see cref="Origin.Metadata"/>), as a person reads it; Mimi where they name none.</summary>
    public static string Of(IReadOnlyDictionary<string, string> facts) => facts?.GetValueOrDefault("encoder") switch { null => Mimi, WavLm => WavLmInWords, var other => other };
}
