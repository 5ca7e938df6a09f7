using System.Runtime.InteropServices;

namespace MimiNative.Backends.Cpu;

/// <summary>Zeroed floats outside the managed heap, aligned to a cache line. Pages that nothing touches take no memory.</summary>
internal sealed unsafe class FloatBlock : IDisposable
{
    private const nuint Alignment = 64;
    private void* _allocation;

    /// <summary>The first float.</summary>
    public float* Pointer { get; private set; }

    /// <summary>Number of floats.</summary>
    public long Length { get; }

    public FloatBlock(long length)
    {
        Length = length;
        try
        {
            // calloc, not an aligned allocation that would have to be cleared by hand: the system hands out zero pages on first touch.
            _allocation = NativeMemory.AllocZeroed(checked((nuint)length * sizeof(float)) + Alignment);
        }
        catch (OutOfMemoryException e)
        {
            throw new BackendException($"not enough memory for {length * sizeof(float) / (1024 * 1024)} MiB of activations or weights", e);
        }

        Pointer = (float*)(((nuint)_allocation + Alignment - 1) & ~(Alignment - 1));
    }

    ~FloatBlock() => Free();

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.Free(_allocation);
        _allocation = null;
        Pointer = null;
    }
}
