namespace MimiNative.Parity;

/// <summary>
/// Compares activations with a reference as they are computed, so that long clips need no memory. The one comparer of the project: <c>mimi parity</c> and the tests of every backend use it.
/// Feed it to an encoding of <see cref="ReferenceFile.Input"/> with <see cref="Options"/>, then read <see cref="Result"/>.
/// </summary>
public sealed class ParityCheck : IActivationSink
{
    private readonly ReferenceFile _reference;
    private readonly Dictionary<string, TapState> _taps;
    private readonly List<int[]> _codes = [];
    private long _codeFrames;

    /// <summary>Prepares for one encoding.</summary>
    /// <param name="reference">What to compare with.</param>
    /// <param name="padding">The dialect to encode with; null takes the reference's.</param>
    public ParityCheck(ReferenceFile reference, PaddingDialect? padding = null)
    {
        _reference = reference;
        _taps = reference.Taps.ToDictionary(t => t.Name, t => new TapState(t));
        Options = new EncodeOptions
        {
            Taps = [.. reference.Taps.Select(t => t.Name)],
            Codebooks = reference.Codes?.Codebooks ?? 0,
            Padding = padding ?? reference.Padding,
        };
    }

    /// <summary>What the encoder must be asked for.</summary>
    public EncodeOptions Options { get; }

    /// <summary>The verdict, once the clip has been encoded.</summary>
    public ParityResult Result() => new([.. _reference.Taps.Select(t => _taps[t.Name].Result())], CompareCodes());

    /// <inheritdoc/>
    public void Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows) => _taps[tap.Name].Add(tap, firstFrame, rows);

    /// <inheritdoc/>
    public void Codes(long firstFrame, int codebooks, ReadOnlySpan<int> codes)
    {
        for (var i = 0; i < codes.Length; i += codebooks)
            _codes.Add(codes.Slice(i, codebooks).ToArray());
        _codeFrames += codes.Length / codebooks;
    }

    private List<CodeParity> CompareCodes()
    {
        if (_reference.Codes is not { } reference)
            return [];
        var excusedFrames = new bool[2, reference.Frames];
        var result = new List<CodeParity>();
        for (var level = 0; level < reference.Codebooks; level++)
        {
            // The semantic codebook and the acoustic ones are separate branches: a difference in one says nothing about the other.
            var branch = Math.Min(level, 1);
            int compared = 0, equal = 0, excused = 0;
            int? wrong = _codeFrames == reference.Frames ? null : 0;
            for (var frame = 0; frame < Math.Min(reference.Frames, _codeFrames); frame++)
            {
                if (excusedFrames[branch, frame])
                    continue;
                compared++;
                if (_codes[frame][level] == reference[level, frame])
                {
                    equal++;
                    continue;
                }
                // Deeper levels quantise another residual from here on, whichever way this one is judged.
                excusedFrames[branch, frame] = true;
                if (_reference.Margin[level * reference.Frames + frame] <= CodeParity.Margin)
                    excused++;
                else
                    wrong ??= frame;
            }
            result.Add(new(level, compared, equal, excused, wrong));
        }
        return result;
    }

    private sealed class TapState(ReferenceTap reference)
    {
        /// <summary>An error of this many times what passes on average is no rounding any more.</summary>
        private const double Suspicious = 20;

        private readonly double[] _sum = new double[reference.Channels];
        private readonly double[] _squares = new double[reference.Channels];
        private readonly double _limit = Suspicious * Math.Max(TapParity.Floor, TapParity.Slack * reference.Float32RelativeRmsError) * Rms(reference.Values);
        private long _frames;
        private int _next;
        private double _maxError;
        private double _squaredError;
        private (long, int)? _firstWrong;

        public void Add(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows)
        {
            if (tap.Channels != reference.Channels)
                throw new ReferenceException($"tap {reference.Name} has {reference.Channels} channels in the reference and {tap.Channels} with these weights: they don't belong together");
            for (var i = 0; i < rows.Length; i += reference.Channels, firstFrame++)
                AddFrame(firstFrame, rows.Slice(i, reference.Channels));
        }

        private void AddFrame(long frame, ReadOnlySpan<float> row)
        {
            _frames++;
            for (var c = 0; c < row.Length; c++)
            {
                _sum[c] += row[c];
                _squares[c] += (double)row[c] * row[c];
            }
            if (_next >= reference.KeptFrames.Length || reference.KeptFrames[_next] != frame)
                return;
            var expected = reference.Values.AsSpan(_next++ * row.Length, row.Length);
            for (var c = 0; c < row.Length; c++)
            {
                // A NaN of ours would pass every comparison below; as an infinite error it passes none.
                var error = float.IsFinite(row[c]) ? Math.Abs((double)row[c] - expected[c]) : double.PositiveInfinity;
                _maxError = Math.Max(_maxError, error);
                _squaredError += error * error;
                if (error > _limit)
                    _firstWrong ??= (frame, c);
            }
        }

        public TapParity Result()
        {
            var power = reference.Values.Sum(v => (double)v * v);
            var overall = Math.Sqrt(reference.Rms.Sum(r => r * r) / reference.Channels);
            var statistics = 0.0;
            for (var c = 0; c < reference.Channels && _frames > 0; c++)
                statistics = Math.Max(statistics, Math.Max(
                    Math.Abs(_sum[c] / _frames - reference.Mean[c]), Math.Abs(Math.Sqrt(_squares[c] / _frames) - reference.Rms[c])));
            return new TapParity
            {
                Tap = reference.Name,
                Frames = (_frames, reference.Frames),
                MaxAbsError = _maxError,
                RelativeRmsError = Ratio(Math.Sqrt(_squaredError), Math.Sqrt(power)),
                Float32RelativeRmsError = reference.Float32RelativeRmsError,
                StatisticsError = Ratio(statistics, overall),
                FirstWrong = _firstWrong,
            };
        }

        /// <summary>Nothing wrong with nothing there is no error; something wrong with nothing there is an infinite one.</summary>
        private static double Ratio(double error, double size) => error == 0 ? 0 : error / size;

        private static double Rms(float[] values) => Math.Sqrt(values.Sum(v => (double)v * v) / Math.Max(1, values.Length));
    }
}
