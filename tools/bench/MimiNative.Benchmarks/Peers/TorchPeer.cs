using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MimiNative.Benchmarks.Peers;

/// <summary>PyTorch, where a Python has it: a script of tools/bench in a process of its own, which times itself.</summary>
internal static class TorchPeer
{
    private static readonly string Python = Environment.GetEnvironmentVariable("PYTHON") ?? "/usr/bin/python3";

    private const string Which = "import numpy, torch; torch.ones(9, 9) @ torch.ones(9, 9); maps = open('/proc/self/maps').read(); print(torch.__version__, next((n for n in ('openblas', 'mkl', 'blis') if n in maps), 'SLOW: reference BLAS'))";

    /// <summary>PyTorch's version and whose matrix products it has; null where there is none. With the reference BLAS, which Debian installs by default, it is ten times slower.</summary>
    public static string? Version()
    {
        try
        {
            return Run(["-c", Which]).Trim();
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Whether it sees a GPU.</summary>
    public static bool HasCuda() => Run(["-c", "import torch; print(torch.cuda.is_available())"]).Trim() == "True";

    /// <param name="version">PyTorch's.</param>
    /// <param name="script">Its name in tools/bench.</param>
    /// <param name="inputs">Weights and samples, by <see cref="PeerInputs"/>.</param>
    /// <param name="threads">How many it may use.</param>
    /// <param name="options">More of the script's.</param>
    public static Contender Create(string version, string script, string inputs, int threads, params IReadOnlyList<string> options) => new($"PyTorch {version}, same graph", seconds =>
    {
        var output = Path.ChangeExtension(inputs, ".out");
        using var line = JsonDocument.Parse(Run([Path.Combine(Folder(), script), inputs, output, "--threads", $"{threads}", "--seconds", seconds.ToString(CultureInfo.InvariantCulture), .. options]));
        return (line.RootElement.GetProperty("best").GetDouble(), MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(output)).ToArray());
    });

    /// <summary>What a script of tools/bench prints; null where there is no Python with what it needs.</summary>
    public static string? Script(string name, params IReadOnlyList<string> arguments)
    {
        try
        {
            return Run([Path.Combine(Folder(), name), .. arguments]);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string Run(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
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
            if (File.Exists(Path.Combine(folder.FullName, "torch_mimi.py")))
                return folder.FullName;
        throw new InvalidOperationException("torch_mimi.py isn't in a folder above this program");
    }
}
