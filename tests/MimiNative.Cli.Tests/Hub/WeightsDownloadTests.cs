using System.Security.Cryptography;
using MimiNative.Cli.Hub;
using MimiNative.Weights;

namespace MimiNative.Cli.Tests.Hub;

/// <summary>Downloads from a server of this machine that does what servers and connections do.</summary>
public sealed class WeightsDownloadTests : IDisposable
{
    private const string Tag = "\"v1\"";
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private static readonly byte[] Content = Bytes(1), Other = Bytes(2);

    private readonly Workplace _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_comes_whole_and_is_checked()
    {
        using var server = new LoopbackServer(asked => LoopbackServer.File(asked, Content, Tag));
        var seen = new List<DownloadProgress>();
        var result = await Load(server, progress: seen.Add);
        Assert.Equal(Content, File.ReadAllBytes(_folder["m.safetensors"]));
        Assert.Equal(new(_folder["m.safetensors"], Content.Length, Hash(Content), true, false, 0, null), result);
        Assert.Equal(new(Content.Length, Content.Length), seen[^1]);
        Assert.Equal(["m.safetensors"], Names());
        Assert.Null(server.Requests.Single()["range"]);
    }

    [Fact]
    public async Task A_cut_connection_leaves_what_came_and_the_next_run_goes_on_there()
    {
        var sent = (int?)60_000;
        using var server = new LoopbackServer(asked => LoopbackServer.File(asked, Content, Tag, sent));
        var error = await Assert.ThrowsAsync<IOException>(() => Load(server));
        Assert.Contains($"after 60000 of {Content.Length} bytes; the same command goes on there", error.Message, StringComparison.Ordinal);
        Assert.Equal(["m.safetensors.incomplete", "m.safetensors.incomplete.from"], Names());
        sent = null;
        var result = await Load(server);
        Assert.Equal(60_000, result.Resumed);
        Assert.Equal("bytes=60000-", server.Requests[1]["range"]);
        Assert.Equal(Tag, server.Requests[1]["if-range"]);
        Assert.Equal(Content, File.ReadAllBytes(result.Path));
        Assert.Equal(["m.safetensors"], Names());
    }

    [Fact]
    public async Task A_run_that_ended_with_the_last_byte_is_finished_by_the_next()
    {
        using var server = new LoopbackServer(asked => LoopbackServer.File(asked, Content, Tag));
        Partial(server, Content, Tag);
        Assert.Equal(Content, File.ReadAllBytes((await Load(server)).Path));
        Assert.Equal($"bytes={Content.Length - 1}-", server.Requests.Single()["range"]);
    }

    [Fact]
    public async Task A_server_that_knows_no_ranges_starts_over()
    {
        using var server = new LoopbackServer(_ => new("200 OK", Content, null, $"ETag: {Tag}"));
        Partial(server, Other[..50_000], Tag);
        var result = await Load(server);
        Assert.Equal(0, result.Resumed);
        Assert.Equal(Content, File.ReadAllBytes(result.Path));
    }

    [Theory]
    [InlineData("\"v2\"")]
    [InlineData("W/\"v1\"")]
    public async Task A_file_that_changed_between_tries_is_not_glued_together(string etag)
    {
        using var server = new LoopbackServer(asked => LoopbackServer.File(asked, Content, etag));
        Partial(server, Other[..50_000], Tag);
        Assert.Equal(Content, File.ReadAllBytes((await Load(server, verify: false)).Path));
    }

