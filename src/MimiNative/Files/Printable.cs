using System.Globalization;
using System.Text;

namespace MimiNative.Files;

/// <summary>
/// Text that may hold names from outside, made fit for a message: control characters, and marks that turn the direction of writing, are shown instead of obeyed,
/// so that no file name can colour a terminal, forge a second line or hide its ending. What is too long for a message is shortened in its middle.
/// </summary>
internal static class Printable
{
    /// <summary>Characters of a whole message: the longest path that Linux has, and a sentence.</summary>
    public const int MostInMessage = 5000;

    /// <summary>Characters of something quoted in a message.</summary>
    public const int MostInQuote = 200;

    private const int Tail = 40;

    /// <summary>One line: line ends are shown too.</summary>
    public static string Line(string text) => Shorten(Show(text, keepLines: false), MostInMessage);

    /// <summary>Line feeds stay.</summary>
    public static string Lines(string text) => Shorten(Show(text, keepLines: true), MostInMessage);

    /// <summary>What a file says, as part of a line that says what is wrong with it.</summary>
    public static string Quote(string text) => Shorten(Show(Shorten(text, 2 * MostInQuote), keepLines: false), MostInQuote);

    private static string Shorten(string text, int most)
    {
        if (text.Length <= most)
            return text;
        var (head, tail) = (most - Tail - 3, text.Length - Tail);
        // No character of two halves is cut.
        head -= char.IsHighSurrogate(text[head - 1]) ? 1 : 0;
        tail += char.IsLowSurrogate(text[tail]) ? 1 : 0;
        return $"{text.AsSpan(0, head)} … {text.AsSpan(tail)}";
    }

    private static string Show(string text, bool keepLines)
    {
        if (!text.Any(c => IsHidden(c, keepLines)))
            return text;
        var shown = new StringBuilder(text.Length + 16);
        foreach (var c in text)
            _ = IsHidden(c, keepLines)
                ? shown.Append(c switch { '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}") })
                : shown.Append(c);
        return shown.ToString();
    }

    private static bool IsHidden(char c, bool keepLines) =>
        (char.IsControl(c) && !(keepLines && c == '\n')) || c is (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
