using MimiNative.Analysis.Extraction;
using MimiNative.Audio;
using MimiNative.Backends;

namespace MimiNative.Analysis.Lines;

/// <summary>What became of the lines of a stream.</summary>
/// <param name="Answered">Lines that got an answer, errors among them.</param>
/// <param name="Failed">Answers that say what went wrong.</param>
/// <param name="Seconds">Audio that was embedded.</param>
/// <param name="IsComplete">Whether every line got an answer: the input ended, rather than that work was asked to finish.</param>
internal readonly record struct LineCounts(long Answered, long Failed, double Seconds, bool IsComplete);

/// <summary>
/// Answers lines of JSON with lines of JSON. Reading runs ahead of encoding by a bounded number of requests, and answers are written as they are made, by who made them: where nobody
/// reads them encoding stops, and then reading. All requests that wait are encoded together, and one that is alone at once.
/// </summary>
/// <param name="embedder">What embeds clips.</param>
/// <param name="answers">What is told of them.</param>
/// <param name="isOrdered">Whether answers come in the order of their lines, rather than as soon as they are there.</param>
internal sealed class LineWorker(ClipEmbedder embedder, LineAnswers answers, bool isOrdered)
{
    /// <summary>Most bytes of a line: eight minutes of float32 at 24 kHz in base64.</summary>
    public const int LongestLine = 64 << 20;

    /// <summary>Bytes of audio that may wait to be encoded.</summary>
    private const long MostWaitingBytes = 64 << 20;

    /// <summary>Requests that may wait: a device's largest batch, and some for each thread, so that few threads have nothing to do while the last of a batch ends.</summary>
    public static int MostWaiting { get; } = Math.Max(64, 4 * Environment.ProcessorCount);

    private readonly Lock _gate = new();
    private long _answered, _failed, _left;
    private double _seconds;

    /// <summary>Answers all lines.</summary>
    /// <param name="input">Lines.</param>
    /// <param name="output">Answers, each by one call.</param>
    /// <param name="finish">Asks to stop reading, to end what is being encoded and to begin nothing else.</param>
    /// <param name="cancellation">Stops at once.</param>
    /// <exception cref="IOException">The input can't be read, or the output not written.</exception>
    /// <exception cref="BackendException">The device failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was.</exception>
    public LineCounts Run(Stream input, Stream output, CancellationToken finish, CancellationToken cancellation)
    {
        var queue = new RequestQueue(MostWaiting, MostWaitingBytes);
        using var finishing = finish.Register(queue.Close);
        using var cancelling = cancellation.Register(queue.Close);
        // In the background: a read that nobody answers must not keep the process.
        new Thread(() => Read(input, queue)) { IsBackground = true, Name = "lines" }.Start();
        try
        {
            while (queue.Take() is { Count: > 0 } batch)
                Answer(batch, output, finish, cancellation);
        }
        finally
        {
            queue.Close();
        }

        cancellation.ThrowIfCancellationRequested();
        return new(_answered, _failed, _seconds, queue.IsDone && _left == 0);
    }

    private static void Read(Stream input, RequestQueue queue)
    {
        try
        {
            var lines = new LineReader(input, LongestLine);
            while (lines.Read(out var line))
                if (lines.IsTooLong ? !queue.Add(LineRequest.TooLong(lines.Number, LongestLine)) : !IsBlank(line.Span) && !queue.Add(LineRequest.Read(lines.Number, line)))
                    return;
            queue.End();
        }
        catch (Exception e)
        {
            queue.End(e);
        }
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(" \t\r"u8) < 0;

    private void Answer(IReadOnlyList<LineRequest> batch, Stream output, CancellationToken finish, CancellationToken cancellation)
    {
        var (texts, next) = (new byte[]?[batch.Count], 0);
        List<int> clips = [];
        for (var i = 0; i < batch.Count; i++)
            if (batch[i].Error is { } error)
                Fail(i, error);
            else
                clips.Add(i);
        if (clips.Count == 0)
            return;
        var sources = new CountingSource?[clips.Count];
        embedder.Run(clips.Count, Open, Completed, cancellation);

        AudioSource Open(int clip) => finish.IsCancellationRequested ? throw new NotBegunException() : sources[clip] = new CountingSource(batch[clips[clip]].Open(embedder.SampleRate));

        void Completed(int clip, float[]? values, Exception? error)
        {
            lock (_gate)
            {
                var (index, source) = (clips[clip], sources[clip]);
                sources[clip] = null;
                if (error is BackendException)
                    throw error;
                if (error is NotBegunException)
                {
                    _left++;
                    Put(index, []);
                }
                else if (error is not null)
                    Fail(index, error is MimiException ? error.Message : error is OutOfMemoryException ? "out of memory" : $"unexpected {error.GetType().Name}: {error.Message}");
                else if (Array.Exists(values!, v => !float.IsFinite(v)))
                    Fail(index, "its activations are not finite");
                else
                {
                    _seconds += source!.Seconds;
                    _answered++;
                    Put(index, answers.Values(batch[index], source.Seconds, source.Warning, values!));
                }
            }
        }

        void Fail(int index, string message)
        {
            _answered++;
            _failed++;
            Put(index, LineAnswers.Error(batch[index], message));
        }

        void Put(int index, byte[] text)
        {
            if (!isOrdered)
            {
                output.Write(text);
                return;
            }

            texts[index] = text;
            for (; next < texts.Length && texts[next] is { } ready; texts[next++] = null)
                output.Write(ready);
        }
    }

    /// <summary>A clip that was not begun, since work was asked to finish.</summary>
    private sealed class NotBegunException : Exception;
}
