using Microsoft.Data.Sqlite;

namespace MimiNative.Analysis.Data;

/// <summary>The seed study's SQLite file: a table <c>samples</c> with the columns of <see cref="MetadataTable"/>.</summary>
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
            var samples = new List<Sample>();
            for (var row = 1; reader.Read(); row++)
                samples.Add(columns.Sample($"{path}, table samples, row {row}", i => reader.IsDBNull(i) ? null : reader.GetString(i)));
            return new DataSet(MetadataTable.NameOf(path), path, samples);
        }
        catch (SqliteException e)
        {
            throw new DataSetException($"{path}: can't be read as a database with a table 'samples': {e.Message}", e);
        }
    }
}