    [Theory]
    [InlineData("ETag: \"v2\"", "bytes 50000-99999/100000")]
    [InlineData("ETag: \"v1\"", "bytes 49999-99999/100000")]
    [InlineData("ETag: \"v1\"", "bytes 50000-99998/99999")]
    public async Task A_part_of_something_else_than_was_asked_for_is_not_taken(string etag, string range)
    {
        // A server that heeds Range and not If-Range.
        using var server = new LoopbackServer(asked => asked.Start is { } start ? new("206 Partial Content", Content[start..], null, $"Content-Range: {range}", etag) : new("200 OK", Content, null, etag));
        Partial(server, Other[..50_000], Tag);
        Assert.Equal(Content, File.ReadAllBytes((await Load(server, verify: false)).Path));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Without_a_validator_nothing_is_continued()
    {
        var sent = (int?)50_000;
        using var server = new LoopbackServer(_ => new("200 OK", Content, sent));
        await Assert.ThrowsAsync<IOException>(() => Load(server));
        sent = null;
        Assert.Equal(Content, File.ReadAllBytes((await Load(server)).Path));
        Assert.Null(server.Requests[1]["range"]);
    }

    [Fact]
    public async Task Last_Modified_serves_where_there_is_no_ETag()
    {
        const string time = "Wed, 21 Oct 2015 07:28:00 GMT";
        var sent = (int?)50_000;
        using var server = new LoopbackServer(asked => asked.Start is { } start && asked["if-range"] == time
            ? new("206 Partial Content", Content[start..], sent, $"Content-Range: bytes {start}-{Content.Length - 1}/{Content.Length}", $"Last-Modified: {time}")
            : new("200 OK", Content, sent, $"Last-Modified: {time}"));
        await Assert.ThrowsAsync<IOException>(() => Load(server));
        sent = null;
        Assert.Equal(50_000, (await Load(server)).Resumed);
    }

    [Fact]
    public async Task Another_address_never_continues_what_came_from_the_first()
    {
        using var server = new LoopbackServer(asked => LoopbackServer.File(asked, Content, Tag));
        Partial(server, Other[..50_000], Tag, path: "another");
        await Load(server);
        Assert.Null(server.Requests.Single()["range"]);
    }

    [Fact]
    public async Task A_wrong_hash_is_refused_and_the_file_removed()
    {
        using var server = new LoopbackServer(asked => LoopbackServer.File(asked, Other, Tag));
        var error = await Assert.ThrowsAsync<WeightsException>(() => Load(server));
        Assert.Contains($"its SHA-256 is {Hash(Other)}, not {Hash(Content)}; it was removed", error.Message, StringComparison.Ordinal);
        Assert.Empty(Names());
    }

    [Fact]
    public async Task Another_size_than_the_published_one_is_refused_before_it_comes()
    {
        using var server = new LoopbackServer(asked => LoopbackServer.File(asked, Content, Tag));
        var error = await Assert.ThrowsAsync<WeightsException>(() => Load(server, bytes: 7));
        Assert.Contains("has 100000 bytes; the published file has 7", error.Message, StringComparison.Ordinal);
        Assert.Empty(Names());
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_loaded_again_and_another_one_is_not_replaced()
    {
        using var server = new LoopbackServer(asked => LoopbackServer.File(asked, Content, Tag));
        await Load(server);
        Assert.True((await Load(server)).WasThere);
        _folder.Write("m.safetensors", Other);
        await Assert.ThrowsAsync<WeightsException>(() => Load(server));
        await Assert.ThrowsAsync<WeightsException>(() => Load(server, verify: false));
        Assert.Equal(Other, File.ReadAllBytes(_folder["m.safetensors"]));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Ctrl_C_leaves_what_came()
    {
        using var server = new LoopbackServer(asked => LoopbackServer.File(asked, Content, Tag, sent: -50_000));
        using var interrupt = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Load(server, progress: p =>
        {
            if (p.Bytes == 50_000)
                interrupt.Cancel();
        }, cancellation: interrupt.Token));
        Assert.Equal(Content[..50_000], File.ReadAllBytes(_folder["m.safetensors.incomplete"]));
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_not_waited_for()
    {
        using var server = new LoopbackServer(asked => LoopbackServer.File(asked, Content, Tag, sent: -50_000));
        var error = await Assert.ThrowsAsync<IOException>(() => Load(server, patience: TimeSpan.FromSeconds(0.5)));
        Assert.Contains("no answer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_runs_do_not_write_into_one_file()
    {
        using var server = new LoopbackServer(asked => LoopbackServer.File(asked, Content, Tag));
        using var first = new PartialFile(_folder["m.safetensors"]);
        await Assert.ThrowsAsync<IOException>(() => Load(server));
    }

    [Fact]
    public async Task A_link_in_the_file_s_place_is_not_written_through()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a right there");
        using var server = new LoopbackServer(asked => LoopbackServer.File(asked, Content, Tag));
        File.CreateSymbolicLink(_folder["m.safetensors.incomplete"], _folder.Write("victim", Other));
        await Assert.ThrowsAsync<IOException>(() => Load(server));
        Assert.Equal(Other, File.ReadAllBytes(_folder["victim"]));
    }

    [Fact]
    public async Task In_the_cache_it_stands_as_the_hub_s_tools_lay_it_out_and_is_found()
    {
        using var server = new LoopbackServer(asked => asked.Path == "/elsewhere" ? LoopbackServer.File(asked, Content, Tag) : Answer.Empty("302 Found", "Location: /elsewhere", $"X-Repo-Commit: {Commit}"));
        var result = await Load(server, cached: "model.safetensors");
        var repository = _folder["hub/models--kyutai--mimi"];
        Assert.Equal(Path.Combine(repository, "snapshots", Commit, "model.safetensors"), result.Path);
        Assert.Equal(Commit, File.ReadAllText(Path.Combine(repository, "refs", "main")));
        Assert.Equal($"../../blobs/{Hash(Content)}", new FileInfo(result.Path).LinkTarget);
        Assert.Equal(Content, File.ReadAllBytes(result.Path));
        Assert.Equal([Hash(Content)], Directory.GetFiles(Path.Combine(repository, "blobs")).Select(Path.GetFileName));
        Assert.True((await Load(server, cached: "model.safetensors")).WasThere);
    }

    [Fact]
    public async Task Files_of_a_server_without_commits_stand_together()
    {
        using var server = new LoopbackServer(asked => LoopbackServer.File(asked, asked.Path == "/config.json" ? Other : Content, Tag));
        var weights = await Load(server, cached: "model.safetensors");
        var config = await Load(server, verify: false, cached: "config.json", path: "config.json");
        Assert.Equal(Hash(Content)[..40], weights.Commit);
        Assert.Equal(Path.GetDirectoryName(weights.Path), Path.GetDirectoryName(config.Path));
    }

    [Theory]
    [InlineData("../../../evil")]
    [InlineData("0123456789abcdef0123456789abcdef0123456/")]
    public async Task A_commit_that_is_none_is_not_believed(string commit)
    {
        using var server = new LoopbackServer(asked => LoopbackServer.File(asked, Content, Tag, null, $"X-Repo-Commit: {commit}"));
        Assert.Equal(Hash(Content)[..40], (await Load(server, cached: "model.safetensors")).Commit);
    }

    private async Task<DownloadResult> Load(LoopbackServer server, bool verify = true, long? bytes = null, string? cached = null, string path = "file", Action<DownloadProgress>? progress = null,
        TimeSpan? patience = null, CancellationToken cancellation = default)
    {
        using var client = Downloader.Client();
        var download = new WeightsDownload(new Downloader(client, new HubAddress(_ => null)) { Patience = patience ?? TimeSpan.FromSeconds(20) }, _folder["hub"]);
        var plan = new DownloadPlan(new(server.Address, path), new("kyutai/mimi", "main", cached ?? "model.safetensors"), verify ? Hash(Content) : null, bytes, cached is null ? _folder["m.safetensors"] : null);
        return await download.RunAsync(plan, progress, cancellation);
    }

    private void Partial(LoopbackServer server, byte[] content, string etag, string path = "file")
    {
        _folder.Write("m.safetensors.incomplete", content);
        File.WriteAllText(_folder["m.safetensors.incomplete.from"], new FileVersion(new Uri(server.Address, path).AbsoluteUri, etag, Content.Length).Text);
    }

    private IEnumerable<string> Names() => Directory.GetFiles(_folder["."]).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal);

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Bytes(int seed)
    {
        var bytes = new byte[100_000];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
