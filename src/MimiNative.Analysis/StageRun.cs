using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Presentation.Sections;

namespace MimiNative.Analysis;

/// <summary>One stage run by itself.</summary>
/// <typeparam name="T">Its result.</typeparam>
/// <param name="Result">What it found.</param>
/// <param name="Output">Its part of a report and its files.</param>
/// <param name="Failures">Clips that could not be embedded.</param>
public sealed record StageRun<T>(T Result, StageOutput Output, IReadOnlyList<ClipFailure> Failures)
{
    /// <summary>The stage's own JSON file.</summary>
    public string Json() => Output.Files.First(f => f.Path.EndsWith(".json", StringComparison.Ordinal)).Content();
}
