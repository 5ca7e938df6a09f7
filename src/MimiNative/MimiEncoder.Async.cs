using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MimiNative.Audio;
using MimiNative.Encoder;

namespace MimiNative;

/// <summary>The same for callers that must not wait: the work is done on the thread pool.</summary>
public sealed partial class MimiEncoder
{
    // Results that wait to be taken; above that the encoder waits for who takes them.
    private const int MostWaiting = 4;

    /// <summary>Encodes a clip.</summary>
    /// <param name="samples">24 kHz mono, in [−1, 1]; at least one. They must not change before the end.</param>
    /// <param name="options">What to compute; the latent by default.</param>
    /// <param name="cancellation">Stops between chunks.</param>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, EncodeOptions?)" path="/exception"/>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was.</exception>
    public Task<Activations> EncodeAsync(ReadOnlyMemory<float> samples, EncodeOptions? options = null, CancellationToken cancellation = default)
    {
        if (samples.IsEmpty)
            throw new ArgumentException("no samples to encode", nameof(samples));
        ClipBuffer.Check(samples.Span, 0);
        return EncodeAsync(new ArrayAudioSource(samples, Config.SampleRate), options, null, cancellation);
    }

    /// <summary>Encodes audio and keeps everything that was asked for.</summary>
    /// <param name="audio">At the encoder's rate; the caller disposes it.</param>
    /// <param name="options">What to compute; the latent by default.</param>
    /// <param name="progress">Told the seconds of audio read.</param>
    /// <param name="cancellation">Stops between chunks.</param>
    /// <inheritdoc cref="Encode(AudioSource, EncodeOptions, IActivationSink, CancellationToken)" path="/exception"/>
    public Task<Activations> EncodeAsync(AudioSource audio, EncodeOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(audio);
        options ??= new EncodeOptions();
        Check(options);
        var (collector, counted) = (new ActivationCollector(_model, options), new CountingSource(audio, progress));
        return Task.Run(() =>
        {
            Encode(counted, options, collector, cancellation);
            return collector.Result(counted.Samples);
        }, cancellation);
    }

    /// <summary>Encodes a clip whose samples come in pieces of any size, e.g. from a network.</summary>
    /// <param name="pieces">24 kHz mono.</param>
    /// <param name="options">What to compute.</param>
    /// <param name="sink">Gets activations as soon as whole 80 ms frames are there.</param>
    /// <param name="cancellation">Stops between pieces.</param>
    /// <returns>The number of samples.</returns>
    /// <inheritdoc cref="OpenStream" path="/exception"/>
    public async Task<long> EncodeAsync(IAsyncEnumerable<ReadOnlyMemory<float>> pieces, EncodeOptions options, IActivationSink sink, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        using var stream = OpenStream(options, sink);
        await foreach (var piece in pieces.WithCancellation(cancellation).ConfigureAwait(false))
            await Task.Run(() => stream.Write(piece.Span), cancellation).ConfigureAwait(false);
        await Task.Run(stream.Complete, cancellation).ConfigureAwait(false);
        return stream.Samples;
    }

    /// <summary>Vectors of audio of any length.</summary>
    /// <param name="audio">At the encoder's rate; the caller disposes it.</param>
    /// <param name="options">Which vectors; the mean of the latent by default.</param>
    /// <param name="progress">Told the seconds of audio read.</param>
    /// <param name="cancellation">Stops between chunks.</param>
    /// <inheritdoc cref="Embed(AudioSource, EmbedOptions?, CancellationToken)" path="/exception"/>
    public Task<ClipEmbedding> EmbedAsync(AudioSource audio, EmbedOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(audio);
        options ??= new EmbedOptions();
        var (sink, counted) = (Pool(options), new CountingSource(audio, progress));
        return Task.Run(() =>
        {
            Encode(counted, options.Encoding, sink, cancellation);
            return Embedding(sink, options, counted);
        }, cancellation);
    }

    /// <summary>Encodes many clips and gives each as soon as it is done, in any order. Only a few results wait: who takes them slowly slows the encoder.</summary>
    /// <param name="count">Clips.</param>
    /// <param name="open">Opens clip i at the encoder's rate; called from several threads. The source is disposed here. What it throws ends clip i alone.</param>
    /// <param name="options">What to compute of each clip; the latent by default.</param>
    /// <param name="progress">Told after each clip.</param>
    /// <param name="cancellation">Stops between chunks. Leaving the loop early stops too.</param>
    /// <inheritdoc cref="EncodeMany" path="/exception[not(@cref='AggregateException')]"/>
    public IAsyncEnumerable<ClipResult<Activations>> EncodeManyAsync(int count, Func<int, AudioSource> open, EncodeOptions? options = null, IProgress<ManyProgress>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new EncodeOptions();
        Check(options);
        return Many(count, open, options, () => new ActivationCollector(_model, options), (sink, audio) => sink.Result(audio.Samples), progress, cancellation);
    }

