using System.Diagnostics;
using MimiNative.Weights;

namespace MimiNative.Kernels.Tests;

/// <summary>What an encoder leaves on disk: compiled kernels where it may, and nothing where it may not.</summary>
public sealed class KeptKernelsTests : IDisposable
{
    private const string Place = "MIMI_TEST_KEPT_KERNELS";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Compiled_kernels_are_kept_only_where_that_is_wanted()
    {
        _ = AllBackends.Driver("opencl");
        // In a process of its own: where kernels are kept is a matter of the environment, and the other tests keep theirs.
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(KeptKernelsTests).Assembly.Location);
        foreach (var argument in (string[])["-method", $"{typeof(KeptKernelsTests).FullName}.{nameof(The_process_with_a_cache_of_its_own)}", "-explicit", "on"])
            start.ArgumentList.Add(argument);
        start.Environment[Place] = start.Environment["XDG_CACHE_HOME"] = _folder.FullName;
        // What PoCL keeps is PoCL's affair, and is found faster where it is.
        start.Environment["POCL_CACHE_DIR"] = Environment.GetEnvironmentVariable("POCL_CACHE_DIR") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "pocl", "kcache");
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.True(child.ExitCode == 0 && File.Exists(Path.Combine(_folder.FullName, "done")), output);
    }

    /// <summary>Runs in a process of its own, started by the test above.</summary>
    [Fact(Explicit = true)]
    public void The_process_with_a_cache_of_its_own()
    {
        var folder = Environment.GetEnvironmentVariable(Place) ?? throw new InvalidOperationException($"{Place} is not set");
        var kept = Path.Combine(folder, "mimi");
        var config = new MimiConfig { Filters = 4, Ratios = [2, 3], Width = 8, Layers = 1, Heads = 2, HeadDimension = 4, FeedForward = 12, Window = 5, CodebookSize = 9, CodebookDimension = 4, Codebooks = 2 };
        void Encode(bool keeps)
        {
            using var encoder = MimiEncoder.Load(new SyntheticCheckpoint("kept", config), new LoadOptions { Device = "opencl", KeepsCompiledKernels = keeps });
            Assert.StartsWith("opencl", encoder.Device, StringComparison.Ordinal);
            encoder.Encode(new float[50]);
        }

        Encode(keeps: false);
        Assert.False(Directory.Exists(kept), string.Join(' ', Directory.Exists(kept) ? Directory.GetFiles(kept, "*", SearchOption.AllDirectories) : []));
        Encode(keeps: true);
        Assert.Single(Directory.GetFiles(Path.Combine(kept, "opencl")));
        File.WriteAllText(Path.Combine(folder, "done"), "");
    }
}
