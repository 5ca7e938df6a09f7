using MimiNative.Backends.Cpu;
using MimiNative.Devices;

namespace MimiNative;

/// <summary>Where and how the encoder runs.</summary>
public sealed record LoadOptions
{
    /// <summary>The most <see cref="Threads"/>.</summary>
    public const int MostThreads = CpuBackend.MostThreads;

    /// <summary>What <see cref="MemoryBudget"/> is when nothing else is said: 256 MiB, the buffers of five or six clips that are encoded at the same time.</summary>
    public const long DefaultMemoryBudget = 256L << 20;

    /// <summary>
    /// <c>cpu</c>, <c>opencl</c>, <c>opencl:N</c>, <c>cuda</c>, <c>cuda:N</c> (a number of <see cref="DeviceList.Find()"/>), or <c>auto</c>: the first GPU that can be used, and the CPU where there is none.
    /// Where the assembly MimiNative.Kernels.Ilgpu is beside the program also <c>ilgpu:cuda</c>, <c>ilgpu:cuda:N</c>, <c>ilgpu:opencl</c>, <c>ilgpu:opencl:N</c>, and, for tests and debuggers, <c>ilgpu:cpu</c>.
    /// </summary>
    public string Device { get; init; } = "cpu";

    /// <summary>CPU threads, up to <see cref="MostThreads"/>; 0: one per processor. Changes the speed, never the result.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Bytes of buffers that the encoder keeps between clips, so that the next one needn't make its own: about 45 MiB for each clip that is encoded at the same time, and for each different
    /// <see cref="EncodeOptions"/>. What was used longest ago is given back first; 0 keeps nothing. Weights, and the buffers of clips at work, don't count. Changes the speed, never the result.
    /// </summary>
    public long MemoryBudget { get; init; } = DefaultMemoryBudget;

    /// <summary>
    /// Whether programs that a GPU's driver has compiled are kept on disk (<c>mimi/opencl</c> in <c>$XDG_CACHE_HOME</c> or <c>~/.cache</c>), so that the next start is faster.
    /// Nothing else is written that the caller didn't name.
    /// </summary>
    public bool KeepsCompiledKernels { get; init; } = true;

    /// <exception cref="ArgumentException">Names the property.</exception>
    internal void Validate()
    {
        if (Device is null)
            throw new ArgumentException($"{nameof(LoadOptions)}.{nameof(Device)} is null");
        if (Threads is < 0 or > MostThreads)
            throw new ArgumentException($"{nameof(LoadOptions)}.{nameof(Threads)} is {Threads}: give 1 to {MostThreads}, or 0 for one per processor");
        if (MemoryBudget < 0)
            throw new ArgumentException($"{nameof(LoadOptions)}.{nameof(MemoryBudget)} is {MemoryBudget} bytes: give 0 or more");
    }
}
