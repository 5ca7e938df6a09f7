using MimiNative.Backends;
using MimiNative.Backends.Cpu;
using MimiNative.Backends.Cuda;
using MimiNative.Backends.Gpu;
using MimiNative.Backends.OpenCl;

namespace MimiNative.Devices;

/// <summary>From a device in words to a backend.</summary>
internal static class BackendFactory
{
    /// <summary>The forms that <see cref="Create"/> takes.</summary>
    public const string Forms = "cpu, opencl, opencl:N, cuda, cuda:N, ilgpu:cuda, ilgpu:cuda:N, ilgpu:opencl, ilgpu:opencl:N, ilgpu:cpu or auto";

    // For a driver whose graphs are suspected of something.
    private const string GraphsVariable = "MIMI_CUDA_GRAPHS";

    /// <summary>A backend on a device.</summary>
    /// <param name="device">
    /// <c>cpu</c>; <c>cuda:N</c> or <c>opencl:N</c>, a number of <see cref="DeviceList.Find()"/>; <c>cuda</c> or <c>opencl</c>, the first that can be used, GPUs before processors;
    /// <c>ilgpu:cuda</c>, <c>ilgpu:opencl</c>, with a number or without, and <c>ilgpu:cpu</c>, the same kernels through ILGPU;
    /// <c>auto</c>, the first GPU that can be used and the CPU where there is none (never through ILGPU: nobody has measured yet that it is faster anywhere).
    /// </param>
    /// <param name="threads">Threads of the CPU backend; 0: one per processor.</param>
    /// <param name="keepsKernels">Whether compiled kernels are kept on disk.</param>
    /// <exception cref="BackendException">There is no such device or it can't be used; one line says why.</exception>
    public static Backend Create(string device, int threads = 0, bool keepsKernels = true)
    {
        ArgumentNullException.ThrowIfNull(device);
        var (kind, number) = Parse(device);
        return kind switch
        {
            "cpu" => Cpu(threads),
            "opencl" => new GpuBackend(OpenOpenCl(number, keepsKernels)),
            "cuda" => new GpuBackend(OpenCuda(number)),
            "ilgpu:cuda" or "ilgpu:opencl" or "ilgpu:cpu" => new GpuBackend(IlgpuHost.Load().Open(kind[(IlgpuHost.Kind.Length + 1)..], number)),
            _ => Auto(threads, keepsKernels),
        };
    }

    private static CpuBackend Cpu(int threads)
    {
        CompiledInstructions.Check();
        return CpuBackend.Create(threads);
    }

    /// <summary>Where compiled kernels are kept: the usual place, or nowhere.</summary>
    private static string? Folder(bool keepsKernels) => keepsKernels ? null : "";

    private static (string Kind, int? Number) Parse(string device)
    {
        var name = device.ToLowerInvariant();
        var end = name.LastIndexOf(':');
        if (name is "cpu" or "auto" or "ilgpu:cpu" || IsNumbered(name))
            return (name, null);
        if (end > 0 && IsNumbered(name[..end]) && int.TryParse(name.AsSpan(end + 1), System.Globalization.NumberStyles.None, null, out var number))
            return (name[..end], number);
        throw new BackendException($"device '{device}' is not known; give {Forms}");
    }

    private static bool IsNumbered(string kind) => kind is "opencl" or "cuda" or "ilgpu:cuda" or "ilgpu:opencl";

    private static OpenClDriver OpenOpenCl(int? number, bool keepsKernels)
    {
        var library = OpenClLibrary.Instance;
        var devices = OpenClDevice.All(library);
        var chosen = number is { } n ? Pick(devices, n, "opencl")
            : devices.Where(d => d.Problem is null).OrderBy(d => d.IsCpu).FirstOrDefault() ?? throw None("opencl", devices.Select(d => d.Problem), devices.Count);
        return new(library, chosen, KernelText.OpenCl, Folder(keepsKernels));
    }

    private static CudaDriver OpenCuda(int? number)
    {
        var library = CudaLibrary.Instance;
        var devices = CudaDevice.All(library);
        var chosen = number is { } n ? Pick(devices, n, "cuda")
            : devices.FirstOrDefault(d => d.Problem is null) ?? throw None("cuda", devices.Select(d => d.Problem), devices.Count);
        return new(library, chosen, KernelText.Ptx, Environment.GetEnvironmentVariable(GraphsVariable) != "0");
    }

    private static T Pick<T>(List<T> devices, int number, string kind) => number < devices.Count ? devices[number]
        : throw new BackendException($"{kind}:{number} does not exist; there {(devices.Count == 1 ? "is 1 device" : $"are {devices.Count} devices")} of that kind, numbered from 0");

    private static BackendException None(string kind, IEnumerable<string?> problems, int count) => count == 0
        ? new($"{kind}: the driver is installed but there is no device")
        : new($"{kind}: no device can be used: {problems.First()}");

    private static Backend Auto(int threads, bool keepsKernels)
    {
        foreach (var open in (Func<Backend>[])[() => new GpuBackend(OpenCuda(null)), () => OpenClGpu(keepsKernels)])
        {
            try
            {
                return open();
            }
            catch (BackendException)
            {
                // Asked for whatever there is: the next in line is the answer.
            }
        }
        return Cpu(threads);
    }

    private static Backend OpenClGpu(bool keepsKernels)
    {
        var library = OpenClLibrary.Instance;
        var device = OpenClDevice.All(library).FirstOrDefault(d => d.Problem is null && !d.IsCpu) ?? throw new BackendException("opencl: no GPU");
        return new GpuBackend(new OpenClDriver(library, device, KernelText.OpenCl, Folder(keepsKernels)));
    }
}
