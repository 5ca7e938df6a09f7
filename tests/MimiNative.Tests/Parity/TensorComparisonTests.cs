using MimiNative.Parity;

namespace MimiNative.Tests.Parity;

public sealed class TensorComparisonTests
{
    [Fact]
    public void Equal_tensors_have_no_error_whatever_they_hold()
    {
        float[] values = [0, -1.5f, float.NaN, float.PositiveInfinity];
        var comparison = TensorComparison.Of(values, values, 2);
        Assert.Equal((0, 0, 2L), (comparison.MaxAbsError, comparison.RelativeRmsError, comparison.Rows));
        Assert.Null(comparison.Worst);
    }

    [Fact]
    public void Errors_are_measured_and_placed()
    {
        var comparison = TensorComparison.Of([3, 4, 0, 1], [3, 4.5f, 0, 0], 2, wrongAbove: 0.1);
        Assert.Equal(1, comparison.MaxAbsError);
        Assert.Equal((1L, 1), comparison.Worst);
        Assert.Equal((0L, 1), comparison.FirstWrong);
        Assert.Equal(Math.Sqrt(1.25 / 29.25), comparison.RelativeRmsError, 1e-12);
        Assert.Equal("max abs 1.0E+0 at row 1 channel 1, relative rms 2.1E-1, 2 rows", comparison.ToString());
    }

    [Fact]
    public void Something_instead_of_nothing_and_a_NaN_are_infinitely_wrong()
    {
        Assert.Equal(double.PositiveInfinity, TensorComparison.Of([1e-9f], [0], 1).RelativeRmsError);
        Assert.Equal(double.PositiveInfinity, TensorComparison.Of([float.NaN], [1], 1).MaxAbsError);
    }

    [Fact]
    public void Different_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => TensorComparison.Of([1], [1, 2], 1));
        Assert.Throws<ArgumentException>(() => TensorComparison.Of([1, 2, 3], [1, 2, 3], 2));
    }
}
