using System.Diagnostics;
using System.Security.Cryptography;
using MimiNative.Cli.Tests.Hub;

namespace MimiNative.Cli.Tests;

public sealed class WeightsGetCommandTests : IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7))];

    private readonly Workplace _place = new();

    private static string Hash => Convert.ToHexStringLower(SHA256.HashData(Content));

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Without_an_address_it_prints_what_to_type()
    {
        var result = Cli.Run("weights", "get");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("hf download kyutai/mimi model.safetensors config.json\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("curl -L --fail --create-dirs -o weights/model.safetensors https://huggingface.co/kyutai/mimi/resolve/main/model.safetensors\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("384,649,828 bytes, SHA-256 bac7e85083dcded655d24eaadde7e6eea34c0da1b35fa2d284e641bd2b942a5e", result.Output, StringComparison.Ordinal);
        Assert.Equal("hf download kyutai/moshiko-pytorch-bf16 tokenizer-e351c8d8-checkpoint125.safetensors", Cli.Run("weights", "get", "kyutai/moshiko-pytorch-bf16", "--json").Json.GetProperty("hf").GetString());
    }

    [Fact]
    public void Of_a_repository_that_nobody_knows_it_prints_the_pattern()
    {
        var result = Cli.Run("weights", "get", "somebody/finetune");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("hf download somebody/finetune --include '*.safetensors' '*.json'\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("https://huggingface.co/somebody/finetune/resolve/main/FILE\n", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weights get mimi", "isn't the name of a repository")]
    [InlineData("weights get --out a.safetensors", "--out goes with --from URL")]
    [InlineData("weights get --sha256 00", "--sha256 goes with --from URL")]
    [InlineData("weights get --from model.safetensors", "begins with http:// or https://")]
    [InlineData("weights get --from ftp://example.org/a", "begins with http:// or https://")]
    [InlineData("weights get --from https://me:secret@example.org/a", "leave them out")]
    [InlineData("weights get --from https://example.org/a --sha256 xyz", "64 hexadecimal digits")]
    [InlineData("weights get --from https://example.org/other.safetensors", "kyutai/mimi has no weights named other.safetensors")]
    [InlineData("weights get kyutai/mimi --from https://huggingface.co/a/b/resolve/main/model.safetensors", "a file of a/b, not of kyutai/mimi")]
    [InlineData("weights write synthetic:1 --layout flax --out a.safetensors", "flax")]
    [InlineData("weights write synthetic:1 --layout hf --out a.bin", ".safetensors")]
    public void What_cannot_be_meant_is_a_usage_error(string line, string says)
    {
        var result = Cli.Run(line.Split(' '));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_loaded_checked_and_named()
    {
        using var server = new LoopbackServer(asked => LoopbackServer.File(asked, Content, "\"1\""));
        var result = Cli.Run("weights", "get", "--from", $"{server.Address}a.safetensors", "--sha256", Hash.ToUpperInvariant(), "--out", _place["a.safetensors"], "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.True(result.Json.GetProperty("verified").GetBoolean());
        Assert.Equal(Content, File.ReadAllBytes(_place["a.safetensors"]));
    }

    [Theory]
    [InlineData("404 Not Found", "HTTP 404 Not Found")]
    [InlineData("401 Unauthorized", "set HF_TOKEN")]
    public void A_refusal_is_one_line_and_exit_code_3(string status, string says)
    {
        using var server = new LoopbackServer(_ => Answer.Empty(status));
        var result = Cli.Run("weights", "get", "--from", $"{server.Address}a.safetensors", "--out", _place["a.safetensors"], "--quiet");
        Assert.Equal(3, result.ExitCode);
        Assert.StartsWith($"mimi: {server.Address}a.safetensors: HTTP ", result.Error, StringComparison.Ordinal);
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(c => c == '\n'));
    }

    [Fact]
    public void A_wrong_hash_is_exit_code_3()
    {
        using var server = new LoopbackServer(asked => LoopbackServer.File(asked, Content, "\"1\""));
        Assert.Equal(3, Cli.Run("weights", "get", "--from", $"{server.Address}a.safetensors", "--sha256", new string('0', 64), "--out", _place["a.safetensors"]).ExitCode);
    }

    [Fact]
    public void Nobody_listening_and_no_place_to_write_are_exit_code_4()
    {
        string address;
        using (var server = new LoopbackServer(_ => Answer.Empty("200 OK")))
            address = $"{server.Address}a.safetensors";
        Assert.Equal(4, Cli.Run("weights", "get", "--from", address, "--out", _place["a.safetensors"]).ExitCode);
        _place.Write("file", "");
        Assert.Equal(4, Cli.Run("weights", "get", "--from", address, "--out", _place["file/a.safetensors"]).ExitCode);
    }

    [Fact]
    public async Task A_full_disk_is_exit_code_4_and_what_came_stays()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the disk is limited by a Linux shell");
        using var server = new LoopbackServer(asked => LoopbackServer.File(asked, Content, "\"1\""));
        // A largest file size of 32 KiB stands for the disk; the signal that goes with it is ignored, so that writing fails as on a full one.
        using var shell = Process.Start(new ProcessStartInfo("bash") { RedirectStandardError = true, RedirectStandardOutput = true, ArgumentList = { "-c",
            $"trap '' XFSZ; export DOTNET_EnableWriteXorExecute=0; ulimit -f 32; exec dotnet '{typeof(MimiCommand).Assembly.Location}' weights get --quiet --from {server.Address}a.safetensors --out '{_place["a.safetensors"]}'" } })!;
        var result = await shell.Finish();
        Assert.True(result.ExitCode == 4, result.Error);
        Assert.Contains("a.safetensors.incomplete can't be written", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(c => c == '\n'));
        Assert.Equal(Content[..32768], File.ReadAllBytes(_place["a.safetensors.incomplete"]));
        Assert.Equal(0, Cli.Run("weights", "get", "--from", $"{server.Address}a.safetensors", "--sha256", Hash, "--out", _place["a.safetensors"]).ExitCode);
        Assert.Equal("bytes=32768-", server.Requests[^1]["range"]);
    }

    [Fact]
    public async Task Ctrl_C_says_what_stays()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        using var server = new LoopbackServer(asked => LoopbackServer.File(asked, Content, "\"1\"", sent: -50_000));
        using var process = Cli.Start("weights", "get", "--from", $"{server.Address}a.safetensors", "--out", _place["a.safetensors"]);
        while (!File.Exists(_place["a.safetensors.incomplete"]) || new FileInfo(_place["a.safetensors.incomplete"]).Length < 50_000)
            Thread.Sleep(50);
        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString()]))
            kill.WaitForExit();
        var result = await process.Finish();
        Assert.Equal(130, result.ExitCode);
        Assert.Contains("a.safetensors.incomplete, and the same command goes on there", result.Error, StringComparison.Ordinal);
        Assert.Equal(Content[..50_000], File.ReadAllBytes(_place["a.safetensors.incomplete"]));
    }

    [Fact]
    public void A_checkpoint_is_converted_and_fits()
    {
        var written = Cli.Run("weights", "write", Workplace.Tiny, "--layout", "native", "--out", _place["mimi.safetensors"]);
        Assert.True(written.ExitCode == 0, written.Error);
        Assert.Equal(0, Cli.Run("weights", "check", _place["mimi.safetensors"]).ExitCode);
        Assert.Equal(3, Cli.Run("weights", "write", Workplace.Tiny, "--layout", "native", "--out", _place["mimi.safetensors"]).ExitCode);
    }
}
