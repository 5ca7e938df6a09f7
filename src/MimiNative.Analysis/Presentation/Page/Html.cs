using System.Text;
using MimiNative.Analysis.Presentation.Plots;

namespace MimiNative.Analysis.Presentation.Page;

/// <summary>Text made safe for the page.</summary>
internal static class Html
{
    /// <summary>A text with nothing but characters.</summary>
    public static string Plain(string text) => Canvas.Escape(text);

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
                result.Append($"<{tag}>{Plain(text[(at + mark.Length)..end])}</{tag}>");
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

    /// <summary>A name for links: letters, digits and hyphens.</summary>
    public static string Id(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
            result.Append(char.IsAsciiLetterOrDigit(character) ? char.ToLowerInvariant(character) : '-');
        return result.ToString();
    }
}
