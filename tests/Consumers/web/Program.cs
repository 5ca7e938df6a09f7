// A server that embeds what is posted to it, and its 24 clients at the same time; each must get its own clip's vector.
using System.Net;
using MimiNative;
using MimiNative.Audio;

using var encoder = MimiEncoder.Load("synthetic:1");
var builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
var app = builder.Build();
app.Urls.Add("http://127.0.0.1:0");
app.MapPost("/embed", async (HttpRequest request, CancellationToken gone) =>
{
    try
    {
        using var audio = await AudioFile.OpenAsync(request.Body, "request", encoder.Config.SampleRate, mostBytes: 10_000_000, allowFfmpeg: false, gone);
        return Results.Json((await encoder.EmbedAsync(audio, cancellation: gone)).Vector);
    }
    catch (AudioException e)
    {
        return Results.BadRequest(e.Message);
    }
});
await app.StartAsync();

using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(async i =>
{
    using var answer = await http.PostAsync("/embed", new ByteArrayContent(Wav(i)));
    return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<float[]>();
}));
for (var i = 0; i < answers.Length; i++)
{
    using var audio = AudioFile.Open(new MemoryStream(Wav(i)), "own");
    if (!encoder.Embed(audio).Vector.AsSpan().SequenceEqual(answers[i]))
        throw new InvalidOperationException($"client {i} got another clip's vector");
}

using (var answer = await http.PostAsync("/embed", new ByteArrayContent("no audio"u8.ToArray())))
{
    if (answer.StatusCode != HttpStatusCode.BadRequest)
        throw new InvalidOperationException($"text is answered with {(int)answer.StatusCode}");
    Console.WriteLine($"24 clients served; text is answered with 400 {await answer.Content.ReadAsStringAsync()}");
}

await app.StopAsync();

static byte[] Wav(int seed)
{
    using var bytes = new MemoryStream();
    using (var writer = new BinaryWriter(bytes, System.Text.Encoding.ASCII, leaveOpen: true))
    {
        var samples = 24000 + 480 * seed;
        writer.Write("RIFF"u8);
        writer.Write(36 + 2 * samples);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(24000);
        writer.Write(48000);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(2 * samples);
        for (var t = 0; t < samples; t++)
            writer.Write((short)(9000 * Math.Sin(t * (0.02 + 0.003 * seed))));
    }

    return bytes.ToArray();
}
