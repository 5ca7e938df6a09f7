using System.Text;
using MimiNative.Backends.Gpu;

namespace MimiNative.Backends.OpenCl;

/// <summary>An OpenCL device and what it says of itself.</summary>
internal sealed unsafe class OpenClDevice
{
    private const ulong AllTypes = 0xFFFFFFFF, CpuType = 2;
    private const ulong CorrectlyRoundedDivision = 1 << 7;

    private readonly OpenClLibrary _cl;

    private OpenClDevice(OpenClLibrary cl, nint platform, nint handle, int number)
    {
        (_cl, Handle, Number) = (cl, handle, number);
        Name = Text(0x102B);
        Platform = PlatformText(platform, 0x0902);
        Driver = Text(0x102D);
        Version = $"{PlatformText(platform, 0x0901)} {Driver}";
        IsCpu = (Value(0x1000) & CpuType) != 0;
        ComputeUnits = (int)Value(0x1002);
        Memory = (long)Value(0x101F);
        LargestAllocation = (long)Value(0x1010);
        LocalMemory = (long)Value(0x1023);
        MostThreads = (long)Value(0x1004);
        RoundsDivision = (Value(0x101B) & CorrectlyRoundedDivision) != 0;
        Problem = Value(0x1027) == 0 ? "it is not available"
            : Value(0x1028) == 0 ? "its driver has no compiler"
            : Value(0x1026) == 0 ? "it is big-endian"
            : MostThreads < GpuDriver.NeededThreads ? $"it takes groups of {MostThreads} threads and the kernels need {GpuDriver.NeededThreads}"
            : LocalMemory < GpuDriver.NeededSharedMemory ? $"it has {LocalMemory >> 10} KB of local memory and the kernels need {GpuDriver.NeededSharedMemory >> 10}"
            : null;
    }

    public nint Handle { get; }

    /// <summary>Its place among all devices of all platforms.</summary>
    public int Number { get; }

    public string Name { get; }

    public string Platform { get; }

    /// <summary>Driver version.</summary>
    public string Driver { get; }

    /// <summary>Platform and driver version: a new driver means new binaries.</summary>
    public string Version { get; }

    public bool IsCpu { get; }

    public int ComputeUnits { get; }

    public long Memory { get; }

    public long LargestAllocation { get; }

    public long LocalMemory { get; }

    public long MostThreads { get; }

    /// <summary>Division and square root can be asked to be correctly rounded.</summary>
    public bool RoundsDivision { get; }

    /// <summary>Why it can't be used, or null.</summary>
    public string? Problem { get; }

    /// <summary>Every device of every platform.</summary>
    public static List<OpenClDevice> All(OpenClLibrary cl)
    {
        uint count = 0;
        var code = cl.GetPlatformIDs(0, null, &count);
        if (code == OpenClError.NoPlatform || count == 0)
            return [];
        OpenClError.Check(code, "opencl", "listing platforms");
        var platforms = new nint[count];
        fixed (nint* p = platforms)
            OpenClError.Check(cl.GetPlatformIDs(count, p, null), "opencl", "listing platforms");
        var devices = new List<OpenClDevice>();
        foreach (var platform in platforms)
        {
            uint found = 0;
            code = cl.GetDeviceIDs(platform, AllTypes, 0, null, &found);
            if (code != 0 || found == 0)
                continue;
            var handles = new nint[found];
            fixed (nint* p = handles)
                OpenClError.Check(cl.GetDeviceIDs(platform, AllTypes, found, p, null), "opencl", "listing devices");
            foreach (var handle in handles)
                devices.Add(new(cl, platform, handle, devices.Count));
        }
        return devices;
    }

    // Every scalar property fits eight bytes; shorter ones leave the rest zero (little-endian hosts).
    private ulong Value(uint property)
    {
        ulong value = 0;
        return _cl.GetDeviceInfo(Handle, property, sizeof(ulong), &value, null) == 0 ? value : 0;
    }

    private string Text(uint property)
    {
        nuint length = 0;
        if (_cl.GetDeviceInfo(Handle, property, 0, null, &length) != 0 || length == 0)
            return "";
        var bytes = new byte[length];
        fixed (byte* p = bytes)
            _ = _cl.GetDeviceInfo(Handle, property, length, p, null);
        return Encoding.UTF8.GetString(bytes).TrimEnd('\0').Trim();
    }

    private string PlatformText(nint platform, uint property)
    {
        nuint length = 0;
        if (_cl.GetPlatformInfo(platform, property, 0, null, &length) != 0 || length == 0)
            return "";
        var bytes = new byte[length];
        fixed (byte* p = bytes)
            _ = _cl.GetPlatformInfo(platform, property, length, p, null);
        return Encoding.UTF8.GetString(bytes).TrimEnd('\0').Trim();
    }
}
