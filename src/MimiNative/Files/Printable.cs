using System.Globalization;
using System.Text;

namespace MimiNative.Files;

/// <summary>
/// Text that may hold names from outside, made fit for a message: control characters, and marks that turn the direction of writing, are shown instead of obeyed,
/// so that no file name can colour a terminal, forge a second line or hide its ending.
/// </summary>
internal static class Printable
{
    /// <summary>One line: line ends are shown too.</summary>
    public static string Line(string text) => Show(text, keepLines: false);

    /// <summary>Line feeds stay.</summary>
    public static string Lines(string text) => Show(text, keepLines: true);

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
