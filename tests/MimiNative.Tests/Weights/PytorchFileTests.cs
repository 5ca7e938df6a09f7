using System.IO.Compression;
using MimiNative.Weights;

namespace MimiNative.Tests.Weights;

public sealed class PytorchFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["x.bin"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_tensor_is_the_same_as_in_safetensors()
    {
        var checkpoint = Repository.Shared("reference/wavlm/tiny-checkpoint");
        using var bin = TensorFile.Open(System.IO.Path.Combine(checkpoint, "pytorch_model.bin"));
        using var safe = TensorFile.Open(System.IO.Path.Combine(checkpoint, "model.safetensors"));
        Assert.IsType<PytorchFile>(bin);
        Assert.IsType<SafetensorsFile>(safe);
        Assert.Equal(safe.Tensors.Select(t => t.Name).Order(StringComparer.Ordinal), bin.Tensors.Select(t => t.Name).Order(StringComparer.Ordinal));
        foreach (var tensor in safe.Tensors)
        {
            Assert.Equal(tensor.Shape, bin.Find(tensor.Name)!.Shape);
            Assert.Equal(safe.Read<float>(tensor.Name), bin.Read<float>(tensor.Name));
        }
    }

    [Fact]
    public void Types_parameters_views_and_dictionaries_are_read()
    {
        new PytorchFiles().Op("\x80\x02" + "ccollections\nOrderedDict\n)R(")
            .Text("half").Tensor("torch\nHalfStorage", 2, [.. BitConverter.GetBytes((Half)1.5), .. BitConverter.GetBytes((Half)(-2))], 0, [2], [1])
            .Text("brain").Tensor("torch\nBFloat16Storage", 1, [0x80, 0x3f], 0, [1], [1])
            .Text("double").Tensor("torch\nDoubleStorage", 1, BitConverter.GetBytes(0.25), 0, [], [])
            .Text("long").Tensor("torch\nLongStorage", 1, BitConverter.GetBytes(-3L), 0, [1], [1])
            .Text("transposed").Floats([3, 2], [1, 3], 0, 1, 2, 3, 4, 5)
            .Text("part").Tensor("torch\nFloatStorage", 3, [.. new float[] { 8, 9, 10 }.SelectMany(BitConverter.GetBytes)], 1, [2], [1])
            .Text("empty").Floats([0, 4], [4, 1])
            .Text("parameter").Op("ctorch._utils\n_rebuild_parameter\n(").Floats([1], [1], 7).Op("\x88" + "ccollections\nOrderedDict\n)RtR")
            .Text("step").Integer(3)
            .Text("lists").Op("](K\x01" + "e")
            .Text("inner").Op("}(").Text("w").Floats([1], [1], 4).Op("u")
            .Op("u}").Text("_metadata").Op("}sb.").Write(Path);
        using var file = PytorchFile.Open(Path);
        Assert.Equal(["half", "brain", "double", "long", "transposed", "part", "empty", "parameter", "inner.w"], file.Tensors.Select(t => t.Name));
        Assert.Equal([1.5f, -2], file.Read<float>("half"));
        Assert.Equal([1f], file.Read<float>("brain"));
        Assert.Equal([0.25f], file.Read<float>("double"));
        Assert.Equal([-3L], file.Read<long>("long"));
        Assert.Equal([0f, 3, 1, 4, 2, 5], file.Read<float>("transposed"));
        Assert.Equal([9f, 10], file.Read<float>("part"));
        Assert.Empty(file.Read<float>("empty"));
        Assert.Equal([7f], file.Read<float>("parameter"));
        Assert.Equal([4f], file.Read<float>("inner.w"));
        var rest = new float[3];
        file.Read("transposed", rest.AsSpan(), 2);
        Assert.Equal([1f, 4, 2], rest);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read("transposed", rest.AsSpan(), 4));
        Assert.Contains("no tensor 'other'", Assert.Throws<WeightsException>(() => file.Read<float>("other")).Message);
        Assert.Contains("can't be read as", Assert.Throws<WeightsException>(() => file.Read<long>("half")).Message);
    }

    [Fact]
    public void A_mimi_that_was_saved_by_pytorch_is_the_same_mimi()
    {
        var native = Repository.Shared("reference/tiny/checkpoint/native.safetensors");
        using var safe = SafetensorsFile.Open(native);
        var saved = new PytorchFiles().Op("}").Text("best_state").Op("}(");
        foreach (var tensor in safe.Tensors)
        {
            var strides = tensor.Shape.Select((_, i) => tensor.Shape.Skip(i + 1).Aggregate(1L, (a, b) => a * b)).ToArray();
            saved.Text(tensor.Name).Floats([.. tensor.Shape], strides, safe.Read<float>(tensor.Name));
        }
        saved.Op("us.").Write(_folder["mimi.pt"]);
        using Checkpoint one = Checkpoint.Open(native), other = Checkpoint.Open(_folder["mimi.pt"]);
        Assert.Equal(one.Fingerprint, other.Fingerprint);
    }

    [Theory]
    [InlineData("cos\nsystem\n(X\x09\0\0\0touch hittR.", "os.system")]
    [InlineData("cposix\nsystem\n.", "posix.system")]
    [InlineData("cbuiltins\neval\n.", "builtins.eval")]
    [InlineData("X\x02\0\0\0osX\x06\0\0\0system\x93.", "os.system")]
    [InlineData("(X\x02\0\0\0lsios\nsystem\n.", "os.system")]
    [InlineData("}X\x01\0\0\0wcos\nsystem\n0.", "os.system")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v3\n.", "torch._utils._rebuild_tensor_v3")]
    [InlineData("ctorch\nIntStorage\n.", "torch.IntStorage")]
    [InlineData("c__main__\nLoader\n)R.", "__main__.Loader")]
    public void What_a_file_asks_python_for_is_refused_by_its_name(string pickle, string name)
    {
        var message = Assert.Throws<WeightsException>(() => PytorchFile.Open(new PytorchFiles().Op("\x80\x02" + pickle).Write(Path))).Message;
        Assert.Contains($"'{name}'", message);
        Assert.StartsWith(Path, message);
    }

    [Theory]
    [InlineData("", "ends too early")]
    [InlineData("}", "ends too early")]
    [InlineData(".", "isn't there")]
    [InlineData("K\x01.", "something else than tensors by name")]
    [InlineData("}.", "no tensor in it")]
    [InlineData("}}R.", "what can't be called")]
    [InlineData("ccollections\nOrderedDict\n(K\x01tR.", "OrderedDict with other arguments")]
    [InlineData("(K\x01tQ.", "storage of a form")]
    [InlineData("h\x05.", "recalls value 5")]
    [InlineData("u.", "mark is missing")]
    [InlineData("(K\x01u.", "isn't there")]
    [InlineData("K\x01K\x01K\x01s.", "no dictionary gets")]
    [InlineData("}K\x01" + "a.", "no list gets")]
    [InlineData("\x8a\x09" + "123456789.", "more than 64 bits")]
    [InlineData("X\xff\xff\xff\xff.", "ends too early")]
    [InlineData("cos", "within a name")]
    [InlineData("P0\n.", "opcode 0x50")]
    [InlineData("\x82\x01.", "opcode 0x82")]
    public void A_pickle_that_is_wrong_says_in_which_way(string pickle, string problem)
    {
        var message = Assert.Throws<WeightsException>(() => PytorchFile.Open(new PytorchFiles().Op(pickle).Write(Path))).Message;
        Assert.Contains(problem, message);
        Assert.StartsWith(Path, message);
    }

    [Theory]
    [InlineData(6, 0, new long[] { 2, 4 }, new long[] { 4, 1 }, "doesn't lie in its storage of 6")]
    [InlineData(6, 1, new long[] { 6 }, new long[] { 1 }, "doesn't lie in its storage of 6")]
    [InlineData(6, 0, new long[] { 1L << 40 }, new long[] { 0 }, "doesn't lie in its storage of 6")]
    [InlineData(6, 0, new long[] { 1L << 40, 1L << 40 }, new long[] { 1, 1 }, "64 bits")]
    [InlineData(6, 0, new long[] { 3 }, new long[] { long.MaxValue }, "64 bits")]
    [InlineData(6, 0, new long[] { -1 }, new long[] { 1 }, "whole numbers from 0")]
    [InlineData(6, -1, new long[] { 1 }, new long[] { 1 }, "whole numbers from 0")]
    [InlineData(6, 0, new long[] { 1 }, new long[] { 1, 1 }, "whole numbers from 0")]
    [InlineData(7, 0, new long[] { 1 }, new long[] { 1 }, "24 bytes, not 7 values")]
    [InlineData(1L << 61, 0, new long[] { 1L << 61 }, new long[] { 1 }, "24 bytes, not")]
    public void A_tensor_that_lies_elsewhere_than_in_its_storage_is_refused(long elements, long offset, long[] shape, long[] strides, string problem)
    {
        var file = new PytorchFiles().Op("}(").Text("w").Tensor("torch\nFloatStorage", elements, new byte[24], offset, shape, strides).Op("u.").Write(Path);
        Assert.Contains(problem, Assert.Throws<WeightsException>(() => PytorchFile.Open(file)).Message);
    }

    [Fact]
    public void What_is_compressed_missing_or_of_another_order_is_refused()
    {
        var bomb = PytorchFiles.Good().Entry("x/data/0", new byte[1 << 22], CompressionLevel.Optimal).Write(Path);
        Assert.True(new FileInfo(bomb).Length < 1 << 14);
        Assert.Contains("x/data/0 is compressed", Refused(bomb));
        Assert.Contains("x/data.pkl has", Refused(Large()));
        Assert.Contains("no data.pkl", Refused(PytorchFiles.Good().Write(Path, "x/other.pkl")));
        Assert.Contains("no data.pkl", Refused(PytorchFiles.Good().Write(Path, "x/deep/data.pkl")));
        Assert.Contains("more than one data.pkl", Refused(PytorchFiles.Good().Entry("y/data.pkl", [1]).Write(Path)));
        Assert.Contains("big-endian", Refused(PytorchFiles.Good().Entry("x/byteorder", "big"u8.ToArray()).Write(Path)));
        Assert.Contains("no storage 0", Refused(PytorchFiles.Good().Without("x/data/0").Write(Path)));

        string Large() => new PytorchFiles().Op(new string('}', PytorchPickle.MostBytes + 1)).Write(Path);
    }

    [Fact]
    public void A_dictionary_that_holds_itself_or_thousands_is_refused_soon()
    {
        Assert.Contains("dictionaries in each other", Refused(new PytorchFiles().Op("}q\x01").Text("again").Op("h\x01s.").Write(Path)));
        var wide = new PytorchFiles().Op("}q\0");
        for (var level = 1; level <= 7; level++)
        {
            wide.Op("}(");
            for (var i = 0; i < 60; i++)
                wide.Text($"{level}.{i}").Op($"h{(char)(level - 1)}");
            wide.Op($"uq{(char)level}");
        }
        Assert.Contains("more than", Refused(wide.Op(".").Write(Path)));
        Assert.Contains("values at a time", Refused(new PytorchFiles().Op(new string('}', 70_000)).Write(Path)));
    }

    [Fact]
    public void Files_of_old_and_other_kinds_are_called_that()
    {
        Assert.Contains("torch.save(torch.load(", Refused(_folder.Write("old.bin", [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e])));
        Assert.Contains("isn't a zip archive", Refused(_folder.Write("text.bin", "hello, world"u8.ToArray())));
        Assert.Contains("isn't a zip archive", Refused(_folder.Write("empty.bin", [])));
        Assert.Contains("no such file", Refused(_folder["none.bin"]));
        Assert.Contains("is a folder", Refused(System.IO.Path.GetDirectoryName(Path)!));
    }

    [Fact]
    public void A_file_that_ends_anywhere_is_refused()
    {
        var whole = File.ReadAllBytes(PytorchFiles.Good().Write(Path));
        for (var length = 0; length < whole.Length; length++)
            Refused(_folder.Write("cut.bin", whole[..length]));
        using var file = PytorchFile.Open(_folder.Write("cut.bin", whole));
        Assert.Equal([0f, 1, 2, 3, 4, 5], file.Read<float>("w"));
    }

    private static string Refused(string path)
    {
        var message = Assert.Throws<WeightsException>(() => PytorchFile.Open(path).Dispose()).Message;
        Assert.Contains(System.IO.Path.GetFileName(path), message);
        return message;
    }
}
