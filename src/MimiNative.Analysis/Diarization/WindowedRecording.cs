using MimiNative.Analysis.Data;
using MimiNative.Analysis.Extraction;
using MimiNative.Audio;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Diarization;

/// <summary>A recording as the vectors of its windows: all that clustering needs.</summary>
/// <param name="Name">What RTTM files call it.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="Regions">Where there is speech.</param>
/// <param name="Windows">When each window is.</param>
/// <param name="Vectors">(windows, D).</param>
internal sealed record WindowedRecording(string Name, double Seconds, IReadOnlyList<TimeRange> Regions, IReadOnlyList<TimeRange> Windows, EmbeddingMatrix Vectors)
{
    public string? Warning { get; init; }

    /// <summary>Pools windows over one streaming pass.</summary>
    public static WindowedRecording Embed(
        string name, Func<AudioSource> open, MimiEncoder encoder, DiarizationOptions options, IReadOnlyList<TimeRange>? speech, IProgress<double>? progress, CancellationToken cancellation)
    {
        var tap = TapSelection.Named(options.Tap).Of(encoder.Taps)[0];
        var regions = speech is null ? null : TimeRange.Merge(speech);
        if (regions is null)
        {
            using var audio = open();
            regions = !options.EverythingIsSpeech ? EnergyVad.Regions(audio, cancellation) : ReadToEnd(audio, cancellation) is > 0 and var seconds ? [new(0, seconds)] : [];
        }
        var windows = SpeechWindows.Of(regions, options.Window, options.Step);
        var head = options.Head?.Map;
        var sink = new WindowSink(tap, options.Pooling, windows, head is null ? null : vector => Array.ConvertAll(head.Transform(vector), v => (float)v));
        using var source = new CountingSource(open(), progress);
        if (windows.Count > 0)
            encoder.Encode(source, new EncodeOptions { Taps = [tap.Name], Padding = options.Padding }, sink, cancellation);
        else
            ReadToEnd(source, cancellation);
        var (vectors, made) = sink.Result();
        return Of(name, source.Seconds, regions, windows, vectors, made) with { Warning = source.Warning };
    }

    /// <summary>Seconds that were read.</summary>
    private static double ReadToEnd(AudioSource audio, CancellationToken cancellation)
    {
        var (samples, buffer) = (0L, new float[1 << 14]);
        for (int read; (read = audio.Read(buffer)) > 0; samples += read)
            cancellation.ThrowIfCancellationRequested();
        return (double)samples / audio.SampleRate;
    }

    /// <summary>Windows without a vector lie behind the end and are left out; speech ends where the recording does.</summary>
    public static WindowedRecording Of(string name, double seconds, IReadOnlyList<TimeRange> regions, IReadOnlyList<TimeRange> windows, float[] vectors, IReadOnlyList<bool> made)
    {
        if (Array.Exists(vectors, v => !float.IsFinite(v)))
            throw new DataSetException($"{name}: its activations are not finite");
        int[] there = [.. Enumerable.Range(0, windows.Count).Where(i => made[i] && windows[i].Start < seconds)];
        var all = new EmbeddingMatrix(vectors, vectors.Length == 0 ? 0 : windows.Count, vectors.Length == 0 ? 1 : vectors.Length / windows.Count);
        return new(name, seconds, [.. regions.Where(r => r.Start < seconds).Select(r => r with { End = Math.Min(r.End, seconds) })],
            [.. there.Select(i => windows[i] with { End = Math.Min(windows[i].End, seconds) })], there.Length == all.Rows ? all : all.Select(there));
    }

    /// <summary>Groups the windows and draws turns.</summary>
    public DiarizedRecording Diarize(DiarizationOptions options, CancellationToken cancellation = default) =>
        Diarize(SpeakerClustering.Of(Vectors, cancellation: cancellation), options);

    /// <summary>The same with a clustering that is there already.</summary>
    public DiarizedRecording Diarize(SpeakerClustering clustering, DiarizationOptions options)
    {
        var labels = options.Speakers is { } speakers ? clustering.WithSpeakers(speakers, options.LeastWindows) : clustering.AtThreshold(options.Threshold!.Value, options.LeastWindows);
        var turns = Resegmentation.Run(Vectors, Windows, labels, Regions, options.Resegmentation);
        var names = turns.Select(t => t.Speaker).Distinct().Select((s, i) => (s, Name: $"speaker{i + 1}")).ToDictionary(s => s.s, s => s.Name);
        return new(Name, Seconds, Regions, Windows.Count, [.. turns.Select(t => new SpeakerTurn(names[t.Speaker], t.Range.Start, t.Range.End))]) { Warning = Warning };
    }
}
