using System.Buffers.Binary;
using System.Text;
using MimiNative.Analysis.Lines;
using MimiNative.Audio;

namespace MimiNative.Analysis.Tests.Lines;

public sealed class LineRequestTests
{
    private static readonly float[] Samples = [.. Enumerable.Range(0, 24000).Select(i => 0.3f * MathF.Sin(i * 0.05f))];

    [Theory]
    [InlineData("", "not a JSON object")]
    [InlineData("garbage", "not a JSON object")]
    [InlineData("{\"id\":1,\"path\":\"a.wav\"", "not a JSON object")]
    [InlineData("{\"path\":\"a.wav\"} {}", "not a JSON object")]
    [InlineData("[1]", "an object is expected, this is array")]
    [InlineData("{}", "neither path nor pcm")]
    [InlineData("{\"path\":null,\"pcm\":null}", "neither path nor pcm")]
    [InlineData("{\"path\":\"a.wav\",\"pcm\":\"AAAA\"}", "both path and pcm")]
    [InlineData("{\"path\":17}", "path '17' is not a text")]
    [InlineData("{\"path\":\"\"}", "an empty path")]
    [InlineData("{\"path\":\"a\\u0000b\"}", "NUL")]
    [InlineData("{\"path\":\"\\ud800\"}", "not a JSON object")]
    [InlineData("{\"id\":\"\\ud800\",\"path\":\"a\"}", "not a JSON object")]
    [InlineData("{\"path\":\"a.wav\",\"offset\":-1}", "offset: '-1' is no number of seconds")]
    [InlineData("{\"path\":\"a.wav\",\"offset\":\"1\"}", "no number of seconds")]
    [InlineData("{\"path\":\"a.wav\",\"offset\":1e300}", "no number of seconds")]
    [InlineData("{\"path\":\"a.wav\",\"duration\":0}", "a duration of 0 s")]
    [InlineData("{\"path\":\"a.wav\",\"duration\":NaN}", "not a JSON object")]
    [InlineData("{\"pcm\":\"\"}", "pcm is empty")]
    [InlineData("{\"pcm\":\"*\"}", "pcm is not base64")]
    [InlineData("{\"pcm\":[0,1]}", "pcm is not base64")]
    [InlineData("{\"pcm\":\"AAAAAAA=\"}", "5 bytes, which are no whole number of 4-byte samples")]
    [InlineData("{\"pcm\":\"AAAAAA==\",\"channels\":2}", "4 bytes, which are no whole number of 8-byte samples")]
    [InlineData("{\"pcm\":\"AAAA\",\"encoding\":\"mulaw\"}", "encoding 'mulaw' is not f32, pcm_f32le, s16, pcm_s16le")]
    [InlineData("{\"pcm\":\"AAAAAA==\",\"sample_rate\":0}", "sample_rate '0' is not a whole number from 1000 to 768000")]
    [InlineData("{\"pcm\":\"AAAAAA==\",\"sample_rate\":16000.5}", "sample_rate '16000.5' is not")]
    [InlineData("{\"pcm\":\"AAAAAA==\",\"channels\":\"2\"}", "channels '2' is not")]
    [InlineData("{\"audio_filepath\":7}", "no such file", true)]
    [InlineData("{\"audio_filepath\":[]}", "a text is expected")]
    [InlineData("{\"recording\":{\"sources\":[]},\"id\":\"c\"}", "must be a list of one source")]
    public void What_is_wrong_with_a_line_is_said_in_one_line_with_its_number(string line, string why, bool onOpening = false)
    {
        var request = LineRequest.Read(17, Encoding.UTF8.GetBytes(line));
        Assert.Equal(17, request.Line);
        var message = onOpening ? Assert.Throws<AudioException>(() => request.Open(24000)).Message : request.Error;
        Assert.Contains(why, message, StringComparison.Ordinal);
        Assert.DoesNotContain(message!, char.IsControl);
        if (!onOpening)
            Assert.StartsWith("line 17: ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"a\"", "\"a\"")]
    [InlineData("\"é\\u2028\\n\"", "\"é\\u2028\\n\"")]
    [InlineData("1.50", "1.50")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("{\"a\":\r[1, true]}", "{\"a\":[1,true]}")]
    [InlineData("null", null)]
    public void An_id_is_any_value_and_stays_on_one_line(string id, string? expected)
    {
        foreach (var rest in (string[])["\"path\":\"a.wav\"", "\"path\":1"])
            Assert.Equal(expected, LineRequest.Read(1, Encoding.UTF8.GetBytes($"{{{rest},\"id\":{id}}}")).Id is { } text ? Encoding.UTF8.GetString(text) : null);
    }

