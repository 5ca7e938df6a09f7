using System.Globalization;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Formats;
using MimiNative.Numpy;

namespace MimiNative.Analysis.Embeddings;

/// <summary>One matrix as NPY, (samples, dimension), and beside it <c>FILE.csv</c>, a table with the labels of its rows, which NPY has no place for.</summary>
internal static class NpyEmbeddings
{
    /// <summary>The path of the table.</summary>
    public static string LabelsOf(string path) => path + ".csv";

    /// <summary>Writes both, or none.</summary>
    /// <param name="path">The matrix's file.</param>
    /// <param name="count">Rows.</param>
    /// <param name="dimension">Values of a row.</param>
    /// <param name="blocks">The rows, some at a time.</param>
    public static void Write(string path, int count, int dimension, IEnumerable<EmbeddingSet> blocks) => AtomicFile.WriteText(LabelsOf(path), labels =>
    {
        labels.WriteLine(string.Join(',', [.. SampleNames.Texts.Select(t => t.Name), SampleNames.Duration]));
        NpyFile.Write(path, count, dimension, blocks.Select(block =>
        {
            foreach (var sample in block.Samples)
                labels.WriteLine(string.Join(',', [.. SampleNames.Texts.Select(t => CsvText.Quote(t.Value(sample) ?? "")), sample.Duration?.ToString("R", CultureInfo.InvariantCulture) ?? ""]));
            return block.Values;
        }));
    });
}
