using MimiNative.Audio;
using MimiNative.Conformance;
using MimiNative.Conformance.Dumps;
using MimiNative.Numpy;
using MimiNative.Parity;
using MimiNative.Weights;

namespace MimiNative.Tests.Conformance;

public sealed class DumpReaderTests : IDisposable
{
    private readonly Tests.Weights.TemporaryFolder _folder = new();
    private readonly Port _port = Port.Of(Port.Right);

    private string Path => _folder["port.npz"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Npz_npy_folder_and_safetensors_say_the_same()
    {
        _port.Write(Path);
        var npz = Port.Read(Path, new());
        using var arrays = DumpArrays.Open(Path);
        var folder = Directory.CreateDirectory(_folder["folder"]).FullName;
        System.IO.Compression.ZipFile.ExtractToDirectory(Path, folder);
        using (var writer = new SafetensorsWriter(_folder["port.safetensors"], arrays.Names.Select(n => (n, arrays.Read(n).Floats is null ? SafetensorsType.I64 : SafetensorsType.F32, arrays.Read(n).Shape)), new Dictionary<string, string> { ["format"] = "pt" }))
        {
            foreach (var name in arrays.Names)
                if (arrays.Read(name) is { Floats: { } floats })
                    writer.Append<float>(name, floats);
                else
                    writer.Append<long>(name, arrays.Read(name).Integers);
            writer.Commit();
        }
        Assert.All((string[])[Path, folder, _folder["port.safetensors"]], p => Assert.True(DumpArrays.IsDump(p)));
        foreach (var other in (Dump[])[Port.Read(folder, new()), Port.Read(_folder["port.safetensors"], new())])
        {
            Assert.Equal(npz.Taps.Select(t => (t.Tap.Name, t.Frames)), other.Taps.Select(t => (t.Tap.Name, t.Frames)));
            Assert.All(npz.Taps.Zip(other.Taps), t => Assert.Equal(t.First.Values, t.Second.Values));
            Assert.Equal(npz.Codes!.Values, other.Codes!.Values);
            Assert.Equal(npz.Input, other.Input);
        }
    }

    [Fact]
    public void Names_with_underscores_for_dots_are_known()
    {
        Write(("audio", [1, 1, Port.Clip.Length], Port.Clip), ("seanet_out", [1, 16, 82], new float[16 * 82]), ("Transformer_1_attn", [82, 16], new float[16 * 82]));
        Assert.Equal(["seanet.out", "transformer.1.attn"], Port.Read(Path, new()).Taps.Select(t => t.Tap.Name));
    }

    [Fact]
    public void A_description_beside_the_dump_says_what_names_don_t()
    {
        WavWriter.Write(_folder["clip.wav"], Port.Clip, 24000, PcmFormat.Float32);
        Write(("h", [16, 41], [.. Enumerable.Range(0, 16 * 41).Select(i => (float)i)]), ("weights", [3], [1, 2, 3]));
        File.WriteAllText(_folder["port.json"], """{"implementation": "port 1", "padding": "per-layer", "input": "clip.wav", "taps": {"latent": {"array": "h", "axes": "CT"}}, "skip": ["weights"]}""");
        var dump = Port.Read(Path, DumpDescription.Beside(Path));
        Assert.Equal(("port 1", PaddingDialect.PerLayer, Port.Clip.Length), (dump.Implementation, dump.Padding, dump.Input.Length));
        Assert.Equal([0, 41, 82], dump.Taps.Single().Values[..3]);
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { "no input", "no input" },
        { "unknown array", "array 'hidden' has no tap's name" },
        { "unknown tap", "'transformer.9' (array 'hidden') is no tap" },
        { "missing array", "latent should be in array 'z', which isn't there" },
        { "wrong shape", "array 'latent' (latent) is (15, 41): neither axis fits; this model has 16 channels" },
        { "wrong length", "array 'latent' (latent) is (16, 20): 20 frames, where this clip of 24000 Hz makes 41" },
        { "wrong axes", "array 'latent' (latent) is (16, 41): the axes 'BT' aren't T and C" },
        { "too few axes", "1 axes; there must be two" },
        { "a batch", "a batch of 2; dump one clip" },
        { "NaN", "array 'latent' has a value that is NaN (number 7; 1 in all)" },
        { "float codes", "codes are whole numbers" },
        { "whole input", "the floats in [-1, 1]" },
        { "stereo", "one clip of one channel" },
        { "twice", "latent is there twice" },
        { "nothing", "no array is a tap or codes" },
        { "audio of another rate", "at 16000 Hz and the model at 24000" },
        { "no such audio", "neither an array" },
        { "truncated", "cut off" },
        { "damaged", "checksum is wrong" },
        { "text", "isn't an NPZ file" },
        { "texts", "its values are 'U1'; floats (f2, f4, f8) and integers are read" },
        { "bad JSON", "port.json" },
        { "unknown key", "it has 'tap'; there are" },
        { "not there", "no such file" },
        { "empty folder", "a folder without .npy files" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void What_is_wrong_is_said_in_a_line_that_names_the_file(string mistake, string message)
    {
        (string, long[], float[]) input = ("input", [Port.Clip.Length], Port.Clip), latent = ("latent", [16, 41], new float[16 * 41]);
        var said = new DumpDescription();
        var path = Path;
        Write(input, latent);
        switch (mistake)
        {
            case "no input": Write(latent); break;
            case "unknown array": Write(input, latent, ("hidden", [16, 41], new float[16 * 41])); break;
            case "unknown tap": Write(input, ("hidden", [16, 41], new float[16 * 41])); said = Said("transformer.9", "hidden"); break;
            case "missing array": said = Said("latent", "z"); break;
            case "wrong shape": Write(input, ("latent", [15, 41], new float[15 * 41])); break;
            case "wrong length": Write(input, ("latent", [16, 20], new float[16 * 20])); break;
            case "wrong axes": said = new() { Axes = "BT" }; break;
            case "too few axes": Write(input, ("latent", [16], new float[16])); break;
            case "a batch": Write(input, ("latent", [2, 16, 41], new float[2 * 16 * 41])); break;
            case "NaN": Write(input, ("latent", [16, 41], [.. Enumerable.Range(0, 16 * 41).Select(i => i == 7 ? float.NaN : i)])); break;
            case "float codes": Write(input, ("codes", [5, 41], new float[5 * 41])); break;
            case "whole input": NpzWriter.Write(Path, npz => npz.Add<int>("input", new int[100], 1)); break;
            case "stereo": Write(("input", [2, 100], new float[200]), latent); break;
            case "twice": Write(input, latent, ("LATENT", [16, 41], new float[16 * 41])); break;
            case "nothing": Write(input); break;
            case "audio of another rate": WavWriter.Write(_folder["a.wav"], new float[100], 16000); said = new() { Input = _folder["a.wav"] }; break;
            case "no such audio": said = new() { Input = "b.wav" }; break;
            case "truncated": File.WriteAllBytes(Path, File.ReadAllBytes(Path)[..^100]); break;
            case "damaged": Damage(); break;
            case "text": File.WriteAllText(Path, "hello"); break;
            case "texts": NpzWriter.Write(Path, npz => { npz.Add<float>("input", Port.Clip, 1); npz.Add("latent", ["a"]); }); break;
            case "bad JSON": File.WriteAllText(_folder["port.json"], "{"); break;
            case "unknown key": File.WriteAllText(_folder["port.json"], """{"tap": {}}"""); break;
            case "not there": path = _folder["other.npz"]; break;
            case "empty folder": path = Directory.CreateDirectory(_folder["empty"]).FullName; break;
        }
        var error = Assert.Throws<ReferenceException>(() => Port.Read(path, said.Over(DumpDescription.Beside(path)))).Message;
        Assert.Contains(message, error);
        Assert.Contains(_folder.Path, error);
        Assert.DoesNotContain("\n", error);
    }

    [Fact]
    public void Equal_sizes_need_a_word()
    {
        Write(("input", [16 * 24], new float[16 * 24]), ("latent", [16, 16], [.. Enumerable.Range(0, 256).Select(i => (float)i)]));
        Assert.Contains("both axes may be the frames; say which, e.g. :CT", Assert.Throws<ReferenceException>(() => Port.Read(Path, new())).Message);
        Assert.Equal([0, 16, 32], Port.Read(Path, new() { Axes = "CT" }).Taps[0].Values[..3]);
        Assert.Equal([0, 1, 2], Port.Read(Path, Said("latent", "latent", "TC")).Taps[0].Values[..3]);
    }

    [Theory]
    [InlineData("latent=z", "latent", "z", null)]
    [InlineData("latent=z:BCT", "latent", "z", "BCT")]
    [InlineData("codes=a:b:KT", "codes", "a:b", "KT")]
    [InlineData("latent=layers:12", "latent", "layers:12", null)]
    public void A_mapping_is_read(string text, string tap, string array, string? axes) => Assert.Equal((tap, array, axes), DumpDescription.ParseMap(text));

    [Theory]
    [InlineData("latent")]
    [InlineData("=z")]
    [InlineData("latent=")]
    public void What_is_no_mapping_is_none(string text) => Assert.Null(DumpDescription.ParseMap(text));

    [Fact]
    public void Random_damage_gives_the_exception_or_a_dump()
    {
        _port.Write(Path);
        var healthy = File.ReadAllBytes(Path);
        var random = new Random(7);
        for (var trial = 0; trial < 100; trial++)
        {
            var bytes = healthy.ToArray();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
                bytes[random.Next(3) == 0 ? bytes.Length - 1 - random.Next(3000) : random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(Path, bytes);
            try
            {
                _ = Port.Read(Path, new());
            }
            catch (ReferenceException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }

    private static DumpDescription Said(string tap, string array, string? axes = null) => new() { Taps = new Dictionary<string, (string, string?)> { [tap] = (array, axes) } };

    private void Damage()
    {
        var bytes = File.ReadAllBytes(Path);
        bytes[500] ^= 1;
        File.WriteAllBytes(Path, bytes);
    }

    private void Write(params (string Name, long[] Shape, float[] Values)[] arrays) => NpzWriter.Write(Path, npz =>
    {
        foreach (var (name, shape, values) in arrays)
        {
            using var stream = npz.Begin<float>(name, shape);
            stream.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values));
        }
    });
}
