namespace MimiNative.Numpy;

/// <summary>
/// The values of an array in an NPZ file: as many bytes as its shape asks for. Fewer are no matter of <see cref="Stream.Dispose()"/>, which would hide what ended the writing:
/// <see cref="RequireWhole"/> says so.
/// </summary>
/// <param name="entry">The file's entry, behind the array's header.</param>
/// <param name="array">Name and shape in words.</param>
/// <param name="length">Bytes that the shape asks for.</param>
internal sealed class NpzArrayStream(Stream entry, string array, long length) : Stream
{
    private long _written;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => entry.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _written; set => throw new NotSupportedException(); }

    /// <exception cref="InvalidOperationException">The array has fewer bytes than it must.</exception>
    public void RequireWhole()
    {
        if (_written < length)
            throw new InvalidOperationException($"the array {array} has {length} bytes, and {_written} were written");
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length > length - _written)
            throw new InvalidOperationException($"the array {array} has {length} bytes, and {_written + buffer.Length} were to be written");
        entry.Write(buffer);
        _written += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => entry.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            entry.Dispose();
        base.Dispose(disposing);
    }
}
