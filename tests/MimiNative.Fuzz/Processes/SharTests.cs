using System.Globalization;
using MimiNative.Audio;

namespace MimiNative.Fuzz.Processes;

/// <summary>Fields of Lhotse's Shar format by the command line of docs/data.md, read as Lhotse reads them. Lhotse itself can't be had here.</summary>
public sealed class SharTests : IDisposable
{
    // What lhotse/shar/readers (lazy.py, tar.py) asks of a field's shard, by numpy's description of its format. It prints a line for each cut: its id and the bytes of its vector.
    private const string Reader = """
        import ast, gzip, json, pathlib, struct, sys, tarfile

        def pairs(path):
            with tarfile.open(fileobj=open(path, "rb"), mode="r|*") as tar:
                members = [(pathlib.Path(m.path), tar.extractfile(m).read()) for m in tar]
            assert len(members) % 2 == 0
            return zip(members[::2], members[1::2])

        def vector(content):
            assert content[:8] == b"\x93NUMPY\x01\x00"
            start = 10 + struct.unpack("<H", content[8:10])[0]
            header = ast.literal_eval(content[10:start].decode("latin1"))
            assert sorted(header) == ["descr", "fortran_order", "shape"] and header["descr"] == "<f4" and len(header["shape"]) == 1
            assert len(content) - start == 4 * header["shape"][0] and start % 64 == 0
            return header["shape"], content[start:]

        for cuts, field in zip(sys.argv[1::2], sys.argv[2::2]):
            ids = [json.loads(line)["id"] for line in gzip.open(cuts, "rt", encoding="utf-8")]
            found = list(pairs(field))
            assert len(found) == len(ids), (len(found), len(ids))
            for id, ((data_path, data), (meta_path, meta)) in zip(ids, found):
                assert str(data_path.parent / data_path.stem) == id, (str(data_path), id)
                if data_path.suffix == ".nodata":
                    assert meta_path.suffix == ".nometa" and data == meta == b""
                    print(id)
                    continue
                manifest = json.loads(meta.decode("utf-8"))
                shape, values = vector(data)
                assert data_path.suffix == ".npy" and meta_path.suffix == ".json"
                assert sorted(manifest) == ["shape", "storage_key", "storage_path", "storage_type"] and manifest["storage_type"] == "shar" and tuple(manifest["shape"]) == shape
                print(id, values.hex())
        """;

    // A shard of recordings and one of cuts, as CutSet.to_shar writes them.
    private const string Writer = """
        import gzip, io, json, sys, tarfile
        shard, clips = sys.argv[1], sys.argv[2:]
        with tarfile.open(fileobj=open(f"shar/recording.{shard}.tar", "wb"), mode="w|") as tar, gzip.open(f"shar/cuts.{shard}.jsonl.gz", "wt") as cuts:
            def add(name, content):
                member = tarfile.TarInfo(name)
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))
            for clip in clips:
                recording = {"id": clip, "sources": [{"type": "shar", "channels": [0], "source": ""}], "sampling_rate": 24000, "num_samples": 4800, "duration": 0.2, "channel_ids": [0]}
                add(f"{clip}.wav", open(f"{clip}.wav", "rb").read())
                add(f"{clip}.json", (json.dumps(recording) + "\n").encode())
                cuts.write(json.dumps({"id": clip, "start": 0, "duration": 0.2, "channel": 0, "supervisions": [], "recording": recording, "type": "MonoCut"}) + "\n")
        """;

    private readonly MimiProcess _mimi = new();

    public void Dispose() => _mimi.Dispose();

    [Fact]
    public async Task The_shards_of_a_Shar_folder_get_a_field()
    {
        string[] clips = ["z", "ü", "b", "a"];
        foreach (var (clip, i) in clips.Select((c, i) => (c, i)))
            Clip($"{clip}.wav", i);
        File.WriteAllText(_mimi.Path("write.py"), Writer);
        Directory.CreateDirectory(_mimi.Path("shar"));
        await Succeed("python3 write.py 000000 z ü b && python3 write.py 000001 a");
        await Succeed(MimiProcess.OnPath(Documented.Block("sh", "recording.*.tar")));
        await Succeed("mimi embed z.wav ü.wav b.wav a.wav $S --taps latent --pool mean --out e.npy");
        var values = File.ReadAllBytes(_mimi.Path("e.npy"))[128..];
        Assert.Equal(clips.Select((c, i) => $"{c} {Convert.ToHexStringLower(values.AsSpan(2048 * i, 2048))}"), await Read("shar/cuts.000000.jsonl.gz mimi/latent.000000.tar shar/cuts.000001.jsonl.gz mimi/latent.000001.tar"));
    }

    [Fact]
    public async Task A_manifest_gives_a_field_with_a_place_for_the_recording_that_is_left_out()
    {
        string[] ids = ["1089-0001.5", "talk/0.25", "broken", new('n', 200), "last"];
        foreach (var (id, i) in ids.Select((d, i) => (d, i)))
            Clip($"{i}.wav", i);
        File.WriteAllText(_mimi.Path("2.wav"), "no audio");
        File.WriteAllLines(_mimi.Path("cuts.jsonl"), ids.Select((id, i) => string.Create(CultureInfo.InvariantCulture,
            $$$"""{"id":"{{{id}}}","start":0.05,"duration":0.1,"channel":0,"supervisions":[],"recording":{"id":"r","sources":[{"type":"file","channels":[0],"source":"{{{i}}}.wav"}],"sampling_rate":24000,"num_samples":4800,"duration":0.2},"type":"MonoCut"}""")));
        var embedded = await _mimi.Run("gzip cuts.jsonl && mimi embed cuts.jsonl.gz $S --taps latent --pool mean,std --out mimi/f.tar");
        Assert.Equal((3, "4 clips, 2 embeddings each → mimi/f_*.tar\n"), (embedded.ExitCode, embedded.Output));
        foreach (var pooling in (string[])["mean", "std"])
        {
            await _mimi.Run($"mimi embed cuts.jsonl.gz $S --taps latent --pool {pooling} --out {pooling}.npy");
            var (values, row) = (File.ReadAllBytes(_mimi.Path($"{pooling}.npy"))[128..], 0);
            Assert.Equal(ids.Select(id => id == "broken" ? id : $"{id} {Convert.ToHexStringLower(values.AsSpan(2048 * row++, 2048))}"), await Read($"cuts.jsonl.gz mimi/f_latent_{pooling}.tar"));
        }
    }

    private void Clip(string name, int number) => WavWriter.Write(_mimi.Path(name), [.. Enumerable.Range(0, 4800).Select(s => 0.3f * MathF.Sin(s * (0.03f + 0.01f * number)))]);

    private async Task<string[]> Read(string arguments)
    {
        File.WriteAllText(_mimi.Path("read.py"), Reader);
        return (await Succeed("PYTHONIOENCODING=utf-8 python3 read.py " + arguments)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task<string> Succeed(string command)
    {
        Assert.SkipUnless((await _mimi.Run("python3 --version")).ExitCode == 0, "python3 can't be run here");
        var result = await _mimi.Run(command);
        Assert.True(result.ExitCode == 0, $"{command}: exit code {result.ExitCode}\n{result.Output}{result.Error}");
        return result.Output;
    }
}
