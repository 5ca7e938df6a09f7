using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Presentation.Page;

/// <summary>
/// Everything a report says, as plain data. The page renders it and adds nothing of its own: the same model gives the same bytes.
/// Every text is plain text in which <c>`code`</c> and <c>**strong**</c> are understood; everything else is escaped.
/// </summary>
internal sealed record ReportModel
{
    /// <summary>The page's title, e.g. "Mimi on digits: who is speaking?".</summary>
    public required string Title { get; init; }

    /// <summary>One line under the title: clips, voices, texts, weights.</summary>
    public required string Subtitle { get; init; }

    /// <summary>The network that it is about.</summary>
    public string Network { get; init; } = "Mimi";

    /// <summary>The verdict, first on the page.</summary>
    public required VerdictText Verdict { get; init; }

    /// <summary>What is claimed, question by question.</summary>
    public IReadOnlyList<ClaimLine> Claims { get; init; } = [];

    /// <summary>The metrics that carry the verdict, each with its controls.</summary>
    public IReadOnlyList<HeadlineMetric> Metrics { get; init; } = [];

    /// <summary>What a reader must know before believing a number; shown right under the verdict.</summary>
    public IReadOnlyList<Warning> Warnings { get; init; } = [];

    /// <summary>The evidence, stage by stage, in reading order.</summary>
    public IReadOnlyList<Section> Sections { get; init; } = [];

    /// <summary>The words used, collected at the end of the page and linked from where they are used.</summary>
    public IReadOnlyList<Definition> Definitions { get; init; } = [];

    /// <summary>What the report is held against and cites, introduced before it is cited; or null.</summary>
    public string? Background { get; init; }

    /// <summary>Short listening copies (WAV) of the clips that cells name, by clip id; a clip that is not here has no player.</summary>
    public IReadOnlyDictionary<string, byte[]> Sounds { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>What made this report.</summary>
    public required Provenance Provenance { get; init; }
}

/// <summary>The answer in plain words.</summary>
/// <param name="Level">How good the news is.</param>
/// <param name="Word">The level as one or two words, e.g. "Weak".</param>
/// <param name="Sentence">The whole answer in one sentence.</param>
/// <param name="Answers">Short questions and their answers: where in the network, how sure, what to use.</param>
internal sealed record VerdictText(Level Level, string Word, string Sentence, IReadOnlyList<Answer> Answers)
{
    /// <summary>The questions that the answer has to survive, each with its own answer.</summary>
    public IReadOnlyList<ClaimLine> Checks { get; init; } = [];

    /// <summary>False where no answer and no number may be called good or bad: random weights.</summary>
    public bool Judged { get; init; } = true;
}

/// <summary>A question a reader has and its answer.</summary>
internal sealed record Answer(string Question, string Text);

/// <summary>Something that limits what the report's numbers mean.</summary>
/// <param name="Title">The warning in a few words.</param>
/// <param name="Text">What it does to the numbers and what to do about it.</param>
/// <param name="Level"><see cref="Judgement.Level.Bad"/> where the numbers must not be used, <see cref="Judgement.Level.Weak"/> otherwise.</param>
internal sealed record Warning(string Title, string Text, Level Level = Level.Weak);

/// <summary>A metric with its uncertainty, its bands, and what to compare it with.</summary>
internal sealed record HeadlineMetric
{
    /// <summary>The metric and its bands, e.g. <see cref="MetricScale.AcousticsScore"/>.</summary>
    public required MetricScale Scale { get; init; }

    /// <summary>The measured value.</summary>
    public required double Value { get; init; }

    /// <summary>The 95 % bootstrap interval over voices.</summary>
    public Interval? Interval { get; init; }

    /// <summary>The permutation p-value for "voice labels are exchangeable".</summary>
    public double? PValue { get; init; }

    /// <summary>The shuffles that it rests on.</summary>
    public int Shuffles { get; init; }

    /// <summary>The configuration it was measured on, e.g. "transformer.4, mean pooling, no post-processing".</summary>
    public required string Configuration { get; init; }

    /// <summary>What it means here, in one or two sentences.</summary>
    public required string Meaning { get; init; }

    /// <summary>Random weights and the spectral baseline on the same clips, the seed study's numbers, reference bands of other models.</summary>
    public IReadOnlyList<Comparison> Comparisons { get; init; } = [];
}

/// <summary>Something to hold a metric against.</summary>
/// <param name="Name">E.g. "random weights", "MFCC baseline", "seed study, best", "WavLM".</param>
/// <param name="Low">The value, or the lower end where <paramref name="High"/> is given.</param>
/// <param name="High">The upper end, for a band (<see cref="IsBand"/>) or for a control's 95 % interval.</param>
/// <param name="Kind">Measured here on the same clips, or taken from a publication.</param>
/// <param name="Value">The value inside an interval; absent for a band such as WavLM's 3.5–4.0.</param>
internal sealed record Comparison(string Name, double Low, double? High = null, ComparisonKind Kind = ComparisonKind.Control, double? Value = null)
{
    /// <summary>True where only a range is known.</summary>
    public bool IsBand => High is not null && Value is null;
}

/// <summary>Where a comparison value comes from.</summary>
internal enum ComparisonKind
{
    /// <summary>Measured in this run on the same clips.</summary>
    Control,

