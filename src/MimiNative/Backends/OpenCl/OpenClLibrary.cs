using System.Runtime.InteropServices;

namespace MimiNative.Backends.OpenCl;

/// <summary>libOpenCL, found and bound at run time: a machine without it can do everything but OpenCL.</summary>
internal sealed unsafe class OpenClLibrary
{
    private static readonly string[] UsualNames = ["libOpenCL.so.1", "libOpenCL.so", "OpenCL.dll", "/System/Library/Frameworks/OpenCL.framework/OpenCL"];
    private static readonly Lazy<OpenClLibrary> Shared = new(() => new(UsualNames));

    public readonly delegate* unmanaged<uint, nint*, uint*, int> GetPlatformIDs;
    public readonly delegate* unmanaged<nint, uint, nuint, void*, nuint*, int> GetPlatformInfo;
    public readonly delegate* unmanaged<nint, ulong, uint, nint*, uint*, int> GetDeviceIDs;
    public readonly delegate* unmanaged<nint, uint, nuint, void*, nuint*, int> GetDeviceInfo;
    public readonly delegate* unmanaged<nint*, uint, nint*, void*, void*, int*, nint> CreateContext;
    public readonly delegate* unmanaged<nint, nint, ulong, int*, nint> CreateCommandQueue;
    public readonly delegate* unmanaged<nint, uint, byte**, nuint*, int*, nint> CreateProgramWithSource;
    public readonly delegate* unmanaged<nint, uint, nint*, nuint*, byte**, int*, int*, nint> CreateProgramWithBinary;
    public readonly delegate* unmanaged<nint, uint, nint*, byte*, void*, void*, int> BuildProgram;
    public readonly delegate* unmanaged<nint, nint, uint, nuint, void*, nuint*, int> GetProgramBuildInfo;
    public readonly delegate* unmanaged<nint, uint, nuint, void*, nuint*, int> GetProgramInfo;
    public readonly delegate* unmanaged<nint, byte*, int*, nint> CreateKernel;
    public readonly delegate* unmanaged<nint, uint, nuint, void*, int> SetKernelArg;
    public readonly delegate* unmanaged<nint, ulong, nuint, void*, int*, nint> CreateBuffer;
    public readonly delegate* unmanaged<nint, nint, uint, nuint, nuint, void*, uint, nint*, nint*, int> EnqueueWriteBuffer;
    public readonly delegate* unmanaged<nint, nint, uint, nuint, nuint, void*, uint, nint*, nint*, int> EnqueueReadBuffer;
    public readonly delegate* unmanaged<nint, nint, nint, nuint, nuint, nuint, uint, nint*, nint*, int> EnqueueCopyBuffer;
    public readonly delegate* unmanaged<nint, nint, void*, nuint, nuint, nuint, uint, nint*, nint*, int> EnqueueFillBuffer;
    public readonly delegate* unmanaged<nint, nint, uint, nuint*, nuint*, nuint*, uint, nint*, nint*, int> EnqueueNDRangeKernel;
    public readonly delegate* unmanaged<nint, int> Flush;
    public readonly delegate* unmanaged<nint, int> Finish;
    public readonly delegate* unmanaged<nint, uint, nuint, void*, nuint*, int> GetEventProfilingInfo;
    public readonly delegate* unmanaged<nint, int> ReleaseEvent;
    public readonly delegate* unmanaged<nint, int> ReleaseMemObject;
    public readonly delegate* unmanaged<nint, int> ReleaseKernel;
    public readonly delegate* unmanaged<nint, int> ReleaseProgram;
    public readonly delegate* unmanaged<nint, int> ReleaseCommandQueue;
    public readonly delegate* unmanaged<nint, int> ReleaseContext;

