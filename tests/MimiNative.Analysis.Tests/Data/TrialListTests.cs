using MimiNative.Analysis.Data;

namespace MimiNative.Analysis.Tests.Data;

public sealed class TrialListTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_pair_with_another_answer_the_other_way_round_is_refused()
    {
        var path = _folder.Write("t", "a b target\nb a nontarget\n");
        Assert.Equal($"{path}, row 2: 'b a' is a non-target trial here, and the other way round a target trial in row 1", Assert.Throws<DataSetException>(() => TrialList.Read(path)).Message);
        Assert.Equal(2, TrialList.Read(_folder.Write("t", "a b target\nb a target\n")).Trials.Count);
    }

    [Theory]
    [InlineData("1 a.wav b.wav\n0 a.wav c.wav\n", true, false)]
    [InlineData("a.wav b.wav target\na.wav c.wav nontarget\n", true, false)]
    [InlineData("a.wav\tb.wav\n\na.wav c.wav\n", null, null)]
    public void Each_form_is_read(string text, bool? first, bool? second)
    {
        var list = TrialList.Read(_folder.Write("trials.txt", text));
        Assert.Equal([new Trial("a.wav", "b.wav", first), new Trial("a.wav", "c.wav", second)], list.Trials);
        Assert.Equal(["a.wav", "b.wav", "c.wav"], list.Recordings);
    }

    [Theory]
    [InlineData("1 a b\na b target\n", "row 2: expected '1 enrol test'")]
    [InlineData("a b maybe\n", "row 1: expected '1 enrol test' (VoxCeleb)")]
    [InlineData("\n", "no trials")]
    public void A_row_of_another_form_is_named(string text, string message) =>
        Assert.Contains(message, Assert.Throws<DataSetException>(() => TrialList.Read(_folder.Write("trials.txt", text))).Message);

    [Fact]
    public void A_recording_called_1_is_no_answer()
    {
        var list = TrialList.Read(_folder.Write("trials.txt", "1 2 target\n1 3 nontarget\n"));
        Assert.Equal([new Trial("1", "2", true), new Trial("1", "3", false)], list.Trials);
        Assert.Equal((true, 0), (list.IsLabelled, list.Repeated));
        Assert.Equal(64, list.Sha256.Length);
    }

    [Fact]
    public void A_pair_may_be_there_twice_but_not_with_two_answers()
    {
        Assert.Equal((2, 3), (TrialList.Read(_folder.Write("t.txt", "1 a b\n1 a b\n1 a b\n")).Repeated, TrialList.Read(_folder["t.txt"]).Trials.Count));
        Assert.Equal($"{_folder["t.txt"]}, row 4: 'a b' is a non-target trial here and a target trial in row 1", Assert.Throws<DataSetException>(() => TrialList.Read(_folder.Write("t.txt", "1 a b\n\n1 b a\n0 a b\n"))).Message);
    }

    [Fact]
    public void Recordings_are_found_beside_the_list_with_or_without_extension_and_those_that_are_not_are_named()
    {
        _folder.Write("a.wav");
        _folder.Write("deep/b.flac");
        var list = TrialList.Read(_folder.Write("trials.txt", "1 a deep/b\n0 a c\n"));
        Assert.Equal([_folder["a.wav"], _folder["deep/b.flac"]], RecordingFinder.Find(list.Source, list.Recordings, null, out var missing).Samples.Select(s => s.Path));
        Assert.Equal(("c", $"'c' is not in {_folder.Path}"), (missing.Single().Key, missing.Single().Value));
        Assert.Contains("none of 3 recordings is there: 'a' is not in", Assert.Throws<DataSetException>(() => RecordingFinder.Find(list.Source, list.Recordings, _folder["deep"], out _)).Message);
        Assert.Equal($"{_folder["nowhere"]}: no such folder", Assert.Throws<DataSetException>(() => RecordingFinder.Find(list.Source, list.Recordings, _folder["nowhere"], out _)).Message);
    }

    [Theory]
    [InlineData("a b 0.5\na c -1e-3\n", null)]
    [InlineData("a b 0.5 target\na c -1e-3 nontarget\n", true)]
    [InlineData("a\tb\t0.5\t1\na c -0.001 0\n", true)]
    public void Scores_are_read_with_the_answers_where_they_are_inside(string text, bool? first)
    {
        var scores = ScoreList.Read(_folder.Write("scores.txt", text));
        Assert.Equal([0.5, -0.001], scores.Scores);
        Assert.Equal([new Trial("a", "b", first), new Trial("a", "c", !first)], scores.Trials.Trials);
        Assert.Equal(first is not null, scores.Trials.IsLabelled);
        Assert.Equal((0.5, double.NaN, double.NaN), (scores.Score("a", "b"), scores.Score("b", "a"), scores.Score("a", "x")));
    }

    [Theory]
    [InlineData("a b 0.5\na b 0.6\n", "row 2: 'a b' has another score here than before")]
    [InlineData("a b nan\n", "row 1: the score is nan")]
    [InlineData("a b 1\na c Infinity\n", "row 2: the score is Infinity")]
    [InlineData("a b inf\n", "row 1: the score 'inf' is not a number")]
    [InlineData("a b -\n", "row 1: the score '-' is not a number")]
    [InlineData("a b\n", "row 1: expected 'enrol test score', found 'a b'")]
    [InlineData("a b 1\na c 2 target\n", "row 2: expected 'enrol test score' like the first row")]
    [InlineData("a b 1 target\na c 2 maybe\n", "row 2: expected 'enrol test score target'")]
    [InlineData("a b 1 target\na b 1 nontarget\n", "row 2: 'a b' is a non-target trial here and a target trial in row 1")]
    [InlineData("\n", "no trials")]
    public void Scores_that_can_t_be_are_named(string text, string message) =>
        Assert.Contains(message, Assert.Throws<DataSetException>(() => ScoreList.Read(_folder.Write("scores.txt", text))).Message);

    [Theory]
    [InlineData("", "no speakers")]
    [InlineData("m\n", "row 1: expected 'speaker recording …', found 'm' alone")]
    [InlineData("m a b a\n", "row 1: 'a' is there twice")]
    [InlineData("m a\nm b\n", "row 2: speaker 'm' occurs twice")]
    public void Enrolments_that_can_t_be_are_named(string text, string message) =>
        Assert.Contains(message, Assert.Throws<DataSetException>(() => EnrolmentList.Read(_folder.Write("spk2utt", text))).Message);

    [Fact]
    public void Speakers_and_ids_come_from_either_kind_of_table()
    {
        var kaldi = SpeakerTable.Read(_folder.Write("utt2spk", "a s1\nb s2\n"));
        var csv = SpeakerTable.Read(_folder.Write("l.csv", "sample_id,voice_id\na,s1\nb,s2\n"));
        foreach (var table in (SpeakerTable[])[kaldi, csv])
            Assert.Equal(("s1", "s2", null), (table.Speaker("a"), table.Speaker("b"), table.Speaker("c")));
        Assert.Equal(("id1", null), (SpeakerTable.Folders.Speaker("id1/v/1.wav"), SpeakerTable.Folders.Speaker("1.wav")));
        Assert.Equal(["a", "b"], IdList.Read(_folder.Write("ids.txt", "a\n\nb\n")).Samples.Select(s => s.Id));
        Assert.Equal(["s1", "s2"], IdList.Read(_folder["l.csv"]).Samples.Select(s => s.Voice));
        Assert.Contains("row 2: expected one id, found 'b c'", Assert.Throws<DataSetException>(() => IdList.Read(_folder.Write("ids.txt", "a\nb c\n"))).Message);
        Assert.Null(SpeakerTable.Of(IdList.Read(_folder.Write("ids.txt", "a\n"))));
    }

    [Fact]
    public void The_voxceleb_list_and_its_recordings_are_found_below_a_folder()
    {
        _folder.Write("lists/veri_test2.txt", "1 id1/v/1.wav id1/w/2.wav\n");
        Assert.Contains("is in no folder of it", Assert.Throws<DataSetException>(() => VoxCeleb.Find(_folder.Path)).Message);
        _folder.Write("vox1/test/wav/id1/v/1.wav");
        Assert.Equal((_folder["lists/veri_test2.txt"], _folder["vox1/test/wav"]), VoxCeleb.Find(_folder.Path));
        Assert.Contains("there is no veri_test2.txt", Assert.Throws<DataSetException>(() => VoxCeleb.Find(_folder["vox1"])).Message);
    }
}
