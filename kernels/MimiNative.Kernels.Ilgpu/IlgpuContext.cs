using ILGPU;
using ILGPU.IR;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using MimiNative.Backends.Gpu;

namespace MimiNative.Kernels.Ilgpu;

/// <summary>ILGPU's contexts as the kernels need them, and what their devices say of themselves.</summary>
internal static class IlgpuContext
{
    // Threads of a warp, warps and multiprocessors of the simulated GPU. ILGPU's own default is groups of 16 threads, too small for the kernels.
    private const int CpuWarp = 32, CpuWarps = GpuDriver.NeededThreads / CpuWarp, CpuUnits = 1;
    private const long CpuMemory = 1L << 30;

    /// <summary>A context with devices of one kind: <c>cuda</c>, <c>opencl</c> or <c>cpu</c>.</summary>
    public static Context Create(string kind) => Create(builder => _ = kind switch
    {
        "cuda" => builder.Cuda(),
        "opencl" => OpenCl(builder),
        _ => builder.CPU(new CPUDevice(CpuWarp, CpuWarps, CpuUnits)),
    });

    /// <summary>A context that compiles the kernels to the bits of every other host.</summary>
    public static Context Create(Action<Context.Builder> devices) => Context.Create(builder =>
    {
        devices(builder);
        // Below O2, ILGPU leaves addresses generic, which OpenCL 1.2 has not and which makes the PTX three times as long.
        builder.Optimize(OptimizationLevel.O2);
        RoundedArithmetic.Register(builder.GetIntrinsicManager());
    });

    /// <summary>The devices of a kind, in ILGPU's order; a context holds a CPU device whatever it was made for.</summary>
    public static IReadOnlyList<Device> Devices(Context context, string kind) => kind switch
    {
        "cuda" => [.. context.GetCudaDevices()],
        "opencl" => [.. context.GetCLDevices()],
        _ => [.. context.GetCPUDevices()],
    };

    /// <summary>Why the kernels can't run there, or null.</summary>
    public static string? Problem(Device device) =>
        device.MaxNumThreadsPerGroup < GpuDriver.NeededThreads ? $"it takes groups of {device.MaxNumThreadsPerGroup} threads and the kernels need {GpuDriver.NeededThreads}"
        : device is not CPUDevice && device.MaxSharedMemoryPerGroup < GpuDriver.NeededSharedMemory ? $"it has {device.MaxSharedMemoryPerGroup >> 10} KB of shared memory and the kernels need {GpuDriver.NeededSharedMemory >> 10}"
        : null;

    /// <summary>Bytes in all.</summary>
    public static long Memory(Device device) => device is CPUDevice ? CpuMemory : device.MemorySize;

    /// <summary>The most bytes of one allocation.</summary>
    public static long LargestAllocation(Device device) => device is CLDevice cl ? (long)cl.GetDeviceInfo<ulong>(CLDeviceInfoType.CL_DEVICE_MAX_MEM_ALLOC_SIZE) : Memory(device);

    private static Context.Builder OpenCl(Context.Builder builder)
    {
        OpenClAccess.Prepare();
        return builder.OpenCL(device => OpenClAccess.Admit(device));
    }
}
