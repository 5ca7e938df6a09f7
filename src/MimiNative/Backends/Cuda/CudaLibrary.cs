using System.Runtime.InteropServices;

namespace MimiNative.Backends.Cuda;

/// <summary>libcuda, the driver's own interface, found and bound at run time. No toolkit, no runtime library.</summary>
internal sealed unsafe class CudaLibrary
{
    private static readonly string[] UsualNames = ["libcuda.so.1", "libcuda.so", "nvcuda.dll"];
    private static readonly Lazy<CudaLibrary> Shared = new(() => new(UsualNames));

    public readonly delegate* unmanaged<uint, int> Init;
    public readonly delegate* unmanaged<int*, int> DriverGetVersion;
    public readonly delegate* unmanaged<int*, int> DeviceGetCount;
    public readonly delegate* unmanaged<int*, int, int> DeviceGet;
    public readonly delegate* unmanaged<byte*, int, int, int> DeviceGetName;
    public readonly delegate* unmanaged<nuint*, int, int> DeviceTotalMem;
    public readonly delegate* unmanaged<int*, int, int, int> DeviceGetAttribute;
    public readonly delegate* unmanaged<nint*, int, int> DevicePrimaryCtxRetain;
    public readonly delegate* unmanaged<int, int> DevicePrimaryCtxRelease;
    public readonly delegate* unmanaged<nint, int> CtxSetCurrent;
    public readonly delegate* unmanaged<nint*, byte*, uint, int*, void**, int> ModuleLoadDataEx;
    public readonly delegate* unmanaged<nint, int> ModuleUnload;
    public readonly delegate* unmanaged<nint*, nint, byte*, int> ModuleGetFunction;
    public readonly delegate* unmanaged<ulong*, nuint, int> MemAlloc;
    public readonly delegate* unmanaged<ulong, int> MemFree;
    public readonly delegate* unmanaged<ulong, void*, nuint, nint, int> MemcpyHtoDAsync;
    public readonly delegate* unmanaged<void*, ulong, nuint, nint, int> MemcpyDtoHAsync;
    public readonly delegate* unmanaged<ulong, ulong, nuint, nint, int> MemcpyDtoDAsync;
    public readonly delegate* unmanaged<ulong, uint, nuint, nint, int> MemsetD32Async;
    public readonly delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int> LaunchKernel;
    public readonly delegate* unmanaged<nint*, uint, int> StreamCreate;
    public readonly delegate* unmanaged<nint, int> StreamSynchronize;
    public readonly delegate* unmanaged<nint, int> StreamDestroy;
    public readonly delegate* unmanaged<nint*, uint, int> EventCreate;
    public readonly delegate* unmanaged<nint, nint, int> EventRecord;
    public readonly delegate* unmanaged<float*, nint, nint, int> EventElapsedTime;
    public readonly delegate* unmanaged<nint, int> EventDestroy;
    public readonly delegate* unmanaged<int, byte**, int> GetErrorName;
    public readonly delegate* unmanaged<nint, int, int> StreamBeginCapture;
    public readonly delegate* unmanaged<nint, nint*, int> StreamEndCapture;
    public readonly delegate* unmanaged<nint*, nint, ulong, int> GraphInstantiate;
    public readonly delegate* unmanaged<nint, nint, int> GraphLaunch;
    public readonly delegate* unmanaged<nint, int> GraphExecDestroy;
    public readonly delegate* unmanaged<nint, int> GraphDestroy;

