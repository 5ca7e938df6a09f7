using System.Text;

namespace MimiNative.Analysis.Tests.Lines;

/// <summary>Tells when it was read to its end.</summary>
internal sealed class Ending(byte[] bytes, Action end) : MemoryStream(bytes)
{
    /// <summary>Bytes of the first read.</summary>
    public int First { get; init; } = bytes.Length;

    /// <summary>What the second waits for.</summary>
    public Action AfterFirst { get; init; } = () => { };

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (Position == First)
            AfterFirst();
        count = Position == 0 ? Math.Min(count, First) : count;
        var read = base.Read(buffer, offset, count);
        if (read == 0)
            end();
        return read;
    }
}

/// <summary>The same line again and again.</summary>
internal sealed class Endless(string line) : MemoryStream
{
    private readonly byte[] _line = Encoding.UTF8.GetBytes(line + "\n");
    private long _position;

    public int LineBytes => _line.Length;

    public long Lines => Interlocked.Read(ref _position) / _line.Length;

    public override int Read(byte[] buffer, int offset, int count)
    {
        var at = (int)(_position % _line.Length);
        var read = Math.Min(count, _line.Length - at);
        _line.AsSpan(at, read).CopyTo(buffer.AsSpan(offset));
        Interlocked.Add(ref _position, read);
        return read;
    }
}

/// <summary>A pipe that is full.</summary>
internal sealed class Stuck : MemoryStream
{
    private readonly ManualResetEventSlim _gone = new();

    public TaskCompletionSource Reached { get; } = new();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Reached.TrySetResult();
        _gone.Wait();
        throw new IOException("gone");
    }

    protected override void Dispose(bool disposing)
    {
        _gone.Set();
        base.Dispose(disposing);
    }
}
