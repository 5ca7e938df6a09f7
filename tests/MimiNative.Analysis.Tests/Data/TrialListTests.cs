using MimiNative.Analysis.Data;

namespace MimiNative.Analysis.Tests.Data;

public sealed class TrialListTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

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
    public void Recordings_are_found_beside_the_list_with_or_without_extension()
    {
        _folder.Write("a.wav");
        _folder.Write("deep/b.flac");
        var list = TrialList.Read(_folder.Write("trials.txt", "1 a deep/b\n"));
        Assert.Equal([_folder["a.wav"], _folder["deep/b.flac"]], list.ToDataSet().Samples.Select(s => s.Path));
        Assert.Contains("'a' is not in", Assert.Throws<DataSetException>(() => list.ToDataSet(_folder["deep"])).Message);
    }
}
