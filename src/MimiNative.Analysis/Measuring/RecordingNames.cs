using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;

namespace MimiNative.Analysis.Measuring;

/// <summary>What the voices of trials may be called where nobody says so: data sets name a voice by a folder, and ids begin with it.</summary>
internal static class RecordingNames
{
    /// <summary>All that a voice of some lists' recordings may be called: what labels say, the ids, their folders, and what an id begins with (<c>v0_t3</c>: <c>v0</c>).</summary>
    public static IEnumerable<string> Voices(IEnumerable<string> recordings, EmbeddingSet? set)
    {
        var ids = recordings.ToHashSet(StringComparer.Ordinal);
        var samples = set?.Samples.Where(s => ids.Contains(s.Id)).ToList() ?? [];
        return ids.SelectMany(Of).Concat(samples.Where(s => s.Voice != Sample.UnknownVoice).Select(s => s.Voice))
            .Concat(samples.Select(s => Path.GetFileName(Path.GetDirectoryName(s.Path))).OfType<string>());
    }

    private static IEnumerable<string> Of(string recording)
    {
        yield return recording;
        var parts = recording.Split('/', '\\');
        foreach (var folder in parts[..^1])
            yield return folder;
        for (var i = 1; i < parts[^1].Length; i++)
            if (parts[^1][i] is '_' or '-' or '.')
                yield return parts[^1][..i];
    }
}
