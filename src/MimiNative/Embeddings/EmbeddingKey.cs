using System.Globalization;

namespace MimiNative;

/// <summary>Which embedding of a clip: where in the encoder, pooled how, over how much of its audio.</summary>
/// <param name="Tap">Public tap name.</param>
/// <param name="Pooling">Pooling over frames.</param>
/// <param name="Duration">Seconds from the clip's start; null: the whole clip.</param>
public sealed record EmbeddingKey(string Tap, Pooling Pooling, double? Duration = null)
{
    /// <summary>Whether the vector came from elsewhere as it is, and nothing is known of how it was pooled: then <see cref="Tap"/> is its whole name, and <see cref="Pooling"/> says nothing.</summary>
    public bool IsGiven { get; init; }

    /// <summary><c>TAP/POOLING</c>, with <c>/SECONDSs</c> behind where only the start was pooled: the tensor name in files.</summary>
    public override string ToString() => IsGiven ? Tap : Duration is { } seconds
        ? string.Create(CultureInfo.InvariantCulture, $"{Tap}/{Pooling.Name()}/{seconds}s")
        : $"{Tap}/{Pooling.Name()}";
}
