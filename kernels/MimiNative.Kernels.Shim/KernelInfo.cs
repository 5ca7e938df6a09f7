using ILGPU;

namespace MimiNative.Kernels;

/// <summary>A kernel as the translator found it: what a host needs to launch it.</summary>
/// <param name="Name">Its name in the translated source.</param>
/// <param name="GroupX">Threads of a group along x.</param>
/// <param name="GroupY">Threads of a group along y.</param>
/// <param name="Lengths">For each leading parameter that is a view: bytes of an element if the kernel also takes the view's length, an int after its address; else 0.</param>
/// <param name="ValueBytes">Size of the structure or scalar after the views; 0 where there is none.</param>
/// <param name="Synchronises">Whether it has barriers.</param>
/// <param name="Invoke">Calls the C# method itself; for the simulator.</param>
public sealed record KernelInfo(string Name, int GroupX, int GroupY, IReadOnlyList<int> Lengths, int ValueBytes, bool Synchronises, Action<KernelArguments> Invoke);

/// <summary>Arguments of a simulated kernel: the memory behind each view (address, bytes), then the bytes of the value.</summary>
public sealed unsafe class KernelArguments((nint Address, long Bytes)[] views, byte[] value)
{
    /// <summary>View <paramref name="index"/>.</summary>
    public ArrayView<T> View<T>(int index) where T : unmanaged => new((void*)views[index].Address, views[index].Bytes / sizeof(T));

    /// <summary>The value after the views.</summary>
    public T Value<T>() where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.Read<T>(value);
}
