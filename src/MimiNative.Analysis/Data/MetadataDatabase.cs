using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MimiNative.Analysis.Data;

/// <summary>The seed study's SQLite file: a table <c>samples</c> with the columns of <see cref="MetadataTable"/>, and where it exists a table <c>voices</c> (voice_id, gender, accent …) for what <c>samples</c> doesn't say.</summary>
public static class MetadataDatabase
{
    private const int LongestValue = 1 << 20;
    private const int MostRows = 10_000_000;

    /// <summary>
    /// Reads the table in its row order. The file is opened as one that nobody changes: nothing is written to it or beside it, and no lock is taken.
    /// Only a plain table is read, since a view is a program, which may run for ever.
    /// </summary>
    /// <exception cref="DataSetException">It isn't a database, has no such table, lacks a column, a row is incomplete, or another program's changes to it are not finished.</exception>
    public static DataSet Read(string path)
    {
        // A pipe or device would hold up the library; and what isn't merged yet would be missing from the rows.
        InputFile.Open(path).Dispose();
        foreach (var unfinished in (string[])[path + "-wal", path + "-journal"])
            if (new FileInfo(unfinished) is { Exists: true, Length: > 0 })
                throw new DataSetException($"{path}: {Path.GetFileName(unfinished)} beside it holds changes that aren't in it yet; close the program that writes it, or run: sqlite3 FILE 'PRAGMA journal_mode=DELETE'");
        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Immutable(path), Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
            connection.Open();
            raw.sqlite3_limit(connection.Handle, raw.SQLITE_LIMIT_LENGTH, LongestValue);
            return Read(connection, path);
        }
        catch (Exception e) when (e is SqliteException or InvalidOperationException or InvalidCastException or FormatException or OverflowException)
        {
            throw new DataSetException($"{path}: can't be read as a database with a table 'samples': {Printable.Quote(e.Message)}", e);
        }
    }

    private static DataSet Read(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON";
        command.ExecuteNonQuery();
        if (!IsThere(connection, path, "samples"))
            throw new DataSetException($"{path}: no table 'samples' in this database");
        var voices = Voices(connection, path);
        command.CommandText = "SELECT * FROM samples ORDER BY rowid";
        using var reader = command.ExecuteReader();
        var columns = new MetadataColumns(path, [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], needsAudio: true);
        var samples = new List<Sample>();
        for (var row = 1; reader.Read(); row++)
        {
            Bound(path, "samples", row);
            samples.Add(Joined(columns.Sample($"{path}, table samples, row {row}", i => reader.IsDBNull(i) ? null : reader.GetString(i)), voices));
        }

        return columns.DataSet(samples);
    }

    /// <summary>Whether there is a plain table of this name.</summary>
    private static bool IsThere(SqliteConnection connection, string path, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT lower(sql) FROM sqlite_schema WHERE type = 'table' AND lower(name) = $name";
        command.Parameters.AddWithValue("$name", table);
        return command.ExecuteScalar() is string sql
            && (!sql.StartsWith("create virtual", StringComparison.Ordinal) ? true : throw new DataSetException($"{path}: '{table}' is a virtual table, which a program computes; a plain table is read"));
    }

    // A damaged file can lead through the same page again and again.
    private static void Bound(string path, string table, int row)
    {
        if (row > MostRows)
            throw new DataSetException($"{path}, table {table}: more than {MostRows} rows");
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
    private static Dictionary<string, Dictionary<string, string>> Voices(SqliteConnection connection, string path)
    {
        var voices = new Dictionary<string, Dictionary<string, string>>();
        if (!IsThere(connection, path, "voices"))
            return voices;
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT * FROM voices";
        using var reader = command.ExecuteReader();
        for (var number = 1; reader.Read(); number++)
        {
            Bound(path, "voices", number);
            var row = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            for (var i = 0; i < reader.FieldCount; i++)
                if (!reader.IsDBNull(i) && reader.GetValue(i).ToString()?.Trim() is { Length: > 0 } value)
                    row[reader.GetName(i)] = value;
            if (row.TryGetValue("voice_id", out var id))
                voices[id] = row;
        }

        return voices;
    }

    /// <summary>SQLite's form of a file name that can carry options.</summary>
    private static string Immutable(string path) =>
        "file:" + string.Join('/', Path.GetFullPath(path).Replace('\\', '/').Split('/').Select(Uri.EscapeDataString)) + "?immutable=1";
}
