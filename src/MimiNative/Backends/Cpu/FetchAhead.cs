using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace MimiNative.Backends.Cpu;

/// <summary>
/// What the next tiles read of B comes from memory to the L2 cache while these are multiplied: evenly, some bytes with every k of a tile, as many as the tile has rows. Fetched in bursts
/// (all for a tile of twelve rows before it) a product of thirteen rows took twice as long.
/// </summary>
internal readonly unsafe struct FetchAhead
{
    private const int CacheLine = 64;

    private readonly byte* _start;
    private readonly double _bytesPerRowAndK;

    /// <summary>Fetches <paramref name="bytes"/> bytes from <paramref name="start"/> while <paramref name="rowsTimesK"/> rows of A, counted once for each k, are multiplied. 0 bytes: nothing; <paramref name="start"/> is a readable place still.</summary>
    public FetchAhead(float* start, nint bytes, long rowsTimesK)
    {
        _start = (byte*)start;
        _bytesPerRowAndK = (double)bytes / rowsTimesK;
    }

    /// <summary>Where a tile begins to fetch, before which <paramref name="rowsTimesK"/> were multiplied.</summary>
    public byte* At(long rowsTimesK) => _start + (nint)(rowsTimesK * _bytesPerRowAndK);

    /// <summary>Bytes from one k of a tile to its next.</summary>
    public nint Step(int rows) => (nint)Math.Ceiling(rows * _bytesPerRowAndK);

    /// <summary>How far behind a step's first line its second is: 0 where steps are shorter than a line, since every line is asked for then, and most of them several times.</summary>
    public static nint Second(nint step) => step > CacheLine ? CacheLine : 0;

    /// <summary>Fetches the lines of a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(byte* at, nint second)
    {
        if (!Sse.IsSupported)
            return;
        Sse.Prefetch1(at);
        Sse.Prefetch1(at + second);
    }
}
