using MimiNative.Analysis.Data;
using MimiNative.Analysis.Diarization;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Results;
using MimiNative.Audio;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>
/// Error rates on conversations mixed from the clips, by tap, window and head, beside the same network with random weights and MFCCs. The number of speakers is known, so that no threshold has to be chosen. A head is
/// fitted on the clips of the voices that are not in the conversation. With fewer than ten voices conversations are pairs, and up to twenty of all pairs are heard, so that heads meet as many voices as there can be; else four speak.
/// </summary>
internal sealed class DiarizationMeasurement
{
    private const int MostConversations = 20;
    private const int FewVoices = 10;

    // With fewer a head has one or two axes, and is worse than none.
    private const int LeastVoicesOfHead = 4;

    private const double Window = DiarizationOptions.DefaultWindow;
    private const double Step = DiarizationOptions.DefaultStep;

    private static readonly double[] Windows = [Window / 2, Window, 2 * Window];

    private readonly DataSet _data;
    private readonly IReadOnlyList<IReadOnlyList<string>> _casts;
    private readonly EmbeddingKey _focus;
    private readonly PaddingDialect _padding;
    private readonly ulong _seed;
    private readonly Dictionary<Way, DiarizationErrors[]> _errors = [];

    /// <param name="data">Clips whose files can be read.</param>
    /// <param name="speakers">In each conversation; null: as the number of voices suggests.</param>
    /// <param name="focus">The embedding that questions are asked about.</param>
    /// <param name="padding">Treatment of the last, incomplete frame.</param>
    /// <param name="seed">Of everything that is drawn.</param>
    /// <exception cref="DataSetException">There are fewer voices than speakers, or not two.</exception>
    public DiarizationMeasurement(DataSet data, int? speakers, EmbeddingKey focus, PaddingDialect padding, ulong seed)
    {
        _data = data.Where(s => s.IsClean);
        var each = speakers ?? (_data.Voices.Count < FewVoices ? 2 : 4);
        if (each < 2 || _data.Voices.Count < each)
            throw new DataSetException($"{data.Source}: conversations take two or more speakers of {_data.Voices.Count} voices, not {each}");
        (_casts, _focus, _padding, _seed) = (Conversations.Casts(_data.Voices, each, MostConversations, seed), focus with { Duration = null }, padding, seed);
    }

