using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Presentation.Sections;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis;

/// <summary>One stage run by itself.</summary>
/// <typeparam name="T">Its result.</typeparam>
/// <param name="Result">What it found.</param>
/// <param name="Output">Its part of a report and its files.</param>
/// <param name="Failures">Clips that could not be embedded.</param>
/// <param name="Facts">What made it.</param>
public sealed record StageRun<T>(T Result, StageOutput Output, IReadOnlyList<ClipFailure> Failures, RunFacts Facts)
{
    /// <summary>Clips that were embedded although something is wrong with their audio.</summary>
    public IReadOnlyList<ClipFailure> Damaged { get; init; } = [];

    /// <summary>The stage's own JSON file.</summary>
    public string Json() => Output.Files.First(f => f.Path.EndsWith(".json", StringComparison.Ordinal)).Content(null);

    /// <summary>Writes the stage's files, and <c>provenance.json</c> beside them, under <paramref name="folder"/>.</summary>
    public void Write(string folder) => Output.Write(folder, Facts);
}
