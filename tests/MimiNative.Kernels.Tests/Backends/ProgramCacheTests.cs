using MimiNative.Backends.Gpu;
using MimiNative.Backends.OpenCl;

namespace MimiNative.Kernels.Tests;

/// <summary>Compiled programs on disk: used again when they are whole, never handed to the driver when they aren't.</summary>
public sealed class ProgramCacheTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private string Path => System.IO.Path.Combine(_folder.FullName, "0123abcd.bin");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_program_is_read_as_it_was_written()
    {
        foreach (var length in (int[])[1, 2, 1000, 100_000])
        {
            var program = Program(length);
            ProgramFile.Write(Path, program);
            Assert.Equal(program, ProgramFile.Read(Path));
        }

        Assert.Equal("0123abcd.bin", Assert.Single(_folder.GetFiles()).Name);
    }

    [Fact]
    public void No_damage_to_any_byte_and_no_cut_gets_through()
    {
        ProgramFile.Write(Path, Program(300));
        var whole = File.ReadAllBytes(Path);
        for (var i = 0; i < whole.Length; i++)
        {
            foreach (var bit in (int[])[0, 3, 7])
            {
                var damaged = whole.ToArray();
                damaged[i] ^= (byte)(1 << bit);
                File.WriteAllBytes(Path, damaged);
                Assert.True(ProgramFile.Read(Path) is null, $"bit {bit} of byte {i}");
            }

            File.WriteAllBytes(Path, whole[..i]);
            Assert.True(ProgramFile.Read(Path) is null, $"cut to {i} bytes");
            File.WriteAllBytes(Path, [.. whole[..i], .. new byte[16], .. whole[i..]]);
            Assert.True(ProgramFile.Read(Path) is null, $"16 bytes more at {i}");
        }
    }

    [Fact]
    public void A_program_under_another_name_is_not_taken()
    {
        ProgramFile.Write(Path, Program(300));
        var other = System.IO.Path.Combine(_folder.FullName, "ffff.bin");
        File.Copy(Path, other);
        Assert.Null(ProgramFile.Read(other));
        Assert.Null(ProgramFile.Read(_folder.FullName));
        Assert.Null(ProgramFile.Read(System.IO.Path.Combine(_folder.FullName, "none")));
    }

    [Fact]
    public void A_damaged_program_is_compiled_anew_and_replaced_whatever_part_of_it_is_damaged()
    {
        _ = AllBackends.Driver("opencl");
        var library = OpenClLibrary.Instance;
        var device = OpenClDevice.All(library)[0];
        var source = KernelText.ForOpenCl("__kernel void nothing(__global float* x) { x[0] = 1.0f; }");
        void Open() => new OpenClDriver(library, device, source, _folder.FullName).Dispose();
        Open();
        var file = Assert.Single(_folder.GetFiles());
        var (whole, written) = (File.ReadAllBytes(file.FullName), file.LastWriteTimeUtc);
        Open();
        file.Refresh();
        Assert.Equal(written, file.LastWriteTimeUtc);

        const int regions = 24;
        for (var region = 0; region < regions; region++)
        {
            var damaged = whole.ToArray();
            var at = damaged.Length * region / regions;
            new Random(region).NextBytes(damaged.AsSpan(at, Math.Min(40, damaged.Length - at)));
            File.WriteAllBytes(file.FullName, damaged);
            Open();
            Assert.NotNull(ProgramFile.Read(file.FullName));
        }

        File.WriteAllText(file.FullName, "");
        Open();
        Assert.NotNull(ProgramFile.Read(file.FullName));
    }

    private static byte[] Program(int length)
    {
        var program = new byte[length];
        new Random(length).NextBytes(program);
        return program;
    }
}
