using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using MimiNative.Backends.Cuda;
using MimiNative.Backends.Gpu;

namespace MimiNative.Kernels.Tests;

/// <summary>A stand-in for libcuda, compiled from the kernels' translation, that says what it was asked to do. There is one per process: the classes that use it stand in one collection.</summary>
[CollectionDefinition(nameof(StandInDriver))]
public sealed unsafe class StandInDriver
{
    private static readonly Lazy<(StandInDriver? Driver, string Reason)> Whole = new(() => Build("")), WithoutGraphs = new(() => Build("-DNO_GRAPHS"));
    private readonly delegate* unmanaged<int, int, void> _begin;
    private readonly delegate* unmanaged<byte*> _log;
    private readonly delegate* unmanaged<int> _graphs, _allocations;

    private StandInDriver(string path)
    {
        Library = new CudaLibrary(path);
        var handle = NativeLibrary.Load(path);
        _begin = (delegate* unmanaged<int, int, void>)NativeLibrary.GetExport(handle, "standin_begin");
        _log = (delegate* unmanaged<byte*>)NativeLibrary.GetExport(handle, "standin_log");
        _graphs = (delegate* unmanaged<int>)NativeLibrary.GetExport(handle, "standin_live_graphs");
        _allocations = (delegate* unmanaged<int>)NativeLibrary.GetExport(handle, "standin_live_allocations");
        var declare = (delegate* unmanaged<byte*, int, int*, int, void>)NativeLibrary.GetExport(handle, "standin_declare");
        foreach (var kernel in MimiNative.Kernels.KernelSource.All)
            fixed (byte* name = Encoding.ASCII.GetBytes(kernel.Name + '\0'))
            fixed (int* lengths = kernel.Lengths.ToArray())
                declare(name, kernel.Lengths.Count, lengths, kernel.ValueBytes);
        Begin();
    }

    internal CudaLibrary Library { get; }

    /// <summary>What was done since <see cref="Begin"/>, and the calls about graphs, a line each.</summary>
    internal string[] Lines => Marshal.PtrToStringAnsi((nint)_log())!.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Graphs that nobody has destroyed.</summary>
    internal int LiveGraphs => _graphs();

    /// <summary>Allocations since <see cref="Begin"/> that nobody has freed.</summary>
    internal int LiveAllocations => _allocations();

    /// <summary>The stand-in, or a skip that says why there is none.</summary>
    internal static StandInDriver Get(bool hasGraphs = true)
    {
        var (driver, reason) = (hasGraphs ? Whole : WithoutGraphs).Value;
        Assert.SkipWhen(driver is null, reason);
        driver!.Begin();
        return driver;
    }

    /// <summary>Forgets what was done.</summary>
    /// <param name="skipsKernels">Kernels are noted and don't run.</param>
    /// <param name="failing">The call about graphs that fails: 1 begin, 2 end, 3 instantiate, 4 launch.</param>
    internal void Begin(bool skipsKernels = false, int failing = 0) => _begin(skipsKernels ? 1 : 0, failing);

    internal CudaDriver Open(bool usesGraphs = true) => new(Library, CudaDevice.All(Library)[0], KernelText.Ptx, usesGraphs);

    private static (StandInDriver?, string) Build(string option)
    {
        var folder = Directory.CreateTempSubdirectory("mimi-stand-in-");
        try
        {
            string Text(params string[] path) => File.ReadAllText(Path.Combine([Repository.Root, .. path]));
            var source = Path.Combine(folder.FullName, "cuda.cpp");
            var library = Path.Combine(folder.FullName, "libstandin.so");
            File.WriteAllText(source, Text("tests", "MimiNative.Kernels.Tests", "StandIn", "dialect.h") + Text("kernels", "prelude", "common.h")
                + Text("kernels", "generated", "mimi-kernels.c") + Text("tests", "MimiNative.Kernels.Tests", "StandIn", "driver.h"));
            string[] options = ["-x", "c++", "-O1", "-w", "-shared", "-fPIC", source, "-o", library, "-lstdc++"];
            using var clang = Process.Start(new ProcessStartInfo("clang", [.. options, .. option.Length > 0 ? (string[])[option] : []]) { RedirectStandardError = true });
            var log = clang!.StandardError.ReadToEnd();
            clang.WaitForExit();
            return clang.ExitCode == 0 ? (new StandInDriver(library), "") : (null, $"clang does not build the stand-in: {log.Split('\n')[0]}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (null, "clang is not installed");
        }
        finally
        {
            // Loaded, the library lives on without its file.
            folder.Delete(recursive: true);
        }
    }
}
