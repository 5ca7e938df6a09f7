namespace MimiNative.Analysis.Voices;

/// <summary>
/// Exponential, logarithm and cosine from additions and multiplications alone. The run-time library's differ in the last bit from system to system;
/// signals made with these are the same bits on every machine. Good to 1e-14 over the ranges used here.
/// </summary>
internal static class PortableMath
{
    // ln 2 = High + Low, High with trailing zeros so that n·High is exact.
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>e^x for |x| &lt; 700.</summary>
    public static double Exp(double x)
    {
        var n = Math.Round(x / Ln2High);
        var r = x - n * Ln2High - n * Ln2Low;
        var sum = 1.0;
        for (var k = 15; k >= 1; k--)
            sum = 1 + sum * r / k;
        return Math.ScaleB(sum, (int)n);
    }

    /// <summary>ln x for normal x &gt; 0: 2·artanh of the mantissa's distance from 1.</summary>
    public static double Log(double x)
    {
        var exponent = Math.ILogB(x);
        var mantissa = Math.ScaleB(x, -exponent);
        if (mantissa > 1.4142135623730951)
        {
            mantissa /= 2;
            exponent++;
        }

        var z = (mantissa - 1) / (mantissa + 1);
        var square = z * z;
        var sum = 0.0;
        for (var k = 23; k >= 1; k -= 2)
            sum = sum * square + 1.0 / k;
        return exponent * Ln2High + (exponent * Ln2Low + 2 * z * sum);
    }

    /// <summary>cos x for |x| &lt; 1000.</summary>
    public static double Cos(double x)
    {
        // Half turns are taken off; what is left is at most π/2.
        var halves = Math.Round(x / Math.PI);
        var r = x - halves * Math.PI;
        var square = r * r;
        var sum = 1.0;
        for (var k = 24; k >= 2; k -= 2)
            sum = 1 - sum * square / (k * (k - 1));
        return (long)halves % 2 == 0 ? sum : -sum;
    }
}
