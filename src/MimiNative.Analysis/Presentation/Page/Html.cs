using System.Text;
using System.Text.RegularExpressions;
using MimiNative.Analysis.Presentation.Plots;

namespace MimiNative.Analysis.Presentation.Page;

/// <summary>Text made safe for the page.</summary>
internal static partial class Html
{
    /// <summary>A text with nothing but characters; a number stays on one line with its sign of per cent or its unit.</summary>
    public static string Plain(string text) => UnitBehindNumber().Replace(Canvas.Escape(text), "\u00A0");

    /// <summary>A text in which <c>`code`</c> and <c>**strong**</c> are marked up; a mark that is unpaired, or beside a space on its inner side, stands for itself.</summary>
    public static string Rich(string text)
    {
        var result = new StringBuilder(text.Length + 32);
        for (var at = 0; at < text.Length;)
        {
            var (mark, tag) = text[at] == '`' ? ("`", "code") : text.AsSpan(at).StartsWith("**") ? ("**", "strong") : ("", "");
            var end = mark.Length > 0 ? text.IndexOf(mark, at + mark.Length, StringComparison.Ordinal) : -1;
            if (end > at + mark.Length && text[at + mark.Length] != ' ' && text[end - 1] != ' ')
            {
                var inner = text[(at + mark.Length)..end];
                result.Append($"<{tag}>{(tag == "code" ? Canvas.Escape(inner) : Plain(inner))}</{tag}>"); // code is there to be copied
                at = end + mark.Length;
                continue;
            }
            var next = text.AsSpan(at + 1).IndexOfAny('`', '*');
            next = next < 0 ? text.Length : at + 1 + next;
            result.Append(Plain(text[at..next]));
            at = next;
        }
        return result.ToString();
    }

    [GeneratedRegex(@"(?<=[0-9]) (?=(?:%|s|ms|kHz|Hz|dB|MB)(?![\w]))")]
    private static partial Regex UnitBehindNumber();

    /// <summary>A name for links: letters, digits and hyphens.</summary>
    public static string Id(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
            result.Append(char.IsAsciiLetterOrDigit(character) ? char.ToLowerInvariant(character) : '-');
        return result.ToString();
    }
}
