using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using MimiNative.Audio;
using MimiNative.Backends;
using MimiNative.Encoder;
using MimiNative.Telemetry;

namespace MimiNative;

/// <summary>Many clips at once.</summary>
public sealed partial class MimiEncoder
{
    // On a processor: clips shorter than this go side by side, so many of them.
    private const double ShortSeconds = 1.2;
    private const int ShortClips = 16;

    /// <summary>
    /// Encodes many clips as fast as the device can: a clip per CPU thread (of clips shorter than 1.2 s up to 16 side by side), or batches of clips on a GPU. Each clip's result is the same bits as alone.
    /// </summary>
    /// <param name="count">Clips.</param>
    /// <param name="open">Opens clip i at the encoder's rate; called from several threads. The source is disposed here. What it throws, cancellations of its own included, ends clip i alone.</param>
    /// <param name="options">What to compute of each clip.</param>
    /// <param name="sink">Receives clip i; each sink is used by one thread at a time. What it throws ends clip i alone.</param>
    /// <param name="completed">Called after clip i, with the exception that ended it or null; calls don't overlap. A failed clip doesn't stop the others; an exception from here does, and it isn't called again.</param>
    /// <param name="cancellation">Stops between chunks.</param>
    /// <exception cref="AggregateException">No <paramref name="completed"/> was given, and clips failed: their exceptions, in the order of the clips. All others were encoded.</exception>
    /// <exception cref="BackendException">The device failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was.</exception>
    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    public void EncodeMany(int count, Func<int, AudioSource> open, EncodeOptions options, Func<int, IActivationSink> sink, Action<int, Exception?>? completed = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(sink);
        Check(options);
        using var use = _life.Enter();
        var (asked, outcomes) = (Asked(options), new ClipOutcomes(completed));
        void MayGoOn()
        {
            cancellation.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(_life.IsClosed, this);
        }

        if (_backend.PreferredSequences > 1)
        {
            var next = 0;
            var sequences = Math.Min(count, _backend.PreferredSequences);
            new BatchEncoder(_model, _backend, asked, sequences, sequences, null, _idle, MayGoOn).Run(() => next < count ? (next++, null) : null, open, sink, outcomes);
        }
        else
            EncodeByThreads(count, open, asked, sink, outcomes, MayGoOn, cancellation);
        outcomes.Throw(count);
    }

    private void EncodeByThreads(int count, Func<int, AudioSource> open, EncodeOptions options, Func<int, IActivationSink> sink, ClipOutcomes outcomes, Action mayGoOn, CancellationToken cancellation)
    {
        if (count == 0)
            return;
        // A single clip has all threads to itself; several share them, one each.
        var backend = count == 1 ? _backend : _oneThread.Value;
        // The batch's own: what its threads use in turns isn't idle, however small the budget for what is.
        var runs = new ConcurrentBag<EncoderRun>();
        // Short clips go side by side, so many that every thread has as many.
        var (threads, longest) = (Math.Min(_backend.Threads, count), (long)(ShortSeconds * Config.SampleRate));
        var (places, next) = (Math.Min(ShortClips, count / threads), -1);
        try
        {
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, (_, others) =>
                new BatchEncoder(_model, backend, options, ShortClips, places, ShortSeconds, _idle, mayGoOn).Run(() => Next(others), open, sink, outcomes, One));
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        finally
        {
            foreach (var run in runs)
                _idle.Give(run);
        }

        // The next short clip. Others that come before it are encoded here and now.
        (int, AudioSource?)? Next(ParallelLoopState others)
        {
            while (!others.ShouldExitCurrentIteration && Interlocked.Increment(ref next) is var i && i < count)
            {
                cancellation.ThrowIfCancellationRequested();
                AudioSource audio;
                long? length;
                try
                {
                    audio = open(i);
                    length = audio?.Length;
                }
                catch (Exception e)
                {
                    Failed(i, e, begun: false);
                    continue;
                }

                if (places > 1 && length < longest)
                    return (i, audio);
                One(i, audio!);
            }

            return null;
        }

        void One(int i, AudioSource opened)
        {
            var begun = false;
            try
            {
                using var audio = _model.CheckSource(opened);
                using var stream = Open(options, EncoderModel.CheckSink(sink(i)), backend, runs.Add, runs);
                begun = true;
                stream.WriteAll(audio, cancellation);
            }
            catch (Exception e)
            {
                Failed(i, e, begun);
                return;
            }

            outcomes.Add(i, null);
        }

        // A clip that has begun counts its failure by itself.
        void Failed(int i, Exception failure, bool begun)
        {
            mayGoOn();
            if (!begun)
                Signals.CountFailure(failure);
            outcomes.Add(i, failure);
        }
    }
}
