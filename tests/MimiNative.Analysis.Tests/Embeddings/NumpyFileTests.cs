using System.IO.Compression;
using System.Text;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Numpy;
using MimiNative.TestSupport;

namespace MimiNative.Analysis.Tests.Embeddings;

/// <summary>NPY and NPZ files as numpy writes them (Numpy/make.py), and as somebody else might.</summary>
public sealed class NumpyFileTests : IDisposable
{
    private static readonly string Files = Path.Combine(Repository.Root, "tests/MimiNative.Analysis.Tests/Embeddings/Numpy");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Matrices
    {
        get
        {
            using var zip = ZipFile.OpenRead(Path.Combine(Files, "matrices.zip"));
            return [.. zip.Entries.Select(e => e.FullName)];
        }
    }

    [Theory]
    [MemberData(nameof(Matrices))]
    public void A_matrix_of_any_type_order_and_version_of_numpy_is_read(string name)
    {
        var matrix = Assert.Single(EmbeddingFile.Read(_folder.Write("x.npy", Of(name))));
        Assert.Equal((2, 3), (matrix.Rows, matrix.Columns));
        Assert.Equal(Expected(name[1]), matrix.Values);
    }

    [Fact]
    public void All_twelve_types_are_among_them_in_both_orders_of_bytes_and_of_rows() =>
        Assert.Equal((9 * 2 + 3) * 2, Matrices.Select(m => m.Data[..5]).Distinct().Count());

    // numpy reads the machine's own order from both, though it writes neither.
    [Theory]
    [InlineData("<f8 C.npy", '=')]
    [InlineData("<f8 C.npy", '|')]
    [InlineData("<f4 C.npy", '=')]
    [InlineData("<i4 F.npy", '=')]
    [InlineData("<u2 C.npy", '|')]
    public void The_machines_own_order_by_another_sign_is_the_same(string name, char sign)
    {
        var bytes = Of(name);
        bytes[bytes.AsSpan().IndexOf((byte)'<')] = (byte)sign;
        Assert.Equal(Expected(name[1]), Assert.Single(EmbeddingFile.Read(_folder.Write("x.npy", bytes))).Values);
    }

    [Theory]
    [InlineData("ids-little.npz")]
    [InlineData("ids-big.npz")]
    [InlineData("ids-bytes.npz")]
    public void Ids_are_read_from_text_of_either_order_and_from_bytes(string file)
    {
        var matrix = Assert.Single(EmbeddingFile.Read(Path.Combine(Files, file)));
        Assert.Equal(["a", "ü€𝄞"], matrix.Ids);
        Assert.Equal(Expected('f'), matrix.Values);
    }

    // Joined row by row without them, they could silently be another order.
    [Fact]
    public void Ids_that_are_Python_objects_are_refused_with_the_way_out() =>
        Assert.Contains("sample_ids: |O (2,) is no list of texts; Python objects aren't read: save it with ids.astype(str)", Refusal(Path.Combine(Files, "ids-objects.npz")));

    [Fact]
    public void Beside_floats_other_arrays_are_no_embeddings()
    {
        var matrix = Assert.Single(EmbeddingFile.Read(Path.Combine(Files, "compressed.npz")));
        Assert.Equal(("e", 2, 3), (matrix.Name, matrix.Rows, matrix.Columns));
    }

    [Fact]
    public void Whole_numbers_alone_are_embeddings()
    {
        var path = Npz(("q", Of("|i1 C.npy")));
        Assert.Equal(Expected('i'), Assert.Single(EmbeddingFile.Read(path)).Values);
    }

    [Theory]
    [InlineData("'<f4'", "(2 2, 3)", "not understood")]
    [InlineData("'<f4'", "(65536, 65536)", "at most 1073741824 values")]
    [InlineData("'<f4'", "(1, 536870911)", "truncated: <f4 (1, 536870911) needs 2147483644 bytes")]
    [InlineData("'<f4'", "(9223372036854775807, 9223372036854775807)", "at most 1073741824 values")]
    [InlineData("'<f4'", "(99999999999999999999, 1)", "not understood")]
    [InlineData("'<f4'", "(٢, ٣)", "not understood")]
    [InlineData("'<f4'", "(-2, -3)", "not understood")]
    [InlineData("'<f4'", "(2, 3", "not understood")]
    [InlineData("'<f4'", "(6,)", "(samples, dimension)")]
    [InlineData("'<f4'", "(0, 3)", "(samples, dimension)")]
    [InlineData("'<f4'", "()", "(samples, dimension)")]
    [InlineData("'<f4'", "(1, 2, 3)", "(samples, dimension)")]
    [InlineData("'<U'", "(2, 3)", "its elements are <U")]
    [InlineData("'<f'", "(2, 3)", "its elements are <f")]
    [InlineData("'<f٤'", "(2, 3)", "its elements are")]
    [InlineData("'<c8'", "(2, 3)", "its elements are <c8")]
    [InlineData("'<f16'", "(2, 3)", "its elements are <f16")]
    [InlineData("'<'", "(2, 3)", "not understood")]
    [InlineData("''", "(2, 3)", "not understood")]
    [InlineData("[('a', '<f4')]", "(2, 3)", "its elements are [")]
    [InlineData("'<f4', 'descr': '<f4'", "(2, 3)", "not understood")]
    [InlineData("'<f4', 'x': 3", "(2, 3)", "not understood")]
    public void What_is_no_matrix_of_numbers_is_refused_by_name(string type, string shape, string message)
    {
        var header = Encoding.UTF8.GetBytes($"{{'descr': {type}, 'fortran_order': False, 'shape': {shape}, }}\n");
        Assert.Contains(message, Refusal(_folder.Write("x.npy", [0x93, .. "NUMPY\u0001\0"u8, (byte)header.Length, 0, .. header, .. new byte[24]])));
    }

