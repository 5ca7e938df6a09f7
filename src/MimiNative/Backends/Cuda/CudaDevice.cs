using System.Text;

namespace MimiNative.Backends.Cuda;

/// <summary>A CUDA device and what its driver says of it.</summary>
internal sealed unsafe class CudaDevice
{
    // The PTX is for sm_80; the driver compiles it for this and every later architecture.
    private const int NeededMajor = 8;
    private const int AttributeSharedPerBlock = 8, AttributeUnits = 16, AttributeMajor = 75, AttributeMinor = 76, AttributeMostThreads = 1;

    private CudaDevice(CudaLibrary cuda, int number)
    {
        Number = number;
        int found;
        cuda.Check(cuda.DeviceGet(&found, number), $"cuda:{number}", "finding the device");
        var handle = Handle = found;
        var name = stackalloc byte[256];
        cuda.Check(cuda.DeviceGetName(name, 256, handle), $"cuda:{number}", "asking its name");
        Name = Encoding.UTF8.GetString(System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));
        nuint memory;
        cuda.Check(cuda.DeviceTotalMem(&memory, handle), $"cuda:{number}", "asking its memory");
        Memory = (long)memory;
        int Attribute(int which)
        {
            int value;
            cuda.Check(cuda.DeviceGetAttribute(&value, which, handle), $"cuda:{number}", "asking its limits");
            return value;
        }
        ComputeUnits = Attribute(AttributeUnits);
        SharedMemory = Attribute(AttributeSharedPerBlock);
        MostThreads = Attribute(AttributeMostThreads);
        var (major, minor) = (Attribute(AttributeMajor), Attribute(AttributeMinor));
        int version;
        cuda.Check(cuda.DriverGetVersion(&version), $"cuda:{number}", "asking the driver's version");
        Version = $"compute capability {major}.{minor}, CUDA {version / 1000}.{version % 1000 / 10}";
        Problem = major < NeededMajor ? $"it has compute capability {major}.{minor} and the kernels need {NeededMajor}.0; try device 'opencl'" : null;
    }

    public int Number { get; }

    public int Handle { get; }

    public string Name { get; }

    public long Memory { get; }

    public int ComputeUnits { get; }

    public int SharedMemory { get; }

    public int MostThreads { get; }

    public string Version { get; }

    /// <summary>Why it can't be used, or null.</summary>
    public string? Problem { get; }

    /// <summary>Every device of the driver.</summary>
    public static List<CudaDevice> All(CudaLibrary cuda)
    {
        const int NoDevice = 100;
        var code = cuda.Init(0);
        if (code == NoDevice)
            return [];
        cuda.Check(code, "cuda", "starting the driver");
        int count;
        cuda.Check(cuda.DeviceGetCount(&count), "cuda", "counting devices");
        return [.. Enumerable.Range(0, count).Select(i => new CudaDevice(cuda, i))];
    }
}
