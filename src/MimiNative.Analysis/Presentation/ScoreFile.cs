using System.Globalization;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Presentation;

/// <summary>Score files as Kaldi and VoxCeleb's tools read them.</summary>
public static class ScoreFile
{
    /// <summary>Writes <c>enrol test score</c> per line; the file is whole or not there.</summary>
    public static void Write(string path, TrialScores scores) => AtomicFile.WriteText(path, writer =>
    {
        foreach (var (trial, score) in scores.Scores)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{trial.Enrol} {trial.Test} {score:R}"));
    });
}
