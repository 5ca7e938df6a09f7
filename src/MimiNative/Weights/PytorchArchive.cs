using System.Buffers.Binary;
using System.Text;
using MimiNative.Files;

namespace MimiNative.Weights;

/// <summary>Bytes of an archive's entry.</summary>
/// <param name="Offset">First byte, counted from the file's start.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct ArchiveEntry(long Offset, long Length);

/// <summary>
/// The directory of a zip archive as <c>torch.save</c> writes it: every entry stored as it is, so that tensors are read in place. Nothing is ever unpacked, and so nothing can grow:
/// an entry that is compressed is refused when it is asked for. (System.IO.Compression doesn't tell where an entry lies.)
/// </summary>
internal sealed class PytorchArchive
{
    private const int EndSize = 22, LocatorSize = 20, End64Size = 56, HeaderSize = 46, LocalSize = 30;
    private const uint EndSignature = 0x06054b50, LocatorSignature = 0x07064b50, End64Signature = 0x06064b50, HeaderSignature = 0x02014b50, LocalSignature = 0x04034b50;
    private const int MostComment = ushort.MaxValue;
    private const long MostDirectory = 64 << 20;

    private readonly TensorReader _file;
    private readonly long _fileLength;
    private readonly Dictionary<string, Header> _entries = [];

    /// <exception cref="WeightsException">It is no zip archive, or its directory is wrong.</exception>
    public PytorchArchive(TensorReader file)
    {
        (_file, _fileLength) = (file, file.Length);
        var (offset, size) = FindDirectory();
        if (offset < 0 || size < 0 || offset > _fileLength - size || size > MostDirectory)
            throw Wrong($"the directory of {size} bytes at {offset} isn't in the file");
        var directory = new byte[size];
        file.ReadExactly(directory, offset, "its directory");
        for (ReadOnlySpan<byte> rest = directory; rest.Length >= HeaderSize && Read32(rest) == HeaderSignature;)
            rest = rest[Add(rest)..];
    }

    /// <summary>Names of all entries.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>An entry by name, or null.</summary>
    /// <exception cref="WeightsException">It is compressed, encrypted, or doesn't lie in the file.</exception>
    public ArchiveEntry? Find(string name)
    {
        if (!_entries.TryGetValue(name, out var entry))
            return null;
        if (entry.Method != 0 || (entry.Flags & 1) != 0 || entry.Packed != entry.Length)
            throw Wrong($"entry {Printable.Quote(name)} is compressed or encrypted, which torch.save never does");
        Span<byte> local = stackalloc byte[LocalSize];
        if (entry.Local < 0 || entry.Local > _fileLength - LocalSize)
            throw Outside(name);
        _file.ReadExactly(local, entry.Local, "an entry's header");
        if (Read32(local) != LocalSignature)
            throw Outside(name);
        var offset = entry.Local + LocalSize + Read16(local[26..]) + Read16(local[28..]);
        return entry.Length < 0 || offset > _fileLength - entry.Length ? throw Outside(name) : new ArchiveEntry(offset, entry.Length);
    }

    /// <summary>Takes an entry of the directory and returns how many bytes it has there.</summary>
    private int Add(ReadOnlySpan<byte> header)
    {
        int name = Read16(header[28..]), extra = Read16(header[30..]), comment = Read16(header[32..]);
        var length = HeaderSize + name + extra + comment;
        if (length > header.Length)
            throw Wrong("its directory ends within an entry");
        var (packed, unpacked, local) = ((long)Read32(header[20..]), (long)Read32(header[24..]), (long)Read32(header[42..]));
        Large(header.Slice(HeaderSize + name, extra), ref unpacked, ref packed, ref local);
        var text = Encoding.UTF8.GetString(header.Slice(HeaderSize, name));
        if (!_entries.TryAdd(text, new Header(Read16(header[8..]), Read16(header[10..]), packed, unpacked, local)))
            throw Wrong($"two entries are called {Printable.Quote(text)}");
        return length;
    }

    /// <summary>Sizes that 32 bits don't hold stand in an extra field, in this order.</summary>
    private static void Large(ReadOnlySpan<byte> extra, ref long unpacked, ref long packed, ref long local)
    {
        for (; extra.Length >= 4; extra = extra[Math.Min(extra.Length, 4 + Read16(extra[2..]))..])
        {
            if (Read16(extra) != 1)
                continue;
            var field = extra[4..Math.Min(extra.Length, 4 + Read16(extra[2..]))];
            Take(ref field, ref unpacked);
            Take(ref field, ref packed);
            Take(ref field, ref local);
            return;
        }

        static void Take(ref ReadOnlySpan<byte> field, ref long value)
        {
            if (value != uint.MaxValue || field.Length < 8)
                return;
            value = BinaryPrimitives.ReadInt64LittleEndian(field);
            field = field[8..];
        }
    }

    private (long Offset, long Size) FindDirectory()
    {
        var tail = new byte[Math.Min(_fileLength, EndSize + MostComment)];
        var start = _fileLength - tail.Length;
        _file.ReadExactly(tail, start, "its end");
        for (var at = tail.Length - EndSize; at >= 0; at--)
        {
            ReadOnlySpan<byte> end = tail.AsSpan(at);
            if (Read32(end) != EndSignature)
                continue;
            var (size, offset) = (Read32(end[12..]), Read32(end[16..]));
            return offset == uint.MaxValue || size == uint.MaxValue || Read16(end[10..]) == ushort.MaxValue ? Large(start + at) : (offset, size);
        }

        throw Wrong("it isn't a zip archive, or its end is missing");
    }

    /// <summary>The directory of an archive above 4 GB: a locator before the end says where its end is.</summary>
    private (long Offset, long Size) Large(long end)
    {
        Span<byte> locator = stackalloc byte[LocatorSize], end64 = stackalloc byte[End64Size];
        if (end < LocatorSize)
            throw Wrong("its end is missing");
        _file.ReadExactly(locator, end - LocatorSize, "its end");
        var at = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        if (Read32(locator) != LocatorSignature || at < 0 || at > _fileLength - End64Size)
            throw Wrong("its end is missing");
        _file.ReadExactly(end64, at, "its end");
        if (Read32(end64) != End64Signature)
            throw Wrong("its end is missing");
        return (BinaryPrimitives.ReadInt64LittleEndian(end64[48..]), BinaryPrimitives.ReadInt64LittleEndian(end64[40..]));
    }

    private static ushort Read16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint Read32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private WeightsException Outside(string name) => Wrong($"entry {Printable.Quote(name)} doesn't lie in the file");

    private WeightsException Wrong(string what) => new($"{_file.Path}: not a file of torch.save: {what}");

    private readonly record struct Header(ushort Flags, ushort Method, long Packed, long Length, long Local);
}
