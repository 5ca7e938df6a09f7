using System.Numerics.Tensors;

namespace MimiNative;

/// <summary>A place in the encoder whose output can be had: its public name, channels and frame rate.</summary>
/// <param name="Name">Public name, e.g. <c>seanet.down2</c>, <c>transformer.3.attn</c>, <c>latent</c>, <c>rvq@8</c>.</param>
/// <param name="Channels">Floats per frame.</param>
/// <param name="SamplesPerFrame">Waveform samples per frame: 1 at 24 kHz, 960 at 25 Hz, 1920 at 12.5 Hz. <see cref="WholeClip"/>: one frame for the whole clip.</param>
/// <param name="SampleRate">Waveform samples per second.</param>
/// <param name="Operation">What the encoder does there, in words.</param>
public sealed record TapInfo(string Name, int Channels, int SamplesPerFrame, int SampleRate, string Operation)
{
    /// <summary><see cref="SamplesPerFrame"/> of what is computed once for a clip, such as an x-vector.</summary>
    public const int WholeClip = 0;

    /// <summary>Frames per second; 0 for what is computed once for a clip.</summary>
    public double FrameRate => SamplesPerFrame == WholeClip ? 0 : (double)SampleRate / SamplesPerFrame;
}

/// <summary>What the encoder does with a clip whose length isn't a multiple of a frame. Both give ceil(L / 1920) latent frames.</summary>
public enum PaddingDialect
{
    /// <summary>Zeros are appended to the waveform (moshi in PyTorch since 2025). The default.</summary>
    Waveform,

    /// <summary>Every convolution pads its own input (Hugging Face transformers, candle / rustymimi, moshi of 2024).</summary>
    PerLayer,
}

/// <summary>What to compute from a clip.</summary>
public sealed record EncodeOptions
{
    /// <summary>Taps to keep; see <c>MimiEncoder.Taps</c>. What isn't asked for isn't copied, and what nothing needs isn't computed.</summary>
    public IReadOnlyList<string> Taps { get; init; } = ["latent"];

    /// <summary>Codebooks to search, 0..32; 0 gives no codes.</summary>
    public int Codebooks { get; init; }

    /// <summary>Treatment of the last, incomplete frame.</summary>
    public PaddingDialect Padding { get; init; } = PaddingDialect.Waveform;

    /// <summary>The same taps in the same order, codebooks and padding.</summary>
    public bool Equals(EncodeOptions? other) =>
        other is not null && Codebooks == other.Codebooks && Padding == other.Padding && (Taps ?? []).SequenceEqual(other.Taps ?? []);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Codebooks);
        hash.Add(Padding);
        foreach (var tap in Taps ?? [])
            hash.Add(tap);
        return hash.ToHashCode();
    }
}

/// <summary>Receives activations as they are computed, so that long audio needs no memory of its length.</summary>
public interface IActivationSink
{
    /// <summary>Rows <paramref name="firstFrame"/>.. of a tap, in order, without gaps.</summary>
    /// <param name="tap">Which tap.</param>
    /// <param name="firstFrame">Frame number of the first row.</param>
    /// <param name="rows">(frames, channels), valid during the call only.</param>
    void Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows);

    /// <summary>Codes of the next frames.</summary>
    /// <param name="firstFrame">Frame number of the first row.</param>
    /// <param name="codebooks">Codes per frame.</param>
    /// <param name="rows">(frames, codebooks), as activations come by frame; <see cref="Codes.FromRows"/> turns a clip's to (codebooks, frames). Valid during the call only.</param>
    void CodeRows(long firstFrame, int codebooks, ReadOnlySpan<int> rows);
}

/// <summary>One tap's output for a whole clip, (frames, channels). Two are equal where they share one array, whatever it holds: compare <see cref="Values"/> for what is in them.</summary>
/// <param name="Tap">Which tap.</param>
/// <param name="Frames">Frames of the clip.</param>
/// <param name="Values">(frames, channels), row after row; the array itself, not a copy.</param>
public sealed record Activation(TapInfo Tap, int Frames, float[] Values)
{
    /// <summary>(frames, channels), row after row; the array itself, not a copy.</summary>
    /// <exception cref="ArgumentException">These are not the values of so many frames.</exception>
    public float[] Values { get; init; } = RequireSize(Tap, Frames, Values);

    /// <summary>Floats per frame.</summary>
    public int Channels => Tap.Channels;

    /// <summary>All values as a tensor, (frames, channels).</summary>
    public ReadOnlyTensorSpan<float> AsTensorSpan() => new(Values, [Frames, Channels], []);

