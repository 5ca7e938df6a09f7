using System.Buffers.Binary;
using System.Text.Json;
using MimiNative.Files;

namespace MimiNative.Weights;

/// <summary>
/// Parses a safetensors header without trusting it. The format (huggingface/safetensors, README): 8 bytes little-endian header length, a JSON object
/// name → {dtype, shape, data_offsets: [begin, end)} with an optional <c>__metadata__</c> of strings, then the tensors' bytes without holes.
/// </summary>
internal static class SafetensorsHeader
{
    /// <summary>The format's own limit.</summary>
    public const int MaximumLength = 100_000_000;

    // numpy's limit; the format has none, and a header has room for millions.
    private const int MostDimensions = 64;

    /// <summary>The length of the JSON text, from the file's first 8 bytes (fewer where it has fewer).</summary>
    /// <exception cref="WeightsException">No header can be as long, or the file isn't.</exception>
    public static int Length(string path, ReadOnlySpan<byte> start, long fileLength)
    {
        if (start.Length < 8)
            throw new WeightsException(SafetensorsFault.HeaderLengthMissing, $"{path}: not a safetensors file: {start.Length} bytes are too few");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length < 2)
            throw new WeightsException(SafetensorsFault.HeaderTooSmall, $"{path}: not a safetensors file: it announces a header of {length} bytes");
        if (length > MaximumLength)
            throw new WeightsException(SafetensorsFault.HeaderTooLarge, $"{path}: not a safetensors file: it announces a header of {length} bytes (the limit is {MaximumLength})");
        if (length > (ulong)fileLength - 8)
            throw new WeightsException(SafetensorsFault.HeaderTruncated, $"{path}: not a safetensors file, or cut off: it announces a header of {length} bytes and has {fileLength - 8}");
        return (int)length;
    }

    /// <summary>Reads <paramref name="json"/>, the header's bytes.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="json">The header's bytes.</param>
    /// <param name="dataStart">Where the tensors' bytes begin in the file.</param>
    /// <param name="dataLength">Bytes from there to the file's end.</param>
    /// <exception cref="WeightsException">With the <see cref="SafetensorsFault"/> that was found first.</exception>
    public static (List<SafetensorsTensor> Tensors, Dictionary<string, string> Metadata) Parse(string path, ReadOnlySpan<byte> json, long dataStart, long dataLength)
    {
        try
        {
            var (tensors, metadata) = ReadObject(path, json, dataStart);
            CheckLayout(path, tensors, dataStart, dataLength);
            return (tensors, metadata);
        }
        // Utf8JsonReader says InvalidOperationException for text that isn't UTF-8.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new WeightsException(SafetensorsFault.InvalidJson, $"{path}: not a safetensors file, or damaged: its header isn't valid JSON ({Printable.Quote(e.Message)})", e);
        }
    }

    private static (List<SafetensorsTensor>, Dictionary<string, string>) ReadObject(string path, ReadOnlySpan<byte> json, long dataStart)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("it isn't an object");
        var tensors = new List<SafetensorsTensor>();
        var metadata = new Dictionary<string, string>();
        var names = new HashSet<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!names.Add(name))
                throw new WeightsException(SafetensorsFault.DuplicateKey, $"{path}: '{Printable.Quote(name)}' is there twice");
            reader.Read();
            if (name == "__metadata__")
                ReadMetadata(path, ref reader, metadata);
            else
                tensors.Add(ReadEntry(path, name, ref reader, dataStart));
        }
        // Reads on to the end, so that anything behind the object is refused.
        while (reader.Read())
        {
        }
        return (tensors, metadata);
    }

    private static void ReadMetadata(string path, ref Utf8JsonReader reader, Dictionary<string, string> metadata)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new WeightsException(SafetensorsFault.InvalidMetadata, $"{path}: __metadata__ isn't an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw new WeightsException(SafetensorsFault.InvalidMetadata, $"{path}: metadata '{Printable.Quote(key)}' isn't a string");
            if (!metadata.TryAdd(key, reader.GetString()!))
                throw new WeightsException(SafetensorsFault.DuplicateKey, $"{path}: metadata '{Printable.Quote(key)}' is there twice");
        }
    }

    private static SafetensorsTensor ReadEntry(string path, string name, ref Utf8JsonReader reader, long dataStart)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Wrong(SafetensorsFault.InvalidEntry, "its entry isn't an object");
        SafetensorsType? type = null;
        List<long>? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.GetString()!;
            reader.Read();
            switch (field)
            {
                case "dtype":
                    Once(type is not null);
                    if (reader.TokenType != JsonTokenType.String)
                        throw Wrong(SafetensorsFault.InvalidEntry, "its dtype isn't a string");
                    type = SafetensorsTypes.Parse(reader.GetString()!)
                        ?? throw Wrong(SafetensorsFault.UnknownType, $"unknown dtype '{Printable.Quote(reader.GetString()!)}'; known are BOOL, U8-U64, I8-I64, F16, BF16, F32, F64");
                    break;
                case "shape":
                    Once(shape is not null);
                    shape = ReadIntegers(ref reader) ?? throw Wrong(SafetensorsFault.InvalidShape, $"its shape isn't a list of at most {MostDimensions} sizes from 0 to 2^63 - 1");
                    break;
                case "data_offsets":
                    Once(offsets is not null);
                    offsets = ReadIntegers(ref reader) ?? throw Wrong(SafetensorsFault.OffsetOutOfRange, "its data_offsets aren't a list of offsets from 0 to 2^63 - 1");
                    break;
                default:
                    reader.Skip();
                    break;
            }

            void Once(bool seen)
            {
                if (seen)
                    throw Wrong(SafetensorsFault.DuplicateKey, $"its {field} is there twice");
            }
        }

        if (type is null || shape is null || offsets is not [var begin, var end])
            throw Wrong(SafetensorsFault.InvalidEntry, "its entry lacks dtype, shape, or data_offsets with two offsets");
        if (end < begin || end > long.MaxValue - dataStart)
            throw Wrong(SafetensorsFault.OffsetOutOfRange, $"its offsets are [{begin}, {end})");
        if (!TryByteCount(shape, type.Value, out var bytes))
            throw Wrong(SafetensorsFault.ShapeOverflow, $"{type.Value.Code()} ({string.Join(", ", shape)}) has more bytes than 64 bits can count");
        if (bytes != end - begin)
            throw Wrong(SafetensorsFault.SizeMismatch, $"{type.Value.Code()} ({string.Join(", ", shape)}) is {bytes} bytes, its offsets [{begin}, {end}) hold {end - begin}");
        return new(name, type.Value, shape, dataStart + begin, bytes);

        WeightsException Wrong(SafetensorsFault fault, string what) => new(fault, $"{path}: tensor '{Printable.Quote(name)}': {what}");
    }

    /// <summary>Null where it isn't a list of integers in [0, 2^63), or longer than any shape.</summary>
    private static List<long>? ReadIntegers(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return null;
        var values = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var value) || value < 0)
                return null;
            if (values.Count == MostDimensions)
                return null;
            values.Add(value);
        }
        return values;
    }

    private static bool TryByteCount(List<long> shape, SafetensorsType type, out long bytes)
    {
        Int128 product = type.Size();
        foreach (var size in shape)
        {
            product *= size;
            if (product > long.MaxValue)
            {
                bytes = 0;
                return false;
            }
        }
        bytes = (long)product;
        return true;
    }

    /// <summary>The tensors must cover the rest of the file exactly: no byte twice, none left out.</summary>
    private static void CheckLayout(string path, List<SafetensorsTensor> tensors, long dataStart, long dataLength)
    {
        // By end as well, so that empty tensors stand before the one that starts where they do.
        tensors.Sort((a, b) => (a.Offset, a.ByteCount, a.Name).CompareTo((b.Offset, b.ByteCount, b.Name)));
        SafetensorsTensor? before = null, cut = null;
        var fileEnd = dataStart + dataLength;
        var expected = dataStart;
        foreach (var tensor in tensors)
        {
            if (tensor.Offset != expected)
            {
                if (tensor.Offset + tensor.ByteCount > fileEnd)
                    throw new WeightsException(SafetensorsFault.OffsetOutOfRange,
                        $"{path}: tensor '{Printable.Quote(tensor.Name)}' ends {tensor.Offset + tensor.ByteCount - fileEnd} bytes behind the file's end");
                throw tensor.Offset < expected
                    ? new WeightsException(SafetensorsFault.Overlap, $"{path}: tensor '{Printable.Quote(tensor.Name)}' shares {expected - tensor.Offset} bytes with '{Printable.Quote(before!.Name)}'")
                    : new WeightsException(SafetensorsFault.Hole, $"{path}: {tensor.Offset - expected} bytes before tensor '{Printable.Quote(tensor.Name)}' belong to no tensor");
            }
            expected += tensor.ByteCount;
            before = tensor;
            if (expected > fileEnd)
                cut ??= tensor;
        }
        if (cut is not null)
            throw new WeightsException(SafetensorsFault.Truncated,
                $"{path}: the file is cut off: it has {fileEnd} bytes of {expected}, and ends inside tensor '{Printable.Quote(cut.Name)}'; download or copy it again");
        if (expected < fileEnd)
            throw new WeightsException(SafetensorsFault.TrailingBytes, $"{path}: {fileEnd - expected} bytes behind the last tensor{(before is null ? "" : $" '{Printable.Quote(before.Name)}'")} belong to none");
    }
}
