using System.Globalization;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Origins;

namespace MimiNative.Analysis.Embeddings;

/// <summary>TensorBoard's embedding projector: <c>vectors.tsv</c> (no header) and <c>metadata.tsv</c> (a header only where there are several columns, as the projector wants it); what made them in <c>vectors.tsv.json</c>.</summary>
internal static class ProjectorFiles
{
    public static void Write(string folder, EmbeddingSet set, IReadOnlyDictionary<string, string>? metadata)
    {
        AtomicFile.WriteText(Path.Combine(folder, "vectors.tsv"), writer =>
        {
            for (var i = 0; i < set.Count; i++)
                writer.WriteLine(string.Join('\t', set[i].ToArray().Select(v => v.ToString("R", CultureInfo.InvariantCulture))));
        });
        AtomicFile.WriteText(Path.Combine(folder, "metadata.tsv"), writer => WriteMetadata(writer, set));
        Sidecar.Write(Path.Combine(folder, "vectors.tsv"), metadata);
    }

    // Columns that say nothing (all equal and not the voice) are left out: the projector offers each as a colour.
    private static void WriteMetadata(TextWriter writer, EmbeddingSet set)
    {
        var columns = SampleNames.Texts.Where(c => c.Name == SampleNames.Id || set.Samples.Select(c.Value).Distinct().Skip(1).Any()).ToList();
        if (columns.Count > 1)
            writer.WriteLine(string.Join('\t', columns.Select(c => c.Name)));
        foreach (var sample in set.Samples)
            writer.WriteLine(string.Join('\t', columns.Select(c => Field(c.Value(sample) ?? ""))));
    }

    // A line is a sample and a tab a column, and there are no quotes in this format.
    private static string Field(string text) => text.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ');
}
