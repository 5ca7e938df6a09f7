namespace MimiNative.Conformance.Judgement;

/// <summary>Causes that a tap's own values betray, whatever the layer before it does: pure functions of the dump's and the right (frames, channels) values.</summary>
internal static class OutputGuesses
{
    // What can be fitted to a few numbers proves nothing.
    private const int FewestFrames = 4, MostShift = 8, MostRows = 512;

    /// <summary>Every cause with its number, the likelier first; whether one fits is for <see cref="Guess.Best"/> to say.</summary>
    public static IEnumerable<Guess> Of(ReadOnlyMemory<float> dump, ReadOnlyMemory<float> right, int channels)
    {
        var frames = Math.Min(dump.Length, right.Length) / channels;
        var (d, r) = (dump[..(frames * channels)], right[..(frames * channels)]);
        var before = Error(d.Span, r.Span);
        if (Scale(d.Span, r.Span, before) is { } scale)
            yield return scale;
        if (Permutation(d.Span, r.Span, channels) is { } permutation)
            yield return permutation;
        foreach (var shift in Shifts(d, r, channels, before))
            yield return shift;
        if (frames > 1 && channels > 1)
            yield return new(Cause.Reshaped, "frames and channels interchanged: reshaped where the axes should be exchanged", before, Error(d.Span, Reshape(r.Span, channels)));
    }

    /// <summary>A constant of its own for every channel: says less than a bias of the model's that is missing.</summary>
    public static Guess? Offset(ReadOnlySpan<float> dump, ReadOnlySpan<float> right, int channels)
    {
        var frames = Math.Min(dump.Length, right.Length) / channels;
        if (frames < FewestFrames)
            return null;
        var offsets = new double[channels];
        for (var i = 0; i < frames * channels; i++)
            offsets[i % channels] += ((double)dump[i] - right[i]) / frames;
        var shifted = new float[frames * channels];
        for (var i = 0; i < shifted.Length; i++)
            shifted[i] = (float)(right[i] + offsets[i % channels]);
        return new(Cause.ConstantOffset, "a constant of its own added to every channel", Error(dump[..shifted.Length], right[..shifted.Length]), Error(dump[..shifted.Length], shifted));
    }

    /// <summary>Rms of the difference over rms of the right values.</summary>
    public static double Error(ReadOnlySpan<float> dump, ReadOnlySpan<float> right)
    {
        double error = 0, size = 0;
        for (var i = 0; i < right.Length; i++)
        {
            error += ((double)dump[i] - right[i]) * ((double)dump[i] - right[i]);
            size += (double)right[i] * right[i];
        }
        return error == 0 ? 0 : Math.Sqrt(error / size);
    }

    /// <summary>To the nearest bfloat16, ties to even.</summary>
    public static float Bfloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
    }

    private static Guess? Scale(ReadOnlySpan<float> d, ReadOnlySpan<float> r, double before)
    {
        double product = 0, square = 0;
        for (var i = 0; i < r.Length; i++)
        {
            product += (double)d[i] * r[i];
            square += (double)r[i] * r[i];
        }
        var scale = product / square;
        if (!double.IsFinite(scale) || Math.Abs(scale) < 1e-6)
            return null;
        double error = 0;
        for (var i = 0; i < r.Length; i++)
            error += Math.Pow(d[i] / scale - r[i], 2);
        var after = Math.Sqrt(error / square);
        return Math.Abs(scale + 1) < Math.Max(1e-6, 2 * after)
            ? new(Cause.Sign, "the other sign", before, after)
            : new(Cause.Scale, $"a scale: the best is {Guess.Number(scale)}", before, after);
    }

    /// <summary>Every channel's nearest one on the right side, where no two choose the same.</summary>
    private static Guess? Permutation(ReadOnlySpan<float> d, ReadOnlySpan<float> r, int channels)
    {
        var rows = Math.Min(MostRows, r.Length / channels);
        if (rows == 0 || channels == 1)
            return null;
        var (dumped, right) = (Columns(d[..(rows * channels)], channels), Columns(r[..(rows * channels)], channels));
        var from = new int[channels];
        Parallel.For(0, channels, c => from[c] = Nearest(dumped[c], right, c));
        if (from.Distinct().Count() < channels || from.Index().All(f => f.Index == f.Item))
            return null;
        double error = 0, size = 0, moved = 0;
        for (var c = 0; c < channels; c++)
            for (var t = 0; t < rows; t++)
            {
                error += Math.Pow(dumped[c][t] - right[from[c]][t], 2);
                size += Math.Pow(right[c][t], 2);
                moved += Math.Pow(dumped[c][t] - right[c][t], 2);
            }
        var places = from.Index().Where(f => f.Index != f.Item).ToList();
        return new(Cause.ChannelPermutation, $"channels in another order ({places.Count} of {channels}; {string.Join(", ", places.Take(3).Select(p => $"{p.Index} has what belongs in {p.Item}"))})",
            Math.Sqrt(moved / size), Math.Sqrt(error / size));
    }

    private static IEnumerable<Guess> Shifts(ReadOnlyMemory<float> d, ReadOnlyMemory<float> r, int channels, double before)
    {
        var frames = r.Length / channels;
        for (var shift = 1; shift <= Math.Min(MostShift, frames - FewestFrames); shift++)
        {
            var (moved, length) = (shift * channels, (frames - shift) * channels);
            var frame = shift == 1 ? "a frame" : $"{shift} frames";
            yield return new(Cause.ShiftedFrame, $"{frame} late", before, Error(d.Span.Slice(moved, length), r.Span[..length]));
            yield return new(Cause.ShiftedFrame, $"{frame} early", before, Error(d.Span[..length], r.Span.Slice(moved, length)));
        }
    }

    private static float[] Reshape(ReadOnlySpan<float> right, int channels)
    {
        var frames = right.Length / channels;
        var flat = new float[right.Length];
        for (var i = 0; i < flat.Length; i++)
            flat[i] = right[i % frames * channels + i / frames];
        return flat;
    }

    private static float[][] Columns(ReadOnlySpan<float> values, int channels)
    {
        var columns = new float[channels][];
        for (var c = 0; c < channels; c++)
        {
            columns[c] = new float[values.Length / channels];
            for (var t = 0; t < columns[c].Length; t++)
                columns[c][t] = values[t * channels + c];
        }
        return columns;
    }

    /// <summary>The nearest column; its own where none is nearer.</summary>
    private static int Nearest(float[] column, float[][] among, int own)
    {
        var (best, distance) = (own, System.Numerics.Tensors.TensorPrimitives.Distance<float>(column, among[own]));
        for (var c = 0; c < among.Length; c++)
            if (System.Numerics.Tensors.TensorPrimitives.Distance<float>(column, among[c]) is var other && other < distance)
                (best, distance) = (c, other);
        return best;
    }
}
