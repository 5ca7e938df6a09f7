using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using MimiNative.Files;
using MimiNative.Weights;

namespace MimiNative.Cli.Hub;

/// <summary>How much of a file has come, and how long it is where that is known.</summary>
internal readonly record struct DownloadProgress(long Bytes, long? Total);

/// <summary>
/// Loads a file over HTTP(S) into a <see cref="PartialFile"/>, going on where an earlier run stopped. Redirects are followed by hand: a credential goes to the host that it is for and to no other,
/// and nobody is led from https to http. Nothing is stored but the bytes.
/// </summary>
/// <param name="client">Follows no redirects, keeps no cookies: <see cref="Client"/>.</param>
/// <param name="address">Says which requests carry the token.</param>
internal sealed class Downloader(HttpClient client, HubAddress address)
{
    private const int MostRedirects = 5;
    private const int BufferBytes = 1 << 17;

    /// <summary>How long a server may be silent.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The commit that the hub names for what it gives (<c>X-Repo-Commit</c>, on its own answer, before the redirect to where the bytes are); null where nobody names one.</summary>
    public string? Commit { get; private set; }

    /// <summary>What an earlier run had loaded was continued.</summary>
    public bool HasResumed { get; private set; }

    /// <summary>A client that decides nothing by itself.</summary>
    public static HttpClient Client(HttpMessageHandler? handler = null) => new(handler ?? new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None, ConnectTimeout = TimeSpan.FromSeconds(30), PreAuthenticate = false,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Loads what is missing of a file.</summary>
    /// <param name="from">http or https.</param>
    /// <param name="file">What is there already, and takes the rest.</param>
    /// <param name="expectedBytes">Its size where that is known: another one is refused before it comes.</param>
    /// <param name="progress">Told now and then.</param>
    /// <param name="cancellation">Stops; what came stays.</param>
    /// <exception cref="WeightsException">The server refuses or gives something else: names address and status.</exception>
    /// <exception cref="IOException">The connection or the disk fails.</exception>
    public async Task LoadAsync(Uri from, PartialFile file, long? expectedBytes, Action<DownloadProgress>? progress, CancellationToken cancellation)
    {
        // The last byte is asked for again where all are there, because no server answers a request for none.
        var version = file.Version is { Validator.Length: > 0 } known && known.Address == from.AbsoluteUri ? known : null;
        var start = version is null ? 0 : version.Bytes >= 0 ? Math.Min(file.Length, version.Bytes - 1) : file.Length;
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var at = from;
        try
        {
            var response = await SendAsync(from, start > 0 ? version : null, start);
            // What is there isn't a part of what the server has now: from the start, and without asking for a part.
            if (start > 0 && (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable || response.StatusCode == HttpStatusCode.PartialContent && !Continues(response, version!, start)))
            {
                response.Dispose();
                response = await SendAsync(from, null, 0);
            }
            using (response)
                await ReceiveAsync(response);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"{Shown(at)}: no answer for {Patience.TotalSeconds:0} s; the same command goes on where it stopped", e);
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"{Shown(at)}: {Printable.Quote((e.InnerException ?? e).Message)}", e);
        }

        async Task<HttpResponseMessage> SendAsync(Uri first, FileVersion? part, long position)
        {
            at = first;
            for (var redirects = 0; ; redirects++)
            {
                using var request = Request(at, part, position);
                silence.CancelAfter(Patience);
                var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
                Commit ??= response.Headers.TryGetValues("X-Repo-Commit", out var commits) && commits.First() is { Length: 40 } commit && commit.All(char.IsAsciiHexDigitLower) ? commit : null;
                if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
                    return response;
                using (response)
                    at = Next(at, response, redirects);
            }
        }

