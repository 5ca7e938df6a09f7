using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Sections;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis;

/// <summary>Everything that an analysis found: what was measured, what may be said, files, and the report.</summary>
public sealed record AnalysisResult
{
    internal AnalysisResult(IReadOnlyList<StageOutput> stages, ReportModel report) => (Stages, Report) = (stages, report);

    /// <summary>Stage 1; null where it isn't Mimi that is analysed.</summary>
    public required ExplorationResult? Exploration { get; init; }

    /// <summary>Stage 2; null where it isn't Mimi that is analysed.</summary>
    public required ArchitectureResult? Architecture { get; init; }

    /// <summary>Stage 3; null where it isn't Mimi that is analysed.</summary>
    public required VoiceResult? Voice { get; init; }

    /// <summary>Stage 4; null with fewer than two voices.</summary>
    public required ComparisonResult? Comparison { get; init; }

    /// <summary>Stage 5.</summary>
    public required DiagnosisResult Diagnosis { get; init; }

    /// <summary>Stage 6; null with fewer than two voices, and where it isn't Mimi that is analysed.</summary>
    public required EdgeResult? Edge { get; init; }

    /// <summary>The head that the options gave; null where they gave none.</summary>
    public GivenHeadResult? Head { get; init; }

    /// <summary>What the diagnosis allows to say.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>What made it.</summary>
    public required RunFacts Facts { get; init; }

    /// <summary>Clips that could not be embedded.</summary>
    public required IReadOnlyList<ClipFailure> Failures { get; init; }

    /// <summary>Clips that were embedded although something is wrong with their audio.</summary>
    public required IReadOnlyList<ClipFailure> Damaged { get; init; }

    /// <summary>Clips that this run embedded itself, controls included; the others were found in the cache.</summary>
    public required int Encoded { get; init; }

    /// <summary>The stages as the report shows them, with their files.</summary>
    internal IReadOnlyList<StageOutput> Stages { get; }

    /// <summary>The report.</summary>
    internal ReportModel Report { get; }

    /// <summary>The answer as JSON: verdict, claims, headline metrics with intervals and controls, warnings, files.</summary>
    public string Json() => ReportJson.Of(Report);

    /// <summary>Writes every stage's files, <c>analysis.json</c>, <c>provenance.json</c> and <c>report.html</c> under <paramref name="folder"/>. The same results give the same bytes.</summary>
    /// <returns>The path of the report.</returns>
    public string Write(string folder)
    {
        foreach (var stage in Stages)
            stage.Write(folder, Facts);
        AtomicFile.WriteText(Path.Combine(folder, "analysis.json"), Json());
        var path = Path.Combine(folder, "report.html");
        ReportPage.Write(Report, path);
        return path;
    }
}
