using System.Globalization;

namespace MimiNative.Analysis.Presentation.Plots;

/// <summary>A position on an axis and its label.</summary>
internal readonly record struct Tick(double Value, string Label);

/// <summary>Round numbers for axes.</summary>
internal static class Ticks
{
    /// <summary>A step of 1, 2 or 5 times a power of ten that divides the range into at most <paramref name="most"/> parts.</summary>
    public static double Step(double range, int most)
    {
        var raw = range / Math.Max(most, 1);
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        foreach (var factor in (ReadOnlySpan<double>)[1, 2, 5])
            if (factor * power >= raw * (1 - 1e-9))
                return factor * power;
        return 10 * power;
    }

    /// <summary>The multiples of the step inside a range, with as many decimals as the step needs.</summary>
    public static List<Tick> Linear(double low, double high, int most, double leastStep = 0)
    {
        var step = Math.Max(Step(high - low, most), leastStep);
        var ticks = new List<Tick>();
        for (var i = Math.Ceiling(low / step - 1e-6); i * step <= high + step * 1e-6; i++)
            ticks.Add(new Tick(i * step, Label(i * step, step)));
        return ticks;
    }

    /// <summary>Powers of ten inside a range, with 2 and 5 between them where fewer than three fall inside.</summary>
    public static List<Tick> Log(double low, double high, int most)
    {
        var first = (int)Math.Floor(Math.Log10(low));
        var last = (int)Math.Ceiling(Math.Log10(high));
        var stride = Math.Max(1, (int)Math.Ceiling((last - first) / (double)Math.Max(most, 1)));
        ReadOnlySpan<double> factors = Math.Log10(high / low) < 2.2 ? [1, 2, 5] : [1];
        var ticks = new List<Tick>();
        for (var power = first; power <= last; power += stride)
            foreach (var factor in factors)
            {
                var value = factor * Math.Pow(10, power);
                if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9))
                    ticks.Add(new Tick(value, Label(value, value)));
            }
        return ticks;
    }

    /// <summary>A number with the decimals that a step needs, a true minus sign, and k, M, G for large steps.</summary>
    public static string Label(double value, double step)
    {
        if (Math.Abs(value) < Math.Abs(step) * 1e-6)
            return "0";
        var size = Math.Abs(value);
        if (size < 1e-4)
        {
            var digits = Math.Clamp((int)(Math.Floor(Math.Log10(size)) - Math.Floor(Math.Log10(Math.Abs(step)))), 0, 8);
            return Minus(value.ToString($"0.{new string('#', digits)}e0", CultureInfo.InvariantCulture));
        }
        var (scale, suffix) = size switch { >= 1e12 => (1e12, "T"), >= 1e9 => (1e9, "G"), >= 1e6 => (1e6, "M"), >= 1e4 => (1e3, "k"), _ => (1.0, "") };
        if (Math.Abs(step) < scale / 100) // 10.002k is harder to read than 10002
            (scale, suffix) = (1, "");
        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(Math.Abs(step / scale)) - 1e-6), 0, 8);
        return Minus((value / scale).ToString("F" + decimals, CultureInfo.InvariantCulture)) + suffix;
    }

    /// <summary>A measured number to read on hover or in a table: four significant digits.</summary>
    public static string Read(double value)
    {
        if (double.IsNaN(value))
            return "n/a";
        if (double.IsInfinity(value))
            return value > 0 ? "∞" : "−∞";
        var size = Math.Abs(value);
        var format = size switch { 0 => "0", >= 1e6 => "0.###e0", >= 1000 => "0", >= 100 => "0.0", >= 10 => "0.00", >= 0.1 => "0.000", >= 0.001 => "0.0000", _ => "0.###e0" };
        return Minus(value.ToString(format, CultureInfo.InvariantCulture));
    }

    /// <summary>A number in a format of its own, with a true minus sign and never a negative zero.</summary>
    public static string Format(double value, string format)
    {
        var text = value.ToString(format, CultureInfo.InvariantCulture);
        return text.StartsWith('-') && !text.AsSpan().ContainsAnyInRange('1', '9') ? text[1..] : Minus(text);
    }

    private static string Minus(string text) => text.Replace('-', '−');
}