    /// <exception cref="BackendException">None of the names can be loaded, or what was loaded isn't the driver.</exception>
    internal CudaLibrary(params string[] names)
    {
        nint library = 0;
        if (!names.Any(n => NativeLibrary.TryLoad(n, out library)))
            throw new BackendException("cuda: the library libcuda is not installed; it comes with NVIDIA's driver");
        nint Optional(string name) => NativeLibrary.TryGetExport(library, name, out var address) ? address : 0;
        nint Bind(string name) => Optional(name) is var address and not 0 ? address
            : throw new BackendException($"cuda: libcuda has no {name}; NVIDIA's driver is too old");

        Init = (delegate* unmanaged<uint, int>)Bind("cuInit");
        DriverGetVersion = (delegate* unmanaged<int*, int>)Bind("cuDriverGetVersion");
        DeviceGetCount = (delegate* unmanaged<int*, int>)Bind("cuDeviceGetCount");
        DeviceGet = (delegate* unmanaged<int*, int, int>)Bind("cuDeviceGet");
        DeviceGetName = (delegate* unmanaged<byte*, int, int, int>)Bind("cuDeviceGetName");
        DeviceTotalMem = (delegate* unmanaged<nuint*, int, int>)Bind("cuDeviceTotalMem_v2");
        DeviceGetAttribute = (delegate* unmanaged<int*, int, int, int>)Bind("cuDeviceGetAttribute");
        DevicePrimaryCtxRetain = (delegate* unmanaged<nint*, int, int>)Bind("cuDevicePrimaryCtxRetain");
        DevicePrimaryCtxRelease = (delegate* unmanaged<int, int>)Bind("cuDevicePrimaryCtxRelease_v2");
        CtxSetCurrent = (delegate* unmanaged<nint, int>)Bind("cuCtxSetCurrent");
        ModuleLoadDataEx = (delegate* unmanaged<nint*, byte*, uint, int*, void**, int>)Bind("cuModuleLoadDataEx");
        ModuleUnload = (delegate* unmanaged<nint, int>)Bind("cuModuleUnload");
        ModuleGetFunction = (delegate* unmanaged<nint*, nint, byte*, int>)Bind("cuModuleGetFunction");
        MemAlloc = (delegate* unmanaged<ulong*, nuint, int>)Bind("cuMemAlloc_v2");
        MemFree = (delegate* unmanaged<ulong, int>)Bind("cuMemFree_v2");
        MemcpyHtoDAsync = (delegate* unmanaged<ulong, void*, nuint, nint, int>)Bind("cuMemcpyHtoDAsync_v2");
        MemcpyDtoHAsync = (delegate* unmanaged<void*, ulong, nuint, nint, int>)Bind("cuMemcpyDtoHAsync_v2");
        MemcpyDtoDAsync = (delegate* unmanaged<ulong, ulong, nuint, nint, int>)Bind("cuMemcpyDtoDAsync_v2");
        MemsetD32Async = (delegate* unmanaged<ulong, uint, nuint, nint, int>)Bind("cuMemsetD32Async");
        LaunchKernel = (delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int>)Bind("cuLaunchKernel");
        StreamCreate = (delegate* unmanaged<nint*, uint, int>)Bind("cuStreamCreate");
        StreamSynchronize = (delegate* unmanaged<nint, int>)Bind("cuStreamSynchronize");
        StreamDestroy = (delegate* unmanaged<nint, int>)Bind("cuStreamDestroy_v2");
        EventCreate = (delegate* unmanaged<nint*, uint, int>)Bind("cuEventCreate");
        EventRecord = (delegate* unmanaged<nint, nint, int>)Bind("cuEventRecord");
        EventElapsedTime = (delegate* unmanaged<float*, nint, nint, int>)Bind("cuEventElapsedTime");
        EventDestroy = (delegate* unmanaged<nint, int>)Bind("cuEventDestroy_v2");
        GetErrorName = (delegate* unmanaged<int, byte**, int>)Bind("cuGetErrorName");
        StreamBeginCapture = (delegate* unmanaged<nint, int, int>)Optional("cuStreamBeginCapture_v2");
        StreamEndCapture = (delegate* unmanaged<nint, nint*, int>)Optional("cuStreamEndCapture");
        GraphInstantiate = (delegate* unmanaged<nint*, nint, ulong, int>)Optional("cuGraphInstantiateWithFlags");
        GraphLaunch = (delegate* unmanaged<nint, nint, int>)Optional("cuGraphLaunch");
        GraphExecDestroy = (delegate* unmanaged<nint, int>)Optional("cuGraphExecDestroy");
        GraphDestroy = (delegate* unmanaged<nint, int>)Optional("cuGraphDestroy");
    }

    /// <summary>The driver of this machine.</summary>
    /// <exception cref="BackendException">There is none.</exception>
    public static CudaLibrary Instance => Shared.Value;

    /// <summary>Whether the driver has graphs (from CUDA 11.4 on).</summary>
    public bool HasGraphs => StreamBeginCapture != null && StreamEndCapture != null && GraphInstantiate != null && GraphLaunch != null && GraphExecDestroy != null && GraphDestroy != null;

    /// <summary>Throws what <paramref name="code"/> means, unless it is success.</summary>
    public void Check(int code, string device, string doing)
    {
        if (code != 0)
            throw New(code, device, doing);
    }

    private BackendException New(int code, string device, string doing)
    {
        const int OutOfMemory = 2, NoDevice = 100, EccUncorrectable = 214, IllegalAddress = 700, LaunchFailed = 719;
        byte* text = null;
        var name = GetErrorName(code, &text) == 0 ? Marshal.PtrToStringUTF8((nint)text) : $"CUDA error {code}";
        return code switch
        {
            OutOfMemory => new($"{device}: out of memory while {doing} ({name}); use smaller batches or device 'cpu'") { IsOutOfMemory = true },
            NoDevice => new($"{device}: there is no CUDA device ({name})"),
            EccUncorrectable or IllegalAddress or LaunchFailed => new($"{device}: the device was lost while {doing} ({name}); start again, or use device 'cpu'"),
            _ => new($"{device}: failed while {doing} ({name})"),
        };
    }
}
