using System.Collections.Concurrent;
using MimiNative.Backends;
using MimiNative.Backends.Cpu;
using MimiNative.Backends.Cuda;
using MimiNative.Backends.Gpu;
using MimiNative.Backends.OpenCl;
using MimiNative.Devices;
using MimiNative.Kernels.Simulation;

namespace MimiNative.Kernels.Tests;

/// <summary>One test body for every backend. A device that this machine lacks is a skip that says why.</summary>
public static class AllBackends
{
    // A driver is for one thread at a time. Tests of a class run one after the other, classes side by side: one driver each.
    private static readonly ConcurrentDictionary<(string Device, string Class), Lazy<(GpuDriver? Driver, string Reason)>> Drivers = new();

    // Where there is a GPU and little time: MIMI_TEST_BACKENDS="cuda,ilgpu cuda" leaves the others out.
    private static readonly string[]? Asked = Environment.GetEnvironmentVariable("MIMI_TEST_BACKENDS")?.Split(',');

    public static TheoryData<string> Names => [.. All(["cpu", "simulator", "simulator backward", "opencl", "cuda", "ilgpu cpu", "ilgpu opencl", "ilgpu cuda"])];

    public static TheoryData<string> Devices => [.. All(["simulator", "opencl", "cuda", "ilgpu cpu", "ilgpu opencl", "ilgpu cuda"])];

    /// <summary>Our own hosts of real devices.</summary>
    public static TheoryData<string> OwnHosts => [.. All(["opencl", "cuda"])];

    private static IEnumerable<string> All(IEnumerable<string> names) => names.Where(n => Asked?.Contains(n) ?? true);

    /// <summary>Those that need a kernel's C# simulated: for small shapes.</summary>
    public static bool IsSlow(string name) => name.StartsWith("simulator", StringComparison.Ordinal) || name == "ilgpu cpu";

    /// <summary>A backend that lives as long as the tests do.</summary>
    internal static Backend Get(string name, int sequences = 0) => name switch
    {
        "cpu" => CpuBackend.Create(1),
        "simulator" => new GpuBackend(new SimulatorDriver(), sequences),
        "simulator backward" => new GpuBackend(new SimulatorDriver(LaneOrder.Backward), sequences),
        _ => new GpuBackend(Driver(name), sequences),
    };

    internal static GpuDriver Driver(string name)
    {
        if (name == "simulator")
            return new SimulatorDriver();
        var key = (name, TestContext.Current.TestCollection?.UniqueID ?? "");
        var (driver, reason) = Drivers.GetOrAdd(key, _ => new(() => Try(() => Open(name)))).Value;
        Assert.SkipWhen(driver is null, reason);
        return driver!;
    }

    private static GpuDriver Open(string name) => name switch
    {
        "cuda" => OpenCuda(),
        "opencl" => OpenOpenCl(),
        _ => IlgpuHost.Load().Open(name["ilgpu ".Length..], null),
    };

    private static GpuDriver OpenOpenCl()
    {
        var library = OpenClLibrary.Instance;
        var device = OpenClDevice.All(library).FirstOrDefault(d => d.Problem is null) ?? throw new BackendException("opencl: no usable device");
        return new OpenClDriver(library, device, KernelText.OpenCl);
    }

    private static GpuDriver OpenCuda()
    {
        var library = CudaLibrary.Instance;
        var device = CudaDevice.All(library).FirstOrDefault(d => d.Problem is null) ?? throw new BackendException("cuda: no usable device");
        return new CudaDriver(library, device, KernelText.Ptx);
    }

    private static (GpuDriver?, string) Try(Func<GpuDriver> open)
    {
        try
        {
            return (open(), "");
        }
        catch (BackendException e)
        {
            return (null, e.Message);
        }
    }
}
