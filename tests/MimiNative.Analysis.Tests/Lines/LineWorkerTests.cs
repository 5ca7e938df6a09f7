using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Lines;
using MimiNative.Analysis.Origins;
using MimiNative.Audio;
using MimiNative.Backends;

namespace MimiNative.Analysis.Tests.Lines;

/// <summary>In what order, when and whether lines are answered; what is answered is <see cref="LineRequestTests"/>' and the command's.</summary>
public sealed class LineWorkerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, "1 2 3 4 5 6 7 8 9")]
    [InlineData(false, "1 3 5 9 8 7 6 4 2")]
    public void Answers_come_in_the_order_of_the_lines_or_as_they_are_made(bool isOrdered, string expected)
    {
        // The first line waits until all others do too; these are embedded from the last to the first; 3 and 5 are errors, known before.
        var embedder = new Backwards();
        var input = new Ending(Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(1, 9).Select(i => i is 3 or 5 ? "garbage" : Line(i)))), embedder.MayGoOn) { First = Line(1).Length + 1, AfterFirst = embedder.HasBegun };
        var output = new MemoryStream();
        var counts = Worker(embedder, isOrdered).Run(input, output, default, Token);
        var answers = Answers(output);
        Assert.Equal(expected, string.Join(' ', answers.Select(a => a.GetProperty("line").GetInt32())));
        Assert.Equal([1, 6], embedder.Batches);
        Assert.Equal((9, 2, true), (counts.Answered, counts.Failed, counts.IsComplete));
        Assert.All(answers, a => Assert.Equal(a.GetProperty("line").GetInt32() is 3 or 5, a.TryGetProperty("error", out _)));
        Assert.All(answers.Where(a => a.TryGetProperty("id", out _)), a => Assert.Equal((a.GetProperty("line").GetInt32(), a.GetProperty("line").GetSingle()), (a.GetProperty("id").GetInt32(), a.GetProperty("embeddings").GetProperty("x/mean")[0].GetSingle())));
    }

    [Fact]
    public async Task A_line_that_is_alone_is_answered_at_once()
    {
        var (input, output) = (new Pipe(), new Pipe());
        var run = Task.Run(() => Worker(new Plain()).Run(input.Reader.AsStream(), output.Writer.AsStream(), default, Token), Token);
        using var answers = new StreamReader(output.Reader.AsStream());
        for (var i = 1; i <= 3; i++)
        {
            await input.Writer.WriteAsync(Encoding.UTF8.GetBytes(Line(i) + "\n"), Token);
            Assert.StartsWith($"{{\"id\":{i},\"line\":{i},", await answers.ReadLineAsync(Token).AsTask().WaitAsync(Patience, Token), StringComparison.Ordinal);
        }

        await input.Writer.CompleteAsync();
        Assert.Equal((3, 0, true), (await run.WaitAsync(Patience, Token)) is var c ? (c.Answered, c.Failed, c.IsComplete) : default);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1_000_000)]
    public async Task Who_does_not_read_is_not_read_from(int samples)
    {
        using var stop = new CancellationTokenSource();
        using var output = new Stuck();
        var (input, pcm) = (new Endless(Line(1, samples)), samples * 4);
        var run = Task.Run(() => Worker(new Plain()).Run(input, output, default, stop.Token), Token);
        await output.Reached.Task.WaitAsync(Patience, Token);
        // Reading goes on until enough wait; then it stands still.
        var lines = -1L;
        while (input.Lines != lines)
        {
            lines = input.Lines;
            await Task.Delay(300, Token);
        }

        // A batch that is encoded, as many that wait, one that finds no room, and what the reader has of the next.
        Assert.InRange(lines, 2, 2 * LineWorker.MostWaiting + 2 + (1 << 16) / input.LineBytes);
        if ((long)pcm * LineWorker.MostWaiting > 64 << 20)
            Assert.InRange(lines * pcm, pcm, (2L * 64 << 20) + 4 * pcm);
        await stop.CancelAsync();
        output.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => run.WaitAsync(Patience, Token));
    }

    [Fact]
    public async Task Asked_to_finish_it_ends_what_is_begun_and_begins_nothing_else()
    {
        using var finish = new CancellationTokenSource();
        var embedder = new Gated();
        var output = new MemoryStream();
        // An input that doesn't end. Line 2 is begun, and behind it in its batch wait 3 to 5.
        var input = new Pipe();
        await input.Writer.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, 5).Select(i => Line(i) + "\n"))), Token);
        var run = Task.Run(() => Worker(embedder).Run(input.Reader.AsStream(), output, finish.Token, Token), Token);
        await embedder.Begun.Task.WaitAsync(Patience, Token);
        await finish.CancelAsync();
        embedder.Gate.Set();
        var counts = await run.WaitAsync(Patience, Token);
        Assert.False(counts.IsComplete);
        Assert.Equal([1, 2], Answers(output).Select(a => a.GetProperty("line").GetInt32()));
    }

    [Fact]
    public void Asked_to_finish_when_all_is_answered_it_is_complete()
    {
        using var finish = new CancellationTokenSource();
        using var output = new MemoryStream();
        Assert.True(Worker(new Plain()).Run(new MemoryStream(Encoding.UTF8.GetBytes(Line(1))), output, finish.Token, Token).IsComplete);
        finish.Cancel();
        Assert.False(Worker(new Plain()).Run(new Endless(Line(1)), output, finish.Token, Token).IsComplete);
    }

    [Fact]
    public async Task Cancelled_it_stops_although_its_input_is_waited_for()
    {
        using var stop = new CancellationTokenSource();
        var run = Task.Run(() => Worker(new Plain()).Run(new Pipe().Reader.AsStream(), Stream.Null, default, stop.Token), Token);
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => run.WaitAsync(Patience, Token));
    }

    [Fact]
    public void What_goes_wrong_with_a_clip_is_its_line_and_a_failing_device_ends_it_all()
    {
        using var output = new MemoryStream();
        var lines = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(1, 5).Select(i => Line(i))));
        var counts = Worker(new Failing()).Run(new MemoryStream(lines), output, default, Token);
        Assert.Equal((5, 4, true), (counts.Answered, counts.Failed, counts.IsComplete));
        Assert.Equal(["bad audio", "unexpected InvalidOperationException: a bug", "its activations are not finite", "out of memory"], Answers(output).Take(4).Select(a => a.GetProperty("error").GetString()));
        Assert.Equal("the device is gone", Assert.Throws<BackendException>(() => Worker(new Failing()).Run(new MemoryStream(Encoding.UTF8.GetBytes(Line(6))), output, default, Token)).Message);
    }

    [Fact]
    public void An_input_that_fails_ends_it_after_what_had_come_is_answered()
    {
        using var output = new MemoryStream();
        Assert.Equal("broken", Assert.Throws<IOException>(() => Worker(new Plain()).Run(new Ending(Encoding.UTF8.GetBytes(Line(1) + "\n"), () => throw new IOException("broken")), output, default, Token)).Message);
        Assert.Single(Answers(output));
    }

    private static string Line(int id, int samples = 10)
    {
        var pcm = new byte[4 * samples];
        for (var i = 0; i < samples; i++)
            BitConverter.TryWriteBytes(pcm.AsSpan(4 * i), (float)id);
        return $"{{\"id\":{id},\"pcm\":\"{Convert.ToBase64String(pcm)}\"}}";
    }

    private static LineWorker Worker(ClipEmbedder embedder, bool isOrdered = true) => new(embedder, new LineAnswers(embedder, embedder.Keys, null, 0, new Origin
    {
        MadeBy = "test", Weights = "none", WeightsSha256 = "0", Synthetic = true, Padding = PaddingDialect.Waveform, Device = "none",
    }), isOrdered);

    private static List<JsonElement> Answers(MemoryStream output) =>
        [.. Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];

    /// <summary>The first sample of each clip, in order.</summary>
    private class Plain : ClipEmbedder
    {
        public override string Description => "first samples";

        public override string Fingerprint => "first samples";

        public override IReadOnlyList<EmbeddingKey> Keys { get; } = [new("x", Pooling.Mean)];

        public override IReadOnlyList<int> Dimensions => [1];

        public override void Run(int count, Func<int, AudioSource> open, Action<int, float[]?, Exception?> completed, CancellationToken cancellation)
        {
            foreach (var i in Order(count))
                One(i, open, completed);
        }

        protected virtual IEnumerable<int> Order(int count) => Enumerable.Range(0, count);

        protected virtual float Value(float first) => first;

        private void One(int i, Func<int, AudioSource> open, Action<int, float[]?, Exception?> completed)
        {
            float value;
            try
            {
                using var audio = open(i);
                value = Value(audio.ReadToEnd()[0]);
            }
            catch (Exception e)
            {
                completed(i, null, e);
                return;
            }

            completed(i, [value], null);
        }
    }

    private sealed class Backwards : Plain
    {
        private readonly ManualResetEventSlim _begun = new(), _others = new();

        public List<int> Batches { get; } = [];

        public void HasBegun() => Assert.True(_begun.Wait(Patience));

        public void MayGoOn() => _others.Set();

        protected override IEnumerable<int> Order(int count)
        {
            Batches.Add(count);
            _begun.Set();
            Assert.True(_others.Wait(Patience));
            // All that was read is queued a little after it was read.
            if (Batches.Count == 1)
                Thread.Sleep(200);
            return Enumerable.Range(0, count).Reverse();
        }
    }

    private sealed class Gated : Plain
    {
        public ManualResetEventSlim Gate { get; } = new();

        public TaskCompletionSource Begun { get; } = new();

        protected override float Value(float first)
        {
            // All that was sent is queued by then.
            if (first == 1)
                Thread.Sleep(500);
            if (first != 2)
                return first;
            Begun.TrySetResult();
            Assert.True(Gate.Wait(Patience));
            return first;
        }
    }

    private sealed class Failing : Plain
    {
        protected override float Value(float first) => first switch
        {
            1 => throw new AudioException("bad audio"),
            2 => throw new InvalidOperationException("a bug"),
            3 => float.NaN,
            4 => throw new OutOfMemoryException(),
            6 => throw new BackendException("the device is gone"),
            _ => first,
        };
    }
}
