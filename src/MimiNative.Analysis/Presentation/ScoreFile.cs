using System.Globalization;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Presentation;

/// <summary>Score files as Kaldi and VoxCeleb's tools read them.</summary>
internal static class ScoreFile
{
    /// <summary>Writes <c>enrol test score</c> per line; the file is whole or not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="scores">Scored trials.</param>
    /// <param name="metadata">What made them, for <c>FILE.json</c> beside it; null for no such file.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    public static void Write(string path, TrialScores scores, IReadOnlyDictionary<string, string>? metadata = null)
    {
        AtomicFile.WriteText(path, writer =>
        {
            foreach (var (trial, score) in scores.Scores)
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{trial.Enrol} {trial.Test} {score:R}"));
        });
        Sidecar.Write(path, metadata);
    }
}
