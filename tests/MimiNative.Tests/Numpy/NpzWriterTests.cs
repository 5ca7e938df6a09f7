using System.IO.Compression;
using MimiNative.Numpy;
using MimiNative.Tests.Weights;

namespace MimiNative.Tests.Numpy;

/// <summary>What no array can be is refused, and leaves no file.</summary>
public sealed class NpzWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "x.npz");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(12, "24 bytes, and 12 were written")]
    [InlineData(0, "24 bytes, and 0 were written")]
    [InlineData(25, "24 bytes, and 25 were to be written")]
    public void Fewer_or_more_values_than_the_shape_says_leave_no_file(int bytes, string said)
    {
        foreach (var another in (bool[])[false, true])
            Assert.Contains($"'rows' of the shape (2, 3) has {said}", Assert.Throws<InvalidOperationException>(() => NpzWriter.Write(File, npz =>
            {
                using (var rows = npz.Begin<float>("rows", 2, 3))
                    rows.Write(new byte[bytes]);
                if (another)
                    npz.Add("ids", ["a"]);
            })).Message);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Values_come_in_pieces_and_what_is_not_disposed_ends_with_the_file()
    {
        NpzWriter.Write(File, npz =>
        {
            var rows = npz.Begin<int>("a/b", 2);
            rows.Write(new byte[3]);
            rows.Write(new byte[5], 0, 4);
            rows.WriteByte(0);
            npz.Begin<double>("none", 0, 1L << 40);
            npz.Begin<long>("one").Write(new byte[8]);
        });
        using var zip = ZipFile.OpenRead(File);
        Assert.Equal(["a/b.npy", "none.npy", "one.npy"], zip.Entries.Select(e => e.FullName));
        Assert.Equal([136L, 128, 136], zip.Entries.Select(e => e.Length));
    }

    [Fact]
    public void What_ended_the_writing_is_told_and_not_what_is_missing_therefore()
    {
        Assert.Equal("the cause", Assert.Throws<TimeoutException>(() => NpzWriter.Write(File, npz =>
        {
            using var rows = npz.Begin<float>("rows", 2, 3);
            throw new TimeoutException("the cause");
        })).Message);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void In_a_stream_an_array_that_is_not_whole_is_told_when_the_file_ends()
    {
        using var stream = new MemoryStream();
        var npz = new NpzWriter(stream);
        npz.Begin<float>("rows", 1).Dispose();
        Assert.Contains("4 bytes, and 0 were written", Assert.Throws<InvalidOperationException>(npz.Dispose).Message);
        npz.Dispose();
    }

    [Fact]
    public void Shapes_that_cannot_be_are_refused_by_name()
    {
        using var npz = new NpzWriter(new MemoryStream());
        Assert.Contains("-1", Assert.Throws<ArgumentException>("shape", () => npz.Begin<float>("a", 2, -1)).Message);
        Assert.Throws<ArgumentException>("shape", () => npz.Begin<float>("a", -2, -2));
        Assert.Contains("more values than can be counted", Assert.Throws<ArgumentException>("shape", () => npz.Begin<float>("a", 1L << 40, 1L << 40)).Message);
        Assert.Throws<ArgumentException>("shape", () => npz.Begin<double>("a", 1L << 60));
        Assert.Contains("at most 64", Assert.Throws<ArgumentException>("shape", () => npz.Begin<float>("a", [.. Enumerable.Repeat(1L, 65)])).Message);
        Assert.Contains("System.Byte", Assert.Throws<ArgumentException>(() => npz.Begin<byte>("a", 1)).Message);
        Assert.Contains("System.Byte", Assert.Throws<ArgumentException>(() => npz.Add<byte>("a", [1], 1)).Message);
        // None of these took the name.
        npz.Add<float>("a", [1], 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("..")]
    [InlineData("../a")]
    [InlineData("a/../b")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    [InlineData("a\n")]
    public void Names_that_would_be_no_file_of_their_own_are_refused(string name)
    {
        using var npz = new NpzWriter(new MemoryStream());
        Assert.Throws<ArgumentException>("name", () => npz.Add<float>(name, [1], 1));
        Assert.Throws<ArgumentException>("name", () => npz.Add(name, ["a"]));
        Assert.Throws<ArgumentException>("name", () => npz.Begin<float>(name, 0));
    }

    [Fact]
    public void A_name_twice_and_a_text_that_is_null_are_refused_by_name()
    {
        using var npz = new NpzWriter(new MemoryStream());
        Assert.Contains("text 1 is null", Assert.Throws<ArgumentException>("texts", () => npz.Add("t", ["a", null!])).Message);
        npz.Add("t", ["a"]);
        Assert.Throws<ArgumentException>("name", () => npz.Begin<float>("t", 0));
    }
}
