using System.Runtime.InteropServices;

namespace MimiNative.Audio;

/// <summary>A stream as libsndfile reads it (SF_VIRTUAL_IO of sndfile.h). Failures are kept, since no exception may pass through the library.</summary>
internal sealed unsafe class SndfileStream : IDisposable
{
    private readonly Stream _stream;
    private readonly long _start;
    private GCHandle _handle;

    /// <param name="stream">Can seek; not disposed.</param>
    /// <param name="start">The byte that libsndfile takes for the first.</param>
    public SndfileStream(Stream stream, long start)
    {
        (_stream, _start) = (stream, start);
        _stream.Position = start;
        _handle = GCHandle.Alloc(this);
    }

    /// <summary>The functions, in the library's order.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Calls
    {
        public delegate* unmanaged<nint, long> Length;
        public delegate* unmanaged<long, int, nint, long> Seek;
        public delegate* unmanaged<byte*, long, nint, long> Read;
        public delegate* unmanaged<byte*, long, nint, long> Write;
        public delegate* unmanaged<nint, long> Tell;
    }

    /// <summary>What to hand over with <see cref="Handle"/>.</summary>
    public static Calls Table => new() { Length = &GetLength, Seek = &SeekTo, Read = &ReadBytes, Write = &WriteBytes, Tell = &GetPosition };

    /// <summary>This object, for the library.</summary>
    public nint Handle => GCHandle.ToIntPtr(_handle);

    /// <summary>What went wrong in reading the stream, first.</summary>
    public Exception? Failure { get; private set; }

    public void Dispose()
    {
        if (_handle.IsAllocated)
            _handle.Free();
    }

    [UnmanagedCallersOnly]
    private static long GetLength(nint handle) => Of(handle).Try(s => s._stream.Length - s._start);

    [UnmanagedCallersOnly]
    private static long GetPosition(nint handle) => Of(handle).Try(s => s._stream.Position - s._start);

    [UnmanagedCallersOnly]
    private static long SeekTo(long offset, int whence, nint handle) => Of(handle).Try(s =>
    {
        var target = offset + (whence switch { 0 => s._start, 1 => s._stream.Position, _ => s._stream.Length });
        if (target < s._start)
            return -1;
        s._stream.Position = target;
        return target - s._start;
    });

    [UnmanagedCallersOnly]
    private static long ReadBytes(byte* buffer, long count, nint handle) => Of(handle).Try(s =>
        s._stream.ReadAtLeast(new Span<byte>(buffer, (int)Math.Clamp(count, 0, int.MaxValue)), (int)Math.Clamp(count, 0, int.MaxValue), throwOnEndOfStream: false));

    [UnmanagedCallersOnly]
    private static long WriteBytes(byte* buffer, long count, nint handle) => 0;

    private static SndfileStream Of(nint handle) => (SndfileStream)GCHandle.FromIntPtr(handle).Target!;

    private long Try(Func<SndfileStream, long> use)
    {
        try
        {
            return use(this);
        }
        catch (Exception e)
        {
            Failure ??= e;
            return 0;
        }
    }
}
