using System.Globalization;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>Numbers and lists as a reader wants them.</summary>
internal static class Words
{
    /// <summary>A number with a true minus sign; <c>n/a</c> where there is none.</summary>
    public static string Number(double value, string format = "0.000") => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−') : "n/a";

    /// <summary>A share in per cent.</summary>
    public static string Percent(double value, string format = "0.0") => double.IsFinite(value) ? (100 * value).ToString(format, CultureInfo.InvariantCulture).Replace('-', '−') + " %" : "n/a";

    /// <summary>"1 clip", "2 clips".</summary>
    public static string Count(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>"a", "a and b", "a, b and c".</summary>
    public static string List(IReadOnlyList<string> items) => items.Count < 2 ? string.Concat(items) : $"{string.Join(", ", items.SkipLast(1))} and {items[^1]}";

    /// <summary>A pooling in words.</summary>
    public static string Name(Pooling pooling) => pooling switch
    {
        Pooling.Stats => "mean and standard deviation",
        Pooling.Std => "standard deviation",
        Pooling.FirstFrame => "first frame",
        Pooling.LastFrame => "last frame",
        _ => pooling.Name(),
    };

    /// <summary>How an embedding was pooled, in words.</summary>
    public static string PoolingOf(EmbeddingKey key) => key.IsGiven ? "as it is" : Name(key.Pooling);

    /// <summary>An embedding in words.</summary>
    public static string Name(EmbeddingKey key) => key.IsGiven ? $"`{Printable.Quote(key.Tap)}`" : $"`{key.Tap}`, {Name(key.Pooling)}{(key.Duration is { } d ? string.Create(CultureInfo.InvariantCulture, $", first {d} s") : "")}";

    /// <summary>A kind of control in words; a space in question goes by what made it.</summary>
    public static string Name(SpaceKind kind) => kind switch
    {
        SpaceKind.RandomWeights => "random weights",
        SpaceKind.Spectral => "MFCC baseline",
        SpaceKind.Peer => "another encoder",
        _ => "this space",
    };

    /// <summary>A control or a peer in words.</summary>
    public static string Name(SpaceKind kind, Peer? peer) => peer is null ? Name(kind) : PeerWords.Name(peer);

    /// <summary>A space in words.</summary>
    public static string Name(MeasuredSpace space) => space.Kind == SpaceKind.Analysed ? space.Description : Name(space.Kind, space.Peer);
}
