using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Measuring;

/// <summary>Measures activations while they are computed.</summary>
internal sealed class TapMeter : IActivationSink
{
    private readonly Dictionary<string, State> _taps = [];

    public void Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows)
    {
        if (!_taps.TryGetValue(tap.Name, out var state))
            _taps.Add(tap.Name, state = new State());
        state.Frames += rows.Length / tap.Channels;
        foreach (var value in rows)
        {
            if (!float.IsFinite(value))
            {
                state.NonFinite++;
                continue;
            }

            state.Squares += (double)value * value;
            state.Minimum = Math.Min(state.Minimum, value);
            state.Maximum = Math.Max(state.Maximum, value);
        }
    }

    public void CodeRows(long firstFrame, int codebooks, ReadOnlySpan<int> rows)
    {
    }

    public TapActivity Activity(TapInfo tap)
    {
        var state = _taps.GetValueOrDefault(tap.Name) ?? new State();
        var finite = state.Frames * tap.Channels - state.NonFinite;
        return new TapActivity(tap.Name, state.Frames, tap.Channels, tap.FrameRate, Math.Sqrt(state.Squares / Math.Max(1, finite)), state.Minimum, state.Maximum, state.NonFinite);
    }

    private sealed class State
    {
        public long Frames { get; set; }

        public long NonFinite { get; set; }

        public double Squares { get; set; }

        public double Minimum { get; set; } = double.PositiveInfinity;

        public double Maximum { get; set; } = double.NegativeInfinity;
    }
}