    /// <exception cref="BackendException">None of the names can be loaded, or what was loaded isn't OpenCL 1.2.</exception>
    internal OpenClLibrary(params string[] names)
    {
        nint library = 0;
        if (!names.Any(n => NativeLibrary.TryLoad(n, out library)))
            throw new BackendException("opencl: the library libOpenCL is not installed; install an ICD loader (Debian: ocl-icd-libopencl1) and the device's driver");
        nint Bind(string name) => NativeLibrary.TryGetExport(library, name, out var address) ? address
            : throw new BackendException($"opencl: libOpenCL has no {name}; OpenCL 1.2 is needed");

        GetPlatformIDs = (delegate* unmanaged<uint, nint*, uint*, int>)Bind("clGetPlatformIDs");
        GetPlatformInfo = (delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)Bind("clGetPlatformInfo");
        GetDeviceIDs = (delegate* unmanaged<nint, ulong, uint, nint*, uint*, int>)Bind("clGetDeviceIDs");
        GetDeviceInfo = (delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)Bind("clGetDeviceInfo");
        CreateContext = (delegate* unmanaged<nint*, uint, nint*, void*, void*, int*, nint>)Bind("clCreateContext");
        CreateCommandQueue = (delegate* unmanaged<nint, nint, ulong, int*, nint>)Bind("clCreateCommandQueue");
        CreateProgramWithSource = (delegate* unmanaged<nint, uint, byte**, nuint*, int*, nint>)Bind("clCreateProgramWithSource");
        CreateProgramWithBinary = (delegate* unmanaged<nint, uint, nint*, nuint*, byte**, int*, int*, nint>)Bind("clCreateProgramWithBinary");
        BuildProgram = (delegate* unmanaged<nint, uint, nint*, byte*, void*, void*, int>)Bind("clBuildProgram");
        GetProgramBuildInfo = (delegate* unmanaged<nint, nint, uint, nuint, void*, nuint*, int>)Bind("clGetProgramBuildInfo");
        GetProgramInfo = (delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)Bind("clGetProgramInfo");
        CreateKernel = (delegate* unmanaged<nint, byte*, int*, nint>)Bind("clCreateKernel");
        SetKernelArg = (delegate* unmanaged<nint, uint, nuint, void*, int>)Bind("clSetKernelArg");
        CreateBuffer = (delegate* unmanaged<nint, ulong, nuint, void*, int*, nint>)Bind("clCreateBuffer");
        EnqueueWriteBuffer = (delegate* unmanaged<nint, nint, uint, nuint, nuint, void*, uint, nint*, nint*, int>)Bind("clEnqueueWriteBuffer");
        EnqueueReadBuffer = (delegate* unmanaged<nint, nint, uint, nuint, nuint, void*, uint, nint*, nint*, int>)Bind("clEnqueueReadBuffer");
        EnqueueCopyBuffer = (delegate* unmanaged<nint, nint, nint, nuint, nuint, nuint, uint, nint*, nint*, int>)Bind("clEnqueueCopyBuffer");
        EnqueueFillBuffer = (delegate* unmanaged<nint, nint, void*, nuint, nuint, nuint, uint, nint*, nint*, int>)Bind("clEnqueueFillBuffer");
        EnqueueNDRangeKernel = (delegate* unmanaged<nint, nint, uint, nuint*, nuint*, nuint*, uint, nint*, nint*, int>)Bind("clEnqueueNDRangeKernel");
        Flush = (delegate* unmanaged<nint, int>)Bind("clFlush");
        Finish = (delegate* unmanaged<nint, int>)Bind("clFinish");
        GetEventProfilingInfo = (delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)Bind("clGetEventProfilingInfo");
        ReleaseEvent = (delegate* unmanaged<nint, int>)Bind("clReleaseEvent");
        ReleaseMemObject = (delegate* unmanaged<nint, int>)Bind("clReleaseMemObject");
        ReleaseKernel = (delegate* unmanaged<nint, int>)Bind("clReleaseKernel");
        ReleaseProgram = (delegate* unmanaged<nint, int>)Bind("clReleaseProgram");
        ReleaseCommandQueue = (delegate* unmanaged<nint, int>)Bind("clReleaseCommandQueue");
        ReleaseContext = (delegate* unmanaged<nint, int>)Bind("clReleaseContext");
    }

    /// <summary>The library of this machine.</summary>
    /// <exception cref="BackendException">There is none.</exception>
    public static OpenClLibrary Instance => Shared.Value;
}
