using System.Diagnostics;
using MimiNative.Audio;
using MimiNative.Cli;

namespace MimiNative.Fuzz.Processes;

/// <summary>What a command line of a shell printed and returned.</summary>
internal sealed record ShellResult(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of standard error, which must all be remarks of mimi's own.</summary>
    public IEnumerable<string> Remarks
    {
        get
        {
            var lines = Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.All(lines, line => Assert.StartsWith("mimi: ", line));
            return lines;
        }
    }
}

/// <summary><c>mimi</c> as a process of its own in a folder of its own, started by a shell that does things to its streams.</summary>
internal sealed class MimiProcess : IDisposable
{
    private const string Synthetic = "--weights synthetic:1 --threads 1";

    public MimiProcess()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "these tests are written for a Linux shell");
        WavWriter.Write(Path("a.wav"), [.. Enumerable.Range(0, 24000).Select(i => 0.3f * MathF.Sin(i * 0.05f))]);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("mimi-processes-").FullName;

    public string Path(string relative) => System.IO.Path.Combine(Folder, relative);

    /// <summary>A command in which <c>mimi</c> is a program on PATH, with random weights.</summary>
    public static string OnPath(string command) => $$"""mkdir -p bin; printf '#!/bin/bash\nexec "%s" "%s" "$@" --weights synthetic:1\n' "${M[@]}" > bin/mimi; chmod +x bin/mimi; unset -f mimi; export PATH="$PWD/bin:$PATH"; {{command}}""";

    /// <summary>Starts a shell command; <c>mimi</c> in it is this repository's (<c>"${M[@]}"</c> where its process id is wanted), <c>$S</c> asks for random weights.</summary>
    public Process Start(string command)
    {
        var dotnet = System.IO.Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = Folder };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"M=('{dotnet}' '{typeof(MimiCommand).Assembly.Location}'); mimi() {{ \"${{M[@]}}\" \"$@\"; }}; S='{Synthetic}'; {command}");
        return Process.Start(start)!;
    }

    /// <summary>Runs a shell command to its end.</summary>
    public async Task<ShellResult> Run(string command)
    {
        using var process = Start(command);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new(process.ExitCode, await output, await error);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
