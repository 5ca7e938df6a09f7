using MimiNative.Audio;
using MimiNative.Backends;
using MimiNative.Telemetry;

namespace MimiNative.Encoder;

/// <summary>
/// Many clips side by side: on a device that wants batches, and short ones on a processor, whose weights then come from memory once for all of them. Clips keep their own lengths: rows are stacked, never padded.
/// When a clip ends its place is taken by the next one. A batch that doesn't fit the device's memory is halved.
/// </summary>
/// <param name="model">The layers.</param>
/// <param name="backend">Where they run.</param>
/// <param name="options">What to compute of each clip.</param>
/// <param name="sequences">Clips side by side that the buffers are for.</param>
/// <param name="most">The most that are encoded side by side.</param>
/// <param name="wholeSeconds">The longest clip, where each passes through in one piece; null for clips of any length.</param>
/// <param name="idle">Keeps the buffers for the next batch.</param>
/// <param name="mayGoOn">Asked between chunks; throws when the whole batch is to end.</param>
internal sealed class BatchEncoder(EncoderModel model, Backend backend, EncodeOptions options, int sequences, int most, double? wholeSeconds, RunPool idle, Action mayGoOn)
{
    /// <summary>Encodes clips until there are no more.</summary>
    /// <param name="next">The next clip, and its audio where that is open already; null where there is none.</param>
    /// <param name="open">Opens a clip's audio.</param>
    /// <param name="sink">Receives a clip.</param>
    /// <param name="outcomes">Told of each clip.</param>
    /// <param name="tooLong">Takes a clip that is longer than it said it were, from its beginning.</param>
    public void Run(Func<(int Clip, AudioSource? Audio)?> next, Func<int, AudioSource> open, Func<int, IActivationSink> sink, ClipOutcomes outcomes, Action<int, AudioSource>? tooLong = null)
    {
        if (next() is not { } first)
            return;
        ((int Clip, AudioSource? Audio)? pending, var over) = (first, false);
        var run = Open(first.Audio);
        var places = new Place[Math.Min(most, run.Schedule.Sequences)];
        for (var i = 0; i < places.Length; i++)
            places[i] = new Place(run, i);
        var feed = new ReadOnlyMemory<float>[run.Schedule.Sequences];
        var span = Signals.Begin("encode batch", backend.Description);
        run.Clock = span is { IsAllDataRequested: true } ? run.NewClock() : null;
        try
        {
            while (true)
            {
                mayGoOn();
                foreach (var place in places)
                {
                    while (place.Source is null && Take() is { } clip)
                        Own(place, clip.Clip, outcomes, () => place.Begin(clip.Clip, model, () => clip.Audio ?? open(clip.Clip), sink));

                    feed[place.Sequence] = default;
                    if (place.Source is not null)
                        Own(place, place.Clip, outcomes, () => feed[place.Sequence] = place.Read());
                    if (wholeSeconds is not null && place.Source is not null && !place.HasEnded)
                        tooLong!(place.Clip, place.GiveBack());
                    if (place.Source is null)
                        feed[place.Sequence] = default;
                }

                if (places.All(p => p.Source is null))
                {
                    if (over)
                        return;
                    continue; // all that were here failed before their first sample
                }

                run.Process(feed);
                foreach (var place in places)
                    if (place.Source is not null && (place.HasEnded || place.Failure is not null))
                    {
                        place.Leave(ended: true);
                        outcomes.Add(place.Clip, place.Failure);
                    }
            }
        }
        finally
        {
            pending?.Audio?.Dispose();
            foreach (var place in places)
                place.Leave();
            if (span is not null)
                run.Clock?.Report(span);
            Signals.End(span);
            run.Clock = null;
            idle.Give(run);
        }

        (int Clip, AudioSource? Audio)? Take()
        {
            var taken = pending ?? (over ? null : next());
            (pending, over) = (null, taken is null);
            return taken;
        }
    }

    /// <summary>Does what belongs to one clip: what it throws ends that clip and no other, unless the whole batch is to end.</summary>
    private void Own(Place place, int clip, ClipOutcomes outcomes, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            place.Fail(e);
            place.Leave(ended: true);
            mayGoOn();
            outcomes.Add(clip, e);
        }
    }

    /// <summary>A run for as many clips as there is memory for.</summary>
    /// <param name="audio">Open already: disposed where there is no memory at all.</param>
    private EncoderRun Open(AudioSource? audio)
    {
        for (var places = sequences; ; places /= 2)
        {
            try
            {
                return idle.Take(options, backend, places, wholeSeconds is not null) ?? new EncoderRun(model, backend, options, places, wholeSeconds);
            }
            catch (BackendException e) when (e.IsOutOfMemory && places > 1)
            {
            }
            catch
            {
                audio?.Dispose();
                throw;
            }
        }
    }

    /// <summary>A sequence of the run and the clip that has it now. It stands between the run and the clip's sink, so that what a sink throws is that clip's.</summary>
    private sealed class Place(EncoderRun run, int sequence) : IActivationSink
    {
        private readonly ClipBuffer _buffer = run.ClipOf(sequence);
        private ReadOnlyMemory<float> _fed;
        private IActivationSink? _sink;
        private ClipTrace? _trace;

        public int Sequence => sequence;

        public int Clip { get; private set; }

        /// <summary>Null: the place is free.</summary>
        public AudioSource? Source { get; private set; }

        public bool HasEnded { get; private set; }

        public Exception? Failure { get; private set; }

        public void Begin(int clip, EncoderModel model, Func<AudioSource> open, Func<int, IActivationSink> sink)
        {
            Clip = clip;
            (_fed, HasEnded, Failure) = (default, false, null);
            _buffer.Clear();
            _trace = run.NewTrace();
            Source = model.CheckSource(open());
            _sink = EncoderModel.CheckSink(sink(clip));
            run.Reset(sequence, this);
        }

        /// <summary>The next samples.</summary>
        public ReadOnlyMemory<float> Read()
        {
            _buffer.Remove(_fed.Length);
            HasEnded = !_buffer.Fill(Source!);
            return _fed = HasEnded ? _buffer.End() : _buffer.Whole;
        }

        /// <summary>The clip's audio as it was before anything was read, for somebody else; the place is free.</summary>
        public AudioSource GiveBack()
        {
            var audio = new RereadAudio(_buffer.Whole.ToArray(), Source!);
            Source = null;
            _buffer.Clear();
            Leave();
            return audio;
        }

        public void Fail(Exception failure) => Failure ??= failure;

        /// <summary>The clip gives the place up: because it <paramref name="ended"/>, or because the whole batch does.</summary>
        public void Leave(bool ended = false)
        {
            _trace?.Encoded(_buffer.Total);
            if (ended && Failure is { } failure)
                _trace?.Fail(failure);
            else if (ended)
                _trace?.Complete();
            else
                _trace?.Abandon();
            _trace = null;
            Source?.Dispose();
            Source = null;
            _sink = null;
        }

        public void Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows)
        {
            try
            {
                if (Failure is null)
                    _sink?.Activation(tap, firstFrame, rows);
            }
            catch (Exception e)
            {
                Failure = e;
            }
        }

        public void CodeRows(long firstFrame, int codebooks, ReadOnlySpan<int> rows)
        {
            try
            {
                if (Failure is null)
                    _sink?.CodeRows(firstFrame, codebooks, rows);
            }
            catch (Exception e)
            {
                Failure = e;
            }
        }
    }
}
