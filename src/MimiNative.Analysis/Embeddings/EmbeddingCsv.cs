using System.Globalization;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Formats;
using Sylvan.Data.Csv;

namespace MimiNative.Analysis.Embeddings;

/// <summary>Embeddings as text: sample_id, voice_id, sentence_id, augmentation_type, then e0, e1, … Read back: a column named sample_id (or, without a header, the only column of words), and every column that is a number in the first row and isn't a label.</summary>
internal static class EmbeddingCsv
{
    private const int LongestRow = 1 << 24;
    private static readonly string[] Labels = [SampleNames.Id, SampleNames.Voice, SampleNames.Text, SampleNames.Augmentation];

    /// <summary>Writes the header.</summary>
    public static void Begin(TextWriter writer, int dimension) => writer.WriteLine(string.Join(',', [.. Labels, .. Enumerable.Range(0, dimension).Select(i => string.Create(CultureInfo.InvariantCulture, $"e{i}"))]));

    /// <summary>Writes rows.</summary>
    public static void Write(TextWriter writer, EmbeddingSet set)
    {
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

    /// <exception cref="DataSetException">It isn't CSV, has no numbers, a row lacks some, has more fields than the first or is not UTF-8, or a column of labels is there twice.</exception>
    public static NamedMatrix Read(string path)
    {
        try
        {
            using var text = Utf8Text.Reader(path, InputFile.Open(path));
            using var reader = CsvDataReader.Create(text, new CsvDataReaderOptions { HasHeaders = false, BufferSize = 1 << 16, MaxBufferSize = LongestRow });
            return new Reader(path, reader).Read();
        }
        // What the reader throws for text that isn't CSV, or has rows without end.
        catch (Exception e) when (e is FormatException or IOException)
        {
            throw new DataSetException($"{path}: can't be read as CSV: {Printable.Quote(e.Message)}", e);
        }
    }

    private static bool IsLabel(string column) => Labels.Contains(column) || column is SampleNames.Duration or SampleNames.AgeGroup;

    private static bool IsNumber(string text) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private sealed class Reader(string path, CsvDataReader reader)
    {
        private readonly List<float> _values = [];
        private readonly List<string> _ids = [];
        private readonly List<string> _voices = [];

        public NamedMatrix Read()
        {
            var (first, second) = (Row(), Row());
            var hasHeader = IsHeader(first, second);
            var (header, data) = hasHeader ? (first, second) : (null, first);
            if (data is null)
                throw new DataSetException($"{path}: no rows");
            if (header is not null && ((string[])[SampleNames.Id, SampleNames.Voice]).FirstOrDefault(n => header.Count(h => h == n) > 1) is { } twice)
                throw new DataSetException($"{path}: the column {twice} is there twice");
            bool MayBeValue(int column) => header is null || column >= header.Length || !IsLabel(header[column]);
            int[] columns = [.. Enumerable.Range(0, data.Length).Where(c => MayBeValue(c) && IsNumber(data[c]))];
            int[] empty = [.. Enumerable.Range(0, data.Length).Where(c => MayBeValue(c) && data[c].Length == 0)];
            if (columns.Length == 0)
                throw new DataSetException($"{path}: no column of numbers");
            // Without a header, words in one column alone are ids.
            var id = header is not null ? Array.IndexOf(header, SampleNames.Id) : columns.Length + 1 == data.Length ? Enumerable.Range(0, data.Length).Except(columns).Single() : -1;
            var voice = header is not null ? Array.IndexOf(header, SampleNames.Voice) : -1;
            var rows = 0;
            for (var row = data; row is not null; row = row == first ? second : Row(), rows++)
            {
                if (row.Length > (header ?? data).Length)
                    throw new DataSetException($"{path}: row {rows + (hasHeader ? 2 : 1)} has {row.Length} fields, {(hasHeader ? "the header" : "the first row")} has {(header ?? data).Length}");
                Add(row, rows + (hasHeader ? 2 : 1), columns, empty, id);
                if (voice >= 0 && voice < row.Length && row[voice].Length > 0)
                    _voices.Add(CsvText.Text(row[voice]));
            }
            if (id >= 0)
                SampleIds.Check(path, _ids);
            return new NamedMatrix(Path.GetFileNameWithoutExtension(path), rows, columns.Length, [.. _values], id < 0 ? null : _ids) { Voices = _voices.Count == rows ? _voices : null };
        }

        private void Add(string[] row, int number, int[] columns, int[] empty, int id)
        {
            if (_values.Count > NumpyArray.MostValues - columns.Length)
                throw new DataSetException($"{path}, row {number}: more than {NumpyArray.MostValues} values");
            foreach (var c in columns)
                _values.Add(c < row.Length && float.TryParse(row[c], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    ? value
                    : throw new DataSetException($"{path}, row {number}: column {c + 1} is not a number"));
            // A gap in the first row must not take a whole column of numbers away.
            foreach (var c in empty)
                if (c < row.Length && IsNumber(row[c]))
                    throw new DataSetException($"{path}: column {c + 1} is empty in the first row of values, and a number in row {number}");
            if (id >= 0)
                _ids.Add(id < row.Length ? CsvText.Text(row[id]) : throw new DataSetException($"{path}, row {number}: no sample id (column {id + 1})"));
        }

        /// <summary>The header names the ids, or has words wherever the next row has numbers.</summary>
        private static bool IsHeader(string[]? first, string[]? second) => first is not null
            && (first.Contains(SampleNames.Id) || (second is not null && Enumerable.Range(0, second.Length).Where(c => IsNumber(second[c])).ToList() is { Count: > 0 } numbers
                && numbers.TrueForAll(c => c < first.Length && !IsNumber(first[c]))));

        private string[]? Row() => reader.Read() ? [.. Enumerable.Range(0, reader.RowFieldCount).Select(reader.GetString)] : null;
    }
}
