using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Audio;

namespace MimiNative.Cli.Tests;

/// <summary><c>mimi worker</c> as a program meets it: a process with a pipe on either side.</summary>
public sealed class WorkerCommandTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Workplace _place = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("--taps seed,latent --pool mean,stats --durations 0.3")]
    [InlineData("--threads 1 --padding per-layer --unordered")]
    [InlineData("--encoder wavlm=TINY")]
    [InlineData("--head HEAD")]
    public async Task Embeddings_are_the_bits_of_mimi_embed(string options)
    {
        var voices = _place.Voices(4, 4);
        if (options.Contains("HEAD", StringComparison.Ordinal))
            Assert.Equal(0, Cli.Run("train-head", voices, "-w", Workplace.Tiny, "--pool", "std", "--out", _place["h.safetensors"], "--resamples", "100").ExitCode);
        string[] chosen =
        [
            .. options.Replace("TINY", options.Contains("wavlm", StringComparison.Ordinal) ? Repository.Shared("reference/wavlm/tiny-checkpoint") : "", StringComparison.Ordinal).Replace("HEAD", _place["h.safetensors"], StringComparison.Ordinal).Split(' '),
            .. options.Contains("wavlm", StringComparison.Ordinal) ? (string[])[] : ["-w", Workplace.Tiny],
        ];
        Assert.Equal(0, Cli.Run(["embed", voices, .. chosen.Where(o => o != "--unordered"), "--out", _place["e.npz"]]).ExitCode);
        var matrices = EmbeddingFile.Read(_place["e.npz"]).ToDictionary(m => m.Name);
        var ids = matrices.Values.First().Ids!.ToList();
        var paths = DataSet.Open(voices).Samples.ToDictionary(s => s.Id, s => s.Path);

        // Each recording by its path, as samples, and as a row of each kind of manifest.
        var lines = ids.SelectMany(id => (string[])
        [
            $$"""{"id":"{{id}}","path":"{{paths[id]}}"}""",
            $$"""{"id":"{{id}}","pcm":"{{Pcm(AudioFile.ReadAll(paths[id], null))}}","sample_rate":{{Rate(paths[id])}}}""",
            $$"""{"id":"{{id}}","audio_filepath":"{{paths[id]}}","duration":0.1,"speaker":"x"}""",
            $$"""{"id":"{{id}}","recording":{"id":"r","sources":[{"type":"file","channels":[0],"source":"{{paths[id]}}"}]},"type":"MonoCut"}""",
        ]);
        var answers = await Run(string.Join('\n', lines), chosen);
        Assert.Equal(4 * ids.Count, answers.Count);
        foreach (var answer in answers)
        {
            var embeddings = answer.GetProperty("embeddings");
            Assert.Equal(matrices.Keys.Order(), embeddings.EnumerateObject().Select(e => e.Name).Order());
            var row = ids.IndexOf(answer.GetProperty("id").GetString()!);
            foreach (var (name, matrix) in matrices)
                Assert.Equal(matrix.Values.AsSpan(row * matrix.Columns, matrix.Columns).ToArray().Select(BitConverter.SingleToInt32Bits), embeddings.GetProperty(name).EnumerateArray().Select(v => BitConverter.SingleToInt32Bits(v.GetSingle())));
        }

        if (!options.Contains("--unordered", StringComparison.Ordinal))
            Assert.Equal(Enumerable.Range(1, answers.Count), answers.Select(a => a.GetProperty("line").GetInt32()));
        var used = Cli.Run(["embed", voices, .. chosen.Where(o => o != "--unordered"), "--out", _place["e.npz"], "--json"]).Json.GetProperty("used");
        Assert.All(answers, a => Assert.Equal(used.EnumerateObject().Where(p => p.Name != "input").Select(p => (p.Name, $"{p.Value}")), a.GetProperty("used").EnumerateObject().Select(p => (p.Name, $"{p.Value}"))));
    }

    [Fact]
    public async Task Codes_are_those_of_mimi_encode_with_embeddings_or_alone()
    {
        var expected = Cli.Run("encode", _place.Wav(), "-w", Workplace.Tiny, "--codes", "3", "--json").Json.GetProperty("clips")[0].GetProperty("codes").EnumerateArray().Select(c => string.Join(' ', c.EnumerateArray())).ToList();
        Assert.Equal(3, expected.Count);
        foreach (var (taps, embeddings) in ((string, int)[])[("latent,rvq@2", 2), ("none", 0)])
        {
            var answer = Assert.Single(await Run($"{{\"path\":\"{_place.Wav()}\"}}", "-w", Workplace.Tiny, "--codes", "3", "--taps", taps));
            Assert.Equal(expected, answer.GetProperty("codes").EnumerateArray().Select(c => string.Join(' ', c.EnumerateArray())));
            Assert.Equal(embeddings, answer.GetProperty("embeddings").EnumerateObject().Count());
            Assert.Equal(0.64, answer.GetProperty("seconds").GetDouble());
            Assert.False(answer.TryGetProperty("id", out _));
        }
    }

    [Theory]
    [InlineData("--taps none", "tap 'none'", 2)]
    [InlineData("--codes 33", "0 to 32", 2)]
    [InlineData("--codes 2 --encoder wavlm", "WavLM has no codebooks", 2)]
    [InlineData("--weights nosuch.safetensors", "nosuch.safetensors", 3)]
    [InlineData("a.wav", "a.wav", 2)]
    public void What_is_wrong_with_the_command_line_is_said_before_a_line_is_read(string options, string why, int code)
    {
        var result = Cli.Run(["worker", .. options.Split(' '), .. options.Contains("--encoder", StringComparison.Ordinal) || options.Contains("--weights", StringComparison.Ordinal) ? (string[])[] : ["-w", Workplace.Tiny]]);
        Assert.Equal((code, ""), (result.ExitCode, result.Output));
        Assert.Contains(why, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_lines_are_errors_with_their_ids_and_numbers_and_the_rest_is_answered()
    {
        var wav = _place.Wav();
        var cut = _place.Write("cut.wav", File.ReadAllBytes(wav)[..^1000]);
        _place.Write("text.wav", "no audio");
        string[] lines =
        [
            $$"""﻿{"id":1,"path":"{{wav}}"}""" + "\r", "\r", "poison \u0001\u0002", $$"""{"id":[1,{"a":null}],"path":"{{_place["nosuch.wav"]}}"}""", "", """{"id":"same","pcm":"AAAA"}""", $$"""{"id":"same","path":"{{wav}}","offset":7}""",
            $$"""{"id":"same","path":"{{_place["text.wav"]}}"}""", $$"""{"id":"cut","path":"{{cut}}"}""", """{"id":"nan","pcm":"AADAfwAAwH8="}""", new string('[', 100_000), $$"""{"id":"{{new string('x', 10_000_000)}}","path":"{{wav}}"}""", "{\"id\":\"big\",\"pcm\":\"" + new string('A', 70_000_000) + "\"}",
            $$"""{"id":"dir","path":"{{Path.GetDirectoryName(wav)}}"}""", """{"id":"device","path":"/dev/zero"}""", $$"""{"id":"last","path":"{{wav}}"}""",
        ];
        var answers = await Run(string.Join('\n', lines), "-w", Workplace.Tiny);
        Assert.Equal([1, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], answers.Select(a => a.GetProperty("line").GetInt32()));
        Assert.Equal([1, 9, 12, 16], answers.Where(a => a.TryGetProperty("embeddings", out _)).Select(a => a.GetProperty("line").GetInt32()));
        string[] errors = ["not a JSON object", "nosuch.wav: no such file", "pcm has 3 bytes", "where the audio has ended", "text.wav", "is NaN", "not a JSON object", "longer than 67108864 bytes", "directory", "/dev/zero"];
        Assert.All(answers.Where(a => a.TryGetProperty("error", out _)).Zip(errors), p => Assert.Contains(p.Second, p.First.GetProperty("error").GetString(), StringComparison.Ordinal));
        Assert.Equal("[1,{\"a\":null}]", answers[2].GetProperty("id").GetRawText());
        Assert.Equal("same same same", string.Join(' ', answers.Skip(3).Take(3).Select(a => a.GetProperty("id").GetString())));
        Assert.Contains("truncated", answers[6].GetProperty("warning").GetString(), StringComparison.Ordinal);
        Assert.Equal(10_000_000, answers[9].GetProperty("id").GetString()!.Length);
    }

    [Fact]
    public async Task Ten_thousand_lines_leave_nothing_behind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "open files are counted in /proc");
        using var process = Cli.Start("worker", "-w", Workplace.Tiny, "--threads", "2");
        var (wav, pcm) = (_place.Wav(), Pcm(new float[4800]));
        string[] kinds = [$"{{\"id\":1,\"pcm\":\"{pcm}\"}}", $"{{\"id\":2,\"path\":\"{wav}\",\"offset\":0.25,\"duration\":0.02}}", $"{{\"id\":3,\"path\":\"{_place["nosuch.wav"]}\"}}", $"{{\"id\":4,\"path\":\"{wav}\",\"offset\":9}}", "garbage"];
        async Task<(long Memory, int Files, int Threads)> Answer(int count)
        {
            var send = Task.Run(async () =>
            {
                for (var i = 0; i < count; i++)
                    await process.StandardInput.WriteLineAsync(kinds[i % kinds.Length]);
                await process.StandardInput.FlushAsync(Token);
            }, Token);
            for (var i = 0; i < count; i++)
                Assert.Equal(i % kinds.Length > 1, (await process.StandardOutput.ReadLineAsync(Token))!.Contains("\"error\":", StringComparison.Ordinal));
            await send;
            var memory = File.ReadLines($"/proc/{process.Id}/status").Single(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
            return (long.Parse(memory.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1]), Directory.GetFiles($"/proc/{process.Id}/fd").Length, Directory.GetDirectories($"/proc/{process.Id}/task").Length);
        }

        var early = await Answer(2_000);
        var late = await Answer(8_000);
        process.StandardInput.Close();
        Assert.Equal(0, (await process.Finish()).ExitCode);
        TestContext.Current.TestOutputHelper!.WriteLine($"after 2,000: {early}; after 10,000: {late}");
        // In kB: the samples alone were 30,000.
        Assert.InRange(late.Memory - early.Memory, long.MinValue, 20_000);
        Assert.InRange(late.Files - early.Files, int.MinValue, 1);
        Assert.InRange(late.Threads - early.Threads, int.MinValue, 6);
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public async Task A_worker_that_waits_for_lines_ends_when_it_is_asked_to(string signal, int code)
    {
        using var process = Cli.Start("worker", "-w", Workplace.Tiny);
        await process.StandardInput.WriteLineAsync($"{{\"id\":1,\"path\":\"{_place.Wav()}\"}}");
        await process.StandardInput.FlushAsync(Token);
        Assert.Contains("\"embeddings\"", await process.StandardOutput.ReadLineAsync(Token), StringComparison.Ordinal);
        await Kill(process, signal);
        var clock = Stopwatch.StartNew();
        Assert.Equal((code, ""), await process.Finish().WaitAsync(Patience, Token) is var r ? (r.ExitCode, r.Output) : default);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 4);
    }

    [Fact]
    public async Task SIGTERM_in_the_midst_of_work_leaves_whole_answers_of_the_first_lines()
    {
        using var process = Cli.Start("worker", "-w", "synthetic:1", "--threads", "2");
        var pcm = Pcm(new float[24000]);
        var send = Task.Run(async () =>
        {
            try
            {
                for (var i = 1; i <= 2000; i++)
                    await process.StandardInput.WriteLineAsync($"{{\"id\":{i},\"pcm\":\"{pcm}\"}}");
            }
            catch (IOException)
            {
                // It stopped reading.
            }
        }, Token);
        var first = await process.StandardOutput.ReadLineAsync(Token);
        await Kill(process, "TERM");
        var result = await process.Finish().WaitAsync(Patience, Token);
        Assert.Equal(143, result.ExitCode);
        Assert.EndsWith("\n", first + '\n' + result.Output, StringComparison.Ordinal);
        List<JsonElement> answers = [.. Parse(first + '\n' + result.Output)];
        Assert.InRange(answers.Count, 1, 1999);
        Assert.All(answers, a => Assert.True(a.TryGetProperty("embeddings", out _)));
        Assert.Equal(answers.Select(a => a.GetProperty("id").GetInt32()).Order(), answers.Select(a => a.GetProperty("id").GetInt32()));
        await send;
    }

    private async Task<List<JsonElement>> Run(string lines, params string[] options)
    {
        using var process = Cli.Start(["worker", .. options]);
        var send = Task.Run(async () =>
        {
            await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(lines), Token);
            process.StandardInput.Close();
        }, Token);
        var result = await process.Finish();
        await send;
        Assert.True(result.ExitCode == 0, result.Error);
        return [.. Parse(result.Output)];
    }

    private static IEnumerable<JsonElement> Parse(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement);

    private static async Task Kill(Process process, string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString()]);
        await kill.WaitForExitAsync(Token);
    }

    private static int Rate(string path)
    {
        using var audio = AudioFile.Open(path, null);
        return audio.SampleRate;
    }

    private static string Pcm(float[] samples)
    {
        var bytes = new byte[4 * samples.Length];
        for (var i = 0; i < samples.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), samples[i]);
        return Convert.ToBase64String(bytes);
    }
}
