using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using MimiNative.Backends;

namespace MimiNative.Kernels.Ilgpu;

/// <summary>ILGPU's exceptions as this project's: one line that names the device.</summary>
internal static class IlgpuErrors
{
    /// <summary>Whether an exception says that ILGPU, or a driver below it, could not do something.</summary>
    public static bool IsIlgpus(Exception e) => e is AcceleratorException or InternalCompilerException or NotSupportedException or OutOfMemoryException or DllNotFoundException or CapabilityNotSupportedException;

    /// <summary>Does something; what ILGPU throws comes out as a <see cref="BackendException"/>.</summary>
    public static T Translate<T>(string device, string doing, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (IsIlgpus(e))
        {
            throw New(device, doing, e);
        }
    }

    /// <summary>What an exception means.</summary>
    public static BackendException New(string device, string doing, Exception e)
    {
        var text = e switch
        {
            // Its message is that of every CLException.
            CLException cl => cl.Error.ToString(),
            CudaException cuda => cuda.Error ?? cuda.Message,
            _ => e.Message.Split('\n')[0].Trim(),
        };
        return IsOutOfMemory(e, text) ? new($"{device}: out of memory while {doing} ({text}); use smaller batches or device 'cpu'", e) { IsOutOfMemory = true }
            : new($"{device}: ILGPU failed while {doing} ({text})", e);
    }

    private static bool IsOutOfMemory(Exception e, string text) => e switch
    {
        OutOfMemoryException => true,
        CLException cl => cl.Error is CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE or CLError.CL_OUT_OF_RESOURCES or CLError.CL_OUT_OF_HOST_MEMORY or CLError.CL_INVALID_BUFFER_SIZE,
        CudaException => text == nameof(CudaError.CUDA_ERROR_OUT_OF_MEMORY),
        _ => false,
    };
}
