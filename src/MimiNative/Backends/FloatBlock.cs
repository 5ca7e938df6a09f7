using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace MimiNative.Backends;

/// <summary>Zeroed floats outside the managed heap, aligned to a cache line. Pages that nothing touches take no memory.</summary>
internal sealed unsafe partial class FloatBlock : IDisposable
{
    private const nuint Alignment = 64;
    private const nuint HugePage = 2 << 20;
    private const int AdviseHugePage = 14;

    // From here on a block is the system's own mapping. A C library keeps what was freed for itself: after some rounds of many clips at once gigabytes that nobody used.
    private const nuint LeastMapped = 256 * 1024;
    private const int ReadAndWrite = 3;

    private void* _allocation;
    private nuint _mapped;
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
            // Zeroed by the system on first touch, not an aligned allocation that would have to be cleared by hand.
            var taken = bytes + Alignment;
            if (bytes >= LeastMapped && MapFlags is { } flags)
            {
                _allocation = Map(taken, flags);
                _mapped = taken;
            }
            else
                _allocation = NativeMemory.AllocZeroed(taken);
        }
        catch (OutOfMemoryException e)
        {
            throw new BackendException($"not enough memory for {length * sizeof(float) / (1024 * 1024)} MiB of activations or weights", e) { IsOutOfMemory = true };
        }

        // Not the page's first line, where the blocks of every mapping would meet in the same few lines of the caches.
        Pointer = (float*)(((nuint)_allocation + Alignment) & ~(Alignment - 1));
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

    /// <summary>Private and anonymous; null where there is no such call.</summary>
    private static int? MapFlags => OperatingSystem.IsLinux() ? 0x22 : OperatingSystem.IsMacOS() ? 0x1002 : null;

    private static void* Map(nuint bytes, int flags) => MapPages(0, bytes, ReadAndWrite, flags, -1, 0) is var address and not -1 ? (void*)address : throw new OutOfMemoryException();

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint MapPages(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);

    private void Free()
    {
        if (_mapped > 0 && _allocation is not null)
            _ = Unmap(_allocation, _mapped);
        else
            NativeMemory.Free(_allocation);
        _giveBack?.Invoke();
        _allocation = null;
        _giveBack = null;
        Pointer = null;
    }
}
