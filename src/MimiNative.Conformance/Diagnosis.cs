using MimiNative.Conformance.Dumps;
using MimiNative.Conformance.Judgement;

namespace MimiNative.Conformance;

/// <summary>The verdict on a tap of a dump.</summary>
internal enum TapState
{
    /// <summary>Equal, but for float32's rounding.</summary>
    Right,
    /// <summary>Equal, but for rounding of the size of half precision, which begins with the network or is explained by it.</summary>
    Rounded,
    /// <summary>Wrong.</summary>
    Wrong,
    /// <summary>Comes after the first wrong one, and isn't right either.</summary>
    After,
}

/// <summary>A tap of a dump, judged.</summary>
/// <param name="Fit">The numbers.</param>
/// <param name="State">The verdict.</param>
internal sealed record TapVerdict(TapFit Fit, TapState State);

/// <summary>What is wrong with a dump, and where it begins.</summary>
internal sealed record Diagnosis
{
    /// <summary>The dump.</summary>
    public required Dump Dump { get; init; }

    /// <summary>The dialect compared with: the nearer one.</summary>
    public required PaddingDialect Padding { get; init; }

    /// <summary>The dialect that the dump is proven to have.</summary>
    public required DumpDialect Dialect { get; init; }

    /// <summary>The clip is whole frames: both dialects do the same with it.</summary>
    public bool IsWholeFrames { get; init; }

    /// <summary>The taps, in the order of the network.</summary>
    public required IReadOnlyList<TapVerdict> Taps { get; init; }

    /// <summary>The codes, where the dump has some.</summary>
    public CodeVerdict? Codes { get; init; }

    /// <summary>The first wrong tap, or <c>codes</c>; null where all is right.</summary>
    public string? FirstWrong { get; init; }

    /// <summary>Which frames of it are wrong.</summary>
    public FramePattern? Pattern { get; init; }

    /// <summary>Its relative error.</summary>
    public double Error { get; init; }

    /// <summary>Largest relative error of a frame in the taps before it; 0 where there is none.</summary>
    public double Noise { get; init; }

    /// <summary>The last right tap; null where the first is wrong.</summary>
    public string? LastRight { get; init; }

    /// <summary>Taps between the last right one and the first wrong one that the dump lacks.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Everything behind the first wrong tap is right: so the port is, and the array isn't what the port computes there.</summary>
    public bool IsRightAgain => FirstWrong is not (null or "codes") && Taps.SkipWhile(t => t.State != TapState.Wrong).Skip(1).ToList() is { Count: > 0 } rest
        && rest.All(t => t.State is TapState.Right or TapState.Rounded);

    /// <summary>What it may come from; empty where nothing fits.</summary>
    public IReadOnlyList<Guess> Guesses { get; init; } = [];

    /// <summary>The precision in which the weights were rounded, where comparing with such weights explains the dump: <c>weights in float16</c>.</summary>
    public string? Rounding { get; init; }

    /// <summary>Nothing is wrong.</summary>
    public bool Ok => FirstWrong is null;
}
