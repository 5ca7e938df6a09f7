using System.Diagnostics;
using Microsoft.Data.Sqlite;
using MimiNative.Analysis.Data;

namespace MimiNative.Analysis.Tests.Data;

/// <summary>Folders and lists that someone made to hang, mislead or crash a reader, or that an accident made so.</summary>
public sealed class HostileDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Links_in_circles_give_every_recording_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        _folder.Write("v/a/x.wav");
        _folder.Write("w/y.wav");
        Directory.CreateSymbolicLink(_folder["v/a/l"], ".");
        Directory.CreateSymbolicLink(_folder["w/up"], "..");
        Directory.CreateSymbolicLink(_folder["all"], ".");
        var set = DataSet.Open(_folder.Path);
        Assert.Equal(["v/a/x.wav", "w/y.wav"], set.Samples.Select(s => s.Id));
        Assert.Contains(set.Notes, n => n.StartsWith("3 further names", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_a_folder_and_a_link_to_it_the_folder_is_the_voice()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        _folder.Write("zoe/x.wav");
        _folder.Write("bob/y.wav");
        Directory.CreateSymbolicLink(_folder["alice"], "zoe");
        Directory.CreateSymbolicLink(_folder["bob/inside"], "../zoe");
        File.CreateSymbolicLink(_folder["bob/a.wav"], "../zoe/x.wav");
        Assert.Equal(["bob", "zoe"], DataSet.Open(_folder.Path).Samples.Select(s => s.Voice));
    }

    [Fact]
    public void A_link_to_recordings_elsewhere_is_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        _folder.Write("store/ann/x.wav");
        Directory.CreateDirectory(_folder["set"]);
        Directory.CreateSymbolicLink(_folder["set/ann"], "../store/ann");
        Assert.Equal("ann/x.wav", Assert.Single(DataSet.Open(_folder["set"]).Samples).Id);
    }

    [Theory]
    [InlineData("p.csv")]
    [InlineData("p.db")]
    [InlineData("p.wav")]
    public void A_pipe_is_refused_at_once(string name)
    {
        Pipe(name);
        Assert.Contains("named pipe", Refusal(() => DataSet.Open(_folder[name])));
        Assert.Contains("named pipe", Refusal(() => DataSet.FromFiles([_folder[name]])));
        foreach (var read in (Action<string>[])[p => TrialList.Read(p), p => ScoreList.Read(p), p => EnrolmentList.Read(p), p => SpeakerTable.Read(p), p => IdList.Read(p)])
            Assert.Contains("named pipe", Refusal(() => read(_folder[name])));
        Assert.Contains("named pipe", Refusal(() => MetadataTable.ReadLabels(_folder[name])));
        Assert.Contains("named pipe", Refusal(() => MetadataDatabase.Read(_folder[name])));
    }

    [Fact]
    public void A_pipe_inside_a_Kaldi_folder_is_refused_at_once()
    {
        Pipe("wav.scp");
        _folder.Write("utt2spk", "u s\n");
        Assert.Contains("named pipe", Refusal(() => DataSet.Open(_folder.Path)));
    }

    [Fact]
    public void A_list_without_line_ends_is_refused_before_it_fills_the_memory()
    {
        using (var file = File.Create(_folder["zeros.txt"]))
            file.SetLength(3L << 30);
        var before = GC.GetTotalAllocatedBytes();
        Assert.Contains("row 1: longer than", Refusal(() => TrialList.Read(_folder["zeros.txt"])));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 50_000_000);
    }

    [Theory]
    [InlineData("a,v,x\0y.wav\n", "row 2: filepath has a NUL character: 'x\\u0000y.wav'")]
    [InlineData("a,v,\"x\n", "CSV")]
    [InlineData("a,v,x.wav,\u001b[31m\n", "duration_seconds '\\u001B[31m'")]
    public void A_hostile_table_is_one_line_that_names_the_row(string rows, string message)
    {
        var error = Refusal(() => DataSet.Open(_folder.Write("m.csv", "sample_id,voice_id,filepath,duration_seconds\n" + rows)));
        Assert.Contains(message, error);
        Assert.DoesNotContain(error, char.IsControl);
    }

    [Fact]
    public void A_row_of_megabytes_is_refused_and_the_message_is_short()
    {
        var error = Refusal(() => DataSet.Open(_folder.Write("m.csv", "sample_id,voice_id,filepath\n" + new string('a', 5_000_000) + ",v,x.wav\n")));
        Assert.InRange(error.Length, 1, 1000);
        Assert.InRange(Refusal(() => DataSet.Open(_folder.Write("n.csv", new string('a', 500_000) + ",v,x.wav\n"))).Length, 1, 1000);
    }

    [Fact]
    public void A_NUL_in_a_Kaldi_path_or_a_trial_is_named()
    {
        _folder.Write("wav.scp", "u a\0b.wav\n");
        _folder.Write("utt2spk", "u s\n");
        Assert.Contains("row 1: a path with a NUL character", Refusal(() => DataSet.Open(_folder.Path)));
        Assert.Contains("NUL", Refusal(() => RecordingFinder.Find("t.txt", ["a\0"], null, out _)));
    }

    [Fact]
    public void A_missing_file_is_not_taken_from_a_folder_above()
    {
        _folder.Write("missing.wav");
        _folder.Write("deep/there.wav");
        var set = DataSet.Open(_folder.Write("deep/m.csv", "sample_id,voice_id,filepath\na,v,there.wav\nb,v,missing.wav\n"));
        Assert.Equal([_folder["deep/there.wav"], _folder["deep/missing.wav"]], set.Samples.Select(s => s.Path));
        Assert.Empty(set.Notes);
    }

    [Fact]
    public void That_paths_are_relative_to_a_folder_above_is_said()
    {
        _folder.Write("wav/a.wav");
        var set = DataSet.Open(_folder.Write("deep/m.csv", "sample_id,voice_id,filepath\na,v,wav/a.wav\nb,v,wav/b.wav\n"));
        Assert.Equal([_folder["wav/a.wav"], _folder["wav/b.wav"]], set.Samples.Select(s => s.Path));
        Assert.Contains(_folder.Path, Assert.Single(set.Notes));
    }

    [Theory]
    [InlineData("CREATE VIEW samples AS WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT x AS sample_id, 'v' AS voice_id, 'a.wav' AS filepath FROM r", "no table 'samples'")]
    [InlineData("CREATE VIRTUAL TABLE samples USING fts5(sample_id, voice_id, filepath)", "a virtual table")]
    [InlineData("CREATE TABLE samples (sample_id PRIMARY KEY, voice_id, filepath) WITHOUT ROWID", "can't be read as a database")]
    [InlineData("CREATE TABLE samples (sample_id, voice_id, filepath); INSERT INTO samples VALUES ('a', 'v', char(97, 0, 98))", "filepath has a NUL character")]
    [InlineData("CREATE TABLE samples (sample_id, voice_id, filepath); INSERT INTO samples VALUES ('a', 'v', printf('%.*c', 3000000, 'x'))", "can't be read as a database")]
    [InlineData("CREATE TABLE samples (sample_id, voice_id, filepath GENERATED ALWAYS AS (printf('%.*c', 100000000, 'x'))); INSERT INTO samples VALUES ('a', 'v')", "can't be read as a database")]
    [InlineData("CREATE TABLE samples (sample_id, voice_id, filepath); CREATE VIRTUAL TABLE voices USING fts5(voice_id)", "'voices' is a virtual table")]
    [InlineData("CREATE TABLE samples (sample_id, voice_id, filepath); INSERT INTO samples VALUES (NULL, NULL, NULL)", "row 1: sample_id is empty")]
    public void A_database_that_runs_for_ever_or_holds_what_no_label_is_is_refused(string sql, string message)
    {
        var clock = Stopwatch.StartNew();
        Assert.Contains(message, Refusal(() => DataSet.Open(Database("x.db", sql))));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
    }

    [Fact]
    public void Reading_a_database_leaves_nothing_beside_it_even_where_it_keeps_a_write_ahead_log()
    {
        var path = Database("a %41?#.db", "PRAGMA journal_mode = WAL; CREATE TABLE samples (sample_id, voice_id, filepath); INSERT INTO samples VALUES ('a', 'v', 'a.wav')");
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
        Assert.Equal("a", Assert.Single(DataSet.Open(path).Samples).Id);
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    // Read without them, rows would be missing and nobody would know.
    [Theory]
    [InlineData("-wal")]
    [InlineData("-journal")]
    public void Changes_that_are_not_in_the_database_yet_are_refused(string ending)
    {
        var path = Database("x.db", "CREATE TABLE samples (sample_id, voice_id, filepath); INSERT INTO samples VALUES ('a', 'v', 'a.wav')");
        _folder.Write("x.db" + ending, "something");
        Assert.Contains($"x.db{ending} beside it holds changes", Refusal(() => DataSet.Open(path)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_name_that_no_file_can_have_is_refused(string name) => Refusal(() => DataSet.Open(name));

    private string Database(string name, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _folder[name], Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
        return _folder[name];
    }

    private void Pipe(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes in folders are made with mkfifo");
        using var process = Process.Start("mkfifo", [_folder[name]]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private static string Refusal(Action open) => Assert.Throws<DataSetException>(open).Message;
}
