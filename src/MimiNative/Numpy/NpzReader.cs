using System.IO.Compression;
using MimiNative.Files;

namespace MimiNative.Numpy;

/// <summary>Reads NPZ files (numpy.savez, numpy.savez_compressed) without trusting them: arrays by name, each when it is asked for, its checksum compared.</summary>
internal sealed class NpzReader : IDisposable
{
    // Deflate can't pack tighter: an entry that claims more is a trap.
    private const long MostRatio = 1032;

    private readonly Dictionary<string, ZipArchiveEntry> _entries = [];
    private readonly ZipArchive _zip;

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidDataException">It is no NPZ file, or cut off.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public NpzReader(string path)
    {
        var stream = RegularFile.Open(path);
        try
        {
            _zip = new ZipArchive(stream, ZipArchiveMode.Read);
            foreach (var entry in _zip.Entries)
                if (entry.FullName.EndsWith(".npy", StringComparison.Ordinal) && !_entries.TryAdd(entry.FullName[..^4], entry))
                    throw new InvalidDataException($"array '{entry.FullName[..^4]}' is there twice");
        }
        catch (Exception e)
        {
            stream.Dispose();
            if (e is InvalidDataException or EndOfStreamException or ArgumentException && !e.Message.Contains("is there twice", StringComparison.Ordinal))
                throw new InvalidDataException("it isn't an NPZ file, or is cut off", e);
            throw;
        }
    }

    /// <summary>Names of the arrays, in the file's order.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>An array.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public NpyArray Read(string name)
    {
        var entry = _entries[name];
        if (entry.Length > (entry.CompressedLength + 64) * MostRatio)
            throw new InvalidDataException($"it claims {entry.Length} bytes from {entry.CompressedLength}");
        try
        {
            using var stream = new Summed(entry.Open());
            var array = NpyReader.Read(stream, entry.Length);
            return stream.Sum == entry.Crc32 ? array : throw new InvalidDataException("its checksum is wrong: the file is damaged");
        }
        catch (Exception e) when (e is EndOfStreamException or NotSupportedException)
        {
            throw new InvalidDataException("it is damaged or cut off", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _zip.Dispose();

    /// <summary>CRC-32 of what is read (ISO 3309; the zip format's).</summary>
    private sealed class Summed(Stream inner) : Stream
    {
        private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i => Enumerable.Range(0, 8).Aggregate((uint)i, (c, _) => (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1))];

        private uint _state = uint.MaxValue;

        public uint Sum => ~_state;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            foreach (var value in buffer[..read])
                _state = Table[(byte)(_state ^ value)] ^ (_state >> 8);
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
