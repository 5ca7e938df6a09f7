using System.Text;

namespace MimiNative.Analysis.Presentation.Plots;

/// <summary>
/// How wide a text will be. The viewer's font is not known here, so the widths are those of DejaVu Sans, the widest of the usual fallbacks: what fits by this measure
/// fits everywhere.
/// </summary>
internal static class TextSize
{
    /// <summary>The size of plot text in CSS pixels.</summary>
    public const double Body = 12;

    public static double Width(string text, double size = Body)
    {
        var em = 0.0;
        foreach (var rune in text.EnumerateRunes())
            em += Em(rune);
        return em * size;
    }

    /// <summary>The text, cut with an ellipsis where it is wider than the room.</summary>
    public static string Fit(string text, double room, double size = Body)
    {
        if (Width(text, size) <= room)
            return text;
        var kept = new StringBuilder();
        var left = room - Width("…", size);
        foreach (var rune in text.EnumerateRunes())
        {
            left -= Em(rune) * size;
            if (left < 0)
                break;
            kept.Append(rune.ToString());
        }
        return kept.ToString().TrimEnd() + "…";
    }

    /// <summary>The text in lines no wider than the room; a single word wider than that is cut.</summary>
    public static IEnumerable<string> Wrap(string text, double room, double size = Body)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (Width(longer, size) <= room)
            {
                line = longer;
                continue;
            }
            if (line.Length > 0)
                yield return line;
            line = Fit(word, room, size);
        }
        if (line.Length > 0)
            yield return line;
    }

    private static double Em(Rune rune) => rune.Value switch
    {
        'i' or 'j' or 'l' or '|' or '.' or ',' or ':' or ';' or '\'' or '!' or ' ' or 'I' => 0.33,
        'f' or 't' or 'r' or '(' or ')' or '[' or ']' or '-' or '/' => 0.42,
        'm' or 'w' or 'M' or 'W' or '@' or '%' or '…' => 0.99,
        >= '0' and <= '9' => 0.64,
        >= 'A' and <= 'Z' => 0.75,
        < 0x80 => 0.63,
        < 0x2000 => 0.75,
        0x2212 or 0x2013 or 0x00B7 => 0.84,
        _ => 1.0,
    };
}
