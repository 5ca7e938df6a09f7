using MimiNative.Audio;
using MimiNative.Backends;

namespace MimiNative.Encoder;

/// <summary>
/// Many clips side by side on a device that wants batches. Clips keep their own lengths: rows are stacked, never padded.
/// When a clip ends its place is taken by the next one. A batch that doesn't fit the device's memory is halved.
/// </summary>
internal sealed class BatchEncoder(EncoderModel model, Backend backend, EncodeOptions options)
{
    public void Run(int count, Func<int, AudioSource> open, Func<int, IActivationSink> sink, Action<int, Exception?>? completed, CancellationToken cancellation)
    {
        if (count == 0)
            return;
        using var run = Open(Math.Min(count, backend.PreferredSequences));
        var frame = model.Config.SamplesPerFrame;
        var sources = new AudioSource?[run.Sequences];
        var clips = new int[run.Sequences];
        var buffers = new float[run.Sequences][];
        var feed = new ReadOnlyMemory<float>[run.Sequences];
        var ends = new bool[run.Sequences];
        var next = 0;

        void Done(int place, Exception? failure)
        {
            sources[place]?.Dispose();
            sources[place] = null;
            completed?.Invoke(clips[place], failure);
        }

        try
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                var any = false;
                for (var place = 0; place < run.Sequences; place++)
                {
                    feed[place] = default;
                    ends[place] = false;
                    while (sources[place] is null && next < count)
                    {
                        clips[place] = next++;
                        try
                        {
                            var opened = open(clips[place]);
                            sources[place] = opened;
                            model.CheckRate(opened);
                            run.Reset(place, sink(clips[place]));
                        }
                        catch (Exception e) when (e is not OperationCanceledException)
                        {
                            Done(place, e);
                        }
                    }

                    if (sources[place] is not { } source)
                        continue;
                    any = true;
                    try
                    {
                        buffers[place] ??= new float[run.ChunkSamples];
                        var read = ReadFully(source, buffers[place]);
                        ends[place] = read < run.ChunkSamples;
                        if (ends[place] && options.Padding == PaddingDialect.Waveform)
                        {
                            var padded = (read + frame - 1) / frame * frame;
                            buffers[place].AsSpan(read, padded - read).Clear();
                            read = padded;
                        }

                        feed[place] = buffers[place].AsMemory(0, read);
                    }
                    catch (Exception e) when (e is not OperationCanceledException)
                    {
                        Done(place, e);
                    }
                }

                if (!any)
                    return;
                run.Process(feed);
                for (var place = 0; place < run.Sequences; place++)
                    if (ends[place])
                        Done(place, null);
            }
        }
        finally
        {
            foreach (var source in sources)
                source?.Dispose();
        }
    }

    private EncoderRun Open(int sequences)
    {
        while (true)
        {
            try
            {
                return new EncoderRun(model, backend, options, sequences);
            }
            catch (BackendException e) when (e.IsOutOfMemory && sequences > 1)
            {
                sequences /= 2;
            }
        }
    }

    private static int ReadFully(AudioSource source, Span<float> buffer)
    {
        var total = 0;
        for (int read; total < buffer.Length && (read = source.Read(buffer[total..])) > 0;)
            total += read;
        return total;
    }
}
