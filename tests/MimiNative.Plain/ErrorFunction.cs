namespace MimiNative.Plain;

/// <summary>erf, to the last digits of a double.</summary>
public static class ErrorFunction
{
    /// <summary>Maclaurin's series (Abramowitz and Stegun 7.1.5) up to 2.5, where it doesn't cancel; the continued fraction of 1 − erf (7.1.14) above.</summary>
    public static double Of(double x)
    {
        var a = Math.Abs(x);
        if (a < 2.5)
        {
            double term = x, sum = x;
            for (var n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
            {
                term *= -x * x / n;
                sum += term / (2 * n + 1);
            }
            return 2 / Math.Sqrt(Math.PI) * sum;
        }
        var fraction = 0.0;
        for (var k = 60; k >= 1; k--)
            fraction = k / 2.0 / (a + fraction);
        return Math.Sign(x) * (1 - Math.Exp(-a * a) / Math.Sqrt(Math.PI) / (a + fraction));
    }
}
