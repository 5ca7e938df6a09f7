using MimiNative.Backends;
using MimiNative.Backends.Cpu;
using MimiNative.Backends.Cuda;
using MimiNative.Backends.OpenCl;

namespace MimiNative.Devices;

/// <summary>A device that was found, or a kind of device of which there is none.</summary>
/// <param name="Id">What to write after a device option: <c>cpu</c>, <c>cuda:0</c>, <c>opencl:1</c>, <c>ilgpu:cuda:0</c>; a kind alone where it has no device.</param>
/// <param name="Name">The device's own name.</param>
/// <param name="Driver">Platform and driver version.</param>
/// <param name="ComputeUnits">Processors or multiprocessors.</param>
/// <param name="MemoryBytes">Memory in all; 0 unknown.</param>
/// <param name="LargestAllocationBytes">The most that one buffer may have; 0 unknown.</param>
/// <param name="LocalMemoryBytes">Memory that a group of threads shares; 0 unknown or none.</param>
/// <param name="GroupThreads">The most threads of a group; 0 unknown or none.</param>
/// <param name="Problem">Why it can't be used; null where it can.</param>
public sealed record DeviceInfo(string Id, string Name, string Driver, int ComputeUnits, long MemoryBytes, long LargestAllocationBytes, long LocalMemoryBytes, long GroupThreads, string? Problem)
{
    /// <summary>Whether the encoder can run there.</summary>
    public bool IsUsable => Problem is null;
}

/// <summary>Every device of this machine.</summary>
public static class DeviceList
{
    /// <summary>The CPU, then CUDA's devices, then OpenCL's, then those that ILGPU finds; where a kind has none, an entry that says why. Never throws for what is missing.</summary>
    public static IReadOnlyList<DeviceInfo> Find() => Find(() => CudaLibrary.Instance, () => OpenClLibrary.Instance, IlgpuHost.Load);

    internal static IReadOnlyList<DeviceInfo> Find(Func<CudaLibrary> cuda, Func<OpenClLibrary> openCl, Func<IlgpuHost> ilgpu)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return
        [
            new("cpu", ProcessorName(), $".NET {Environment.Version}", Environment.ProcessorCount, memory, memory, 0, 0, null),
            .. Kind("cuda", () => CudaDevice.All(cuda()).Select(d => new DeviceInfo($"cuda:{d.Number}", d.Name, d.Version, d.ComputeUnits, d.Memory, d.Memory, d.SharedMemory, d.MostThreads, d.Problem))),
            .. Kind("opencl", () => OpenClDevice.All(openCl()).Select(d => new DeviceInfo($"opencl:{d.Number}", d.Name, $"{d.Platform} {d.Driver}", d.ComputeUnits, d.Memory, d.LargestAllocation, d.LocalMemory, d.MostThreads, d.Problem))),
            .. Ilgpu(ilgpu),
        ];
    }

    /// <summary>The processor and the widest instructions used of it.</summary>
    public static string ProcessorName()
    {
        var instructions = CpuBackend.Widest switch
        {
            CpuInstructions.Vector512 => "AVX-512",
            CpuInstructions.Vector256 => "AVX2",
            CpuInstructions.Vector128 => "128-bit vectors",
            _ => "no vector instructions",
        };
        // Linux says what the processor is called; elsewhere its instructions must do.
        const string Model = "model name";
        var name = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith(Model, StringComparison.Ordinal))?.Split(':', 2)[^1].Trim() : null;
        return name is null ? instructions : $"{name}, {instructions}";
    }

    private static IEnumerable<DeviceInfo> Ilgpu(Func<IlgpuHost> load)
    {
        IlgpuHost host;
        try
        {
            host = load();
        }
        catch (BackendException e)
        {
            return [Missing(IlgpuHost.Kind, Reason(IlgpuHost.Kind, e))];
        }
        return IlgpuHost.Kinds.SelectMany(kind => Kind($"{IlgpuHost.Kind}:{kind}", () => host.Devices(kind)));
    }

    private static DeviceInfo[] Kind(string kind, Func<IEnumerable<DeviceInfo>> find)
    {
        try
        {
            DeviceInfo[] found = [.. find()];
            return found.Length > 0 ? found : [Missing(kind, kind.StartsWith(IlgpuHost.Kind, StringComparison.Ordinal) ? "ILGPU finds no such device" : "the driver is installed but there is no device")];
        }
        catch (BackendException e)
        {
            return [Missing(kind, Reason(kind, e))];
        }
    }

    private static string Reason(string kind, BackendException e) => e.Message.StartsWith(kind + ": ", StringComparison.Ordinal) ? e.Message[(kind.Length + 2)..] : e.Message;

    private static DeviceInfo Missing(string kind, string why) => new(kind, "none", "", 0, 0, 0, 0, 0, why);
}
