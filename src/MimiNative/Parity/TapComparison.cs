namespace MimiNative.Parity;

/// <summary>Compares one tap with a reference's, fed in order.</summary>
internal sealed class TapComparison
{
    /// <summary>An error of this many times the rms error that passes is no rounding any more; errors of rounding are about normal, and six of their deviations don't occur.</summary>
    private const double Wrong = 6;

    private readonly string _path;
    private readonly ReferenceTap _reference;
    private readonly TapTolerance _allowed;
    private readonly double[] _sum;
    private readonly double[] _squares;
    private readonly float[] _kept;
    private long _frames;
    private int _next;

    public TapComparison(string path, ReferenceTap reference, TapTolerance allowed)
    {
        (_path, _reference, _allowed) = (path, reference, allowed);
        (_sum, _squares) = (new double[reference.Channels], new double[reference.Channels]);
        // Which frames count is known when all codes are: the kept ones, a few hundred, wait until then.
        _kept = new float[reference.Values.Length];
    }

    /// <summary>Takes the next rows.</summary>
    /// <exception cref="ReferenceException">The encoder has other sizes than the reference's.</exception>
    public void Add(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows)
    {
        var channels = _reference.Channels;
        if (tap.Channels != channels)
            throw new ReferenceException($"{_path}: tap {tap.Name} has {channels} channels there and {tap.Channels} with these weights: they don't belong together");
        for (var i = 0; i < rows.Length; i += channels, firstFrame++)
        {
            var row = rows.Slice(i, channels);
            for (var c = 0; c < channels; c++)
            {
                _sum[c] += row[c];
                _squares[c] += (double)row[c] * row[c];
            }
            if (_next < _reference.KeptFrames.Length && _reference.KeptFrames[_next] == firstFrame)
                row.CopyTo(_kept.AsSpan(channels * _next++, channels));
        }
        _frames += rows.Length / channels;
    }

    /// <summary>The verdict, leaving out <paramref name="excused"/> frames.</summary>
    public TapParity Result(IReadOnlySet<long> excused)
    {
        var channels = _reference.Channels;
        var tolerance = _allowed.Of(_reference.Float32RelativeRmsError);
        var comparison = new TensorComparison(channels, Math.Max(Wrong * tolerance * _reference.OverallRms, _allowed.Slack * _reference.Float32MaxAbsError));
        for (var i = 0; i < _next; i++)
            if (!excused.Contains(_reference.KeptFrames[i]))
                comparison.Add(_reference.KeptFrames[i], _kept.AsSpan(i * channels, channels), _reference.Values.AsSpan(i * channels, channels));
        var (mean, rms) = excused.Count > 0 ? (0, 0) : StatisticsErrors();
        var result = new TapParity
        {
            Tap = _reference.Name,
            Allowed = _allowed,
            Frames = (_frames, _reference.Frames),
            ComparedFrames = comparison.Rows,
            ExcusedFrames = _next - comparison.Rows,
            MaxAbsError = comparison.MaxAbsError,
            RelativeRmsError = comparison.RelativeRmsError,
            Float32MaxAbsError = _reference.Float32MaxAbsError,
            Float32RelativeRmsError = _reference.Float32RelativeRmsError,
            MeanError = mean,
            RmsError = rms,
        };
        return result.Ok ? result : result with { FirstWrong = comparison.FirstWrong ?? comparison.Worst };
    }

    private (double Mean, double Rms) StatisticsErrors()
    {
        double mean = 0, rms = 0;
        for (var c = 0; c < _reference.Channels && _frames > 0; c++)
        {
            mean = Larger(mean, _sum[c] / _frames - _reference.Mean[c]);
            rms = Larger(rms, Math.Sqrt(_squares[c] / _frames) - _reference.Rms[c]);
        }
        var size = _reference.OverallRms;
        return (mean == 0 ? 0 : mean / size, rms == 0 ? 0 : rms / size);

        // Math.Max would do, but for NaN: a difference that isn't a number is an infinite one.
        static double Larger(double soFar, double difference) => double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(soFar, Math.Abs(difference));
    }
}
