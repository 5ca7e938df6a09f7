using System.Net;
using MimiNative.Cli.Hub;
using MimiNative.Weights;

namespace MimiNative.Cli.Tests.Hub;

/// <summary>Where a download is led, and who gets to see the token.</summary>
public sealed class RedirectTests : IDisposable
{
    private const string Secret = "hf_secret";

    private readonly Workplace _folder = new();
    private readonly List<(string Address, string? Authorization)> _requests = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_token_goes_to_the_hub_and_not_to_where_it_sends_us()
    {
        await Load("https://huggingface.co/kyutai/mimi/resolve/main/model.safetensors", address => address.Host == "huggingface.co" ? To("https://cdn-lfs.huggingface.co/bytes?signature=1") : Bytes());
        Assert.Equal([("https://huggingface.co/kyutai/mimi/resolve/main/model.safetensors", $"Bearer {Secret}"), ("https://cdn-lfs.huggingface.co/bytes?signature=1", null)], _requests);
    }

    [Theory]
    [InlineData("http://huggingface.co/a")]
    [InlineData("https://huggingface.co:8443/a")]
    [InlineData("https://huggingface.co.example.org/a")]
    [InlineData("https://hf.example.org/a")]
    [InlineData("https://example.org/huggingface.co/a")]
    public async Task Nobody_else_sees_it(string address)
    {
        await Load(address, _ => Bytes(), ("HF_ENDPOINT", "https://hf.example.org"));
        Assert.Equal([(address, null)], _requests);
    }

    [Fact]
    public async Task Over_a_real_connection_another_port_gets_no_credentials_either()
    {
        using var last = new LoopbackServer(_ => new("200 OK", [1, 2, 3]));
        using var first = new LoopbackServer(_ => Answer.Empty("307 Temporary Redirect", $"Location: {last.Address}bytes"));
        using var client = Downloader.Client();
        using var file = new PartialFile(_folder["a"]);
        await new Downloader(client, new HubAddress(Token)).LoadAsync(new(first.Address, "a"), file, null, null, default);
        Assert.Equal(3, file.Length);
        Assert.All(first.Requests.Concat(last.Requests), r => Assert.Null(r["authorization"]));
        Assert.Single(last.Requests);
    }

    [Fact]
    public async Task Redirects_end_after_five()
    {
        var error = await Assert.ThrowsAsync<WeightsException>(() => Load("https://example.org/a", _ => To("/a")));
        Assert.Equal("https://example.org/a: more than 5 redirects", error.Message);
        Assert.Equal(6, _requests.Count);
    }

    [Theory]
    [InlineData("http://example.org/b", "https://example.org/a: redirects to http://example.org/b, which is refused: from https to http")]
    [InlineData("ftp://example.org/b", "https://example.org/a: redirects to ftp://example.org/b, which is refused: neither http nor https")]
    [InlineData("file:///etc/passwd", "https://example.org/a: redirects to file:///etc/passwd, which is refused: neither http nor https")]
    public async Task Nobody_is_led_out_of_https(string location, string message)
    {
        var error = await Assert.ThrowsAsync<WeightsException>(() => Load("https://example.org/a", _ => To(location)));
        Assert.Equal(message, error.Message);
        Assert.Single(_requests);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "https://example.org/a: HTTP 404 Not Found")]
    [InlineData(HttpStatusCode.InternalServerError, "https://example.org/a: HTTP 500 Internal Server Error")]
    [InlineData(HttpStatusCode.PartialContent, "https://example.org/a: HTTP 206 Partial Content")]
    [InlineData(HttpStatusCode.Unauthorized, "https://example.org/a: HTTP 401 Unauthorized (a gated repository: accept its licence on its page and set HF_TOKEN, which is sent to https://huggingface.co alone)")]
    public async Task A_refusal_names_address_and_status_and_keeps_signatures_to_itself(HttpStatusCode status, string message)
    {
        var error = await Assert.ThrowsAsync<WeightsException>(() => Load("https://example.org/a?signature=1", _ => new(status)));
        Assert.Equal(message, error.Message);
        Assert.Empty(Directory.GetFiles(_folder["."]));
    }

    [Fact]
    public async Task A_packed_file_is_refused()
    {
        var error = await Assert.ThrowsAsync<WeightsException>(() => Load("https://example.org/a", _ =>
        {
            var packed = Bytes();
            packed.Content.Headers.ContentEncoding.Add("gzip");
            return packed;
        }));
        Assert.Contains("packed (gzip)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_none_is_refused()
    {
        var error = await Assert.ThrowsAsync<WeightsException>(() => Load("https://huggingface.co/a", _ => Bytes(), ("HF_TOKEN", "hf_x\r\nEvil: 1")));
        Assert.DoesNotContain("hf_x", error.Message, StringComparison.Ordinal);
        Assert.Empty(_requests);
    }

    [Theory]
    [InlineData(null, "https://huggingface.co/kyutai/mimi/resolve/main/model.safetensors", "kyutai/mimi main model.safetensors")]
    [InlineData(null, "https://huggingface.co/kyutai/hibiki-1b-mlx-bf16/resolve/refs%2Fpr%2F1/mimi-dbaa9758%40125.safetensors", null)]
    [InlineData(null, "https://huggingface.co/kyutai/hibiki-1b-mlx-bf16/resolve/main/mimi-dbaa9758%40125.safetensors?download=true", "kyutai/hibiki-1b-mlx-bf16 main mimi-dbaa9758@125.safetensors")]
    [InlineData(null, "https://huggingface.co/a/b/resolve/main/languages/english/model.safetensors", "a/b main languages/english/model.safetensors")]
    [InlineData(null, "https://huggingface.co/a/b/resolve/main/..%2F..%2Fevil", null)]
    [InlineData(null, "https://huggingface.co/a/b/blob/main/x", null)]
    [InlineData(null, "https://hf.example.org/a/b/resolve/main/x", null)]
    [InlineData("https://hf.example.org/", "https://hf.example.org/a/b/resolve/v1/x", "a/b v1 x")]
    [InlineData("https://hf.example.org/mirror", "https://hf.example.org/mirror/a/b/resolve/main/x", "a/b main x")]
    public void Addresses_of_the_hub_say_which_file_they_are(string? endpoint, string address, string? file) =>
        Assert.Equal(file, new HubAddress(name => name == "HF_ENDPOINT" ? endpoint : null).Parse(new(address)) is { } found ? $"{found.Repository} {found.Revision} {found.File}" : null);

    private async Task Load(string address, Func<Uri, HttpResponseMessage> answer, params (string Name, string Value)[] environment)
    {
        using var client = Downloader.Client(new Handler(_requests, answer));
        using var file = new PartialFile(_folder["a"]);
        await new Downloader(client, new HubAddress(name => environment.FirstOrDefault(e => e.Name == name).Value ?? Token(name))).LoadAsync(new(address), file, null, null, default);
    }

    private static string? Token(string name) => name == "HF_TOKEN" ? Secret : null;

    private static HttpResponseMessage To(string location)
    {
        var response = new HttpResponseMessage(HttpStatusCode.Found);
        response.Headers.TryAddWithoutValidation("Location", location);
        return response;
    }

    private static HttpResponseMessage Bytes() => new(HttpStatusCode.OK) { Content = new ByteArrayContent([1, 2, 3]) };

    /// <summary>The internet, as far as these tests go.</summary>
    private sealed class Handler(List<(string, string?)> requests, Func<Uri, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            requests.Add((request.RequestUri!.AbsoluteUri, request.Headers.Authorization?.ToString()));
            return Task.FromResult(answer(request.RequestUri));
        }
    }
}
