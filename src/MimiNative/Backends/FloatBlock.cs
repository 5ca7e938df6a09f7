using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace MimiNative.Backends;

/// <summary>Zeroed floats outside the managed heap, aligned to a cache line. Pages that nothing touches take no memory.</summary>
internal sealed unsafe partial class FloatBlock : IDisposable
{
    private const nuint Alignment = 64;
    private const nuint HugePage = 2 << 20;
    private const int AdviseHugePage = 14;
    private void* _allocation;
    private Action? _giveBack;

    /// <summary>Where a thread's blocks come from instead of the system: tests put them against pages that fault. Null outside of them.</summary>
    [ThreadStatic]
    internal static BlockSource? Source;

    /// <summary>Zeroed floats, and how to give them back.</summary>
    internal delegate (nint Pointer, Action GiveBack) BlockSource(long length);

    /// <summary>The first float.</summary>
    public float* Pointer { get; private set; }

    /// <summary>Number of floats.</summary>
    public long Length { get; }

    /// <summary>All floats of a block that a span can hold.</summary>
    public Span<float> Span => new(Pointer, checked((int)Length));

    /// <summary>At least so many floats: a larger block in place of one that is too small, whose content is lost.</summary>
    /// <exception cref="BackendException">There isn't enough memory; then there is no block at all.</exception>
    public static float* AtLeast([NotNull] ref FloatBlock? block, long length)
    {
        if (block is null || block.Length < length)
        {
            block?.Dispose();
            // Should the next line fail, nobody finds a block that was given back.
            block = null;
            block = new FloatBlock(length);
        }

        return block.Pointer;
    }

    /// <summary>Allocates.</summary>
    /// <param name="length">Number of floats.</param>
    /// <param name="dense">All of it will be written and read again and again (weights): worth huge pages, which spare 500 page faults and their address lookups each.</param>
    public FloatBlock(long length, bool dense = false)
    {
        Length = length;
        if (Source is { } source)
        {
            (var pointer, _giveBack) = source(length);
            Pointer = (float*)pointer;
            return;
        }

        var bytes = checked((nuint)length * sizeof(float));
        try
        {
            // calloc, not an aligned allocation that would have to be cleared by hand: the system hands out zero pages on first touch.
            _allocation = NativeMemory.AllocZeroed(bytes + Alignment);
        }
        catch (OutOfMemoryException e)
        {
            throw new BackendException($"not enough memory for {length * sizeof(float) / (1024 * 1024)} MiB of activations or weights", e) { IsOutOfMemory = true };
        }

        Pointer = (float*)(((nuint)_allocation + Alignment - 1) & ~(Alignment - 1));
        if (dense && OperatingSystem.IsLinux())
        {
            var first = ((nuint)Pointer + HugePage - 1) & ~(HugePage - 1);
            var last = ((nuint)Pointer + bytes) & ~(HugePage - 1);
            if (last > first)
                _ = Advise((void*)first, last - first, AdviseHugePage); // a hint: refused where the system has no such pages
        }
    }

    ~FloatBlock() => Free();

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);

    private void Free()
    {
        NativeMemory.Free(_allocation);
        _giveBack?.Invoke();
        _allocation = null;
        _giveBack = null;
        Pointer = null;
    }
}