    /// <summary>Row <paramref name="frame"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    public ReadOnlySpan<float> Frame(int frame) => (uint)frame < (uint)Frames
        ? Values.AsSpan(frame * Channels, Channels)
        : throw new ArgumentOutOfRangeException(nameof(frame), frame, $"'{Tap.Name}' has {Frames} frames");

    private static float[] RequireSize(TapInfo tap, int frames, float[] values)
    {
        ArgumentNullException.ThrowIfNull(tap, nameof(Tap));
        ArgumentNullException.ThrowIfNull(values, nameof(Values));
        ArgumentOutOfRangeException.ThrowIfNegative(frames, nameof(Frames));
        return values.Length == (long)frames * tap.Channels ? values
            : throw new ArgumentException($"{values.Length} values are not {frames} frames of the {tap.Channels} channels of '{tap.Name}'", nameof(Values));
    }
}

/// <summary>Codes of a whole clip, (codebooks, frames): the semantic one first. Two are equal where they share one array, whatever it holds: compare <see cref="Values"/> for what is in them.</summary>
/// <param name="Codebooks">Codes per frame.</param>
/// <param name="Frames">Frames of the clip.</param>
/// <param name="Values">(codebooks, frames), codebook after codebook; the array itself, not a copy.</param>
public sealed record Codes(int Codebooks, int Frames, int[] Values)
{
    /// <summary>(codebooks, frames), codebook after codebook; the array itself, not a copy.</summary>
    /// <exception cref="ArgumentException">These are not the codes of so many codebooks and frames.</exception>
    public int[] Values { get; init; } = RequireSize(Codebooks, Frames, Values);

    /// <summary>Codes that came frame by frame, as a sink is given them.</summary>
    /// <param name="codebooks">Codes per frame.</param>
    /// <param name="rows">(frames, codebooks).</param>
    /// <exception cref="ArgumentException">These are no whole frames.</exception>
    public static Codes FromRows(int codebooks, ReadOnlySpan<int> rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(codebooks);
        var frames = Math.DivRem(rows.Length, codebooks, out var rest);
        if (rest != 0)
            throw new ArgumentException($"{rows.Length} codes are no whole frames of {codebooks} codebooks", nameof(rows));
        var values = new int[rows.Length];
        for (var frame = 0; frame < frames; frame++)
            for (var book = 0; book < codebooks; book++)
                values[book * frames + frame] = rows[frame * codebooks + book];
        return new Codes(codebooks, frames, values);
    }

    /// <summary>The row chosen in a codebook for a frame.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such codebook or frame.</exception>
    public int this[int codebook, int frame]
    {
        get
        {
            if ((uint)codebook >= (uint)Codebooks)
                throw new ArgumentOutOfRangeException(nameof(codebook), codebook, $"there are {Codebooks} codebooks");
            if ((uint)frame >= (uint)Frames)
                throw new ArgumentOutOfRangeException(nameof(frame), frame, $"there are {Frames} frames");
            return Values[codebook * Frames + frame];
        }
    }

    private static int[] RequireSize(int codebooks, int frames, int[] values)
    {
        ArgumentNullException.ThrowIfNull(values, nameof(Values));
        ArgumentOutOfRangeException.ThrowIfNegative(codebooks, nameof(Codebooks));
        ArgumentOutOfRangeException.ThrowIfNegative(frames, nameof(Frames));
        return values.Length == (long)codebooks * frames ? values
            : throw new ArgumentException($"{values.Length} codes are not {codebooks} codebooks of {frames} frames", nameof(Values));
    }
}

/// <summary>Everything that was asked of one clip.</summary>
public sealed class Activations(long samples, PaddingDialect padding, IReadOnlyList<Activation> taps, Codes? codes)
{
    /// <summary>Samples of the clip.</summary>
    public long Samples { get; } = samples;

    /// <summary>How the last frame was padded.</summary>
    public PaddingDialect Padding { get; } = padding;

    /// <summary>The taps, in the order asked for.</summary>
    public IReadOnlyList<Activation> Taps { get; } = taps;

    /// <summary>The codes, when <see cref="EncodeOptions.Codebooks"/> asked for some.</summary>
    public Codes? Codes { get; } = codes;

    /// <summary>A tap by name.</summary>
    /// <exception cref="KeyNotFoundException">It was not asked for.</exception>
    public Activation this[string tap] =>
        Taps.FirstOrDefault(a => a.Tap.Name == tap) ?? throw new KeyNotFoundException($"tap '{tap}' was not asked for; there are: {string.Join(", ", Taps.Select(a => a.Tap.Name))}");
}
