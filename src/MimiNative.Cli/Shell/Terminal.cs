using System.Text.Encodings.Web;
using System.Text.Json;
using MimiNative.Files;
using Spectre.Console;

namespace MimiNative.Cli.Shell;

/// <summary>Where a command writes: results to <see cref="Output"/>, progress and remarks to <see cref="Error"/>.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error, CancellationToken cancellation)
{
    /// <summary>JSON for people and scripts.</summary>
    public static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly IAnsiConsole _tables = Console(output, System.Console.Out, System.Console.IsOutputRedirected);
    private readonly IAnsiConsole _progress = Console(error, System.Console.Error, System.Console.IsErrorRedirected);

    /// <summary>Standard output.</summary>
    public TextWriter Output { get; } = output;

    /// <summary>Standard error.</summary>
    public TextWriter Error { get; } = error;

    /// <summary>The result is wanted as JSON.</summary>
    public bool Json { get; set; }

    /// <summary>Stack traces are wanted.</summary>
    public bool Verbose { get; set; }

    /// <summary>Ctrl-C.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>A remark for the person, not part of the result.</summary>
    public void Note(string text) => Error.WriteLine($"mimi: {Printable.Lines(text)}");

    /// <summary>A line of the result, as it is.</summary>
    public void Line(string text) => Output.WriteLine(text);

    /// <summary>Sentences, broken between words where the terminal ends.</summary>
    public void Prose(string text) => _tables.WriteLine(Printable.Lines(text));

    /// <summary>Columns of the terminal; thousands where the output is no terminal.</summary>
    public int Width => _tables.Profile.Width;

    /// <summary>Text with Spectre's markup ([green]OK[/]); escape what comes from outside.</summary>
    public void Markup(string line) => _tables.MarkupLine(line);

    /// <summary>A table of text columns, <c>&gt;</c> in front of a heading aligning it right. Cells may hold markup.</summary>
    public void Table(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table { Border = TableBorder.Simple, ShowRowSeparators = false };
        foreach (var heading in headings)
        {
            var right = heading.StartsWith('>');
            var column = new TableColumn($"[bold]{Spectre.Console.Markup.Escape(heading.TrimStart('>'))}[/]") { NoWrap = true, Padding = new Padding(0, 0, 1, 0) };
            table.AddColumn(right ? column.RightAligned() : column);
        }
        foreach (var row in rows)
            table.AddRow([.. row]);
        _tables.Write(table);
    }

    /// <summary>The result as JSON.</summary>
    public void WriteJson(Action<Utf8JsonWriter> write)
    {
        Output.WriteLine(JsonText(write));
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
        if (!_progress.Profile.Capabilities.Interactive)
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
    public T Steps<T>(Func<StageProgress, T> work) => _progress.Profile.Capabilities.Interactive
        ? Bars().Start(bars => work(new StageProgress(this, bars)))
        : work(new StageProgress(this, null));

    private Progress Bars() => _progress.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());

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
