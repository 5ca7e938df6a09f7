using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MimiNative.Benchmarks.Peers;

/// <summary>PyTorch, where a Python has it: a script of tools/bench in a process of its own, which times itself.</summary>
internal static class TorchPeer
{
    private const string Which = "import numpy, torch; torch.ones(9, 9) @ torch.ones(9, 9); maps = open('/proc/self/maps').read(); print(torch.__version__, next((n for n in ('openblas', 'mkl', 'blis') if n in maps), 'SLOW: reference BLAS'))";

    /// <summary>PyTorch's version and whose matrix products it has; null where there is none. With the reference BLAS, which Debian installs by default, it is ten times slower.</summary>
    public static string? Version() => Python.Ask(Which);

    /// <summary>Whether it sees a GPU.</summary>
    public static bool HasCuda() => Python.Ask("import torch; print(torch.cuda.is_available())") == "True";

    /// <param name="version">PyTorch's.</param>
    /// <param name="script">Its name in tools/bench.</param>
    /// <param name="inputs">Weights and samples, by <see cref="PeerInputs"/>.</param>
    /// <param name="threads">How many it may use.</param>
    /// <param name="options">More of the script's.</param>
    public static Contender Create(string version, string script, string inputs, int threads, params IReadOnlyList<string> options) => new($"PyTorch {version}, same graph", seconds =>
    {
        var output = Path.ChangeExtension(inputs, ".out");
        using var line = JsonDocument.Parse(Python.Script(script, [inputs, output, "--threads", $"{threads}", "--seconds", seconds.ToString(CultureInfo.InvariantCulture), .. options]));
        return (line.RootElement.GetProperty("best").GetDouble(), MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(output)).ToArray());
    });
}
