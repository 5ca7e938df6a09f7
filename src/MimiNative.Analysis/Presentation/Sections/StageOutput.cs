using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary>A file that a stage leaves behind.</summary>
/// <param name="Path">Relative to the output folder, with '/'.</param>
/// <param name="Content">Its text, from what made it (a few lines; null: unknown) where the format has room for that.</param>
internal sealed record StageFile(string Path, Func<string?, string> Content);

/// <summary>What a stage says in the report and leaves on disk.</summary>
/// <param name="Section">Its part of the report.</param>
/// <param name="Files">Its files; the same results give the same bytes.</param>
internal sealed record StageOutput(Section Section, IReadOnlyList<StageFile> Files)
{
    /// <summary>Writes the files under <paramref name="folder"/>, each whole or not at all, and <c>provenance.json</c> beside them for the formats that have no room for it.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="run">What made them.</param>
    public void Write(string folder, RunFacts run)
    {
        var provenance = ProvenanceWords.Text(run);
        foreach (var file in Files)
            AtomicFile.WriteText(Path.Combine(folder, file.Path), file.Content(provenance));
        AtomicFile.WriteText(Path.Combine(folder, ProvenanceWords.FileName), ProvenanceWords.Json(run));
    }
}

/// <summary>Collects a stage's blocks and files in reading order.</summary>
internal sealed class StageBuilder(string id, string title)
{
    private readonly List<Block> _blocks = [];
    private readonly List<StageFile> _files = [];

    public void Heading(string text) => _blocks.Add(new HeadingBlock(text));

    public void Text(string text) => _blocks.Add(new TextBlock(text));

    public void Finding(Level level, string word, string text) => _blocks.Add(new FindingBlock(level, word, text));

    public void Table(Table table) => _blocks.Add(new TableBlock(table));

    public void Details(string summary, params IReadOnlyList<Block> blocks) => _blocks.Add(new DetailsBlock(summary, blocks));

    /// <summary>What <paramref name="add"/> adds goes behind a click: detail that few readers need.</summary>
    public void Folded(string summary, Action add)
    {
        var before = _blocks.Count;
        add();
        var added = _blocks[before..];
        _blocks.RemoveRange(before, added.Count);
        Details(summary, added);
    }

    /// <summary>A plot in the report and as a file of its own.</summary>
    public void Figure(string name, Svg plot)
    {
        _blocks.Add(new FigureBlock(plot));
        _files.Add(new StageFile($"{id}/{name}.svg", provenance => plot.File(provenance: provenance)));
    }

    /// <summary>A plot with several ways to show its data; each is a file of its own, the first under the plain name.</summary>
    public void Choices(string name, string label, IReadOnlyList<FigureChoice> choices)
    {
        Figure(name, choices[0].Plot);
        if (choices.Count == 1)
            return;
        _blocks[^1] = new FigureBlock(choices[0].Plot) { ChoiceLabel = label, Choices = choices };
        foreach (var choice in choices.Skip(1))
            _files.Add(new StageFile($"{id}/{name}_{choice.Name}.svg", provenance => choice.Plot.File(provenance: provenance)));
    }

    /// <summary>Bars, without those that can't be measured; nothing where none is left with a length.</summary>
    public void Bars(string name, string title, string caption, IEnumerable<Bar> bars, Axis value, IEnumerable<ReferenceLine>? references = null, IReadOnlyList<string>? groups = null, bool judged = false)
    {
        List<Bar> shown = [.. bars.Where(b => double.IsFinite(b.Value))];
        if (shown.Exists(b => b.Value != 0))
            Figure(name, Plot.Bars(title, caption, shown, value, references: [.. (references ?? []).Where(r => double.IsFinite(r.Value))], groups: groups, judged: judged));
    }

    public void File(string name, Func<string> content) => _files.Add(new StageFile($"{id}/{name}", _ => content()));

    public StageOutput Build(string finding, Level level = Level.Neutral) => new(
        new Section(id, title, finding, [.. _blocks]) { Level = level, Files = [.. _files.Select(f => f.Path)] }, [.. _files]);
}
