using System.Runtime.InteropServices;
using MimiNative.Backends;

namespace MimiNative.Tests.Backends;

/// <summary>Which end of a block lies against a page that faults.</summary>
public enum GuardedEnd
{
    /// <summary>The first float past the end faults.</summary>
    Last,

    /// <summary>The last float before the start faults.</summary>
    First,
}

/// <summary>
/// Memory between two pages that nothing may touch: whoever reads or writes one float too many ends the process, with a stack trace that names the operation.
/// Freed memory faults as well.
/// </summary>
internal static unsafe partial class GuardedMemory
{
    private const int None = 0, ReadWrite = 3, PrivateAnonymous = 0x22;
    private static readonly nuint Page = (nuint)Environment.SystemPageSize;

    /// <summary>
    /// Runs <paramref name="test"/> on a thread of its own, whose blocks of floats are all guarded: buffers, weights, and the scratch that operations keep per thread.
    /// </summary>
    public static void Run(GuardedEnd end, Action test)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pages are guarded by Linux' mmap");
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            FloatBlock.Source = length => Allocate(length, end);
            try
            {
                test();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
            throw new InvalidOperationException($"guarded at the {end} float: {failure.Message}", failure);
    }

    private static (nint, Action) Allocate(long floats, GuardedEnd end)
    {
        var bytes = (nuint)floats * sizeof(float);
        var inner = (bytes + Page - 1) / Page * Page;
        var all = inner + 2 * Page;
        var start = Map(null, all, None, PrivateAnonymous, -1, 0);
        Assert.True(start != (void*)-1 && (inner == 0 || Protect((byte*)start + Page, inner, ReadWrite) == 0), "no guarded memory to be had");
        var offset = end == GuardedEnd.First ? Page : Page + inner - bytes;
        return ((nint)start + (nint)offset, () => Assert.Equal(0, Unmap(start, all)));
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);
}
