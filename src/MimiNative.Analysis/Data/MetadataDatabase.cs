using Microsoft.Data.Sqlite;

namespace MimiNative.Analysis.Data;

/// <summary>The seed study's SQLite file: a table <c>samples</c> with the columns of <see cref="MetadataTable"/>, and where it exists a table <c>voices</c> (voice_id, gender, accent …) for what <c>samples</c> doesn't say.</summary>
public static class MetadataDatabase
{
    /// <summary>Reads the table in its row order, without writing to the file.</summary>
    /// <exception cref="DataSetException">It isn't a database, has no such table, lacks a column, or a row is incomplete.</exception>
    public static DataSet Read(string path)
    {
        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT * FROM samples ORDER BY rowid";
            using var reader = command.ExecuteReader();
            var columns = new MetadataColumns(path, [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], needsAudio: true);
            var voices = Voices(connection);
            var samples = new List<Sample>();
            for (var row = 1; reader.Read(); row++)
                samples.Add(Joined(columns.Sample($"{path}, table samples, row {row}", i => reader.IsDBNull(i) ? null : reader.GetString(i)), voices));
            return new DataSet(MetadataTable.NameOf(path), path, samples);
        }
        catch (SqliteException e)
        {
            throw new DataSetException($"{path}: can't be read as a database with a table 'samples': {e.Message}", e);
        }
    }

    private static Sample Joined(Sample sample, Dictionary<string, Dictionary<string, string>> voices)
    {
        if (!voices.TryGetValue(sample.Voice, out var voice))
            return sample;
        string? Of(params ReadOnlySpan<string> columns)
        {
            foreach (var column in columns)
                if (voice.TryGetValue(column, out var value))
                    return value;
            return null;
        }

        return sample with
        {
            VoiceName = sample.VoiceName ?? Of("voice_name", "name"),
            Gender = sample.Gender ?? Of("gender"),
            Accent = sample.Accent ?? Of("accent"),
            AgeGroup = sample.AgeGroup ?? Of("age_group", "age"),
        };
    }

    // Rows of the table of voices by voice_id, without empty values; none where there is no such table.
    private static Dictionary<string, Dictionary<string, string>> Voices(SqliteConnection connection)
    {
        var voices = new Dictionary<string, Dictionary<string, string>>();
        using var exists = connection.CreateCommand();
        exists.CommandText = "SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND name = 'voices'";
        if (exists.ExecuteScalar() is null)
            return voices;
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT * FROM voices";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var row = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            for (var i = 0; i < reader.FieldCount; i++)
                if (!reader.IsDBNull(i) && reader.GetValue(i).ToString()?.Trim() is { Length: > 0 } value)
                    row[reader.GetName(i)] = value;
            if (row.TryGetValue("voice_id", out var id))
                voices[id] = row;
        }

        return voices;
    }
}
