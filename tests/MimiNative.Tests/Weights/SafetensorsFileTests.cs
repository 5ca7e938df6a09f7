using System.Buffers.Binary;
using System.Text;
using MimiNative.Weights;

namespace MimiNative.Tests.Weights;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<SafetensorsFault, string, int> HostileHeaders => new()
    {
        { SafetensorsFault.InvalidJson, "{]", 0 },
        { SafetensorsFault.InvalidJson, "[]", 0 },
        { SafetensorsFault.InvalidJson, "  ", 0 },
        { SafetensorsFault.InvalidJson, "{}{}", 0 },
        { SafetensorsFault.InvalidJson, """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""", 4 },
        { SafetensorsFault.InvalidJson, """{"\uD800":1}""", 0 },
        { SafetensorsFault.InvalidJson, new string('[', 1000), 0 },
        { SafetensorsFault.DuplicateKey, """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8 },
        { SafetensorsFault.DuplicateKey, """{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}""", 4 },
        { SafetensorsFault.DuplicateKey, """{"__metadata__":{"a":"1","a":"2"}}""", 0 },
        { SafetensorsFault.DuplicateKey, """{"__metadata__":{},"__metadata__":{}}""", 0 },
        { SafetensorsFault.InvalidMetadata, """{"__metadata__":1}""", 0 },
        { SafetensorsFault.InvalidMetadata, """{"__metadata__":{"a":1}}""", 0 },
        { SafetensorsFault.InvalidEntry, """{"a":1}""", 0 },
        { SafetensorsFault.InvalidEntry, """{"a":{}}""", 0 },
        { SafetensorsFault.InvalidEntry, """{"a":{"dtype":4,"shape":[1],"data_offsets":[0,4]}}""", 4 },
        { SafetensorsFault.InvalidEntry, """{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4 },
        { SafetensorsFault.InvalidEntry, """{"a":{"dtype":"F32","data_offsets":[0,4]}}""", 4 },
        { SafetensorsFault.InvalidEntry, """{"a":{"dtype":"F32","shape":[1]}}""", 4 },
        { SafetensorsFault.InvalidEntry, """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 4 },
        { SafetensorsFault.UnknownType, """{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}""", 4 },
        { SafetensorsFault.UnknownType, """{"a":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}""", 4 },
        { SafetensorsFault.InvalidShape, """{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4 },
        { SafetensorsFault.InvalidShape, """{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4 },
        { SafetensorsFault.InvalidShape, """{"a":{"dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,4]}}""", 4 },
        { SafetensorsFault.InvalidShape, """{"a":{"dtype":"F32","shape":"1","data_offsets":[0,4]}}""", 4 },
        { SafetensorsFault.InvalidShape, """{"a":{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}}""", 4 },
        { SafetensorsFault.ShapeOverflow, """{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}""", 4 },
        { SafetensorsFault.ShapeOverflow, """{"a":{"dtype":"F64","shape":[9223372036854775807,9223372036854775807,9223372036854775807],"data_offsets":[0,4]}}""", 4 },
        { SafetensorsFault.ShapeOverflow, """{"a":{"dtype":"I64","shape":[2305843009213693952],"data_offsets":[0,0]}}""", 0 },
        { SafetensorsFault.OffsetOutOfRange, """{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", 4 },
        { SafetensorsFault.OffsetOutOfRange, """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4 },
        { SafetensorsFault.OffsetOutOfRange, """{"a":{"dtype":"F32","shape":[1],"data_offsets":[400,404]}}""", 4 },
        { SafetensorsFault.OffsetOutOfRange, """{"a":{"dtype":"U8","shape":[4],"data_offsets":[9223372036854775803,9223372036854775807]}}""", 4 },
        { SafetensorsFault.SizeMismatch, """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4 },
        { SafetensorsFault.SizeMismatch, """{"a":{"dtype":"F32","shape":[],"data_offsets":[0,8]}}""", 8 },
        { SafetensorsFault.Overlap, """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8 },
        { SafetensorsFault.Overlap, """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4 },
        { SafetensorsFault.Hole, """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12 },
        { SafetensorsFault.Hole, """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8 },
        { SafetensorsFault.Truncated, """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 11 },
        { SafetensorsFault.Truncated, """{"a":{"dtype":"F32","shape":[2305843009213693000],"data_offsets":[0,9223372036854772000]}}""", 4 },
        { SafetensorsFault.TrailingBytes, """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5 },
        { SafetensorsFault.TrailingBytes, "{}", 1 },
    };

    [Theory]
    [MemberData(nameof(HostileHeaders))]
    public void A_wrong_header_has_its_own_fault_and_names_the_tensor(SafetensorsFault fault, string header, int dataBytes)
    {
        var path = _folder.Write("hostile.safetensors", FileOf(header, dataBytes));
        var error = Assert.Throws<WeightsException>(() => SafetensorsFile.Open(path));
        Assert.Equal(fault, error.Fault);
        Assert.Contains(path, error.Message);
        if (fault is SafetensorsFault.UnknownType or SafetensorsFault.InvalidShape or SafetensorsFault.ShapeOverflow or SafetensorsFault.OffsetOutOfRange or SafetensorsFault.SizeMismatch)
            Assert.Contains("'a'", error.Message);
        if (fault is SafetensorsFault.Overlap)
            Assert.Contains("'b'", error.Message);
    }

    [Theory]
    [InlineData(SafetensorsFault.EmptyFile, new byte[0])]
    [InlineData(SafetensorsFault.HeaderLengthMissing, new byte[] { 1, 2, 3, 4, 5, 6, 7 })]
    [InlineData(SafetensorsFault.HeaderTooSmall, new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 32 })]
    [InlineData(SafetensorsFault.HeaderTooLarge, new byte[] { 1, 0xe1, 0xf5, 5, 0, 0, 0, 0, 32 })]
    [InlineData(SafetensorsFault.HeaderTooLarge, new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 32 })]
    [InlineData(SafetensorsFault.HeaderTruncated, new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, 32, 32 })]
    [InlineData(SafetensorsFault.InvalidJson, new byte[] { 4, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'"', 255, (byte)'"' })]
    public void A_wrong_start_of_the_file_has_its_own_fault(SafetensorsFault fault, byte[] bytes) =>
        Assert.Equal(fault, Assert.Throws<WeightsException>(() => SafetensorsFile.Open(_folder.Write("wrong.safetensors", bytes))).Fault);

    [Fact]
    public void A_folder_and_a_missing_file_have_their_own_faults()
    {
        Assert.Equal(SafetensorsFault.IsDirectory, Assert.Throws<WeightsException>(() => SafetensorsFile.Open(_folder.Path)).Fault);
        Assert.Equal(SafetensorsFault.NotFound, Assert.Throws<WeightsException>(() => SafetensorsFile.Open(_folder["none"])).Fault);
        File.CreateSymbolicLink(_folder["dangling"], _folder["none"]);
        Assert.Throws<WeightsException>(() => SafetensorsFile.Open(_folder["dangling"]));
    }

    [Fact]
    public void Every_fault_of_an_open_file_is_covered_by_a_hostile_file()
    {
        var covered = HostileHeaders.Select(row => row.Data.Item1).ToHashSet();
        SafetensorsFault[] elsewhere =
        [
            SafetensorsFault.NotFound, SafetensorsFault.IsDirectory, SafetensorsFault.EmptyFile, SafetensorsFault.HeaderLengthMissing, SafetensorsFault.HeaderTooSmall,
            SafetensorsFault.HeaderTooLarge, SafetensorsFault.HeaderTruncated, SafetensorsFault.UnknownTensor, SafetensorsFault.UnsupportedConversion,
            SafetensorsFault.Unreadable, SafetensorsFault.Shortened,
        ];
        Assert.Equal(Enum.GetValues<SafetensorsFault>(), covered.Concat(elsewhere).Order());
    }

    [Fact]
    public void A_file_that_the_system_refuses_says_so()
    {
        var path = _folder.Write("locked.safetensors", FileOf("{}", 0));
        using var locked = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Equal(SafetensorsFault.Unreadable, Assert.Throws<WeightsException>(() => SafetensorsFile.Open(path)).Fault);
    }

    [Fact]
    public void Empty_tensors_and_unknown_fields_are_fine()
    {
        using var file = SafetensorsFile.Open(_folder.Write("x.safetensors", FileOf(
            """{"z":{"dtype":"F32","shape":[0,3],"data_offsets":[4,4]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4],"new":{"x":[1]}},"e":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}   """, 4)));
        Assert.Equal(["e", "a", "z"], file.Tensors.Select(t => t.Name));
        Assert.Empty(file.Read<float>("z"));
        Assert.Single(file.Read<float>("a"));
        Assert.Empty(file.Metadata);
    }

    [Fact]
    public void Every_type_is_read_as_the_numbers_it_holds()
    {
        var data = new byte[47];
        BinaryPrimitives.WriteDoubleLittleEndian(data, -1.5);
        BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(8), -3_000_000_000);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(16), 7);
        BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(24), 0.1f);
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(28), -5);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(32), 4_000_000_000);
        BinaryPrimitives.WriteHalfLittleEndian(data.AsSpan(36), (Half)2.5);
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(38), 0xC040);
        BinaryPrimitives.WriteInt16LittleEndian(data.AsSpan(40), -9);
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(42), 65535);
        data[44] = 200;
        data[45] = 200;
        data[46] = 1;
        var offset = 0;
        var entries = ((string Type, int Size)[])[("F64", 8), ("I64", 8), ("U64", 8), ("F32", 4), ("I32", 4), ("U32", 4), ("F16", 2), ("BF16", 2), ("I16", 2), ("U16", 2), ("U8", 1), ("I8", 1), ("BOOL", 1)];
        var header = "{" + string.Join(",", entries.Select(e => $$"""  "{{e.Type}}":{"dtype":"{{e.Type}}","shape":[1],"data_offsets":[{{offset}},{{offset += e.Size}}]}""")) + "}";
        using var file = SafetensorsFile.Open(_folder.Write("types.safetensors", FileOf(header, data)));

        double[] expected = [-1.5, -3e9, 7, 0.1f, -5, 4e9, 2.5, -3, -9, 65535, 200, -56, 1];
        Assert.Equal(expected, entries.Select(e => file.Read<double>(e.Type)[0]));
        Assert.Equal(expected.Select(v => (float)v), entries.Select(e => file.Read<float>(e.Type)[0]));
        Assert.Equal([7, -5, -9, 65535, 200, -56, 1], ((string[])["U64", "I32", "I16", "U16", "U8", "I8", "BOOL"]).Select(t => file.Read<int>(t)[0]));
        Assert.Equal(-3_000_000_000, file.Read<long>("I64")[0]);
        foreach (var unfit in (string[])["F32", "F64", "F16", "BF16", "I64", "U32"])
            Assert.Equal(SafetensorsFault.UnsupportedConversion, Assert.Throws<WeightsException>(() => file.Read<int>(unfit)).Fault);
        Assert.Equal(SafetensorsFault.UnknownTensor, Assert.Throws<WeightsException>(() => file.Read<int>("F8")).Fault);
        var half = new byte[1];
        file.ReadBytes("BF16", half, first: 1);
        Assert.Equal([0xC0], half);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadBytes("BF16", half, first: 2));
    }

    [Fact]
    public void A_part_of_a_tensor_can_be_read_and_nothing_behind_its_end()
    {
        var path = Write(metadata: null, ("a", [2, 3], [1, 2, 3, 4, 5, 6]));
        using var file = SafetensorsFile.Open(path);
        var row = new float[3];
        file.Read("a", row.AsSpan(), first: 3);
        Assert.Equal([4, 5, 6], row);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read("a", row.AsSpan(), first: 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read("a", row.AsSpan(), first: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read("a", row.AsSpan(), first: long.MaxValue));
    }

    [Fact]
    public void No_file_descriptor_is_held_after_Dispose()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self/fd"), "needs /proc");
        var path = Write(metadata: null, ("a", [1], [1]));
        var file = SafetensorsFile.Open(path);
        file.Dispose();
        Assert.DoesNotContain(path, Directory.GetFiles("/proc/self/fd").Select(fd => new FileInfo(fd).LinkTarget));
        Assert.Throws<ObjectDisposedException>(() => file.Read<float>("a"));
        Assert.Throws<ObjectDisposedException>(() => file.ReadBytes("a", new byte[4]));
    }

    [Theory]
    [InlineData(SafetensorsType.F32)]
    [InlineData(SafetensorsType.F16)]
    public void A_file_that_is_shortened_while_it_is_in_use_is_an_error_that_says_so(SafetensorsType type)
    {
        // Much more than a page: a mapping of it would end the process here.
        const int count = 1 << 20;
        var path = _folder["long.safetensors"];
        using (var writer = new SafetensorsWriter(path, [("a", type, [count]), ("b", type, [count])], null))
        {
            foreach (var (name, value) in new[] { ("a", 2f), ("b", 3f) })
            {
                if (type == SafetensorsType.F16)
                    writer.Append<Half>(name, Enumerable.Repeat((Half)value, count).ToArray());
                else
                    writer.Append<float>(name, Enumerable.Repeat(value, count).ToArray());
            }

            writer.Commit();
        }

        using var file = SafetensorsFile.Open(path);
        using (var shorter = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            shorter.SetLength(file["b"].Offset + file["b"].ByteCount / 2);
        Assert.All(file.Read<float>("a"), v => Assert.Equal(2, v));
        var half = new float[count / 2];
        file.Read("b", half.AsSpan());
        Assert.All(half, v => Assert.Equal(3, v));
        var error = Assert.Throws<WeightsException>(() => file.Read<float>("b"));
        Assert.Equal(SafetensorsFault.Shortened, error.Fault);
        Assert.Contains(path, error.Message);
        Assert.Contains("'b'", error.Message);
        Assert.Equal(SafetensorsFault.Shortened, Assert.Throws<WeightsException>(() => file.ReadBytes("b", new byte[2], first: file["b"].ByteCount - 2)).Fault);
        Assert.Throws<WeightsException>(() => SafetensorsFile.Open(path));
    }

    [Fact]
    public void Several_threads_read_the_same_file()
    {
        using var file = SafetensorsFile.Open(Write(metadata: null, ("a", [1000], [.. Enumerable.Range(0, 1000).Select(i => (float)i)])));
        Parallel.For(0, 2000, i =>
        {
            var part = new double[10];
            file.Read("a", part.AsSpan(), first: i % 990);
            Assert.Equal(Enumerable.Range(i % 990, 10).Select(v => (double)v), part);
        });
    }

    [Fact]
    public void Random_damage_gives_a_WeightsException_or_a_valid_file()
    {
        var healthy = File.ReadAllBytes(Write(new() { ["made by"] = "a test" }, ("a", [2, 3], [1, 2, 3, 4, 5, 6]), ("b", [], [7]), ("c", [0], [])));
        var random = new Random(20250101);
        var refused = 0;
        for (var trial = 0; trial < 3000; trial++)
        {
            var bytes = healthy.ToArray();
            for (var flips = random.Next(1, 5); flips > 0; flips--)
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            if (random.Next(4) == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            try
            {
                using var file = SafetensorsFile.Open(_folder.Write("damaged.safetensors", bytes));
                foreach (var tensor in file.Tensors)
                    Assert.Equal(tensor.Elements, file.Read<double>(tensor.Name).Length);
            }
            catch (WeightsException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 1, 2999);
    }

    private string Write(Dictionary<string, string>? metadata, params (string Name, long[] Shape, float[] Values)[] tensors)
    {
        var path = _folder["written.safetensors"];
        using var writer = new SafetensorsWriter(path, tensors.Select(t => (t.Name, SafetensorsType.F32, (IReadOnlyList<long>)t.Shape)), metadata);
        foreach (var (name, _, values) in tensors)
            writer.Append<float>(name, values);
        writer.Commit();
        return path;
    }

    private static byte[] FileOf(string header, int dataBytes) => FileOf(header, new byte[dataBytes]);

    private static byte[] FileOf(string header, byte[] data)
    {
        var json = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((ulong)json.Length), .. json, .. data];
    }
}
