using System.Diagnostics;
using MimiNative.Files;
using MimiNative.Tests.Weights;

namespace MimiNative.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private const string Target = "MIMI_ATOMIC_FILE_TARGET";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_appears_with_its_folder_and_only_when_it_is_complete()
    {
        var path = _folder["new/deep/a.bin"];
        AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            Assert.False(File.Exists(path));
        });
        Assert.Equal([1], File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(_folder["new/deep"]));
    }

    [Fact]
    public void A_failure_half_way_leaves_the_old_file_and_no_temporary_one()
    {
        var path = _folder.Write("a.bin", [7]);
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[1 << 20]);
            throw new InvalidOperationException();
        }));
        Assert.Throws<InvalidOperationException>(() => AtomicFile.WriteText(path, writer =>
        {
            writer.Write("half");
            throw new InvalidOperationException();
        }));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
        Assert.Equal([7], File.ReadAllBytes(path));
    }

    [Fact]
    public void Without_Commit_nothing_is_left_and_nothing_replaced()
    {
        var path = _folder.Write("a.bin", [7]);
        using (var file = new AtomicFile(path))
        {
            file.Stream.WriteByte(1);
            Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
        }
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
        Assert.Equal([7], File.ReadAllBytes(path));
    }

    [Fact]
    public void A_target_that_appears_as_a_folder_meanwhile_is_an_IOException_and_leaves_no_temporary_file()
    {
        var path = _folder["a.bin"];
        var failure = Assert.Throws<IOException>(() => AtomicFile.Write(path, _ => Directory.CreateDirectory(path)));
        Assert.StartsWith($"{path} can't be written: ", failure.Message);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void What_cannot_be_written_is_an_IOException_that_names_the_target()
    {
        var file = _folder.Write("file", [1]);
        Assert.Equal($"{_folder.Path} can't be written: it is a folder", Assert.Throws<IOException>(() => AtomicFile.WriteText(_folder.Path, "")).Message);
        Assert.StartsWith($"{file}/below can't be written: ", Assert.Throws<IOException>(() => AtomicFile.WriteText($"{file}/below", "")).Message);
        Assert.Equal([file], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_failing_disk_is_an_IOException_that_names_the_target_only()
    {
        var path = _folder.Write("a.bin", [7]);
        var failure = Assert.Throws<IOException>(() => AtomicFile.Write(path, stream =>
        {
            var temporary = Directory.GetFiles(_folder.Path).Single(f => f != path);
            throw new IOException($"No space left on device : '{temporary}'");
        }));
        Assert.Equal($"{path} can't be written: No space left on device : '{path}'", failure.Message);
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_link_at_a_name_that_could_be_guessed_is_not_written_through()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        var (path, victim) = (_folder["a.bin"], _folder.Write("victim", [7]));
        string[] guesses = [$"{path}.tmp", $"{path}.{Environment.ProcessId}.tmp", $"{path}.{Environment.ProcessId}"];
        foreach (var guess in guesses)
            File.CreateSymbolicLink(guess, victim);
        AtomicFile.WriteText(path, "new");
        Assert.Equal([7], File.ReadAllBytes(victim));
        Assert.All(guesses, guess => Assert.NotNull(new FileInfo(guess).LinkTarget));
    }

    [Fact]
    public void A_target_that_is_a_link_is_replaced_and_what_it_points_to_is_not_touched()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        var (path, victim) = (_folder["a.bin"], _folder.Write("victim", [7]));
        File.CreateSymbolicLink(path, victim);
        AtomicFile.WriteText(path, "new");
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal([7], File.ReadAllBytes(victim));
    }

    [Fact]
    public void Of_concurrent_writers_one_wins_whole()
    {
        var path = _folder["a.bin"];
        Parallel.For(0, 32, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => AtomicFile.Write(path, stream =>
        {
            for (var part = 0; part < 50; part++)
                stream.Write(Enumerable.Repeat((byte)i, 5000).ToArray());
        }));
        var bytes = File.ReadAllBytes(path);
        Assert.Equal(250_000, bytes.Length);
        Assert.Single(bytes.Distinct());
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_process_that_exits_in_the_middle_leaves_the_old_file_and_no_temporary_one()
    {
        var path = _folder.Write("a.bin", [7]);
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        // Under `dotnet test` this process is the test program itself, or dotnet with its path.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(AtomicFileTests).Assembly.Location);
        foreach (var argument in (string[])["-method", $"{typeof(AtomicFileTests).FullName}.{nameof(The_process_that_exits)}", "-explicit", "on"])
            start.ArgumentList.Add(argument);
        start.Environment[Target] = path;
        using var child = Process.Start(start)!;
        child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        // The child counted the files it saw while it wrote.
        Assert.Equal(200 + 2, child.ExitCode);
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
        Assert.Equal([7], File.ReadAllBytes(path));
    }

    /// <summary>Runs in a process of its own, started by the test above.</summary>
    [Fact(Explicit = true)]
    public void The_process_that_exits()
    {
        var path = Environment.GetEnvironmentVariable(Target) ?? throw new InvalidOperationException($"{Target} is not set");
        AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[1 << 20]);
            Environment.Exit(200 + Directory.GetFiles(Path.GetDirectoryName(path)!).Length);
        });
    }

    [Fact]
    public void Text_is_UTF8_without_a_mark_and_with_LF()
    {
        AtomicFile.WriteText(_folder["a.txt"], writer =>
        {
            writer.WriteLine("ü");
            writer.WriteLine("b");
        });
        AtomicFile.WriteText(_folder["b.txt"], "ü\nb\n");
        Assert.Equal("ü\nb\n"u8.ToArray(), File.ReadAllBytes(_folder["a.txt"]));
        Assert.Equal(File.ReadAllBytes(_folder["a.txt"]), File.ReadAllBytes(_folder["b.txt"]));
    }
}
