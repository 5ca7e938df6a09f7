namespace MimiNative.Analysis.Data;

/// <summary>Some of a file's bytes as a stream of their own. Disposes the file. Where the file ends earlier, so does this.</summary>
internal class PartStream(FileStream file, long start, long length) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; } = Math.Clamp(file.Length - start, 0, length);

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new IOException("a place before the beginning");
    }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Clamp(Length - _position, 0, buffer.Length);
        count = count == 0 ? 0 : RandomAccess.Read(file.SafeFileHandle, buffer[..count], start + _position);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => _position,
        _ => Length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }
}
