using Microsoft.Data.Sqlite;
using MimiNative.Analysis.Data;
using MimiNative.TestSupport;

namespace MimiNative.Analysis.Tests.Data;

public sealed class DataSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_metadata_table_is_read_with_all_its_columns_and_paths_beside_it()
    {
        _folder.Write("set/audio/a.wav");
        var csv = _folder.Write("set/metadata.csv",
            "sample_id,voice_id,voice_name,gender,accent,age_group,sentence_id,sentence_text,augmentation_type,filepath,duration_seconds\n"
            + "a,v1,Ann,female,scots,30s,7,\"hello, \"\"you\"\"\",light_noise,audio/a.wav,1.25\n");
        var set = DataSet.Open(_folder["set"]);
        Assert.Equal("set", set.Name);
        Assert.Equal(new Sample
        {
            Id = "a", Voice = "v1", VoiceName = "Ann", Gender = "female", Accent = "scots", AgeGroup = "30s", Text = "7", Sentence = "hello, \"you\"",
            Augmentation = "light_noise", Path = _folder["set/audio/a.wav"], Duration = 1.25,
        }, Assert.Single(set.Samples));
        Assert.Equal(set.Samples, DataSet.Open(csv).Samples);
    }

    [Fact]
    public void Paths_relative_to_a_folder_above_the_table_are_found()
    {
        _folder.Write("wav/a.wav");
        _folder.Write("data/deep/metadata.csv", "sample_id,voice_id,filepath\na,v,wav/a.wav\n");
        Assert.Equal(_folder["wav/a.wav"], DataSet.Open(_folder["data/deep"]).Samples[0].Path);
    }

    [Fact]
    public void All_missing_columns_are_named_with_the_row_and_what_there_is()
    {
        var csv = _folder.Write("metadata.csv", "sample_id,speaker\na,b\n");
        var error = Assert.Throws<DataSetException>(() => DataSet.Open(csv));
        Assert.Contains("voice_id, filepath", error.Message);
        Assert.Contains("row 1", error.Message);
        Assert.Contains("sample_id, speaker", error.Message);
    }

    [Theory]
    [InlineData("a,v,x.wav\nb,,x.wav\n", "row 3: voice_id is empty")]
    [InlineData("a,v\n", "row 2: filepath is empty")]
    [InlineData("a,v,x.wav\na,v,y.wav\n", "'a' occurs twice")]
    [InlineData("", "no samples")]
    public void A_wrong_row_is_named(string rows, string message)
    {
        var csv = _folder.Write("metadata.csv", "sample_id,voice_id,filepath\n" + rows);
        Assert.Contains(message, Assert.Throws<DataSetException>(() => DataSet.Open(csv)).Message);
    }

    [Fact]
    public void A_duration_that_is_no_number_is_named()
    {
        var csv = _folder.Write("metadata.csv", "sample_id,voice_id,filepath,duration_seconds\na,v,x.wav,long\n");
        Assert.Contains("row 2: duration_seconds 'long'", Assert.Throws<DataSetException>(() => DataSet.Open(csv)).Message);
    }

    [Fact]
    public void The_seed_study_s_database_gives_the_same_samples_as_its_table()
    {
        _folder.Write("db/a.wav");
        using (var connection = new SqliteConnection($"Data Source={_folder["db/voices.sqlite"]};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText =
                "CREATE TABLE samples (sample_id TEXT, voice_id TEXT, sentence_id INTEGER, sentence_text TEXT, augmentation_type TEXT, filepath TEXT, duration_seconds REAL);"
                + "INSERT INTO samples VALUES ('a', 'v', 3, 'hello', 'clean', 'a.wav', 1.5), ('b', 'v', NULL, NULL, NULL, 'b.wav', NULL);";
            command.ExecuteNonQuery();
        }

        var set = DataSet.Open(_folder["db"]);
        Assert.Equal(
            [
                new Sample { Id = "a", Voice = "v", Text = "3", Sentence = "hello", Path = _folder["db/a.wav"], Duration = 1.5 },
                new Sample { Id = "b", Voice = "v", Path = _folder["db/b.wav"] },
            ], set.Samples);
    }

    [Fact]
    public void Gender_and_accent_come_from_the_database_s_table_of_voices_where_it_has_one()
    {
        using (var connection = new SqliteConnection($"Data Source={_folder["voices.sqlite"]};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText =
                "CREATE TABLE samples (sample_id TEXT, voice_id TEXT, gender TEXT, filepath TEXT);"
                + "INSERT INTO samples VALUES ('a', 'v', NULL, 'a.wav'), ('b', 'w', 'said here', 'b.wav'), ('c', 'nobody', NULL, 'c.wav');"
                + "CREATE TABLE voices (voice_id TEXT, name TEXT, gender TEXT, accent TEXT, age INTEGER);"
                + "INSERT INTO voices VALUES ('v', 'Vera', 'female', 'irish', 44), ('w', 'Will', 'male', '', NULL);";
            command.ExecuteNonQuery();
        }

        Assert.Equal([("Vera", "female", "irish", "44"), ("Will", "said here", null, null), (null, null, null, null)], DataSet.Open(_folder["voices.sqlite"]).Samples.Select(s => (s.VoiceName, s.Gender, s.Accent, s.AgeGroup)));
    }

    [Fact]
    public void A_file_that_is_no_database_is_an_error_of_its_own()
    {
        var file = _folder.Write("x.db", "not a database, but long enough to look like a file of some kind");
        Assert.Contains("can't be read as a database", Assert.Throws<DataSetException>(() => DataSet.Open(file)).Message);
    }

    [Fact]
    public void File_names_shared_by_voices_are_sentences()
    {
        foreach (var file in (string[])["ann/s1.wav", "ann/s2.wav", "bob/s1.wav", "bob/s2.flac", "bob/notes.txt"])
            _folder.Write(file);
        var set = DataSet.Open(_folder.Path);
        Assert.Equal(["ann/s1.wav", "ann/s2.wav", "bob/s1.wav", "bob/s2.flac"], set.Samples.Select(s => s.Id));
        Assert.Equal(["s1", "s2"], set.Texts);
        Assert.Contains("sentence ids", Assert.Single(set.Notes));
    }

    [Fact]
    public void Files_of_other_names_have_unknown_texts()
    {
        foreach (var file in (string[])["ann/x.wav", "ann/y.wav", "bob/deep/z.wav"])
            _folder.Write(file);
        var set = DataSet.Open(_folder.Path);
        Assert.Equal(["ann", "ann", "bob"], set.Samples.Select(s => s.Voice));
        Assert.Empty(set.Texts);
    }

    [Fact]
    public void A_folder_without_audio_says_what_was_looked_for()
    {
        Assert.Contains("no metadata.csv", Assert.Throws<DataSetException>(() => DataSet.Open(_folder.Path)).Message);
        _folder.Write("a.wav");
        Assert.Contains("directly in this folder", Assert.Throws<DataSetException>(() => DataSet.Open(_folder.Path)).Message);
        Assert.Contains("no such file or folder", Assert.Throws<DataSetException>(() => DataSet.Open(_folder["none"])).Message);
    }

    [Fact]
    public void A_kaldi_directory_takes_equal_words_as_equal_texts()
    {
        _folder.Write("wav/u1.wav");
        _folder.Write("data/wav.scp", "u1 wav/u1.wav\nu2  /abs/u2.wav\n");
        _folder.Write("data/utt2spk", "u1 s1\nu2 s2\n");
        _folder.Write("data/text", "u1 ONE TWO\nu2 ONE TWO\n");
        var set = DataSet.Open(_folder["data"]);
        Assert.Equal(_folder["wav/u1.wav"], set.Samples[0].Path);
        Assert.Equal("/abs/u2.wav", set.Samples[1].Path);
        Assert.Equal(["ONE TWO"], set.Texts);
        Assert.Equal(["s1", "s2"], set.Voices);
    }

    [Theory]
    [InlineData("u1 sox a.wav |\n", "u1 s\n", "output of a command")]
    [InlineData("u1 a.wav\n", "u2 s\n", "no speaker")]
    [InlineData("u1\n", "u1 s\n", "row 1")]
    public void A_wrong_kaldi_directory_is_named(string scp, string speakers, string message)
    {
        _folder.Write("wav.scp", scp);
        _folder.Write("utt2spk", speakers);
        Assert.Contains(message, Assert.Throws<DataSetException>(() => DataSet.Open(_folder.Path)).Message);
    }

    [Fact]
    public void Shards_are_disjoint_and_whole()
    {
        var set = new DataSet("x", "x", [.. Enumerable.Range(0, 10).Select(i => new Sample { Id = $"{i}", Voice = "v" })]);
        var shards = Enumerable.Range(1, 3).Select(i => set.Shard(i, 3)).ToList();
        Assert.Equal([4, 3, 3], shards.Select(s => s.Samples.Count));
        Assert.Equal(set.Samples.Select(s => s.Id).Order(), shards.SelectMany(s => s.Samples).Select(s => s.Id).Order());
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Shard(0, 3));
        Assert.Throws<DataSetException>(() => set.Shard(1, 11));
    }

    [Fact]
    public void Shards_are_alike_in_seconds_where_all_are_known_and_in_bytes_otherwise()
    {
        double[] seconds = [60, 1, 1, 1, 30, 30, 2, 2, 55, 2];
        var stated = new ShardPlan(new DataSet("x", "x", [.. seconds.Select((s, i) => new Sample { Id = $"{i}", Voice = "v", Duration = s })]), 3);
        Assert.True(stated.BySeconds);
        // By count one would have had 93 of 184 seconds.
        Assert.All(Enumerable.Range(1, 3), i => Assert.InRange(stated.Share(i), 0.30, 0.36));
        // The longest alone but for two of a second: of parts that have as much, the one with fewer clips is next.
        Assert.Equal([0, 1, 3], stated.Rows(Enumerable.Range(1, 3).Single(i => stated.Rows(i).Contains(0))));

        _folder.Write("long.wav", new string('x', 900));
        foreach (var i in Enumerable.Range(0, 3))
            _folder.Write($"{i}.wav", new string('x', 300));
        var files = new ShardPlan(DataSet.FromFiles([.. ((string[])["0", "long", "1", "2"]).Select(n => _folder[$"{n}.wav"])]), 2);
        Assert.False(files.BySeconds);
        Assert.Equal((0.5, 0.5), (files.Share(1), files.Share(2)));
        Assert.Equal(["0", "1", "2"], files[2].Samples.Select(s => s.Id));
        // Of a recording's stretch the seconds count, not the file's.
        Assert.True(double.IsNaN(new ShardPlan(new DataSet("x", "x", [new Sample { Id = "a", Voice = "v", Duration = 5, Segment = new(1) }]), 1).Share(1)));
    }

    [Fact]
    public void Single_files_get_their_names_as_ids()
    {
        var a = _folder.Write("x/a.wav");
        var b = _folder.Write("y/a.wav");
        var c = _folder.Write("y/c.wav");
        Assert.Equal([a, b, "c"], DataSet.FromFiles([a, b, c]).Samples.Select(s => s.Id));
        Assert.Contains("no such file", Assert.Throws<DataSetException>(() => DataSet.FromFiles([_folder["none.wav"]])).Message);
    }

    [Fact]
    public void The_digits_and_the_seed_s_labels_are_read()
    {
        var digits = DataSet.Open(Repository.Shared("data/digits"));
        Assert.Equal((96, 6, 8), (digits.Samples.Count, digits.Voices.Count, digits.Texts.Count));
        Assert.All(digits.Samples, s => Assert.True(File.Exists(s.Path)));
        var seed = MetadataTable.ReadLabels(Repository.Shared("data/seed-embeddings/samples.csv"));
        Assert.Equal((630, 21, 10), (seed.Samples.Count, seed.Voices.Count, seed.Texts.Count));
    }
}
