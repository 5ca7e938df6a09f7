using System.Text;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Plots;
using static MimiNative.Analysis.Presentation.Page.Html;

namespace MimiNative.Analysis.Presentation.Page;

/// <summary>
/// Renders a <see cref="ReportModel"/> as one HTML page that needs nothing else: no network, no files beside it, and no scripts to be read completely. Its script
/// (hover values, turning 3-D plots, sorting tables) is the only one the page's content security policy lets run.
/// </summary>
internal static class ReportPage
{
    private const string Controlled = "Each number stands beside its controls: the same clips through a network with random weights, and a plain spectral baseline. Only what beats them could be a network's own doing.";
    private const string Uncontrolled = "No controls were measured, so nothing here shows whether a number is this network's doing or would come out of any.";

    /// <summary>Writes the page; a file of that name is replaced only once the new one is complete.</summary>
    /// <param name="model">What the page says.</param>
    /// <param name="path">Where it is written.</param>
    public static void Write(ReportModel model, string path) => AtomicFile.WriteText(path, Render(model));

    /// <summary>The page's text; the same model gives the same text.</summary>
    public static string Render(ReportModel model)
    {
        var script = Assets.Read("report.js");
        var page = PageFrame.Begin(model.Title, script)
            .Append("<a class=\"skip\" href=\"#verdict\">Skip to the verdict</a>\n");
        Contents(page, model);
        page.Append("<main>\n");
        VerdictPart(page, model);
        WarningsPart(page, model.Warnings);
        MetricsPart(page, model);
        for (var i = 0; i < model.Sections.Count; i++)
            SectionPart(page, model.Sections[i], i + 1, model);
        DefinitionsPart(page, model);
        ProvenancePart(page, model.Provenance);
        return page.Append("</main>\n<a class=\"up\" href=\"#contents\">Contents</a>\n").End(script);
    }

    private static void Contents(StringBuilder page, ReportModel model)
    {
        page.Append("<nav id=\"contents\" aria-label=\"Contents\"><ol>\n<li><a href=\"#verdict\">Verdict</a></li>\n");
        if (model.Metrics.Count > 0)
            page.Append("<li><a href=\"#metrics\">Headline numbers</a></li>\n");
        foreach (var section in model.Sections)
            page.Append($"<li><a href=\"#{Id(section.Id)}\">{Plain(section.Title)}</a></li>\n");
        if (AllDefinitions(model).Any())
            page.Append("<li><a href=\"#definitions\">Words used</a></li>\n");
        page.Append("<li><a href=\"#provenance\">How this was made</a></li>\n</ol></nav>\n");
    }

