using System.Globalization;
using System.Text;

namespace MimiNative.Analysis.Presentation.Plots;

/// <summary>
/// SVG elements in the order they are drawn. Coordinates are CSS pixels with at most two decimals in the invariant culture; every text is escaped; colours are
/// classes of plot.css, so that the page's theme decides.
/// </summary>
internal sealed class Canvas(int width, StringBuilder? body = null)
{
    public int Width { get; } = width;

    public double Height { get; set; }

    public StringBuilder Body { get; } = body ?? new StringBuilder();

    /// <summary>Escapes a text for SVG and HTML, and drops what XML forbids.</summary>
    public static string Escape(string text)
    {
        var result = new StringBuilder(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
            _ = rune.Value switch
            {
                '<' => result.Append("&lt;"),
                '>' => result.Append("&gt;"),
                '&' => result.Append("&amp;"),
                '"' => result.Append("&quot;"),
                '\'' => result.Append("&#39;"),
                < 0x20 or 0x7F or 0xFFFE or 0xFFFF => result.Append(' '),
                _ => result.Append(rune.ToString()),
            };
        return result.ToString();
    }

    public static string N(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture) is var text && text == "-0" ? "0" : text;

    public void Text(double x, double y, string text, string anchor = "start", string cls = "", double rotate = 0, string? tip = null)
    {
        if (text.Length == 0)
            return;
        Body.Append($"<text x=\"{N(x)}\" y=\"{N(y)}\"");
        if (anchor != "start")
            Body.Append($" text-anchor=\"{anchor}\"");
        if (rotate != 0)
            Body.Append($" transform=\"rotate({N(rotate)} {N(x)} {N(y)})\"");
        Body.Append(Class(cls)).Append('>').Append(Title(tip)).Append(Escape(text)).Append("</text>");
    }

    /// <summary>A text that is cut to the room, with the whole of it on hover.</summary>
    public void FittedText(double x, double y, string text, double room, string anchor = "start", string cls = "", double rotate = 0)
    {
        var shown = TextSize.Fit(text, room);
        Text(x, y, shown, anchor, cls, rotate, shown == text ? null : text);
    }

    public void Line(double x1, double y1, double x2, double y2, string cls, string extra = "") =>
        Body.Append($"<line x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\"{Class(cls)}{extra}/>");

    public void Rect(double x, double y, double w, double h, string cls, string? tip = null, string? fill = null)
    {
        Body.Append($"<rect x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(Math.Max(w, 0))}\" height=\"{N(Math.Max(h, 0))}\"{Class(cls)}");
        if (fill is not null)
            Body.Append($" fill=\"{fill}\"");
        Close("rect", tip);
    }

    public void Path(string d, string cls, string? tip = null, string extra = "")
    {
        Body.Append($"<path d=\"{d}\"{Class(cls)}{extra}");
        Close("path", tip);
    }

    /// <summary>A mark whose shape goes with its colour, so that series differ without colour too.</summary>
    public void Mark(double x, double y, int series, double radius, string? tip = null, string extra = "") =>
        Path(Shape(series, radius), $"m f{series % Palette.Count}", tip, $" transform=\"translate({N(x)} {N(y)})\"{extra}");

    /// <summary>A picture, with square pixels where it is sharp; blended by the viewer otherwise, for pixels smaller than the viewer's own.</summary>
    public void Image(double x, double y, double w, double h, ReadOnlySpan<byte> png, bool sharp = true, string extra = "") =>
        Body.Append($"<image x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(w)}\" height=\"{N(h)}\" preserveAspectRatio=\"none\"{(sharp ? " class=\"px\"" : "")}{extra} href=\"data:image/png;base64,{Convert.ToBase64String(png)}\"/>");

    private static readonly (double X, double Y)[] CrossCorners =
        [(-0.42, -1.25), (0.42, -1.25), (0.42, -0.42), (1.25, -0.42), (1.25, 0.42), (0.42, 0.42), (0.42, 1.25), (-0.42, 1.25), (-0.42, 0.42), (-1.25, 0.42), (-1.25, -0.42), (-0.42, -0.42)];

    private static string Shape(int series, double radius)
    {
        var r = N(radius);
        string Cross(bool upright) => "M" + string.Join("L", CrossCorners.Select(c => upright ? (c.X, c.Y) : ((c.X - c.Y) * 0.75, (c.X + c.Y) * 0.75)).Select(c => $"{N(c.Item1 * radius)} {N(c.Item2 * radius)}")) + "z";
        return ((series + series / Palette.Count) % Palette.Count) switch
        {
            0 => $"M-{r} 0a{r} {r} 0 1 0 {N(2 * radius)} 0a{r} {r} 0 1 0 -{N(2 * radius)} 0z",
            1 => $"M0 -{N(radius * 1.2)}L{N(radius * 1.15)} {N(radius * 0.85)}L-{N(radius * 1.15)} {N(radius * 0.85)}z",
            2 => $"M-{N(radius * 0.9)} -{N(radius * 0.9)}h{N(radius * 1.8)}v{N(radius * 1.8)}h-{N(radius * 1.8)}z",
            3 => $"M0 -{N(radius * 1.3)}L{N(radius * 1.3)} 0L0 {N(radius * 1.3)}L-{N(radius * 1.3)} 0z",
            4 => $"M0 {N(radius * 1.2)}L{N(radius * 1.15)} -{N(radius * 0.85)}L-{N(radius * 1.15)} -{N(radius * 0.85)}z",
            5 => Cross(upright: true),
            6 => Cross(upright: false),
            _ => $"M-{N(radius * 1.15)} 0L-{N(radius * 0.58)} -{r}H{N(radius * 0.58)}L{N(radius * 1.15)} 0L{N(radius * 0.58)} {r}H-{N(radius * 0.58)}z",
        };
    }

    private void Close(string element, string? tip)
    {
        if (tip is null)
            Body.Append("/>");
        else
            Body.Append('>').Append(Title(tip)).Append($"</{element}>");
    }

    private static string Class(string cls) => cls.Length == 0 ? "" : $" class=\"{cls}\"";

    private static string Title(string? tip) => tip is null ? "" : $"<title>{Escape(tip)}</title>";
}
