using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using MimiNative.Backends;
using MimiNative.Backends.Gpu;

namespace MimiNative.Devices;

/// <summary>
/// The kernels through the ILGPU package. The host that does it has an assembly of its own, since ILGPU compiles kernels by generating code while the program runs, which a program compiled ahead of time can't;
/// this library has no reference to it and loads it by name when a device of it is asked for.
/// </summary>
internal abstract class IlgpuHost
{
    /// <summary>What device names of it begin with, and the kinds of device behind that.</summary>
    public const string Kind = "ilgpu";

    public static readonly string[] Kinds = ["cuda", "opencl", "cpu"];

    private const string Assembly = "MimiNative.Kernels.Ilgpu";

    /// <summary>The host.</summary>
    /// <exception cref="BackendException">This program can't have it, or doesn't.</exception>
    public static IlgpuHost Load() => RuntimeFeature.IsDynamicCodeSupported ? LoadAssembly()
        : throw new BackendException($"{Kind}: ILGPU generates code while it runs, and this program can't (it was compiled ahead of time, or has DynamicCodeSupport switched off); use cuda or opencl, or run mimi with dotnet");

    /// <summary>Every device of a kind, usable or not.</summary>
    public abstract IReadOnlyList<DeviceInfo> Devices(string kind);

    /// <summary>Opens device <paramref name="number"/> of a kind, or the first that can be used.</summary>
    public abstract GpuDriver Open(string kind, int? number);

    [UnconditionalSuppressMessage("Trimming", "IL2057", Justification = "Not reached where code is trimmed: see Load.")]
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "Not reached where code is trimmed: see Load.")]
    private static IlgpuHost LoadAssembly()
    {
        try
        {
            if (Type.GetType($"{Assembly}.Host, {Assembly}") is { } type && type.Assembly.GetName().Version == typeof(IlgpuHost).Assembly.GetName().Version)
                return (IlgpuHost)Activator.CreateInstance(type)!;
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            throw new BackendException($"{Kind}: {Assembly} can't be loaded: {e.Message}", e);
        }
        throw new BackendException($"{Kind}: the assembly {Assembly}, of this version, is not beside this program");
    }
}