    [Fact]
    public void Every_cut_of_a_file_is_refused()
    {
        var whole = Of("<f4 C.npy");
        for (var length = 0; length < whole.Length; length++)
            Assert.Contains("x.npy: ", Refusal(_folder.Write("x.npy", whole[..length])));
    }

    [Fact]
    public void A_header_of_megabytes_is_refused() =>
        Assert.Contains("announces 4294967295 bytes", Refusal(_folder.Write("x.npy", [0x93, .. "NUMPY\u0002\0"u8, 0xFF, 0xFF, 0xFF, 0xFF, .. new byte[64]])));

    [Fact]
    public void Keys_may_stand_in_any_order_and_quotes()
    {
        var header = "{\"shape\": (1L, 2L), 'fortran_order': False, 'descr': 'f4'}"u8;
        Assert.Equal([0, 0], Assert.Single(EmbeddingFile.Read(_folder.Write("x.npy", [0x93, .. "NUMPY\u0001\0"u8, (byte)header.Length, 0, .. header, .. new byte[8]]))).Values);
    }

    [Fact]
    public void Ids_that_end_early_are_too_few_or_occur_twice_are_refused()
    {
        var e = Of("<f4 C.npy");
        Assert.Contains("sample_ids: truncated", Refusal(Npz(("e", e), ("sample_ids", Ids("a", "b")[..^1]))));
        Assert.Contains("sample_ids has 1 ids, and 'e' 2 rows", Refusal(Npz(("e", e), ("sample_ids", Ids("a")))));
        Assert.Contains("rows 1 and 2 have the same id 'a'", Refusal(Npz(("e", e), ("sample_ids", Ids("a", "a")))));
        Assert.Contains("the id of row 2 is empty", Refusal(Npz(("e", e), ("sample_ids", Ids("a", "")))));
    }

    [Fact]
    public void An_array_that_is_there_twice_is_refused() =>
        Assert.Contains("'e.npy' is there twice", Refusal(Npz(("e", Of("<f4 C.npy")), ("e", Of("<f8 C.npy")))));

    [Fact]
    public void A_bomb_is_refused_before_it_is_unpacked()
    {
        var path = _folder["bomb.npz"];
        using (var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create))
        using (var entry = zip.CreateEntry("e.npy", CompressionLevel.Fastest).Open())
        {
            entry.Write(Of("<f4 C.npy").AsSpan(0, 128)); // its shape plays no part: the bomb is seen before it
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 128; i++)
                entry.Write(zeros);
        }

        var before = GC.GetTotalAllocatedBytes();
        Assert.Contains("more than 100 times its size", Refusal(path));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 10_000_000);
    }

    private static float[] Expected(char kind) => kind switch
    {
        'f' => [-1, -0.5f, 0, 0.5f, 1, 1.5f],
        'i' => [-2, -1, 0, 1, 2, 3],
        'u' => [250, 251, 252, 253, 254, 255],
        _ => [0, 1, 0, 1, 0, 1],
    };

    private static byte[] Of(string name)
    {
        using var zip = ZipFile.OpenRead(Path.Combine(Files, "matrices.zip"));
        using var stream = zip.GetEntry(name)!.Open();
        var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private byte[] Ids(params string[] ids)
    {
        NpzWriter.Write(_folder["ids.npz"], npz => npz.Add("ids", ids));
        using var zip = ZipFile.OpenRead(_folder["ids.npz"]);
        using var entry = zip.GetEntry("ids.npy")!.Open();
        var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        return bytes.ToArray();
    }

    private string Npz(params (string Name, byte[] Array)[] arrays)
    {
        var path = _folder["x.npz"];
        using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach (var (name, array) in arrays)
            using (var entry = zip.CreateEntry(name + ".npy").Open())
                entry.Write(array);
        return path;
    }

    private static string Refusal(string path) => Assert.Throws<DataSetException>(() => EmbeddingFile.Read(path)).Message;
}
