using System.Numerics;

namespace MimiNative;

/// <summary>
/// Pools every tap that it is given, in every way and over every duration asked for, while the activations are computed: memory doesn't grow with the clip.
/// Sums are float64. The standard deviation is unbiased and 0 for a single frame.
/// </summary>
/// <remarks>
/// A duration of d seconds pools the frames that lie wholly in the first d seconds of audio, floor(d · frame rate) of them and at least one; a shorter clip gives all its frames.
/// The encoder is causal, so these are the very frames that encoding only the first d seconds would give, without its last frame when that is incomplete and thus partly padding
/// (which for <c>waveform</c> padding covers every frame that reaches past d).
/// </remarks>
public sealed class PoolingSink : IActivationSink
{
    private readonly Pooling[] _poolings;
    private readonly double[] _durations;
    private readonly Dictionary<string, Tap> _taps = [];

    /// <summary>A sink for one clip; a second one is refused (<see cref="InvalidOperationException"/>).</summary>
    /// <param name="poolings">Poolings to make.</param>
    /// <param name="durations">Seconds, each above 0, besides the whole clip.</param>
    /// <exception cref="ArgumentOutOfRangeException">A duration isn't above 0.</exception>
    public PoolingSink(IReadOnlyList<Pooling> poolings, IReadOnlyList<double>? durations = null)
    {
        ArgumentNullException.ThrowIfNull(poolings);
        _poolings = [.. poolings];
        _durations = [.. durations ?? []];
        foreach (var duration in _durations)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(duration);
    }

    /// <summary>Frames of a tap that were seen.</summary>
    public long Frames(string tap) => _taps.TryGetValue(tap, out var state) ? state.Frames : 0;

    /// <inheritdoc/>
    public void Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows)
    {
        if (!_taps.TryGetValue(tap.Name, out var state))
            _taps.Add(tap.Name, state = new Tap(tap, firstFrame, _durations));
        if (firstFrame != state.First + state.Frames)
            throw new InvalidOperationException($"frame {firstFrame} of '{tap.Name}' came where {state.First + state.Frames} was due: a {nameof(PoolingSink)} pools one clip; use another for each");
        for (var row = 0; row < rows.Length / tap.Channels; row++)
            state.Add(rows.Slice(row * tap.Channels, tap.Channels), _poolings);
    }

    /// <inheritdoc/>
    public void CodeRows(long firstFrame, int codebooks, ReadOnlySpan<int> rows)
    {
    }

    /// <summary>The pooled vector of a clip that was encoded to its end.</summary>
    /// <exception cref="InvalidOperationException">No frame of the tap was seen.</exception>
    /// <exception cref="ArgumentException">The pooling or duration wasn't asked for.</exception>
    public float[] Result(EmbeddingKey key)
    {
        if (!_taps.TryGetValue(key.Tap, out var state))
            throw new InvalidOperationException($"no frame of tap '{key.Tap}' was seen");
        var pooling = Array.IndexOf(_poolings, key.Pooling);
        var duration = key.Duration is { } seconds ? Array.IndexOf(_durations, seconds) : _durations.Length;
        if (pooling < 0 || duration < 0)
            throw new ArgumentException($"'{key}' was not asked for");
        return state.Result(duration, pooling, _poolings);
    }

    private sealed class Tap
    {
        private readonly long[] _limits;
        private readonly float[][]?[] _atLimit;
        private readonly float[] _first;
        private readonly float[] _last;
        private readonly float[] _max;
        private readonly double[] _shift;
        private readonly double[] _sum;
        private readonly double[] _squares;

        public Tap(TapInfo tap, long first, double[] durations)
        {
            First = first;
            // The tiny slack keeps 0.3 s at 100 Hz at 30 frames.
            _limits = [.. durations.Select(d => Math.Max(1, (long)Math.Floor(d * tap.FrameRate + 1e-6)))];
            _atLimit = new float[durations.Length][][];
            _first = new float[tap.Channels];
            _last = new float[tap.Channels];
            _max = new float[tap.Channels];
            _shift = new double[tap.Channels];
            _sum = new double[tap.Channels];
            _squares = new double[tap.Channels];
        }

        /// <summary>0, where it isn't a stretch of a clip that is pooled.</summary>
        public long First { get; }

        public long Frames { get; private set; }

        public void Add(ReadOnlySpan<float> row, Pooling[] poolings)
        {
            if (Frames == 0)
            {
                row.CopyTo(_first);
                row.CopyTo(_max);
                for (var c = 0; c < row.Length; c++)
                    _shift[c] = row[c];
            }

            Accumulate(row);
            row.CopyTo(_last);
            Frames++;
            for (var i = 0; i < _limits.Length; i++)
                if (_limits[i] == Frames)
                    _atLimit[i] = [.. poolings.Select(Pool)];
        }

        public float[] Result(int duration, int pooling, Pooling[] poolings) =>
            duration < _limits.Length && _atLimit[duration] is { } pooled ? pooled[pooling] : Pool(poolings[pooling]);

        // Distances from the first frame, not plain squares: a channel with a large mean would lose its deviation to rounding.
        private void Accumulate(ReadOnlySpan<float> row)
        {
            var lanes = Vector<float>.Count;
            var c = 0;
            for (; c <= row.Length - lanes; c += lanes)
            {
                var values = new Vector<float>(row[c..]);
                Vector.Max(values, new Vector<float>(_max, c)).CopyTo(_max, c);
                Vector.Widen(values, out var low, out var high);
                Accumulate(low, c);
                Accumulate(high, c + Vector<double>.Count);
            }

            for (; c < row.Length; c++)
            {
                _max[c] = Math.Max(_max[c], row[c]);
                var distance = row[c] - _shift[c];
                _sum[c] += distance;
                _squares[c] += distance * distance;
            }
        }

        private void Accumulate(Vector<double> values, int c)
        {
            var distance = values - new Vector<double>(_shift, c);
            (new Vector<double>(_sum, c) + distance).CopyTo(_sum, c);
            (new Vector<double>(_squares, c) + distance * distance).CopyTo(_squares, c);
        }

        private float[] Pool(Pooling pooling) => pooling switch
        {
            Pooling.Mean => Mean(),
            Pooling.Max => [.. _max],
            Pooling.Stats => [.. Mean(), .. Std()],
            Pooling.Std => Std(),
            Pooling.FirstFrame => _first,
            _ => [.. _last],
        };

        private float[] Mean() => [.. _sum.Select((s, c) => (float)(_shift[c] + s / Frames))];

        private float[] Std() => [.. _sum.Select((s, c) => Frames < 2 ? 0f : (float)Math.Sqrt(Math.Max(0, (_squares[c] - s * s / Frames) / (Frames - 1))))];
    }
}