    private static void VerdictPart(StringBuilder page, ReportModel model)
    {
        var verdict = model.Verdict;
        page.Append($"<header><h1>{Plain(model.Title)}</h1><p class=\"subtitle\">{Rich(model.Subtitle)}</p>{(model.Background is null ? "" : $"<p class=\"background\">{Rich(model.Background)}</p>")}<p class=\"paper\">The short version for paper: details, long tables from the seventeenth row on, the network itself and the names of files are in the page.</p></header>\n")
            .Append($"<section id=\"verdict\" class=\"verdict {(verdict.Judged ? Name(verdict.Level) : "untrained")}\" aria-label=\"Verdict\">\n<p class=\"word\">{Plain(verdict.Word)}</p>\n<p class=\"sentence\">{Rich(verdict.Sentence)}</p>\n");
        if (verdict.Checks.Count > 0)
        {
            page.Append("<ul class=\"checks\" aria-label=\"What the answer has to survive\">\n");
            foreach (var check in verdict.Checks)
                page.Append($"<li class=\"{(verdict.Judged ? Name(check.Claim.Outcome) : "unjudged")}\"><span class=\"answer\">{Plain(check.Answer)}</span> {Plain(check.Question)} <small>{Plain(check.Brief)}</small></li>\n");
            page.Append("</ul>\n");
        }
        if (verdict.Answers.Count > 0)
        {
            page.Append("<dl>\n");
            foreach (var answer in verdict.Answers)
                page.Append($"<div><dt>{Plain(answer.Question)}</dt><dd>{Rich(answer.Text)}</dd></div>\n");
            page.Append("</dl>\n");
        }
        if (model.Claims.Count > 0)
        {
            page.Append("<details class=\"claims\"><summary>Every claim and the numbers that it rests on</summary><ul>\n");
            foreach (var claim in model.Claims)
                page.Append($"<li>{Plain(claim.Question)} <strong>{Plain(claim.Answer)}</strong>: {Plain(claim.Evidence)}</li>\n");
            page.Append("</ul></details>\n");
        }
        page.Append("</section>\n");
    }

    private static void WarningsPart(StringBuilder page, IReadOnlyList<Warning> warnings)
    {
        if (warnings.Count == 0)
            return;
        page.Append("<section class=\"warnings\" aria-labelledby=\"warnings\">\n<h2 id=\"warnings\">Before you believe it</h2>\n<ul>\n");
        foreach (var warning in warnings)
            page.Append($"<li class=\"{Name(warning.Level)}\"><strong>{Plain(warning.Title)}.</strong> {Rich(warning.Text)}</li>\n");
        page.Append("</ul>\n</section>\n");
    }

    private static void MetricsPart(StringBuilder page, ReportModel model)
    {
        if (model.Metrics.Count == 0)
            return;
        page.Append($"<section aria-labelledby=\"metrics\">\n<h2 id=\"metrics\">Headline numbers{Untrained(model)}</h2>\n")
            .Append($"<p class=\"finding\">{(model.Metrics.Any(m => m.Comparisons.Any(c => c.Kind == ComparisonKind.Control)) ? Controlled : Uncontrolled)} The shading shows each metric's bands ({string.Join(", ", Enum.GetValues<Level>().Where(l => l != Level.Neutral).Select(l => $"{LevelMark.Html(l)}{Name(l)}"))}), the dotted line its target.</p>\n<div class=\"cards\">\n");
        foreach (var metric in model.Metrics)
            Card(page, metric, model.Verdict.Judged);
        page.Append("</div>\n</section>\n");
    }

    private static void Card(StringBuilder page, HeadlineMetric metric, bool judged)
    {
        var (scale, band) = (metric.Scale, metric.Scale.BandOf(metric.Value));
        string Value(double value) => MetricStrip.Read(scale, value);
        page.Append($"<article class=\"card\">\n<h3>{Plain(scale.Name)}</h3>\n<p class=\"value\"><span class=\"number\">{Value(metric.Value)}</span> {(judged ? $"<span class=\"badge {Name(Levels.Of(band))}\">{Plain(band.Name)}</span>" : "")}</p>\n<p class=\"sure\">");
        if (metric.Interval is { } interval)
            page.Append($"95 % interval {Value(interval.Low)} to {Value(interval.High)}");
        if (metric.PValue is { } p)
            page.Append($"{(metric.Interval is null ? "" : " · ")}shuffled voice labels do as well: p {PValueText.InText(p, metric.Shuffles)}");
        if (scale.Target is { } target)
            page.Append($"{(metric.Interval is null && metric.PValue is null ? "" : " · ")}target &gt; {Value(target)}");
        page.Append($"</p>\n{MetricStrip.Draw(metric).Inline()}\n<p>{Rich(metric.Meaning)}</p>\n<p class=\"configuration\">Measured on {Rich(metric.Configuration)}</p>\n")
            .Append($"<details><summary>What it measures</summary><div>\n<p>{Plain(scale.Explanation)}</p>\n<p class=\"formula\">{Plain(scale.Formula)}</p>\n<ul class=\"bands\">\n");
        var (from, above) = ("", false);
        foreach (var step in scale.Bands.All)
        {
            var range = double.IsInfinity(step.UpTo) ? $"{(above ? "above" : "from")} {from}" : from.Length == 0 ? $"below {Value(step.UpTo)}" : $"{from} to {Value(step.UpTo)}";
            page.Append($"<li><span class=\"badge {Name(Levels.Of(step))}\">{Plain(step.Name)}</span> {range}</li>\n");
            (from, above) = (Value(step.UpTo), step.Inclusive);
        }
        page.Append("</ul>\n</div></details>\n</article>\n");
    }

    private static void SectionPart(StringBuilder page, Section section, int number, ReportModel model)
    {
        page.Append($"<section aria-labelledby=\"{Id(section.Id)}\">\n<h2 id=\"{Id(section.Id)}\"><span class=\"stage\">{number}</span>{Plain(section.Title)}{Untrained(model)}</h2>\n")
            .Append($"<p class=\"finding{(section.Level == Level.Neutral ? "" : " judged " + Name(section.Level))}\">{Rich(section.Finding)}</p>\n");
        Blocks.Append(page, section.Blocks, model.Sounds);
        if (section.Command is not null)
            page.Append($"<p class=\"made\">This stage alone: <code>{Canvas.Escape(section.Command)}</code></p>\n");
        if (section.Files.Count > 0)
            page.Append($"<details class=\"made\"><summary>Files of this stage ({section.Files.Count})</summary><div>{string.Join(", ", section.Files.Select(f => $"<a href=\"{string.Join('/', f.Split('/').Select(Uri.EscapeDataString))}\"><code>{Canvas.Escape(f)}</code></a>"))}</div></details>\n");
        page.Append("</section>\n");
    }

    // Whoever jumps to a part must see it there too.
    private static string Untrained(ReportModel model) => model.Verdict.Judged ? "" : $"<span class=\"untrained-note\">untrained: not about {Plain(model.Network)}</span>";

    private static void DefinitionsPart(StringBuilder page, ReportModel model)
    {
        var definitions = AllDefinitions(model).ToList();
        if (definitions.Count == 0)
            return;
        page.Append("<section aria-labelledby=\"definitions\">\n<h2 id=\"definitions\">Words used</h2>\n<div class=\"glossary\">\n");
        foreach (var definition in definitions)
            page.Append($"<details><summary>{Plain(definition.Term)}</summary><div id=\"def-{Id(definition.Id)}\"><p>{Rich(definition.Text)}</p>{(definition.Formula is null ? "" : $"<p class=\"formula\">{Plain(definition.Formula)}</p>")}</div></details>\n");
        page.Append("</div>\n</section>\n");
    }

    private static void ProvenancePart(StringBuilder page, Provenance provenance)
    {
        page.Append($"<section aria-labelledby=\"provenance\">\n<h2 id=\"provenance\">How this was made</h2>\n<pre><code>{Canvas.Escape(provenance.Command)}</code></pre>\n<dl class=\"facts\">\n");
        foreach (var fact in provenance.Facts)
            page.Append($"<dt>{Plain(fact.Name)}</dt><dd>{Rich(fact.Value)}</dd>\n");
        page.Append("</dl>\n</section>\n");
    }

    /// <summary>The model's definitions and those of its headline metrics, once each.</summary>
    private static IEnumerable<Definition> AllDefinitions(ReportModel model) => model.Metrics
        .Select(m => new Definition(m.Scale.Id, m.Scale.Name, m.Scale.Explanation, m.Scale.Formula))
        .Concat(model.Definitions).DistinctBy(d => d.Id).OrderBy(d => d.Term, StringComparer.OrdinalIgnoreCase);

    private static string Name(Outcome outcome) => outcome switch { Outcome.Yes => "yes", Outcome.No => "no", _ => "undecided" };

    internal static string Name(Level level) => level switch { Level.Good => "good", Level.Fair => "fair", Level.Weak => "weak", Level.Bad => "bad", _ => "neutral" };
}
