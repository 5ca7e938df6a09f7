using System.Diagnostics;
using MimiNative.Analysis.Data;

namespace MimiNative.Analysis.Tests.Extraction;

public sealed class KilledRunTests : IDisposable
{
    private const string Place = "MIMI_KILLED_RUN_FOLDER";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_killed_half_way_is_continued_to_the_same_bytes()
    {
        SmallWorld.Voices(_folder, voices: 4, sentences: 6);
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Under `dotnet test` this process is the test program itself, or dotnet with its path.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(KilledRunTests).Assembly.Location);
        foreach (var argument in (string[])["-method", $"{typeof(KilledRunTests).FullName}.{nameof(The_run_that_is_killed)}", "-explicit", "on"])
            start.ArgumentList.Add(argument);
        start.Environment[Place] = _folder.Path;
        using (var child = Process.Start(start)!)
        {
            child.OutputDataReceived += (_, _) => { };
            child.BeginOutputReadLine();
            var deadline = Stopwatch.StartNew();
            while (Journals().Sum(f => new FileInfo(f).Length) < 20_000 && !child.HasExited && deadline.Elapsed < TimeSpan.FromMinutes(3))
                Thread.Sleep(1);
            // SIGKILL on Unix.
            child.Kill();
            child.WaitForExit();
        }

        Assert.NotEmpty(Journals());
        using var encoder = SmallWorld.Encoder();
        var data = DataSet.Open(_folder.Path);
        var continued = Analyzer.Run(data, encoder, Options(_folder.Path));
        continued.Write(_folder["continued"]);
        var whole = Analyzer.Run(data, encoder, Options(_folder.Path) with { CacheFolder = null });
        Assert.InRange(continued.Encoded, 0, whole.Encoded - 1);
        whole.Write(_folder["whole"]);
        foreach (var file in Directory.EnumerateFiles(_folder["whole"], "*", SearchOption.AllDirectories))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(_folder["continued"], Path.GetRelativePath(_folder["whole"], file))));
    }

    /// <summary>Runs in a process of its own, started and killed by the test above.</summary>
    [Fact(Explicit = true)]
    public void The_run_that_is_killed()
    {
        var folder = Environment.GetEnvironmentVariable(Place) ?? throw new InvalidOperationException($"{Place} is not set");
        using var encoder = SmallWorld.Encoder();
        Analyzer.Run(DataSet.Open(folder), encoder, Options(folder));
    }

    private static AnalysisOptions Options(string folder) => new() { CacheFolder = Path.Combine(folder, "cache"), Resamples = 20, Durations = [1], Conditions = [], Probes = false };

    private string[] Journals() => Directory.Exists(_folder["cache"]) ? Directory.GetFiles(_folder["cache"], "*.journal") : [];
}
