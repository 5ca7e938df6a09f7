using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using MimiNative.Files;
using Spectre.Console;

namespace MimiNative.Cli.Shell;

/// <summary>Where a command writes: results to <see cref="Output"/>, progress and remarks to <see cref="Error"/>.</summary>
internal sealed partial class Terminal(TextWriter output, TextWriter error, CancellationToken cancellation)
{
    /// <summary>JSON for people and scripts.</summary>
    public static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Name of the object that says what made a result.</summary>
    public const string Used = "used";

    private const int LongestWord = 40;

    private readonly IAnsiConsole _tables = Console(output, System.Console.Out, System.Console.IsOutputRedirected);
    private readonly IAnsiConsole _progress = Console(error, System.Console.Error, System.Console.IsErrorRedirected);

    /// <summary>Standard output.</summary>
    public TextWriter Output { get; } = output;

    /// <summary>Standard error.</summary>
    public TextWriter Error { get; } = error;

    /// <summary>The result is wanted as JSON.</summary>
    public bool Json { get; set; }

    /// <summary>Remarks and progress aren't wanted.</summary>
    public bool Quiet { get; set; }

    /// <summary>Stack traces are wanted.</summary>
    public bool Verbose { get; set; }

    /// <summary>Ctrl-C.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>For a command that ends what it has in hand first: from now on SIGTERM cancels what this returns, and nothing else.</summary>
    public Func<CancellationToken> FinishOnTerminate { get; init; } = () => CancellationToken.None;

    /// <summary>A remark for the person, not part of the result.</summary>
    public void Note(string text)
    {
        if (!Quiet)
            Complain(text);
    }

    /// <summary>What went wrong: said even where remarks aren't wanted.</summary>
    public void Complain(string text)
    {
        if (_progress.Profile.Out.IsTerminal)
            _progress.WriteLine($"mimi: {Printable.Lines(text)}");
        else
            Error.WriteLine($"mimi: {Printable.Lines(text)}");
    }

    /// <summary>A line of the result, as it is.</summary>
    public void Line(string text) => Output.WriteLine(text);

    /// <summary>Sentences, broken between words where the terminal ends.</summary>
    public void Prose(string text) => _tables.WriteLine(Printable.Lines(text));

    /// <summary>An item of a list: what leads it, then sentences that are broken between words and go on under their own beginning.</summary>
    /// <param name="lead">Spectre's markup, at most <paramref name="indent"/> − 1 columns wide.</param>
    /// <param name="text">The sentences, as they are.</param>
    /// <param name="indent">Columns in front of every line of them.</param>
    public void Item(string lead, string text, int indent = 2)
    {
        var line = lead + new string(' ', Math.Max(1, indent - Spectre.Console.Markup.Remove(lead).GetCellWidth()));
        var used = indent;
        // A number stays on one line with its sign of per cent or its unit.
        foreach (var word in UnitBehindNumber().Replace(Printable.Lines(text), "\u00A0").Split(' ').Select(w => w.Replace('\u00A0', ' ')))
        {
            var width = word.GetCellWidth();
            if (used > indent && used + 1 + width >= Width)
            {
                Markup(line);
                (line, used) = (new string(' ', indent), indent);
            }
            else if (used > indent)
                (line, used) = (line + " ", used + 1);
            (line, used) = (line + Spectre.Console.Markup.Escape(word), used + width);
        }
        Markup(line);
    }

    /// <summary>Columns of the terminal; thousands where the output is no terminal.</summary>
    public int Width
    {
        get => _tables.Profile.Width;
        init => _tables.Profile.Width = value;
    }

    /// <summary>Text with Spectre's markup ([green]OK[/]); escape what comes from outside.</summary>
    public void Markup(string line) => _tables.MarkupLine(line);

