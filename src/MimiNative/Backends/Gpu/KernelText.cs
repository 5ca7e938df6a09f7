using MimiNative.Kernels;

namespace MimiNative.Backends.Gpu;

/// <summary>The kernels' source for a platform: its prelude, the common one, and the translation. Preludes and PTX travel inside this assembly.</summary>
internal static class KernelText
{
    /// <summary>OpenCL C 1.2.</summary>
    public static string OpenCl => ForOpenCl(KernelSource.Text);

    /// <summary>What clang made of the CUDA C++ ahead of time.</summary>
    public static string Ptx => Resource("mimi-kernels.ptx");

    /// <summary>A translation as OpenCL C.</summary>
    public static string ForOpenCl(string translation) => $"{Resource("opencl.h")}\n{Resource("common.h")}\n{translation}";

    /// <summary>The text of an embedded file.</summary>
    public static string Resource(string name)
    {
        using var stream = typeof(KernelText).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
