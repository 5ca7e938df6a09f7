namespace MimiNative.Analysis.Presentation.Plots;

/// <summary>
/// Colours. Categories are classes f0…f7 and s0…s7 of plot.css, the first six the farthest apart, for readers with and without red-green vision, in each theme; scales are fixed colours: viridis (Smith and
/// van der Walt) and a blue-red one after ColorBrewer's RdBu, both safe for colour-blind readers.
/// </summary>
internal static class Palette
{
    /// <summary>The number of category colours.</summary>
    public const int Count = 8;

    private static readonly uint[] Viridis =
        [0x440154, 0x482475, 0x414487, 0x355F8D, 0x2A788E, 0x21918C, 0x22A884, 0x44BF70, 0x7AD151, 0xBDDF26, 0xFDE725];

    private static readonly uint[] RedBlue =
        [0x053061, 0x2166AC, 0x4393C3, 0x92C5DE, 0xD1E5F0, 0xF7F7F7, 0xFDDBC7, 0xF4A582, 0xD6604D, 0xB2182B, 0x67001F];

    /// <summary>The colour at a position from 0 to 1.</summary>
    public static (byte R, byte G, byte B) At(ColourScale scale, double position)
    {
        var stops = scale == ColourScale.Sequential ? Viridis : RedBlue;
        var at = Math.Clamp(position, 0, 1) * (stops.Length - 1);
        var index = Math.Min((int)at, stops.Length - 2);
        var weight = at - index;
        var (low, high) = (stops[index], stops[index + 1]);
        return (Mix(low >> 16, high >> 16, weight), Mix(low >> 8, high >> 8, weight), Mix(low, high, weight));
    }

    public static string Hex((byte R, byte G, byte B) colour) => $"#{colour.R:x2}{colour.G:x2}{colour.B:x2}";

    /// <summary>Whether black text reads better than white on a colour (WCAG relative luminance).</summary>
    public static bool IsBright((byte R, byte G, byte B) colour) =>
        0.2126 * Linear(colour.R) + 0.7152 * Linear(colour.G) + 0.0722 * Linear(colour.B) > 0.179;

    private static byte Mix(uint low, uint high, double weight) => (byte)Math.Round((low & 0xFF) * (1 - weight) + (high & 0xFF) * weight);

    private static double Linear(byte channel) => channel <= 10 ? channel / 255.0 / 12.92 : Math.Pow((channel / 255.0 + 0.055) / 1.055, 2.4);
}
