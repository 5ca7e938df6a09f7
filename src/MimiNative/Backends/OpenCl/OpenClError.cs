namespace MimiNative.Backends.OpenCl;

/// <summary>OpenCL's error numbers in words.</summary>
internal static class OpenClError
{
    public const int DeviceNotFound = -1, NoPlatform = -1001;

    /// <summary>Throws what <paramref name="code"/> means, unless it is success.</summary>
    public static void Check(int code, string device, string doing)
    {
        if (code != 0)
            throw New(code, device, doing);
    }

    public static BackendException New(int code, string device, string doing) => code switch
    {
        -4 or -5 or -6 or -61 => new($"{device}: out of memory while {doing} ({Name(code)}); use smaller batches or device 'cpu'") { IsOutOfMemory = true },
        -2 or -9999 => new($"{device}: the device was lost while {doing} ({Name(code)}); start again, or use device 'cpu'"),
        _ => new($"{device}: failed while {doing} ({Name(code)})"),
    };

    private static string Name(int code) => code switch
    {
        -1 => "CL_DEVICE_NOT_FOUND",
        -2 => "CL_DEVICE_NOT_AVAILABLE",
        -3 => "CL_COMPILER_NOT_AVAILABLE",
        -4 => "CL_MEM_OBJECT_ALLOCATION_FAILURE",
        -5 => "CL_OUT_OF_RESOURCES",
        -6 => "CL_OUT_OF_HOST_MEMORY",
        -11 => "CL_BUILD_PROGRAM_FAILURE",
        -30 => "CL_INVALID_VALUE",
        -34 => "CL_INVALID_CONTEXT",
        -36 => "CL_INVALID_COMMAND_QUEUE",
        -38 => "CL_INVALID_MEM_OBJECT",
        -42 => "CL_INVALID_BINARY",
        -46 => "CL_INVALID_KERNEL_NAME",
        -51 => "CL_INVALID_ARG_SIZE",
        -52 => "CL_INVALID_KERNEL_ARGS",
        -54 => "CL_INVALID_WORK_GROUP_SIZE",
        -61 => "CL_INVALID_BUFFER_SIZE",
        -1001 => "CL_PLATFORM_NOT_FOUND_KHR",
        _ => $"OpenCL error {code}",
    };
}
