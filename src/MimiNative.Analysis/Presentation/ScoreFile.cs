using System.Globalization;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Presentation;

/// <summary>Score files as Kaldi's, VoxCeleb's and wespeaker's tools read them, and <see cref="Data.ScoreList"/>.</summary>
internal static class ScoreFile
{
    /// <summary>Writes <c>enrol test score</c> per line, in the list's order and to the last bit, without trials that have no score; the file is whole or not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="scores">Scored trials.</param>
    /// <param name="metadata">What made them, for <c>FILE.json</c> beside it; null for no such file.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    public static void Write(string path, TrialScores scores, IReadOnlyDictionary<string, string>? metadata = null)
    {
        AtomicFile.WriteText(path, writer => Write(writer, scores));
        Sidecar.Write(path, metadata);
    }

    /// <summary>The same lines to a writer.</summary>
    public static void Write(TextWriter writer, TrialScores scores)
    {
        var (list, ids) = (scores.List, scores.List.Recordings);
        for (var i = 0; i < scores.Array.Length; i++)
            if (!double.IsNaN(scores.Array[i]))
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ids[list.Enrol[i]]} {ids[list.Test[i]]} {scores.Array[i]:R}"));
    }
}
