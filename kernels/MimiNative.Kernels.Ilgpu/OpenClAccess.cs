using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime.OpenCL;

namespace MimiNative.Kernels.Ilgpu;

/// <summary>Two things that keep ILGPU 1.5.3 from OpenCL devices that run the kernels well.</summary>
internal static class OpenClAccess
{
    private static readonly Lock Turn = new();
    private static bool s_prepared;

    /// <summary>ILGPU asks for <c>libOpenCL.so</c>, a name that only development packages install; machines that run programs have <c>libOpenCL.so.1</c>.</summary>
    public static void Prepare()
    {
        lock (Turn)
        {
            if (s_prepared || !OperatingSystem.IsLinux())
                return;
            s_prepared = true;
            try
            {
                NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, Resolve);
            }
            catch (InvalidOperationException)
            {
                // The program has a resolver of its own for ILGPU; there can be one only, and it knows better.
            }
        }
    }

    /// <summary>
    /// ILGPU refuses devices without a generic address space (OpenCL 1.2, PoCL 3), because code below O2 needs one. Ours is compiled at O2 and has none: every kernel's pointers are global, shared or private.
    /// The capability can be set only from inside ILGPU, so by reflection.
    /// </summary>
    public static bool Admit(CLDevice device)
    {
        if (!device.Capabilities.GenericAddressSpace)
            typeof(CLCapabilityContext).GetProperty(nameof(CLCapabilityContext.GenericAddressSpace), BindingFlags.Instance | BindingFlags.Public)!
                .GetSetMethod(nonPublic: true)!.Invoke(device.Capabilities, [true]);
        return true;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name.Contains("OpenCL", StringComparison.OrdinalIgnoreCase) && NativeLibrary.TryLoad("libOpenCL.so.1", out var library) ? library : 0;
}