    [Fact]
    public void Rows_of_manifests_have_the_ids_of_their_data_set()
    {
        Assert.Equal("\"audio/a@0.5+2\""u8, LineRequest.Read(1, "{\"audio_filepath\":\"audio/a.wav\",\"offset\":0.5,\"duration\":2}"u8.ToArray()).Id!);
        Assert.Equal("9"u8, LineRequest.Read(1, "{\"id\":9,\"audio_filepath\":\"audio/a.wav\",\"offset\":0.5,\"duration\":2}"u8.ToArray()).Id!);
    }

    [Fact]
    public void Samples_are_float32_or_int16_at_any_rate_of_any_channels()
    {
        var floats = Request(Bytes(Samples, 4, BinaryPrimitives.WriteSingleLittleEndian));
        Assert.Equal(Samples, Heard(floats));
        Assert.Equal(96000, floats.Bytes);
        Assert.Equal(Samples, Heard(Request(Bytes(Samples, 4, BinaryPrimitives.WriteSingleLittleEndian), "\"encoding\":\"pcm_f32le\",\"sample_rate\":24000.0")));
        float[] sixteen = [.. Samples.Select(s => MathF.Round(s * 32768) / 32768)];
        var bytes = Bytes(sixteen, 2, (b, s) => BinaryPrimitives.WriteInt16LittleEndian(b, (short)(s * 32768)));
        Assert.Equal(sixteen, Heard(Request(bytes, "\"encoding\":\"s16\"")));
        Assert.Equal(sixteen, Heard(Request(bytes, "\"encoding\":\"pcm_s16le\",\"offset\":null,\"channels\":null")));
        // Two channels, one after the other in a frame, are averaged.
        Assert.Equal([0.5f, -0.25f], Heard(Request(Bytes([1, 0, -1, 0.5f], 4, BinaryPrimitives.WriteSingleLittleEndian), "\"channels\":2")));
        // What a file of 16 kHz gives.
        using var folder = new TemporaryFolder();
        WavWriter.Write(folder["a.wav"], Samples, 16000);
        Assert.Equal(AudioFile.ReadAll(folder["a.wav"]), Heard(Request(Bytes(AudioFile.ReadAll(folder["a.wav"], null), 4, BinaryPrimitives.WriteSingleLittleEndian), "\"sample_rate\":16000")));
    }

    [Fact]
    public void A_stretch_of_samples_is_that_of_a_file()
    {
        var bytes = Bytes(Samples, 4, BinaryPrimitives.WriteSingleLittleEndian);
        Assert.Equal(Samples[6000..18000], Heard(Request(bytes, "\"offset\":0.25,\"duration\":0.5")));
        Assert.Equal(Samples[6000..], Heard(Request(bytes, "\"offset\":0.25")));
        Assert.Equal(Samples[..12000], Heard(Request(bytes, "\"duration\":0.5")));
        Assert.Contains("where the audio has ended", Assert.Throws<AudioException>(() => Heard(Request(bytes, "\"offset\":1.5"))).Message, StringComparison.Ordinal);
        var beyond = Request(bytes, "\"offset\":0.5,\"duration\":2").Open(24000);
        beyond.ReadToEnd();
        Assert.Contains("truncated", beyond.Warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "infinite")]
    public void Samples_that_are_no_numbers_are_refused_by_name(float value, string word) =>
        Assert.Contains($"pcm: sample 1 (at 0 s) is {word}", Assert.Throws<AudioException>(() => Heard(Request(Bytes([0, value], 4, BinaryPrimitives.WriteSingleLittleEndian)))).Message, StringComparison.Ordinal);

    private delegate void Put(Span<byte> bytes, float sample);

    private static byte[] Bytes(float[] samples, int size, Put put)
    {
        var bytes = new byte[samples.Length * size];
        for (var i = 0; i < samples.Length; i++)
            put(bytes.AsSpan(i * size), samples[i]);
        return bytes;
    }

    private static LineRequest Request(byte[] pcm, string more = "\"id\":1")
    {
        var request = LineRequest.Read(1, Encoding.UTF8.GetBytes($"{{\"pcm\":\"{Convert.ToBase64String(pcm)}\",{more}}}"));
        Assert.Null(request.Error);
        return request;
    }

    private static float[] Heard(LineRequest request)
    {
        using var audio = request.Open(24000);
        return audio.ReadToEnd();
    }
}
