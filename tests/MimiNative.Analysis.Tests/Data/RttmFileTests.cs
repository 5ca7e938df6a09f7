using MimiNative.Analysis.Data;
using MimiNative.Analysis.Diarization;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Data;

/// <summary>RTTM and UEM files, well made and not.</summary>
public sealed class RttmFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Several_recordings_comments_tabs_and_other_types_are_read()
    {
        var file = Read("\uFEFF;; a comment\n\nSPEAKER b 1 0.5 1.25 <NA> <NA> x <NA> <NA>\r\nSPKR-INFO b 1 <NA> <NA> <NA> unknown x <NA> <NA>\nSPEAKER\ta\t1\t1e1\t0\t<NA>\t<NA>\ty\nSPEAKER b 2 0 1 <NA> <NA> y <NA>");
        Assert.Equal(["a", "b"], file.Recordings.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([new SpeakerTurn("x", 0.5, 1.75), new SpeakerTurn("y", 0, 1)], file.Recordings["b"]);
        Assert.Equal([new SpeakerTurn("y", 10, 10)], file.Recordings["a"]);
        Assert.Equal(1, file.OtherLines["SPKR-INFO"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(";; nobody\n")]
    public void An_empty_file_is_a_recording_in_which_nobody_speaks(string text) => Assert.Empty(Read(text).Recordings);

    [Theory]
    [InlineData("SPEAKER a 1 0 1 <NA> <NA> x\nSPEAKER a 1 0", "row 2: expected 'SPEAKER file channel start duration <NA> <NA> speaker', which is 8 to 10 words, found 'SPEAKER a 1 0'")]
    [InlineData("SPEAKER a 1 0 1 <NA> <NA> my name is <NA> <NA>", "row 1: expected")]
    [InlineData("SPEAKER a 1 x 1 <NA> <NA> x", "row 1: start 'x' is not a number of seconds from 0 on")]
    [InlineData("SPEAKER a 1 -0.1 1 <NA> <NA> x", "start '-0.1'")]
    [InlineData("SPEAKER a 1 0 -1 <NA> <NA> x", "duration '-1'")]
    [InlineData("SPEAKER a 1 0 NaN <NA> <NA> x", "duration 'NaN'")]
    [InlineData("SPEAKER a 1 0 1e300 <NA> <NA> x", "duration '1e300'")]
    [InlineData("SPEAKER a 1 0,5 1 <NA> <NA> x", "start '0,5'")]
    [InlineData("SPEAKER a 1 0 1 <NA> <NA> <NA> <NA> <NA>", "row 1: no speaker")]
    [InlineData("speaker a 1 0 1 <NA> <NA> x", "found 'speaker a 1 0 1 <NA> <NA> x'")]
    [InlineData("RIFF\u0001\u001B[31m", "row 1: expected")]
    public void A_wrong_line_is_named_with_file_and_row(string text, string message)
    {
        var error = Assert.Throws<DataSetException>(() => Read(text));
        Assert.Contains("a.rttm, row", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001B', error.Message);
    }

    [Fact]
    public void A_folder_is_all_its_files_and_one_without_any_is_refused()
    {
        File.WriteAllText(_folder["a.rttm"], "SPEAKER a 1 0 1 <NA> <NA> x\n");
        File.WriteAllText(_folder["b.rttm"], "SPEAKER b 1 0 1 <NA> <NA> x\n");
        File.WriteAllText(_folder["b.txt"], "nothing of the kind");
        Assert.Equal(["a", "b"], RttmFile.Read(_folder.Path).Recordings.Keys);
        Directory.CreateDirectory(_folder["empty"]);
        Assert.Contains("ends in .rttm", Assert.Throws<DataSetException>(() => RttmFile.Read(_folder["empty"])).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", Assert.Throws<DataSetException>(() => RttmFile.Read(_folder["missing"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read_again_by_start_and_with_names_in_one_word()
    {
        RttmFile.Write(_folder["w.rttm"], [("my talk", [new("b b", 2.0006, 3), new("a", 0.1234, 1)]), ("", [new("", 0, 1)])]);
        Assert.Equal(["SPEAKER my_talk 1 0.123 0.877 <NA> <NA> a <NA> <NA>", "SPEAKER my_talk 1 2.001 0.999 <NA> <NA> b_b <NA> <NA>", "SPEAKER _ 1 0.000 1.000 <NA> <NA> _ <NA> <NA>"],
            File.ReadAllText(_folder["w.rttm"]).TrimEnd('\n').Split('\n'));
        Assert.Equal(2, RttmFile.Read(_folder["w.rttm"]).Recordings.Count);
    }

    [Theory]
    [InlineData("a 1 0", "row 1: expected 'file channel start end'")]
    [InlineData("a 1 0 1\na 1 2 1", "row 2: the end 1 lies before the start 2")]
    [InlineData("a 1 zero 1", "row 1: start 'zero'")]
    [InlineData(";; nothing", "no line")]
    public void A_wrong_map_is_named_with_file_and_row(string text, string message)
    {
        File.WriteAllText(_folder["a.uem"], text);
        var error = Assert.Throws<DataSetException>(() => UemFile.Read(_folder["a.uem"]));
        Assert.Contains("a.uem", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_one_side_alone_has_counts_against_it_and_a_map_decides_what_is_scored()
    {
        var (reference, hypothesis) = (Read("SPEAKER a 1 0 4 <NA> <NA> x\nSPEAKER b 1 0 1 <NA> <NA> x\n"), Read("SPEAKER a 1 0 2 <NA> <NA> 1\nSPEAKER c 1 0 3 <NA> <NA> 1\n"));
        var all = RttmComparison.Run(reference, hypothesis);
        Assert.Equal(new(5, 3, 3, 0), all.All);
        Assert.Equal([("a", true, true), ("b", true, false), ("c", false, true)], all.Recordings.Select(r => (r.Recording, r.InReference, r.InHypothesis)));
        File.WriteAllText(_folder["a.uem"], "a 1 0 1\na 1 3 3.5\nd 1 0 9\n");
        var some = RttmComparison.Run(reference, hypothesis, uem: UemFile.Read(_folder["a.uem"]));
        Assert.Equal(new(1.5, 0.5, 0, 0), some.All);
        Assert.Equal(["b", "c"], some.NotScored);
        Assert.Equal(["a", "d"], some.Recordings.Select(r => r.Recording));
    }

    private RttmFile Read(string text)
    {
        File.WriteAllText(_folder["a.rttm"], text);
        return RttmFile.Read(_folder["a.rttm"]);
    }
}
