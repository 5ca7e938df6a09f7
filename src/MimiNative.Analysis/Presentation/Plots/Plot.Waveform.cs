using System.Text;

namespace MimiNative.Analysis.Presentation.Plots;

internal static partial class Plot
{
    /// <summary>A clip's samples over time, as the envelope that a reader can see at this width.</summary>
    /// <param name="title">What is plotted.</param>
    /// <param name="caption">What to see in it.</param>
    /// <param name="samples">Samples of one channel; full scale is ±1.</param>
    /// <param name="sampleRate">Samples per second.</param>
    public static Svg Waveform(string title, string caption, ReadOnlyMemory<float> samples, double sampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRate);
        return new Svg(title, caption, canvas =>
        {
            var peak = 0f;
            foreach (var sample in samples.Span)
                peak = float.IsFinite(sample) ? Math.Max(peak, Math.Abs(sample)) : peak;
            var limit = peak <= 0 ? 1 : peak * 1.05;
            var frame = new Frame(canvas, 0, 140,
                new Side(new Axis("Time", "s"), 0, Math.Max(samples.Length / sampleRate, 1e-3)), new Side(new Axis("Amplitude", "full scale = 1"), -limit, limit));
            if (samples.Length > 0)
                canvas.Path(Envelope(frame, samples.Span), "l s0 f0", null, " stroke-width=\"1\" style=\"stroke-width:1;fill:var(--c0)\"");
        })
        { Wide = true };
    }

    /// <summary>The outline of the greatest and least sample under each pixel column.</summary>
    private static string Envelope(Frame frame, ReadOnlySpan<float> samples)
    {
        var columns = Math.Min((int)frame.Width, samples.Length);
        var upper = new StringBuilder();
        var lower = new List<string>(columns);
        for (var c = 0; c < columns; c++)
        {
            float low = float.PositiveInfinity, high = float.NegativeInfinity;
            foreach (var sample in samples[(int)((long)c * samples.Length / columns)..(int)((c + 1L) * samples.Length / columns)])
                if (float.IsFinite(sample))
                    (low, high) = (Math.Min(low, sample), Math.Max(high, sample));
            if (low > high)
                (low, high) = (0, 0);
            var x = Canvas.N(frame.Left + frame.Width * (c + 0.5) / columns);
            upper.Append(c == 0 ? 'M' : 'L').Append(x).Append(' ').Append(Canvas.N(frame.Y(high)));
            lower.Add($"L{x} {Canvas.N(frame.Y(low))}");
        }
        lower.Reverse();
        return upper.Append(string.Concat(lower)).Append('z').ToString();
    }
}