    /// <summary>Measures all.</summary>
    /// <param name="mimi">The network.</param>
    /// <param name="random">The same with random weights; null without controls.</param>
    /// <param name="clips">Embedded whole clips of the network, its control and the MFCC baseline, which heads are fitted on.</param>
    /// <param name="taps">Taps to compare.</param>
    /// <param name="synthetic">Whether the weights are random numbers.</param>
    /// <param name="replicates">Bootstrap replicates.</param>
    /// <param name="progress">Conversations that were heard so far, and all.</param>
    /// <param name="cancellation">Stops between chunks.</param>
    public DiarizationResult Run(
        MimiEncoder mimi, MimiEncoder? random, (EmbeddedClips Mimi, EmbeddedClips? Random, EmbeddedClips? Spectral) clips, IReadOnlyList<string> taps, bool synthetic, int replicates,
        Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        var (seconds, one, overlap, scored) = (0.0, new DiarizationErrors[_casts.Count], 0.0, 0.0);
        foreach (var (i, conversation) in Conversations.Of(_data, _casts, seed: _seed).Index())
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Invoke(i, _casts.Count);
            var oracle = TimeRange.Merge(conversation.Turns.Select(t => t.Range));
            one[i] = DiarizationErrorRate.Compute(conversation.Turns, [.. oracle.Select(r => new SpeakerTurn("one", r.Start, r.End))]).Errors;
            (seconds, scored, overlap) = (seconds + conversation.Seconds, scored + one[i].Scored, overlap + one[i].Miss);
            (SpeechSource Source, IReadOnlyList<TimeRange> Regions)[] speech = [(SpeechSource.Oracle, oracle), (SpeechSource.Energy, EnergyVad.Regions(new ArrayAudioSource(conversation.Samples), cancellation))];
            Network(SpaceKind.Analysed, mimi, clips.Mimi, taps, i, conversation, speech, cancellation);
            if (random is not null && clips.Random is not null)
                Network(SpaceKind.RandomWeights, random, clips.Random, taps, i, conversation, speech, cancellation);
            if (clips.Spectral is not null)
                Spectrum(clips.Spectral, i, conversation, speech);
        }
        var bootstrap = new ConversationBootstrap(_casts, replicates, _seed);
        // A way that failed for one conversation, as a head with too few voices does, is no way for all.
        var rows = _errors.Where(e => Array.TrueForAll(e.Value, x => x.Scored > 0)).Select(e => new DiarizationRow
        {
            Space = e.Key.Space, Key = e.Key.Key, Window = e.Key.Window, Head = e.Key.Head, Speech = e.Key.Speech, Errors = e.Value, Rate = bootstrap.Rate(e.Value),
        }).ToList();
        var result = new DiarizationResult
        {
            Synthetic = synthetic, Casts = _casts, Seconds = seconds, OneSpeaker = bootstrap.Rate(one).Value, OverlapMissed = overlap / scored, Focus = _focus, Window = Window,
            Head = _data.Voices.Count - _casts[0].Count >= LeastVoicesOfHead && rows.Exists(r => r.Space == SpaceKind.Analysed && r.Key == _focus && r.Head), Rows = rows,
        };
        return result with { Rows = [.. rows.Select(r => IsControl(r, result) && result.Own(r.Speech) is { } own ? r with { OwnMinusThis = bootstrap.Difference(own.Errors, r.Errors) } : r)] };
    }

    private static bool IsControl(DiarizationRow row, DiarizationResult result) => row.Space != SpaceKind.Analysed && result.Control(row.Space, row.Speech) == row;

    private void Network(
        SpaceKind space, MimiEncoder encoder, EmbeddedClips clips, IReadOnlyList<string> taps, int index, Conversation conversation, (SpeechSource Source, IReadOnlyList<TimeRange> Regions)[] speech,
        CancellationToken cancellation)
    {
        var sinks = new List<(Way Way, IReadOnlyList<TimeRange> Regions, List<TimeRange> Windows, WindowSink Sink)>();
        foreach (var (source, regions) in speech)
            foreach (var tap in taps)
                foreach (var window in tap == _focus.Tap ? Windows : [Window])
                {
                    var windows = SpeechWindows.Of(regions, window, Step);
                    sinks.Add((new(space, new(tap, _focus.Pooling), window, false, source), regions, windows, new WindowSink(TapSelection.Named(tap).Of(encoder.Taps)[0], _focus.Pooling, windows)));
                }
        encoder.Encode(new ArrayAudioSource(conversation.Samples), new EncodeOptions { Taps = taps, Padding = _padding }, new Tee([.. sinks.Select(s => s.Sink)]), cancellation);
        var heads = taps.Select(tap => new EmbeddingKey(tap, _focus.Pooling)).ToDictionary(k => k, k => Head(clips, k, _casts[index]));
        foreach (var (way, regions, windows, sink) in sinks)
        {
            var (vectors, made) = sink.Result();
            Score(way, index, conversation, WindowedRecording.Of(conversation.Name, conversation.Seconds, regions, windows, vectors, made), heads[way.Key]);
        }
    }

    private void Spectrum(EmbeddedClips clips, int index, Conversation conversation, (SpeechSource Source, IReadOnlyList<TimeRange> Regions)[] speech)
    {
        var mfcc = new Mfcc(AudioFile.DefaultSampleRate);
        var head = Head(clips, SpectralEmbedder.Key, _casts[index]);
        foreach (var (source, regions) in speech)
        {
            var windows = SpeechWindows.Of(regions, Window, Step);
            var vectors = new float[windows.Count][];
            Parallel.For(0, windows.Count, i => vectors[i] = mfcc.MeanAndStd(conversation.Samples.AsSpan((int)(windows[i].Start * AudioFile.DefaultSampleRate)..Math.Min(conversation.Samples.Length, (int)(windows[i].End * AudioFile.DefaultSampleRate)))));
            Score(new(SpaceKind.Spectral, SpectralEmbedder.Key, Window, false, source), index, conversation,
                WindowedRecording.Of(conversation.Name, conversation.Seconds, regions, windows, [.. vectors.SelectMany(v => v)], [.. windows.Select(_ => true)]), head);
        }
    }

    private void Score(Way way, int index, Conversation conversation, WindowedRecording recording, SpeakerHead? head)
    {
        var options = new DiarizationOptions { Speakers = _casts[index].Count };
        Set(way, recording);
        if (head is not null && recording.Vectors.Rows > 0)
            Set(way with { Head = true }, recording with { Vectors = head.Transform(recording.Vectors) });

        void Set(Way of, WindowedRecording windowed)
        {
            if (!_errors.TryGetValue(of, out var errors))
                _errors.Add(of, errors = new DiarizationErrors[_casts.Count]);
            errors[index] = DiarizationErrorRate.Compute(conversation.Turns, windowed.Diarize(options).Turns).Errors;
        }
    }

    /// <summary>A head for a conversation: fitted on clips of everyone else; null where they are too few.</summary>
    private static SpeakerHead? Head(EmbeddedClips clips, EmbeddingKey key, IReadOnlyList<string> cast)
    {
        if (!clips.Keys.Contains(key))
            return null;
        var all = clips.Set(key);
        int[] others = [.. Enumerable.Range(0, all.Count).Where(i => all.Samples[i].IsClean && !cast.Contains(all.Samples[i].Voice))];
        if (others.Length == 0)
            return null;
        try
        {
            return SpeakerHead.Fit(all.Matrix.Select(others), SpaceLabels.FromNames([.. others.Select(i => all.Samples[i].Voice)], null));
        }
        catch (MetricsException)
        {
            return null;
        }
    }

    /// <summary>One way to diarize.</summary>
    private readonly record struct Way(SpaceKind Space, EmbeddingKey Key, double Window, bool Head, SpeechSource Speech);
}
