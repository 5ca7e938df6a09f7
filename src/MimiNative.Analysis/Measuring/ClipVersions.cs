using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;

namespace MimiNative.Analysis.Measuring;

/// <summary>Rows of the same clips, in the same order, as they are and under treatments.</summary>
internal static class ClipVersions
{
    /// <summary>Ids of the clean clips that the network and every control could embed: they are compared clip by clip, and a clip that one of them lacks counts for none.</summary>
    public static HashSet<string> Common(EmbeddedClips mimi, params IEnumerable<EmbeddedClips?> controls)
    {
        static IEnumerable<string> Ids(EmbeddedClips clips) => clips.Samples.Where(s => s.IsClean).Select(s => s.Id);
        var common = Ids(mimi).ToHashSet();
        foreach (var control in controls.OfType<EmbeddedClips>())
            common.IntersectWith(Ids(control));
        return common;
    }

    /// <summary>Clean clips of these ids.</summary>
    public static EmbeddingSet Clean(EmbeddedClips clips, EmbeddingKey key, IReadOnlySet<string> ids) => clips.Set(key, s => s.IsClean && ids.Contains(s.Id));

    /// <summary>Versions of the clips of these ids under a treatment.</summary>
    public static EmbeddingSet Under(EmbeddedClips clips, EmbeddingKey key, string treatment, IReadOnlySet<string> ids)
    {
        var versions = ids.Select(id => PendingClip.VersionId(id, treatment)).ToHashSet();
        return clips.Set(key, s => s.Augmentation == treatment && versions.Contains(s.Id));
    }

    /// <summary>Those of the ids whose version under a treatment could be embedded too.</summary>
    public static HashSet<string> With(EmbeddedClips clips, string treatment, IEnumerable<string> ids)
    {
        var there = clips.Samples.Where(s => s.Augmentation == treatment).Select(s => s.Id).ToHashSet();
        return [.. ids.Where(id => there.Contains(PendingClip.VersionId(id, treatment)))];
    }
}
