using System.CommandLine;
using System.Globalization;
using MimiNative.Analysis.Lines;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi worker</c>.</summary>
internal static class WorkerCommand
{
    private const string Help = """
        Each line of standard input is a JSON object, and each gets a line of standard output. The network is loaded once. For Spark, Ray, GNU
        parallel and scripts (docs/data.md).

        In: "path", a file, or "pcm", base64 of float32 at 24 kHz ("encoding": "s16", "sample_rate" and "channels" say otherwise). "offset" and
        "duration", in seconds, choose a stretch. "id" is any value. Rows of NeMo's and Lhotse's manifests are taken too. Blank lines are passed over.

        Out: "id", "line" (its number), "seconds", "embeddings" by TAP/POOLING, "codes" by codebook, "used"; or "id", "line" and "error". With --taps
        none and --codes there are no embeddings. Answers come in the order of the lines unless --unordered is given. Who doesn't read them isn't
        read from: write and read at the same time.

        It ends with 0 when the input does, whatever lines failed, and when the reader of its output has gone; on SIGTERM with 143, once what was
        being encoded is answered. Lines without an answer were not done.

        Examples:
          mimi worker < requests.jsonl > embeddings.jsonl
          mimi worker --taps none --codes 8 < manifest.jsonl > codes.jsonl
          parallel --pipe --round-robin -N 10 mimi worker -j 1 < requests.jsonl
        """;

    public static Command Build(Terminal terminal)
    {
        var (vectors, codes) = (new VectorOptions(), Choices.Codes());
        var unordered = new Option<bool>("--unordered") { Description = "Answer each line as soon as it is done" };
        var command = new ExplainedCommand("worker", "Lines of JSON in, lines of embeddings out", Help);
        vectors.AddTo(command);
        command.Add(codes);
        command.Add(unordered);
        command.AddEncoder();
        command.SetAction(parsed =>
        {
            var finish = terminal.FinishOnTerminate();
            using var input = StandardStreams.OpenInput();
            var codebooks = parsed.GetValue(codes);
            using var session = vectors.Open(parsed, terminal, codebooks);
            var answers = new LineAnswers(session.Embedder, session.Keys, session.Head, codebooks, session.Origin);
            // From here on a line of the output is an answer.
            terminal.Json = false;
            if (!Console.IsInputRedirected)
                terminal.Note("lines of JSON are read from the keyboard; Ctrl-D ends");
            try
            {
                using var output = StandardStreams.OpenOutput();
                var counts = new LineWorker(session.Embedder, answers, !parsed.GetValue(unordered)).Run(input, output, finish, terminal.Cancellation);
                terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{counts.Answered} {(counts.Answered == 1 ? "line" : "lines")} answered, {counts.Failed} of them with an error; {counts.Seconds:0.0} s of audio"));
                if (counts.IsComplete)
                    return ExitCode.Ok;
                terminal.Note("asked to end: what was being encoded is answered, and the rest is not begun");
                return ExitCode.Terminated;
            }
            catch (ReaderGoneException e)
            {
                terminal.Note(e.Message);
                return ExitCode.Ok;
            }
        });
        return command;
    }
}
