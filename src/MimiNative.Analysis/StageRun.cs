using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Presentation.Sections;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis;

/// <summary>One stage run by itself.</summary>
/// <typeparam name="T">Its result.</typeparam>
public sealed record StageRun<T>
{
    internal StageRun(T result, StageOutput output, IReadOnlyList<ClipFailure> failures, RunFacts facts) => (Result, Output, Failures, Facts) = (result, output, failures, facts);

    /// <summary>What it found.</summary>
    public T Result { get; }

    /// <summary>Clips that could not be embedded.</summary>
    public IReadOnlyList<ClipFailure> Failures { get; }

    /// <summary>Clips that were embedded although something is wrong with their audio.</summary>
    public IReadOnlyList<ClipFailure> Damaged { get; init; } = [];

    /// <summary>What made it.</summary>
    public RunFacts Facts { get; }

    /// <summary>The files that <see cref="Write"/> leaves, relative to its folder, with '/'.</summary>
    public IReadOnlyList<string> Files => [.. Output.Files.Select(f => f.Path)];

    /// <summary>Its part of a report and its files.</summary>
    internal StageOutput Output { get; }

    /// <summary>The stage's own JSON file.</summary>
    public string Json() => Output.Files.First(f => f.Path.EndsWith(".json", StringComparison.Ordinal)).Content(null);

    /// <summary>Writes the stage's files, and <c>provenance.json</c> beside them, under <paramref name="folder"/>.</summary>
    public void Write(string folder) => Output.Write(folder, Facts);
}
