using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace MimiNative.Analysis.Data;

/// <summary>
/// Text of files that must be UTF-8. .NET reads what isn't as a question mark, so that two names in Latin-1 (M\xFCller, M\xF6ller) would become one voice without a word.
/// A byte order mark of UTF-16 or UTF-32 is heeded.
/// </summary>
internal static class Utf8Text
{
    /// <summary>A reader of a file's text. What isn't UTF-8 is a <see cref="DataSetException"/> with its row, as soon as it is read.</summary>
    public static StreamReader Reader(string path, Stream content) => new(new Checked(path, content));

    /// <summary>A text in a file.</summary>
    /// <exception cref="DataSetException">It isn't UTF-8.</exception>
    public static string Text(string where, ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw new DataSetException($"{where} is not UTF-8");

    /// <summary>Hands a stream's bytes on once it has looked at them.</summary>
    private sealed class Checked(string path, Stream content) : Stream
    {
        // The beginning of a character whose end is in the next bytes.
        private readonly byte[] _begun = new byte[4];
        private int _begunCount, _row = 1;
        private bool _isFirst = true, _isOther;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            var count = content.Read(buffer);
            var bytes = buffer[..count];
            // UTF-16 or UTF-32: the reader that asks will see the mark too.
            _isOther |= _isFirst && (bytes is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] or [0, 0, 0xFE, 0xFF, ..]);
            _isFirst = false;
            if (!_isOther)
                Check(bytes);
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        private void Check(ReadOnlySpan<byte> bytes)
        {
            if (bytes.IsEmpty && _begunCount > 0)
                throw Wrong(_begun[0]);
            while (_begunCount > 0 && !bytes.IsEmpty)
            {
                _begun[_begunCount++] = bytes[0];
                bytes = bytes[1..];
                var status = Rune.DecodeFromUtf8(_begun.AsSpan(0, _begunCount), out _, out _);
                if (status == OperationStatus.InvalidData)
                    throw Wrong(_begun[0]);
                if (status == OperationStatus.Done)
                    _begunCount = 0;
            }
            for (var last = 1; last <= 3 && last <= bytes.Length; last++)
                if (Rune.DecodeFromUtf8(bytes[^last..], out _, out _) == OperationStatus.NeedMoreData)
                {
                    bytes[^last..].CopyTo(_begun);
                    _begunCount = last;
                    bytes = bytes[..^last];
                    break;
                }
            if (!Utf8.IsValid(bytes))
                for (var at = 0; at < bytes.Length;)
                {
                    if (Rune.DecodeFromUtf8(bytes[at..], out var rune, out var length) != OperationStatus.Done)
                        throw Wrong(bytes[at]);
                    _row += rune.Value == '\n' ? 1 : 0;
                    at += length;
                }
            _row += bytes.Count((byte)'\n');
        }

        private DataSetException Wrong(byte found) => new($"{path}: row {_row} is not UTF-8 (byte 0x{found:X2}): save the file as UTF-8");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                content.Dispose();
            base.Dispose(disposing);
        }
    }
}
