namespace MimiNative.Analysis.Presentation.Plots;

/// <summary>The values of a heat map, shrunk to at most a number of cells along each side.</summary>
internal sealed class Grid
{
    private readonly double[] _values;

    private Grid(double[] values, int rows, int columns) => (_values, Rows, Columns) = (values, rows, columns);

    public int Rows { get; }

    public int Columns { get; }

    public static Grid Make(int rows, int columns, Func<int, int, double> value, int most)
    {
        var (r, c) = (Math.Min(rows, most), Math.Min(columns, most));
        var values = new double[r * c];
        for (var i = 0; i < r; i++)
            for (var j = 0; j < c; j++)
                values[i * c + j] = Mean(value, (int)((long)i * rows / r), (int)((i + 1L) * rows / r), (int)((long)j * columns / c), (int)((j + 1L) * columns / c));
        return new Grid(values, r, c);
    }

    /// <summary>Red, green, blue of 256 indices: 0 is "no value", 1 to 255 go along the scale.</summary>
    public static byte[] PaletteOf(ColourScale scale)
    {
        var palette = new byte[768];
        (palette[0], palette[1], palette[2]) = (0x9A, 0x9A, 0x9A);
        for (var i = 1; i < 256; i++)
            (palette[3 * i], palette[3 * i + 1], palette[3 * i + 2]) = Palette.At(scale, (i - 1) / 254.0);
        return palette;
    }

    /// <summary>The range of the finite values, symmetric about zero for a diverging scale, never empty.</summary>
    public (double Low, double High) Range(ColourScale scale)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (var value in _values)
            if (double.IsFinite(value))
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
        if (low > high)
            return (0, 1);
        if (scale == ColourScale.Diverging)
            (low, high) = (-Math.Max(Math.Abs(low), Math.Abs(high)), Math.Max(Math.Abs(low), Math.Abs(high)));
        return high > low ? (low, high) : (low - 0.5, high + 0.5);
    }

    /// <summary>The values as a PNG, row 0 at the bottom.</summary>
    public byte[] Picture(ColourScale scale, double low, double high)
    {
        var pixels = new byte[_values.Length];
        for (var i = 0; i < Rows; i++)
            for (var j = 0; j < Columns; j++)
            {
                var value = _values[(Rows - 1 - i) * Columns + j];
                pixels[i * Columns + j] = double.IsFinite(value) ? (byte)(1 + Math.Round(254 * Math.Clamp((value - low) / (high - low), 0, 1))) : (byte)0;
            }
        return Png.Encode(pixels, Columns, PaletteOf(scale));
    }

    private static double Mean(Func<int, int, double> value, int top, int bottom, int left, int right)
    {
        var sum = 0.0;
        for (var i = top; i < bottom; i++)
            for (var j = left; j < right; j++)
                sum += value(i, j);
        return sum / ((bottom - top) * (double)(right - left));
    }
}