    /// <summary>Vectors of many clips, each as soon as it is done, in any order.</summary>
    /// <param name="count">Clips.</param>
    /// <param name="open">Opens clip i at the encoder's rate; called from several threads. The source is disposed here. What it throws ends clip i alone.</param>
    /// <param name="options">Which vectors; the mean of the latent by default.</param>
    /// <param name="progress">Told after each clip.</param>
    /// <param name="cancellation">Stops between chunks. Leaving the loop early stops too.</param>
    /// <inheritdoc cref="EncodeMany" path="/exception[not(@cref='AggregateException')]"/>
    public IAsyncEnumerable<ClipResult<ClipEmbedding>> EmbedManyAsync(int count, Func<int, AudioSource> open, EmbedOptions? options = null, IProgress<ManyProgress>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new EmbedOptions();
        options.Validate();
        Check(options.Encoding);
        return Many(count, open, options.Encoding, () => Pool(options), (sink, audio) => Embedding(sink, options, audio), progress, cancellation);
    }

    /// <summary>Vectors of many files, each as soon as it is done, in any order; <see cref="ClipResult{T}.Clip"/> is the file's place in the list.</summary>
    /// <param name="paths">Audio files of any kind and rate.</param>
    /// <param name="options">Which vectors; the mean of the latent by default.</param>
    /// <param name="progress">Told after each clip.</param>
    /// <param name="cancellation">Stops between chunks. Leaving the loop early stops too.</param>
    /// <inheritdoc cref="EncodeMany" path="/exception[not(@cref='AggregateException')]"/>
    public IAsyncEnumerable<ClipResult<ClipEmbedding>> EmbedManyAsync(IReadOnlyList<string> paths, EmbedOptions? options = null, IProgress<ManyProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return EmbedManyAsync(paths.Count, i => AudioFile.Open(paths[i], Config.SampleRate), options, progress, cancellation);
    }

    private IAsyncEnumerable<ClipResult<TResult>> Many<TSink, TResult>(
        int count, Func<int, AudioSource> open, EncodeOptions options, Func<TSink> sink, Func<TSink, CountingSource, TResult> result, IProgress<ManyProgress>? progress, CancellationToken cancellation)
        where TSink : IActivationSink where TResult : class
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(open);
        return Run(cancellation);

        async IAsyncEnumerable<ClipResult<TResult>> Run([EnumeratorCancellation] CancellationToken stopping)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var results = Channel.CreateBounded<ClipResult<TResult>>(MostWaiting);
            var work = Task.Run(() => Produce(results.Writer, stop.Token), CancellationToken.None);
            try
            {
                await foreach (var one in results.Reader.ReadAllAsync(stopping).ConfigureAwait(false))
                    yield return one;
            }
            finally
            {
                await stop.CancelAsync().ConfigureAwait(false);
                await work.ConfigureAwait(false);
            }
        }

        void Produce(ChannelWriter<ClipResult<TResult>> results, CancellationToken stop)
        {
            var (sources, sinks) = (new CountingSource?[count], new TSink?[count]);
            var (done, failed, seconds) = (0, 0, 0.0);
            void Completed(int clip, Exception? failure)
            {
                var one = Of(clip, failure);
                (done, failed, seconds) = (done + 1, failed + (one.Failure is null ? 0 : 1), seconds + (sources[clip]?.Seconds ?? 0));
                (sources[clip], sinks[clip]) = (null, default);
                results.WriteAsync(one, stop).AsTask().GetAwaiter().GetResult();
                progress?.Report(new ManyProgress(count, done, failed, seconds));
            }

            ClipResult<TResult> Of(int clip, Exception? failure)
            {
                try
                {
                    return new(clip, failure is null ? result(sinks[clip]!, sources[clip]!) : null, failure) { Warning = sources[clip]?.Warning };
                }
                catch (Exception e) when (e is MimiException or ArgumentException)
                {
                    return new(clip, null, e);
                }
            }

            try
            {
                EncodeMany(count, i => sources[i] = new CountingSource(_model.CheckSource(open(i))), options, i => sinks[i] = sink(), Completed, stop);
                results.Complete();
            }
            catch (Exception e)
            {
                results.Complete(e);
            }
        }
    }
}
