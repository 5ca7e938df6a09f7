using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using MimiNative.Kernels.Ilgpu;

namespace MimiNative.Ilgpu.Tests;

/// <summary>ILGPU's compiler without a device.</summary>
internal static class Compiler
{
    private static readonly Dictionary<(string, string), string> Done = [];
    private static readonly Lock Turn = new();

    /// <summary>A kernel's PTX for an architecture: <c>sm_80</c> or <c>sm_90</c>.</summary>
    public static string Ptx(string kernel, string architecture)
    {
        lock (Turn)
        {
            if (!Done.TryGetValue((kernel, architecture), out var text))
                Done[(kernel, architecture)] = text = Compile(KernelLaunchers.Kernels[kernel], architecture == "sm_80" ? CudaArchitecture.SM_80 : CudaArchitecture.SM_90);
            return text;
        }
    }

    private static string Compile(Delegate kernel, CudaArchitecture architecture)
    {
        using var context = IlgpuContext.Create("cpu");
        using var backend = new PTXBackend(context, architecture, CudaInstructionSet.ISA_86, null!);
        var compiled = (PTXCompiledKernel)backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(kernel.Method), new KernelSpecialization(256, null));
        if (Environment.GetEnvironmentVariable("MIMI_PTX_FOLDER") is { } folder)
            File.WriteAllText(Path.Combine(folder, $"{kernel.Method.DeclaringType!.Name}_{kernel.Method.Name}-{architecture}.ptx"), compiled.PTXAssembly);
        return compiled.PTXAssembly;
    }
}
