namespace MimiNative.Analysis.Lines;

/// <summary>Lines of bytes from a stream that nobody vouches for. One that is too long is passed over without being kept, and counted all the same.</summary>
/// <param name="input">Read as it comes; it need not seek.</param>
/// <param name="longest">Most bytes of a line.</param>
internal sealed class LineReader(Stream input, int longest)
{
    private const int Piece = 1 << 16;

    private byte[] _buffer = new byte[Piece];
    private int _start;
    private int _end;

    /// <summary>Which line was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Whether the line that was read last was too long, so that it isn't here.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>The next line without its line feed (and without a byte order mark in front of the first); valid until the next call.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="IOException">The stream can't be read.</exception>
    public bool Read(out ReadOnlyMemory<byte> line)
    {
        IsTooLong = false;
        for (var looked = 0; ;)
        {
            var length = _buffer.AsSpan(_start + looked, _end - _start - looked).IndexOf((byte)'\n');
            if (length >= 0)
                return Take(looked + length, 1, out line);
            looked = _end - _start;
            if (looked > longest)
                (IsTooLong, _start, _end, looked) = (true, 0, 0, 0);
            if (Fill())
                continue;
            line = default;
            return (looked > 0 || IsTooLong) && Take(looked, 0, out line);
        }
    }

    private bool Take(int length, int lineFeed, out ReadOnlyMemory<byte> line)
    {
        IsTooLong |= length > longest;
        line = IsTooLong ? default : _buffer.AsMemory(_start, length);
        _start += length + lineFeed;
        if (Number++ == 0 && line.Span.StartsWith("\uFEFF"u8))
            line = line[3..];
        return true;
    }

    private bool Fill()
    {
        if (_end == _buffer.Length)
        {
            var target = _start > 0 ? _buffer : new byte[Math.Min(_buffer.Length * 2L, longest + (long)Piece)];
            _buffer.AsSpan(_start, _end - _start).CopyTo(target);
            (_buffer, _end, _start) = (target, _end - _start, 0);
        }

        var read = input.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}
