namespace MimiNative.Analysis.Data;

/// <summary>The ids of a matrix's rows, where its file has no room for them.</summary>
public static class IdList
{
    /// <summary>Reads a table with sample_id and voice_id (<c>.csv</c>, <c>.parquet</c>), else a text with an id on each line, whose voices are then unknown.</summary>
    /// <exception cref="DataSetException">There is no such file or id, a line has several words, or an id occurs twice.</exception>
    public static DataSet Read(string path)
    {
        if (MetadataTable.Fits(path))
            return MetadataTable.ReadLabels(path);
        var samples = new List<Sample>();
        foreach (var (row, line) in InputFile.Lines(path))
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            if (line.Trim().AsSpan().IndexOfAny(' ', '\t') >= 0)
                throw new DataSetException($"{path}, row {row}: expected one id, found '{Printable.Quote(line.Trim())}'");
            samples.Add(new Sample { Id = line.Trim(), Voice = Sample.UnknownVoice });
        }
        return new DataSet(Path.GetFileNameWithoutExtension(path), path, samples);
    }
}
