using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Plots;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary>A file that a stage leaves behind.</summary>
/// <param name="Path">Relative to the output folder, with '/'.</param>
/// <param name="Content">Its text.</param>
public sealed record StageFile(string Path, Func<string> Content);

/// <summary>What a stage says in the report and leaves on disk.</summary>
/// <param name="Section">Its part of the report.</param>
/// <param name="Files">Its files; the same results give the same bytes.</param>
public sealed record StageOutput(Section Section, IReadOnlyList<StageFile> Files)
{
    /// <summary>Writes the files under <paramref name="folder"/>, each whole or not at all.</summary>
    public void Write(string folder)
    {
        foreach (var file in Files)
            AtomicFile.WriteText(Path.Combine(folder, file.Path), file.Content());
    }
}

/// <summary>Collects a stage's blocks and files in reading order.</summary>
internal sealed class StageBuilder(string id, string title, string command)
{
    private readonly List<Block> _blocks = [];
    private readonly List<StageFile> _files = [];

    public void Heading(string text) => _blocks.Add(new HeadingBlock(text));

    public void Text(string text) => _blocks.Add(new TextBlock(text));

    public void Finding(Level level, string word, string text) => _blocks.Add(new FindingBlock(level, word, text));

    public void Table(Table table) => _blocks.Add(new TableBlock(table));

    public void Details(string summary, params IReadOnlyList<Block> blocks) => _blocks.Add(new DetailsBlock(summary, blocks));

    /// <summary>A plot in the report and as a file of its own.</summary>
    public void Figure(string name, Svg plot)
    {
        _blocks.Add(new FigureBlock(plot));
        File($"{name}.svg", () => plot.File());
    }

    /// <summary>Bars, without those that can't be measured; nothing where none is left with a length.</summary>
    public void Bars(string name, string title, string caption, IEnumerable<Bar> bars, Axis value, IEnumerable<ReferenceLine>? references = null, IReadOnlyList<string>? groups = null, bool judged = false)
    {
        List<Bar> shown = [.. bars.Where(b => double.IsFinite(b.Value))];
        if (shown.Exists(b => b.Value != 0))
            Figure(name, Plot.Bars(title, caption, shown, value, references: [.. (references ?? []).Where(r => double.IsFinite(r.Value))], groups: groups, judged: judged));
    }

    public void File(string name, Func<string> content) => _files.Add(new StageFile($"{id}/{name}", content));

    public StageOutput Build(string finding, Level level = Level.Neutral) => new(
        new Section(id, title, finding, [.. _blocks]) { Level = level, Command = command, Files = [.. _files.Select(f => f.Path)] }, [.. _files]);
}
