using System.Diagnostics;
using MimiNative.TestSupport;

namespace MimiNative.Cli.Tests;

public sealed class InterruptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mimi-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Ctrl_C_ends_even_a_blocked_command_with_130_and_leaves_no_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        using var process = Cli.Start("encode", "-", "--pcm", "f32", "-w", Repository.Shared("reference/tiny/checkpoint/hf"), "--out", Path.Combine(_folder, "a.safetensors"));
        await process.StandardInput.BaseStream.WriteAsync(new byte[4 * 24000 * 8]);
        await process.StandardInput.BaseStream.FlushAsync();
        // Two remarks on standard error say that the weights are loaded and the command waits for more samples.
        await process.StandardError.ReadLineAsync();
        await process.StandardError.ReadLineAsync();
        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString()]))
            await kill.WaitForExitAsync();
        Assert.Equal(130, (await process.Finish()).ExitCode);
        Assert.Empty(Directory.GetFiles(_folder));
    }
}
