using System.Runtime.CompilerServices;

namespace ILGPU;

/// <summary>A range of device memory, as in ILGPU. Here the memory is the process's own and every access is checked.</summary>
/// <typeparam name="T">What the memory holds.</typeparam>
public readonly unsafe struct ArrayView<T> where T : unmanaged
{
    private readonly T* _start;

    /// <summary>A view of <paramref name="length"/> elements from <paramref name="start"/>, which must not move.</summary>
    public ArrayView(void* start, long length)
    {
        _start = (T*)start;
        Length = length;
    }

    /// <summary>Elements.</summary>
    public long Length { get; }

    /// <summary>Elements.</summary>
    public int IntLength => checked((int)Length);

    /// <summary>Element <paramref name="index"/>.</summary>
    /// <exception cref="IndexOutOfRangeException">A kernel left its memory.</exception>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((ulong)index >= (ulong)Length)
                throw new IndexOutOfRangeException($"a kernel touched element {index} of a view of {Length}");
            return ref _start[index];
        }
    }

    /// <summary>The <paramref name="length"/> elements from <paramref name="index"/>.</summary>
    public ArrayView<T> SubView(int index, int length)
    {
        if (index < 0 || length < 0 || index + (long)length > Length)
            throw new IndexOutOfRangeException($"a kernel took elements {index}..{index + (long)length} of a view of {Length}");
        return new(_start + index, length);
    }
}
