using System.Runtime.InteropServices;
using MimiNative.Backends;

namespace MimiNative.Tests.Encoder;

/// <summary>Counts the native blocks that this thread asks for, until it is disposed: how many there were, and how many are still held.</summary>
internal sealed class CountedMemory : IDisposable
{
    private readonly FloatBlock.BlockSource? _before = FloatBlock.Source;
    private int _made;
    private int _held;

    public CountedMemory() => FloatBlock.Source = Make;

    public int Made => _made;

    public int Held => Volatile.Read(ref _held);

    public void Dispose() => FloatBlock.Source = _before;

    private unsafe (nint, Action) Make(long length)
    {
        var memory = (nint)NativeMemory.AlignedAlloc((nuint)Math.Max(length, 1) * sizeof(float), 64);
        NativeMemory.Clear((void*)memory, (nuint)length * sizeof(float));
        _made++;
        _held++;
        return (memory, () =>
        {
            NativeMemory.AlignedFree((void*)memory);
            Interlocked.Decrement(ref _held);
        });
    }
}
