using System.Collections.Concurrent;
using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Data;
using MimiNative.Audio;

namespace MimiNative.Analysis.Extraction;

/// <summary>What an extraction does besides embedding.</summary>
public sealed record ExtractionOptions
{
    /// <summary>Folder of the embedding cache; null: none is kept.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Name of this run's part of the data (e.g. <c>2-of-8</c>), so that parallel runs share a cache folder; empty: the whole.</summary>
    public string Shard { get; init; } = "";

    /// <summary>Versions to make of every clean clip, each a row of its own: noise, recording conditions.</summary>
    public IReadOnlyList<Treatment> Treatments { get; init; } = [];

    /// <summary>Stops at the first clip that can't be embedded, or is damaged, instead of reporting it and going on.</summary>
    public bool Strict { get; init; }
}

/// <summary>Embeds a data set in one pass over its audio, with a cache.</summary>
public static class Extractor
{
    /// <summary>Embeds every clip that the cache doesn't have. The result doesn't depend on what was cached, nor on the number of threads.</summary>
    /// <exception cref="DataSetException">No clip could be embedded, or one couldn't (or is damaged) and <see cref="ExtractionOptions.Strict"/> is set, or the cache can't be used.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was embedded so far is in the cache.</exception>
    public static EmbeddedClips Run(DataSet data, ClipEmbedder embedder, ExtractionOptions options, IProgress<ExtractionProgress>? progress = null, CancellationToken cancellation = default)
    {
        var cache = new EmbeddingCache(options.CacheFolder, embedder, options.Shard);
        try
        {
            return Run(cache, data, embedder, options, progress, cancellation);
        }
        catch
        {
            cache.Dispose();
            throw;
        }
    }

    private static EmbeddedClips Run(EmbeddingCache cache, DataSet data, ClipEmbedder embedder, ExtractionOptions options, IProgress<ExtractionProgress>? progress, CancellationToken cancellation)
    {
        var clips = PendingClip.Of(data, options.Treatments);
        // One after the other, not one half each: neighbours may lie in one page.
        Parallel.ForEach(Partitioner.Create(clips, loadBalance: true), new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, clip => clip.Identify());
        // The same audio twice in the data is embedded once.
        var todo = clips.Where(c => c.Failure is null && !cache.Contains(c.CacheKey)).DistinctBy(c => c.CacheKey).ToList();
        var total = clips.Count(c => c.Failure is null);
        var (seconds, failed) = (0.0, clips.Count - total);
        progress?.Report(new(embedder.Description, clips.Count - todo.Count, clips.Count, failed, 0));
        StopIfStrict(clips, options);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var meters = new MeteringSource?[todo.Count];
        var gate = new Lock();
        var done = clips.Count - todo.Count;
        Exception? fatal = null;
        try
        {
            var (plain, treated) = (Enumerable.Range(0, todo.Count).Where(i => todo[i].IsPlain).ToList(), Enumerable.Range(0, todo.Count).Where(i => !todo[i].IsPlain).ToList());
            Embed(embedder, plain);
            Embed(embedder.WithoutCodebooks, treated);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Strict, or a failure that isn't a clip's fault: said below.
        }

        if (fatal is not null)
            throw fatal;
        // Doubles of a clip share its fate.
        var found = todo.Where(c => c.Failure is not null || c.Damage is not null).ToDictionary(c => c.CacheKey);
        foreach (var clip in clips)
            if (found.TryGetValue(clip.CacheKey, out var same))
                (clip.Failure, clip.Damage) = (clip.Failure ?? same.Failure, same.Damage);
        StopIfStrict(clips, options);
        cancellation.ThrowIfCancellationRequested();
        var rows = clips.Where(c => c.Failure is null).ToList();
        return rows.Count > 0
            ? new CachedClips(cache, embedder, [.. rows.Select(c => (c.Row, c.CacheKey))], Problems(clips, c => c.Failure), Problems(rows, c => c.Damage), todo.Count(c => c.Failure is null))
            : throw new DataSetException($"{data.Source}: none of {clips.Count} clips could be embedded; the first: {clips[0].Failure}");

        void Embed(ClipEmbedder with, List<int> which)
        {
            if (which.Count > 0)
                with.Run(which.Count, i => meters[which[i]] = new MeteringSource(todo[which[i]].Open(with.SampleRate)), (i, values, error) => Completed(which[i], values, error), stop.Token);
        }

        void Completed(int index, float[]? values, Exception? error)
        {
            var clip = todo[index];
            if (error is AudioException)
                clip.Failure = error.Message.Contains(clip.Path, StringComparison.Ordinal) ? error.Message : $"{clip.Path}: {error.Message}";
            else if (error is null && Array.Exists(values!, v => !float.IsFinite(v)))
                clip.Failure = $"{clip.Path}: its activations are not finite";
            else if (error is null)
                Keep(cache, clip, meters[index]!, values!);
            lock (gate)
            {
                if (error is not (null or AudioException or OperationCanceledException))
                    fatal ??= error;
                done++;
                failed += clip.Failure is null ? 0 : 1;
                seconds += meters[index]?.Seconds ?? 0;
                meters[index] = null;
                if (fatal is not null || (options.Strict && clip.Problem is not null))
                    stop.Cancel();
                progress?.Report(new(embedder.Description, done, clips.Count, failed, seconds));
            }
        }
    }

    // A clip is known by what its file held before it was decoded: what is kept under that name must be what was decoded.
    private static void Keep(EmbeddingCache cache, PendingClip clip, MeteringSource meter, float[] values)
    {
        if (clip.HasChanged())
        {
            clip.Failure = $"{clip.Path}: it changed while it was read; run again once nothing writes it";
            return;
        }

        clip.Damage = meter.Warning;
        // Damage is seen while decoding only: such a clip is decoded, and reported, every time.
        cache.Add(clip.CacheKey, meter.Seconds, meter.Rms, values, onDisk: clip.Damage is null);
    }

    // What is wrong with a clip is wrong with all its versions, and said once.
    private static IReadOnlyList<ClipFailure> Problems(List<PendingClip> clips, Func<PendingClip, string?> problem) =>
        [.. clips.Where(c => problem(c) is not null).DistinctBy(c => (c.ClipId, problem(c))).Select(c => new ClipFailure(c.Row, problem(c)!))];

    private static void StopIfStrict(List<PendingClip> clips, ExtractionOptions options)
    {
        if (options.Strict && clips.Find(c => c.Problem is not null) is { } bad)
            throw new DataSetException($"sample '{bad.Row.Id}': {bad.Problem}");
    }
}
