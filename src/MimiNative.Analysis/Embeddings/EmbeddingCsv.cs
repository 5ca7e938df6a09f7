using System.Globalization;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Formats;
using Sylvan.Data.Csv;

namespace MimiNative.Analysis.Embeddings;

/// <summary>Embeddings as text: sample_id, voice_id, sentence_id, augmentation_type, then e0, e1, … Read back: a column named sample_id, and every column that is a number throughout the first row and isn't a label.</summary>
internal static class EmbeddingCsv
{
    private static readonly string[] Labels = ["sample_id", "voice_id", "sentence_id", "augmentation_type"];

    public static void Write(TextWriter writer, EmbeddingSet set)
    {
        writer.WriteLine(string.Join(',', [.. Labels, .. Enumerable.Range(0, set.Dimension).Select(i => string.Create(CultureInfo.InvariantCulture, $"e{i}"))]));
        for (var i = 0; i < set.Count; i++)
        {
            var sample = set.Samples[i];
            writer.Write(string.Join(',', new[] { sample.Id, sample.Voice, sample.Text ?? "", sample.Augmentation }.Select(CsvText.Quote)));
            foreach (var value in set[i])
            {
                writer.Write(',');
                writer.Write(value.ToString("R", CultureInfo.InvariantCulture));
            }

            writer.WriteLine();
        }
    }

    public static NamedMatrix Read(string path)
    {
        try
        {
            using var reader = CsvDataReader.Create(path, new CsvDataReaderOptions { HasHeaders = false, BufferSize = 1 << 16, MaxBufferSize = 1 << 24 });
            var rows = new List<string[]>();
            while (reader.Read())
                rows.Add([.. Enumerable.Range(0, reader.RowFieldCount).Select(reader.GetString)]);
            // Numbers stand last in every form of this file, so a header is what has words there.
            var hasHeader = rows.Count > 0 && !IsNumber(rows[0][^1]);
            var header = hasHeader ? rows[0] : null;
            var data = rows[(hasHeader ? 1 : 0)..];
            if (data.Count == 0)
                throw new DataSetException($"{path}: no rows");
            int[] columns = [.. Enumerable.Range(0, data[0].Length).Where(c => IsNumber(data[0][c]) && (header is null || c >= header.Length || !IsLabel(header[c])))];
            if (columns.Length == 0)
                throw new DataSetException($"{path}: no column of numbers");
            var id = header is null ? columns is [1, ..] ? 0 : -1 : Array.IndexOf(header, "sample_id");
            var values = new float[data.Count * columns.Length];
            for (var r = 0; r < data.Count; r++)
                for (var k = 0; k < columns.Length; k++)
                    values[r * columns.Length + k] = columns[k] < data[r].Length && float.TryParse(data[r][columns[k]], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                        ? value
                        : throw new DataSetException($"{path}, row {r + (hasHeader ? 2 : 1)}: column {columns[k] + 1} is not a number");
            return new NamedMatrix(Path.GetFileNameWithoutExtension(path), data.Count, columns.Length, values, id < 0 ? null : [.. data.Select(d => d[id])]);
        }
        catch (CsvFormatException e)
        {
            throw new DataSetException($"{path}: can't be read as CSV: {e.Message}", e);
        }
    }

    private static bool IsLabel(string column) => Labels.Contains(column) || column is "duration_seconds" or "age_group";

    private static bool IsNumber(string text) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
