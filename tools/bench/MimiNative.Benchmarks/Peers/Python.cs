using System.ComponentModel;
using System.Diagnostics;

namespace MimiNative.Benchmarks.Peers;

/// <summary>The Python that peers run in: Debian's, which its packages are for, or that of the variable <c>PYTHON</c>.</summary>
internal static class Python
{
    private static readonly string Program = Environment.GetEnvironmentVariable("PYTHON") ?? "/usr/bin/python3";

    /// <summary>What some lines print; null where there is no Python, or it lacks what they import.</summary>
    public static string? Ask(string lines)
    {
        try
        {
            return Run(["-c", lines]).Trim();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    /// <summary>What a script of tools/bench prints.</summary>
    /// <exception cref="InvalidOperationException">It failed; holds what it said.</exception>
    public static string Script(string name, params IReadOnlyList<string> arguments) => Run([Path.Combine(Folder(), name), .. arguments]);

    private static string Run(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // A setting that holds OpenBLAS to older instructions would flatter us; PyTorch computes with it.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("OPENBLAS_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var complaints = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? text : throw new InvalidOperationException(complaints.Result);
    }

    /// <summary>tools/bench, above the program.</summary>
    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "peer.py")))
                return folder.FullName;
        throw new InvalidOperationException("peer.py isn't in a folder above this program");
    }
}
