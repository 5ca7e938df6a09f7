using System.Globalization;

namespace MimiNative.Parity;

/// <summary>
/// Compares values with what they should be, row by row: the one comparer of <c>mimi parity</c> and of the tests. Sums are in float64. A value that isn't finite where
/// the expected one is counts as an infinite error, so that no NaN passes.
/// </summary>
/// <param name="channels">Values per row.</param>
/// <param name="wrongAbove">An absolute error above this is no rounding any more; see <see cref="FirstWrong"/>.</param>
public sealed class TensorComparison(int channels, double wrongAbove = double.PositiveInfinity)
{
    private double _squaredError;
    private double _squaredExpected;

    /// <summary>Rows compared.</summary>
    public long Rows { get; private set; }

    /// <summary>Largest absolute error.</summary>
    public double MaxAbsError { get; private set; }

    /// <summary>Where <see cref="MaxAbsError"/> is; null where nothing differs.</summary>
    public (long Row, int Channel)? Worst { get; private set; }

    /// <summary>The first place whose error is above the limit given; null where none is.</summary>
    public (long Row, int Channel)? FirstWrong { get; private set; }

    /// <summary>Rms of the error over rms of the expected values. 0 where nothing differs; infinite where something differs from nothing but zeros.</summary>
    public double RelativeRmsError => _squaredError == 0 ? 0 : Math.Sqrt(_squaredError / _squaredExpected);

    /// <summary>Compares whole tensors of (rows, channels).</summary>
    /// <exception cref="ArgumentException">They have different lengths.</exception>
    public static TensorComparison Of(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected, int channels, double wrongAbove = double.PositiveInfinity)
    {
        if (actual.Length != expected.Length || actual.Length % channels != 0)
            throw new ArgumentException($"{actual.Length} values can't be compared with {expected.Length} in rows of {channels}", nameof(actual));
        var comparison = new TensorComparison(channels, wrongAbove);
        for (var row = 0; row < actual.Length / channels; row++)
            comparison.Add(row, actual.Slice(row * channels, channels), expected.Slice(row * channels, channels));
        return comparison;
    }

    /// <summary>Compares one row more.</summary>
    public void Add(long row, ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(actual.Length, channels);
        ArgumentOutOfRangeException.ThrowIfNotEqual(expected.Length, channels);
        Rows++;
        for (var channel = 0; channel < channels; channel++)
        {
            var error = Error(actual[channel], expected[channel]);
            _squaredError += error * error;
            _squaredExpected += (double)expected[channel] * expected[channel];
            if (error > MaxAbsError)
                (MaxAbsError, Worst) = (error, (row, channel));
            if (error > wrongAbove)
                FirstWrong ??= (row, channel);
        }
    }

    /// <summary>E.g. <c>max abs 1.2E-06 at row 3 channel 17, relative rms 4.5E-08, 100 rows</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"max abs {MaxAbsError:0.0E+0}{(Worst is var (row, channel) ? $" at row {row} channel {channel}" : "")}, relative rms {RelativeRmsError:0.0E+0}, {Rows} rows");

    private static double Error(float actual, float expected)
    {
        var error = Math.Abs((double)actual - expected);
        return double.IsNaN(error) ? actual.Equals(expected) ? 0 : double.PositiveInfinity : error;
    }
}
