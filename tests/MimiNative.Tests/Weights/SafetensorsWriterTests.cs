using MimiNative.Weights;

namespace MimiNative.Tests.Weights;

public sealed class SafetensorsWriterTests : IDisposable
{
    private static readonly (string, SafetensorsType, IReadOnlyList<long>)[] Tensors =
    [
        ("rows", SafetensorsType.F32, [3, 2]), ("ids", SafetensorsType.I32, [2]), ("flags", SafetensorsType.U8, [3]), ("mean", SafetensorsType.F64, [1]),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tensors_can_be_written_in_pieces_in_any_order_and_read_back()
    {
        var path = _folder["x.safetensors"];
        WriteAll(path);
        using var file = SafetensorsFile.Open(path);
        Assert.Equal([1, 2, 3, 4, 5, 6], file.Read<float>("rows"));
        Assert.Equal([10, 20], file.Read<int>("ids"));
        Assert.Equal([1, 2, 3], file.Read<int>("flags"));
        Assert.Equal([0.1], file.Read<double>("mean"));
        Assert.Equal("Ünïcode \"quoted\"", file.Metadata["note"]);
        Assert.Equal([3L, 2L], file["rows"].Shape);
        Assert.All(file.Tensors, t => Assert.Equal(0, t.Offset % t.Type.Size()));
    }

    [Fact]
    public void The_same_content_gives_the_same_bytes()
    {
        WriteAll(_folder["a.safetensors"]);
        WriteAll(_folder["b.safetensors"]);
        Assert.Equal(File.ReadAllBytes(_folder["a.safetensors"]), File.ReadAllBytes(_folder["b.safetensors"]));
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void Nothing_is_left_behind_and_nothing_is_replaced_without_Commit()
    {
        var path = _folder.Write("x.safetensors", [1, 2, 3]);
        using (var writer = new SafetensorsWriter(path, Tensors))
            writer.Append<int>("ids", [1]);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void An_unfilled_overfilled_unknown_or_wrongly_typed_tensor_is_refused()
    {
        using var writer = new SafetensorsWriter(_folder["x.safetensors"], Tensors);
        Assert.Throws<ArgumentException>(() => writer.Append<int>("ids", [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => writer.Append<float>("ids", [1]));
        Assert.Throws<ArgumentException>(() => writer.Append<int>("other", [1]));
        writer.Append<int>("ids", [1]);
        writer.Append<float>("rows", new float[6]);
        writer.Append<byte>("flags", new byte[3]);
        writer.Append<double>("mean", new double[1]);
        Assert.Contains("'ids' I32 (2) has 1 of 2", Assert.Throws<InvalidOperationException>(writer.Commit).Message);
    }

    [Fact]
    public void A_file_in_the_folder_s_place_and_a_name_given_twice_are_errors()
    {
        var file = _folder.Write("file", []);
        Assert.Throws<IOException>(() => new SafetensorsWriter(_folder["file/x.safetensors"], Tensors));
        Assert.Throws<WeightsException>(() => new SafetensorsWriter(_folder["x.safetensors"], [Tensors[0], Tensors[0]]));
        Assert.Equal([file], Directory.GetFiles(_folder.Path));
    }

    private static void WriteAll(string path)
    {
        using var writer = new SafetensorsWriter(path, Tensors, new Dictionary<string, string> { ["note"] = "Ünïcode \"quoted\"", ["format"] = "test" });
        writer.Append<float>("rows", [1, 2]);
        writer.Append<byte>("flags", [1, 2, 3]);
        writer.Append<int>("ids", [10, 20]);
        writer.Append<float>("rows", [3, 4, 5, 6]);
        writer.Append<double>("mean", [0.1]);
        writer.Commit();
    }
}
