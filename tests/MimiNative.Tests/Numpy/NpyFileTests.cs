using System.IO.Compression;
using System.Numerics.Tensors;
using System.Text;
using MimiNative.Numpy;
using MimiNative.Tests.Weights;

namespace MimiNative.Tests.Numpy;

/// <summary>The bytes that numpy.lib.format asks for; that numpy reads them is tested where it is (Analysis.Tests reads numpy's own).</summary>
public sealed class NpyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_matrix_has_a_header_of_whole_64_bytes_and_its_rows_behind_it()
    {
        var path = Path.Combine(_folder.Path, "m.npy");
        NpyFile.Write(path, [[1, 2, 3], [4, 5, 6]]);
        var bytes = File.ReadAllBytes(path);
        Assert.Equal(128 + 24, bytes.Length);
        Assert.Equal("\u0093NUMPY\u0001\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", Encoding.Latin1.GetString(bytes)[..128].TrimEnd());
        Assert.Equal((byte)'\n', bytes[127]);
        Assert.Equal([1f, 2, 3, 4, 5, 6], Enumerable.Range(0, 6).Select(i => BitConverter.ToSingle(bytes, 128 + 4 * i)));
        NpyFile.Write(path, new ReadOnlyMemory<float>([1, 2, 3, 4, 5, 6]), 2);
        var whole = File.ReadAllBytes(path);
        NpyFile.Write<float>(path, 2, 3, [new float[] { 1, 2 }, new float[] { 3, 4, 5, 6 }]);
        Assert.Equal(whole, File.ReadAllBytes(path));
        Assert.Equal(bytes, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_tensor_keeps_its_shape_and_a_view_its_own_values()
    {
        long[] values = [.. Enumerable.Range(0, 24)];
        var whole = new ReadOnlyTensorSpan<long>(values, [2, 3, 4], []);
        using var stream = new MemoryStream();
        NpyFile.Write(stream, whole);
        Assert.Contains("'<i8', 'fortran_order': False, 'shape': (2, 3, 4)", Encoding.Latin1.GetString(stream.ToArray()));
        Assert.Equal(values[^1], BitConverter.ToInt64(stream.ToArray(), (int)stream.Length - 8));

        using var part = new MemoryStream();
        NpyFile.Write(part, whole[.., 1..2, 2..]);
        Assert.Contains("(2, 1, 2)", Encoding.Latin1.GetString(part.ToArray()));
        Assert.Equal([6L, 7, 18, 19], Enumerable.Range(0, 4).Select(i => BitConverter.ToInt64(part.ToArray(), 128 + 8 * i)));
    }

    [Fact]
    public void An_npz_holds_its_arrays_and_equal_content_is_equal_bytes()
    {
        byte[] Made()
        {
            var path = Path.Combine(_folder.Path, "a.npz");
            NpzWriter.Write(path, npz =>
            {
                npz.Add<int>("codes", [1, 2, 3, 4], 2);
                npz.Add("ids", ["é", "ab"]);
                using var rows = npz.Begin<float>("rows", 1, 2);
                rows.Write(new byte[8]);
            });
            return File.ReadAllBytes(path);
        }

        var bytes = Made();
        using var zip = new ZipArchive(new MemoryStream(bytes));
        Assert.Equal(["codes.npy", "ids.npy", "rows.npy"], zip.Entries.Select(e => e.FullName));
        using var ids = new StreamReader(zip.GetEntry("ids.npy")!.Open(), Encoding.Latin1);
        Assert.Contains("'<U2', 'fortran_order': False, 'shape': (2,), }", ids.ReadToEnd());
        Assert.Equal(bytes, Made());
    }

    [Fact]
    public void What_is_no_matrix_is_refused_and_leaves_no_file()
    {
        var path = Path.Combine(_folder.Path, "x.npy");
        Assert.Contains("vector 1 has 1 values, and vector 0 has 2", Assert.Throws<ArgumentException>(() => NpyFile.Write(path, [[1, 2], [3]])).Message);
        Assert.Throws<ArgumentException>(() => NpyFile.Write(path, []));
        Assert.Throws<ArgumentException>(() => NpyFile.Write(path, new ReadOnlyMemory<float>([1, 2, 3]), 2));
        foreach (var rows in (int[])[1, 3])
            Assert.Contains($"4 values are not {rows} rows of 2", Assert.Throws<ArgumentException>(() => NpyFile.Write<float>(path, rows, 2, [new float[2], new float[2]])).Message);
        Assert.Contains("System.Byte", Assert.Throws<ArgumentException>(() => NpyFile.Write(path, new ReadOnlyMemory<byte>([1]), 1)).Message);
        Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => NpzWriter.Write(path, npz =>
        {
            npz.Add<float>("a", [1], 1);
            npz.Add<float>("a", [1], 1);
        })).Message);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }
}
