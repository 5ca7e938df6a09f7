using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MimiNative.Cli.Tests.Hub;

/// <summary>What a client asked for.</summary>
internal sealed record Asked(string Path, IReadOnlyDictionary<string, string> Headers)
{
    public string? this[string header] => Headers.GetValueOrDefault(header.ToLowerInvariant());

    /// <summary>First byte of a Range header; null without one.</summary>
    public int? Start => this["range"] is { } range ? int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture) : null;
}

/// <summary>What it gets: a body of which <paramref name="Sent"/> bytes are sent before the connection ends (all, if null); negative: then silence instead of an end.</summary>
internal sealed record Answer(string Status, byte[] Body, int? Sent = null, params string[] Headers)
{
    public static Answer Empty(string status, params string[] headers) => new(status, [], null, headers);
}

/// <summary>A web server of this machine that answers as a test says, one connection a request, and remembers what it was asked. On threads of its own: those of the pool may all be busy with other tests for longer than a client waits.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<Asked, Answer> _answer;
    private readonly List<Asked> _asked = [];

    public LoopbackServer(Func<Asked, Answer> answer)
    {
        _answer = answer;
        _listener.Start();
        Start(Serve);
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public IReadOnlyList<Asked> Requests
    {
        get
        {
            lock (_asked)
                return [.. _asked];
        }
    }

    /// <summary>A file as a decent server gives it: whole, or from a byte on where its ETag is still the one asked for.</summary>
    public static Answer File(Asked asked, byte[] content, string etag, int? sent = null, params string[] headers) =>
        asked.Start is { } start && asked["if-range"] == etag
            ? start >= content.Length
                ? Answer.Empty("416 Range Not Satisfiable", $"Content-Range: bytes */{content.Length}")
                : new("206 Partial Content", content[start..], sent, [$"Content-Range: bytes {start}-{content.Length - 1}/{content.Length}", $"ETag: {etag}", .. headers])
            : new("200 OK", content, sent, [$"ETag: {etag}", .. headers]);

    public void Dispose() => _listener.Stop();

    private static void Start(Action work) => new Thread(() => work()) { IsBackground = true }.Start();

    private void Serve()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = _listener.AcceptTcpClient();
            }
            catch (Exception e) when (e is SocketException or InvalidOperationException)
            {
                return;
            }
            Start(() => Handle(client));
        }
    }

    private void Handle(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                var path = reader.ReadLine()!.Split(' ')[1];
                var headers = new Dictionary<string, string>();
                while (reader.ReadLine() is { Length: > 0 } line)
                    headers[line[..line.IndexOf(':')].ToLowerInvariant()] = line[(line.IndexOf(':') + 1)..].Trim();
                var asked = new Asked(path, headers);
                lock (_asked)
                    _asked.Add(asked);
                var answer = _answer(asked);
                var head = $"HTTP/1.1 {answer.Status}\r\nConnection: close\r\n" + (answer.Headers.Contains("No-Length") ? "" : $"Content-Length: {answer.Body.Length}\r\n")
                    + string.Concat(answer.Headers.Where(h => h != "No-Length").Select(h => h + "\r\n")) + "\r\n";
                stream.Write(Encoding.ASCII.GetBytes(head));
                stream.Write(answer.Body.AsSpan(0, Math.Abs(answer.Sent ?? answer.Body.Length)));
                stream.Flush();
                if (answer.Sent < 0)
                    stream.ReadExactly(new byte[1]);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // The client went away.
            }
        }
    }
}
