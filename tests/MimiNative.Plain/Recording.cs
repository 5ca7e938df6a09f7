namespace MimiNative.Plain;

/// <summary>Keeps what an encoder hands out, and says how it differs from what the plain encoder computed.</summary>
public sealed class Recording : IActivationSink
{
    /// <summary>
    /// Relative rms error allowed to a tap: 40 times half a unit in the last place of float32. A sum of n products in float32 errs by about √n of these at most,
    /// and what a layer makes of its input's error is of the same size; sums before and after products (minimal filtering) add theirs.
    /// </summary>
    public const double Tolerance = 40.0 / (1 << 24);

    /// <summary>A choice between codebook entries that the distances differ by less is not the encoder's fault; tests take clips without such choices.</summary>
    public const double ClearMargin = 1e-5;

    private readonly Dictionary<string, List<float>> _taps = [];
    private readonly List<int> _codes = [];

    /// <summary>Everything of a clip at once.</summary>
    public static EncodeOptions Everything(MimiEncoder encoder, PaddingDialect padding) =>
        new() { Taps = [.. encoder.Taps.Select(t => t.Name)], Codebooks = encoder.Config.Codebooks, Padding = padding };

    /// <summary>Encodes a clip in one call.</summary>
    public static Recording Whole(MimiEncoder encoder, float[] clip, PaddingDialect padding)
    {
        var recording = new Recording();
        var activations = encoder.Encode(clip, Everything(encoder, padding));
        foreach (var tap in activations.Taps)
            recording._taps[tap.Tap.Name] = [.. tap.Values];
        if (activations.Codes is { } codes)
            for (var t = 0; t < codes.Frames; t++)
                for (var book = 0; book < codes.Codebooks; book++)
                    recording._codes.Add(codes[book, t]);
        return recording;
    }

    /// <summary>Encodes a clip that comes in pieces of random sizes.</summary>
    public static Recording Streamed(MimiEncoder encoder, float[] clip, PaddingDialect padding, Random random)
    {
        var recording = new Recording();
        using var stream = encoder.OpenStream(Everything(encoder, padding), recording);
        for (var at = 0; at < clip.Length;)
        {
            var count = Math.Min(clip.Length - at, random.Next(1, 3 * encoder.Config.SamplesPerFrame));
            stream.Write(clip.AsSpan(at, count));
            at += count;
        }
        stream.Complete();
        return recording;
    }

    /// <inheritdoc/>
    public void Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows)
    {
        if (!_taps.TryGetValue(tap.Name, out var values))
            _taps[tap.Name] = values = [];
        if (values.Count != firstFrame * tap.Channels)
            throw new InvalidOperationException($"{tap.Name}: frame {firstFrame} comes after {values.Count / tap.Channels} frames");
        values.AddRange(rows);
    }

    /// <inheritdoc/>
    void IActivationSink.CodeRows(long firstFrame, int codebooks, ReadOnlySpan<int> rows) => _codes.AddRange(rows);

    /// <summary>A line for every tap that is farther from the truth than <paramref name="tolerance"/>, and for the first wrong code.</summary>
    public IReadOnlyList<string> Differences(PlainResult expected, double tolerance = Tolerance)
    {
        var lines = new List<string>();
        if (!_taps.Keys.ToHashSet().SetEquals(expected.Taps.Keys))
            lines.Add($"taps {string.Join(", ", _taps.Keys)}, not {string.Join(", ", expected.Taps.Keys)}");
        foreach (var (tap, truth) in expected.Taps)
            if (_taps.TryGetValue(tap, out var values) && Difference(truth, values) is var (error, frame) && !(error <= tolerance))
                lines.Add($"{tap}: {values.Count} values for {truth.Length}, relative rms error {error:0.0e+0}, most in frame {frame} of {truth.GetLength(0)}");
        var (books, frames) = (expected.Codes.GetLength(0), expected.Codes.GetLength(1));
        if (_codes.Count != books * frames)
            lines.Add($"{_codes.Count} codes, not {books * frames}");
        else if (Enumerable.Range(0, _codes.Count).FirstOrDefault(i => _codes[i] != expected.Codes[i % books, i / books], -1) is var wrong and >= 0)
            lines.Add($"code {_codes[wrong]}, not {expected.Codes[wrong % books, wrong / books]}, in codebook {wrong % books} of frame {wrong / books}");
        if (expected.Margins.Cast<double>().DefaultIfEmpty(double.PositiveInfinity).Min() is var clear && clear < ClearMargin)
            lines.Add($"the clip has codes that are not clear (margin {clear:0.0e+0}): take another seed");
        return lines;
    }

    private static (double Error, int Frame) Difference(double[,] expected, List<float> actual)
    {
        if (actual.Count != expected.Length)
            return (double.PositiveInfinity, -1);
        var (power, errors) = (0.0, new double[expected.GetLength(0)]);
        for (var t = 0; t < expected.GetLength(0); t++)
            for (var c = 0; c < expected.GetLength(1); c++)
            {
                power += expected[t, c] * expected[t, c];
                errors[t] += Math.Pow(expected[t, c] - actual[t * expected.GetLength(1) + c], 2);
            }
        return (Math.Sqrt(errors.Sum() / power), Array.IndexOf(errors, errors.Max()));
    }
}
