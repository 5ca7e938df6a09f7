using System.Globalization;
using System.Text;

namespace MimiNative.Analysis.Presentation.Plots;

/// <summary>
/// A plot: a title, a caption that says what to see, and a drawing that lays itself out for the width it is asked for, so that text keeps its size on a phone
/// and on a desk. The same plot and width give the same bytes.
/// </summary>
internal sealed class Svg
{
    private readonly Action<Canvas> _draw;

    internal Svg(string title, string caption, Action<Canvas> draw)
    {
        Title = title;
        Caption = caption;
        _draw = draw;
    }

    /// <summary>The width for half a row of the report and for a phone, in CSS pixels.</summary>
    public const int Narrow = 370;

    /// <summary>The width beside a caption, where a narrow plot has a row of the report to itself, in CSS pixels.</summary>
    public const int Medium = 540;

    /// <summary>The width for a full row of the report, in CSS pixels.</summary>
    public const int Full = 860;

    /// <summary>What is plotted.</summary>
    public string Title { get; }

    /// <summary>What to see in it.</summary>
    public string Caption { get; }

    /// <summary>Whether the plot needs a full row of the report.</summary>
    public bool Wide { get; init; }

    /// <summary>The numbers behind the plot, where they are few enough to read; otherwise null.</summary>
    public PlotTable? Table { get; internal init; }

    /// <summary>The style that <see cref="Inline"/> needs once per page: colours for light, dark and print.</summary>
    public static string Style { get; } = Assets.Read("plot.css");

    /// <summary>The plot as an <c>svg</c> element for a page that holds <see cref="Style"/>; title and caption are the page's to show.</summary>
    /// <param name="width">The width to lay out for, in CSS pixels.</param>
    public string Inline(int width = Narrow)
    {
        var canvas = new Canvas(width);
        _draw(canvas);
        return Element(canvas, 0, "", "");
    }

    /// <summary>The plot as the text of an SVG file, with its own background, title and caption; light or dark as the viewer prefers.</summary>
    /// <param name="width">The width to lay out for, in CSS pixels.</param>
    /// <param name="provenance">What made it, for the file's <c>metadata</c>; null: none.</param>
    public string File(int width = 640, string? provenance = null)
    {
        const int padding = 16;
        var canvas = new Canvas(width - 2 * padding);
        _draw(canvas);
        var head = new Canvas(width);
        var y = 10.0;
        foreach (var line in TextSize.Wrap(Unmarked(Title), width - 2 * padding, 16))
            head.Text(padding, y += 20, line, cls: "h");
        var top = y + 12;
        y = top + canvas.Height + 8;
        foreach (var line in TextSize.Wrap(Unmarked(Caption), width - 2 * padding, 13))
            head.Text(padding, y += 18, line, cls: "cap");
        head.Height = y + padding;
        var body = new StringBuilder()
            .Append("<rect class=\"bg\" width=\"100%\" height=\"100%\"/>")
            .Append(head.Body)
            .Append(string.Create(CultureInfo.InvariantCulture, $"<g transform=\"translate({padding} {top:0.##})\">"))
            .Append(canvas.Body).Append("</g>");
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + Element(new Canvas(width, body) { Height = head.Height }, width, $"<title>{Canvas.Escape(Unmarked(Title))}</title>{(provenance is null ? "" : $"<metadata>{EscapeLines(provenance)}</metadata>")}<style>{Style}</style>", " xmlns=\"http://www.w3.org/2000/svg\"") + "\n";
    }

    /// <inheritdoc cref="File"/>
    public override string ToString() => File();

    private static string EscapeLines(string text) => string.Join('\n', text.Split('\n').Select(Canvas.Escape));

    /// <summary>Without the marks for code and strong words, which only a page can show.</summary>
    private static string Unmarked(string text) => text.Replace("`", "").Replace("**", "");

    private string Element(Canvas canvas, int fixedWidth, string head, string attributes)
    {
        var height = (int)Math.Ceiling(canvas.Height);
        var size = fixedWidth > 0 ? $" width=\"{canvas.Width}\" height=\"{height}\"" : "";
        return $"<svg class=\"plot\"{attributes}{size} viewBox=\"0 0 {canvas.Width} {height}\" role=\"img\" aria-label=\"{Canvas.Escape(Unmarked(Title))}\">"
            + $"{head}<desc>{Canvas.Escape(Unmarked(Caption))}</desc>{canvas.Body}</svg>";
    }
}

/// <summary>The numbers behind a plot.</summary>
/// <param name="Columns">The headings.</param>
/// <param name="Rows">The rows, as shown.</param>
internal sealed record PlotTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The most cells a page is given; what is longer belongs into a CSV file.</summary>
    internal const int MostCells = 1600;
}