        async Task ReceiveAsync(HttpResponseMessage response)
        {
            var isPart = start > 0 && response.StatusCode == HttpStatusCode.PartialContent;
            if (!isPart && response.StatusCode != HttpStatusCode.OK)
                throw Refused(at, response);
            if (response.Content.Headers.ContentEncoding.Any(e => e != "identity"))
                throw new WeightsException($"{Shown(at)}: the server sends the file packed ({Printable.Quote(string.Join(", ", response.Content.Headers.ContentEncoding))}), which wasn't asked for");
            var total = isPart ? response.Content.Headers.ContentRange!.Length : response.Content.Headers.ContentLength;
            if (total is { } size && expectedBytes is { } expected && size != expected)
                throw new WeightsException($"{Shown(at)} has {size} bytes; the published file has {expected}");
            HasResumed = isPart;
            if (isPart)
                file.GoOnAt(start);
            else
                file.Begin(new(from.AbsoluteUri, Validator(response), total ?? -1));
            await using var body = await response.Content.ReadAsStreamAsync(silence.Token);
            var buffer = new byte[BufferBytes];
            while (true)
            {
                progress?.Invoke(new(file.Length, total));
                silence.CancelAfter(Patience);
                int read;
                try
                {
                    read = await body.ReadAsync(buffer, silence.Token);
                }
                catch (IOException e)
                {
                    throw Cut(file.Length, total, e);
                }
                if (read == 0)
                    break;
                file.Append(buffer.AsSpan(0, read));
                if (file.Length > total)
                    throw new WeightsException($"{Shown(at)}: more than the {total} bytes that the server announced");
            }
            if (total is { } all && file.Length != all)
                throw Cut(file.Length, total, null);
        }

        IOException Cut(long bytes, long? total, Exception? inner) =>
            new($"{Shown(at)}: the connection ended after {bytes}{(total is null ? "" : $" of {total}")} bytes; the same command goes on there", inner);
    }

    private HttpRequestMessage Request(Uri at, FileVersion? part, long position)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, at);
        request.Headers.UserAgent.Add(new("mimi", typeof(Downloader).Assembly.GetName().Version!.ToString(3)));
        request.Headers.AcceptEncoding.Add(new("identity"));
        if (address.Token(at) is { } token)
            request.Headers.Authorization = new("Bearer", token);
        if (part is not null)
        {
            request.Headers.Range = new RangeHeaderValue(position, null);
            request.Headers.TryAddWithoutValidation("If-Range", part.Validator);
        }
        return request;
    }

    private static Uri Next(Uri at, HttpResponseMessage response, int redirects)
    {
        if (redirects == MostRedirects)
            throw new WeightsException($"{Shown(at)}: more than {MostRedirects} redirects");
        if (response.Headers.Location is not { } location || !Uri.TryCreate(at, location, out var next))
            throw new WeightsException($"{Shown(at)}: HTTP {(int)response.StatusCode} without the address to go to");
        if (next.Scheme != Uri.UriSchemeHttps && (next.Scheme != Uri.UriSchemeHttp || at.Scheme == Uri.UriSchemeHttps))
            throw new WeightsException($"{Shown(at)}: redirects to {Shown(next)}, which is refused: {(next.Scheme == Uri.UriSchemeHttp ? "from https to http" : "neither http nor https")}");
        return next;
    }

    /// <summary>Whether an answer is the rest of the version that is there.</summary>
    private static bool Continues(HttpResponseMessage response, FileVersion version, long start) =>
        response.Content.Headers.ContentRange is { Unit: "bytes", From: { } from, Length: var length } && from == start && (version.Bytes < 0 || length == version.Bytes)
        && Validator(response) is var validator && (validator.Length == 0 || validator == version.Validator);

    /// <summary>A strong ETag, else Last-Modified: what a server compares byte by byte.</summary>
    private static string Validator(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Content.Headers.LastModified is { } time ? time.ToString("R", CultureInfo.InvariantCulture) : "";

    private static WeightsException Refused(Uri at, HttpResponseMessage response) => new($"{Shown(at)}: HTTP {(int)response.StatusCode} {Printable.Quote(response.ReasonPhrase ?? "")}".TrimEnd()
        + (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? $" (a gated repository: accept its licence on its page and set HF_TOKEN, which is sent to https://{HubAddress.Host} alone)" : ""));

    /// <summary>An address without what may be secret in it: signatures stand in the query.</summary>
    private static string Shown(Uri address) => Printable.Quote(address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped));
}
