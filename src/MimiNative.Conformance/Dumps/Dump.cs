namespace MimiNative.Conformance.Dumps;

/// <summary>A tap of someone's dump.</summary>
/// <param name="Tap">Which of ours it is.</param>
/// <param name="Array">The array's name in the dump.</param>
/// <param name="Frames">Frames that the dump has.</param>
/// <param name="Values">(frames, channels).</param>
internal sealed record DumpTap(TapInfo Tap, string Array, int Frames, float[] Values);

/// <summary>What someone's port computed of a clip, in our order of axes.</summary>
internal sealed record Dump
{
    /// <summary>The file or folder.</summary>
    public required string Path { get; init; }

    /// <summary>Who made it, where they say.</summary>
    public string? Implementation { get; init; }

    /// <summary>The dialect that the port means to have, where they say.</summary>
    public PaddingDialect? Padding { get; init; }

    /// <summary>The clip.</summary>
    public required float[] Input { get; init; }

    /// <summary>The taps, in the order of the network.</summary>
    public required IReadOnlyList<DumpTap> Taps { get; init; }

    /// <summary>The codes, where the dump has some. Nothing says that they are codes of the model's: a port may count from one.</summary>
    public Codes? Codes { get; init; }
}