    /// <summary>
    /// A table of text columns, <c>&gt;</c> in front of a heading aligning it right. Cells may hold markup. Where the terminal is too narrow words are wrapped, and what still
    /// doesn't fit follows in a table below, so that no number is cut and no column dropped.
    /// </summary>
    public void Table(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.ToList();
        List<(string Heading, List<string> Cells)> columns = [.. headings.Select((h, c) => (h.TrimStart('>'), all.Select(r => Spectre.Console.Markup.Remove(r[c])).ToList()))];
        int[] widths = [.. columns.Select(c => c.Cells.Append(c.Heading).Max(t => t.GetCellWidth()))];
        // A number stays whole, and so does a word, unless it is longer than any name should be.
        int[] least = [.. columns.Select((c, i) => headings[i].StartsWith('>') ? widths[i] : Math.Min(LongestWord, c.Cells.Append(c.Heading).SelectMany(t => t.Split(' ')).Max(t => t.GetCellWidth())))];
        foreach (var part in TableLayout.Parts(widths, least, Width))
        {
            var table = new Table { Border = TableBorder.Simple, ShowRowSeparators = false };
            foreach (var (index, width) in part)
            {
                var column = new TableColumn($"[bold]{Spectre.Console.Markup.Escape(headings[index].TrimStart('>'))}[/]") { NoWrap = width >= widths[index], Padding = new Padding(0, 0, 1, 0), Width = width };
                table.AddColumn(headings[index].StartsWith('>') ? column.RightAligned() : column);
            }
            foreach (var row in all)
                table.AddRow([.. part.Select(c => row[c.Index])]);
            _tables.Write(table);
        }
    }

    /// <summary>The result as JSON.</summary>
    public void WriteJson(Action<Utf8JsonWriter> write)
    {
        Output.WriteLine(JsonText(write));
    }

    /// <summary>The result as JSON that exists already, with what made it in front: an object, or a list, which becomes <paramref name="list"/>.</summary>
    public void WriteJson(string json, Action<Utf8JsonWriter> used, string list)
    {
        using var document = JsonDocument.Parse(json);
        WriteJson(writer =>
        {
            used(writer);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                foreach (var property in document.RootElement.EnumerateObject())
                    property.WriteTo(writer);
            else
            {
                writer.WritePropertyName(list);
                document.RootElement.WriteTo(writer);
            }
        });
    }

    /// <summary>An object as indented JSON text.</summary>
    public static string JsonText(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>Runs <paramref name="work"/> with a bar on standard error where that is a terminal. The work reports how much of <paramref name="total"/> it has done in all.</summary>
    public void Watch(string what, double total, Action<Action<double>> work)
    {
        if (Quiet || !_progress.Profile.Capabilities.Interactive)
        {
            work(_ => Cancellation.ThrowIfCancellationRequested());
            return;
        }
        Bars().Start(bars =>
        {
            var bar = bars.AddTask(Spectre.Console.Markup.Escape(what), maxValue: Math.Max(total, 1e-9));
            work(done =>
            {
                Cancellation.ThrowIfCancellationRequested();
                bar.Value = done;
            });
        });
    }

    /// <summary>Runs <paramref name="work"/> with a bar for each of its steps on standard error, or a line for each where that is no terminal.</summary>
    public T Steps<T>(Func<StageProgress, T> work) => !Quiet && _progress.Profile.Capabilities.Interactive
        ? Bars().Start(bars => work(new StageProgress(this, bars)))
        : work(new StageProgress(this, null));

    private Progress Bars() => _progress.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());

    [GeneratedRegex(@"(?<=[0-9]) (?=%|s\b)|(?<=[≤=]) (?=[0-9])")]
    private static partial Regex UnitBehindNumber();

    private static IAnsiConsole Console(TextWriter writer, TextWriter standard, bool redirected)
    {
        var terminal = ReferenceEquals(writer, standard) && !redirected;
        var colour = terminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colour ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = colour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!terminal)
            console.Profile.Width = 4000; // A file has no right margin: nothing is wrapped or cut.
        return console;
    }
}