    /// <summary>Another encoder, measured in this run on the clips that both have.</summary>
    Peer,

    /// <summary>Published by others, on their data.</summary>
    Published,
}

/// <summary>A stage of the evidence.</summary>
/// <param name="Id">A short stable name for links, e.g. "exploration".</param>
/// <param name="Title">The heading.</param>
/// <param name="Finding">What the stage found, in one or two sentences; read before the plots.</param>
/// <param name="Blocks">The evidence in reading order.</param>
internal sealed record Section(string Id, string Title, string Finding, IReadOnlyList<Block> Blocks)
{
    /// <summary>How good the finding is, where it can be judged.</summary>
    public Level Level { get; init; }

    /// <summary>The command that makes this stage alone.</summary>
    public string? Command { get; init; }

    /// <summary>The files this stage left behind, relative to the report.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}

/// <summary>A piece of a section.</summary>
internal abstract record Block;

/// <summary>A smaller heading inside a section.</summary>
internal sealed record HeadingBlock(string Text) : Block;

/// <summary>A paragraph.</summary>
internal sealed record TextBlock(string Text) : Block;

/// <summary>A judged line, e.g. "PASS  Light noise: 0.87 ± 0.16 (target > 0.85)".</summary>
internal sealed record FindingBlock(Level Level, string Word, string Text) : Block;

/// <summary>A plot; neighbouring narrow figures stand side by side where there is room.</summary>
internal sealed record FigureBlock(Svg Plot) : Block
{
    /// <summary>What the choices differ in, e.g. "coloured by".</summary>
    public string? ChoiceLabel { get; init; }

    /// <summary>The same data shown in several ways, the first of which is <see cref="Plot"/>; empty where there is one way. Readers choose, also without scripts; paper shows the first.</summary>
    public IReadOnlyList<FigureChoice> Choices { get; init; } = [];
}

/// <summary>One way to show a figure's data.</summary>
/// <param name="Name">What readers choose by, in a word.</param>
/// <param name="Plot">The plot.</param>
internal sealed record FigureChoice(string Name, Svg Plot);

/// <summary>A table.</summary>
internal sealed record TableBlock(Table Table) : Block;

/// <summary>Blocks behind a click: detail that few readers need.</summary>
internal sealed record DetailsBlock(string Summary, IReadOnlyList<Block> Blocks) : Block;

/// <summary>A table of texts and numbers.</summary>
/// <param name="Caption">What the table shows.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The rows, each with one cell per column.</param>
internal sealed record Table(string Caption, IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows)
{
    /// <summary>Whether the page's script lets readers sort it by clicking a heading.</summary>
    public bool Sortable { get; init; }

    /// <summary>The row to point out, or -1.</summary>
    public int BestRow { get; init; } = -1;
}

/// <summary>A column's heading.</summary>
/// <param name="Header">The heading; <c>`code`</c> is marked up.</param>
/// <param name="Numeric">Right-aligned, with figures of equal width.</param>
/// <param name="Definition">The <see cref="Page.Definition.Id"/> of what the column shows, or null.</param>
internal sealed record Column(string Header, bool Numeric = false, string? Definition = null);

/// <summary>A table cell.</summary>
/// <param name="Text">What is shown.</param>
/// <param name="Sort">What it is sorted by where that is not the text.</param>
/// <param name="Level">A judgement, shown as a coloured mark before the text (which must say it in words or be a number).</param>
internal readonly record struct Cell(string Text, double? Sort = null, Level Level = Level.Neutral)
{
    /// <summary>The id of a clip in <see cref="ReportModel.Sounds"/> that readers can listen to here, or null.</summary>
    public string? Sound { get; init; }

    /// <summary>A cell with only a text.</summary>
    public static implicit operator Cell(string text) => new(text);
}

/// <summary>A word explained.</summary>
/// <param name="Id">A short stable name for links.</param>
/// <param name="Term">The word.</param>
/// <param name="Text">What it means, for a reader without statistics.</param>
/// <param name="Formula">The exact definition, or null.</param>
internal sealed record Definition(string Id, string Term, string Text, string? Formula = null);

/// <summary>What made a report: enough to make it again.</summary>
/// <param name="Command">The command line.</param>
/// <param name="Facts">Version, weights and their fingerprint, data set, device, seeds, settings, and (where wanted) date and duration.</param>
internal sealed record Provenance(string Command, IReadOnlyList<Fact> Facts);

/// <summary>A named value.</summary>
internal sealed record Fact(string Name, string Value);
