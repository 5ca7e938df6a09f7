using System.Text.Json;

namespace MimiNative.Fuzz.Processes;

/// <summary><c>mimi worker</c> between other programs: those of docs/data.md, and such as leave, stall or send what is no line.</summary>
public sealed class WorkerTests : IDisposable
{
    private readonly MimiProcess _mimi = new();

    public void Dispose() => _mimi.Dispose();

    [Theory]
    [InlineData("{ echo '{\"path\":\"a.wav\"}'; sleep 1; yes '{\"path\":\"a.wav\"}' 2>/dev/null; } | timeout 60 \"${M[@]}\" worker $S | head -n 1; echo ${PIPESTATUS[1]}", "0")]
    [InlineData("mimi worker $S < lines >&-; echo $?", "4")]
    [InlineData("mimi worker $S < lines >/dev/full; echo $?", "4")]
    [InlineData("mimi worker $S < /dev/null; echo $?", "0")]
    [InlineData("timeout 60 \"${M[@]}\" worker $S <&-; echo $?", "4")]
    [InlineData("timeout 60 \"${M[@]}\" encode - $S <&-; echo $?", "4")]
    [InlineData("cat lines | (exec 3<&0; mimi worker $S <&3 | wc -l)", "3")]
    [InlineData("mimi worker $S < lines 2>&- | wc -l", "3")]
    [InlineData("head -c 3000000 /dev/urandom | mimi worker $S > answers; echo $?; grep -vc '^{\"line\":[0-9]*,\"error\":\"line [0-9]*: ' answers", "0\n0")]
    [InlineData("mimi worker $S < lines > both; mimi worker $S < lines >> both; wc -l < both", "6")]
    public async Task Streams_that_are_closed_full_left_or_hold_no_lines_end_it_as_they_should(string command, string expected)
    {
        File.WriteAllText(_mimi.Path("lines"), "{\"path\":\"a.wav\"}\nno line\n{\"id\":3,\"path\":\"a.wav\"}\n");
        var result = await _mimi.Run(command);
        Assert.EndsWith(expected + "\n", '\n' + result.Output, StringComparison.Ordinal);
        Assert.All(result.Remarks, r => Assert.DoesNotContain("bug in mimi", r));
    }

    [Fact]
    public async Task A_reader_that_stalls_stops_it_reading_and_loses_nothing()
    {
        // The reader takes nothing until no more is sent: what has been sent by then is no more than what may wait.
        var result = await _mimi.Run("""
            x=$(printf 'x%.0s' {1..1000}); touch sent
            (for ((i = 1; i <= 600; i++)); do echo "{\"id\":$i,\"path\":\"a.wav\",\"duration\":0.08,\"more\":\"$x\"}"; echo >> sent; done) | mimi worker $S |
            (n=-1; while m=$(wc -l < sent); [ $m != $n ]; do n=$m; sleep 2; done; echo $n; wc -l)
            """);
        var numbers = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToList();
        // 64 of a batch, 64 that wait, 64 KiB that the worker has read, and as many in the pipes on either side.
        Assert.InRange(numbers[0], 0, 400);
        Assert.Equal(600, numbers[1]);
    }

    [Fact]
    public async Task The_Python_function_of_the_documentation_works() => await Python("def embed(", """
        for id, embeddings, error in embed(["a.wav", "nosuch.wav"] * 100):
            print(id, len(embeddings["latent/mean"]) if embeddings else error)
        """, [.. Enumerable.Repeat((string[])["a.wav 512", "nosuch.wav: no such file"], 100).SelectMany(l => l)]);

    [Fact]
    public async Task The_class_for_Ray_works_by_itself() => await Python("class Mimi:", """
        mimi = Mimi()
        for size in (1, 200):
            batch = mimi({"path": ["a.wav", "nosuch.wav"] * size})
            print(len(batch["path"]), sum(len(e) for e in batch["embedding"] if e), sum(e is None for e in batch["embedding"]), sum(e is None for e in batch["error"]))
        """, ["2 512 1 1", "400 102400 200 200"]);

    [Fact]
    public async Task The_command_line_for_GNU_parallel_works()
    {
        await RequireOnPath("parallel --version");
        File.WriteAllLines(_mimi.Path("requests.jsonl"), Enumerable.Range(1, 100).Select(i => $$"""{"id":{{i}},"path":"{{(i % 10 == 0 ? "nosuch" : "a")}}.wav","duration":0.5}"""));
        var result = await _mimi.Run(MimiProcess.OnPath(Documented.Block("sh", "parallel --pipe")));
        Assert.True(result.ExitCode == 0, result.Error);
        var answers = File.ReadLines(_mimi.Path("embeddings.jsonl")).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(Enumerable.Range(1, 100), answers.Select(a => a.GetProperty("id").GetInt32()).Order());
        Assert.All(answers, a => Assert.Equal(a.GetProperty("id").GetInt32() % 10 == 0, a.TryGetProperty("error", out _)));
        Assert.Equal(2, result.Error.Split("lines answered").Length - 1);
    }

    [Fact]
    public async Task The_command_line_for_Lhotse_works()
    {
        var cut = """{"id":"c1","start":0.25,"duration":0.5,"channel":0,"supervisions":[],"recording":{"id":"r","sources":[{"type":"file","channels":[0],"source":"a.wav"}],"sampling_rate":24000,"num_samples":24000,"duration":1},"type":"MonoCut"}""";
        File.WriteAllText(_mimi.Path("cuts.jsonl"), cut + "\n");
        var result = await _mimi.Run("gzip cuts.jsonl && " + MimiProcess.OnPath(Documented.Block("sh", "zcat")));
        Assert.True(result.ExitCode == 0, result.Error);
        var answer = JsonDocument.Parse(File.ReadAllText(_mimi.Path("codes.jsonl"))).RootElement;
        Assert.Equal(("c1", 0.5, 8, 7), (answer.GetProperty("id").GetString(), answer.GetProperty("seconds").GetDouble(), answer.GetProperty("codes").GetArrayLength(), answer.GetProperty("codes")[0].GetArrayLength()));
    }

    private async Task Python(string block, string use, string[] expected)
    {
        await RequireOnPath("python3 --version");
        File.WriteAllText(_mimi.Path("example.py"), Documented.Block("python", block) + "\n" + use + "\n");
        var result = await _mimi.Run(MimiProcess.OnPath("timeout 120 python3 example.py"));
        Assert.True(result.ExitCode == 0, result.Error);
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected.Length, lines.Length);
        Assert.All(lines.Zip(expected), p => Assert.EndsWith(p.Second, p.First, StringComparison.Ordinal));
    }

    private async Task RequireOnPath(string command) => Assert.SkipUnless((await _mimi.Run(command)).ExitCode == 0, $"'{command}' can't be run here");
}
