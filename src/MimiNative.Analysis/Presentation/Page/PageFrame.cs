using System.Security.Cryptography;
using System.Text;
using MimiNative.Analysis.Presentation.Plots;
using static MimiNative.Analysis.Presentation.Page.Html;

namespace MimiNative.Analysis.Presentation.Page;

/// <summary>What every page begins and ends with: it needs nothing else, and the one script that its content security policy lets run is its own.</summary>
internal static class PageFrame
{
    /// <summary>Everything up to the body's content.</summary>
    /// <param name="title">Of the window.</param>
    /// <param name="script">The script that <see cref="End"/> will hold.</param>
    /// <param name="styles">Style sheets behind those of plots and reports.</param>
    /// <param name="media">Where sounds may come from.</param>
    /// <param name="kind">Class of the body, which its styles go by; null for none.</param>
    public static StringBuilder Begin(string title, string script, string styles = "", string media = "data:", string? kind = null) => new StringBuilder()
        .Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
        .Append($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src {media}; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'\">\n")
        .Append($"<title>{Plain(title)}</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>\n{Svg.Style}{Assets.Read("report.css")}{styles}</style>\n</head>\n<body{(kind is null ? "" : $" class=\"{kind}\"")}>\n");

    /// <summary>The script and the end.</summary>
    public static string End(this StringBuilder page, string script) => page.Append("<script>").Append(script).Append("</script>\n</body>\n</html>\n").ToString();
}
