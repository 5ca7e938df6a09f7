namespace MimiNative.Cli.Tests;

public sealed class OutputFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mimi-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_appears_only_when_it_is_complete()
    {
        var path = Path.Combine(_folder, "new", "a.bin");
        OutputFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            Assert.False(File.Exists(path));
        });
        Assert.Equal([1], File.ReadAllBytes(path));
    }

    [Fact]
    public void A_failure_leaves_the_old_file_and_no_temporary_one()
    {
        var path = Path.Combine(_folder, "a.bin");
        File.WriteAllBytes(path, [7]);
        Assert.Throws<InvalidOperationException>(() => OutputFile.Write(path, _ => throw new InvalidOperationException()));
        Assert.Equal([path], Directory.GetFiles(_folder));
        Assert.Equal([7], File.ReadAllBytes(path));
    }

    [Fact]
    public void A_folder_as_target_is_a_usage_error() =>
        Assert.Throws<UsageException>(() => OutputFile.Write(_folder, _ => { }));
}
