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

    /// <summary>Noise versions to make of every clean clip: any of <c>light_noise</c>, <c>medium_noise</c>.</summary>
    public IReadOnlyList<string> Augmentations { get; init; } = [];

    /// <summary>Stops at the first clip that can't be embedded, instead of reporting it and going on.</summary>
    public bool Strict { get; init; }
}

/// <summary>Embeds a data set in one pass over its audio, with a cache.</summary>
public static class Extractor
{
    /// <summary>Embeds every clip that the cache doesn't have. The result doesn't depend on what was cached, nor on the number of threads.</summary>
    /// <exception cref="DataSetException">No clip could be embedded, or one couldn't and <see cref="ExtractionOptions.Strict"/> is set, or the cache can't be used.</exception>
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
        var clips = Identify(Clips(data, options.Augmentations), cancellation);
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
            embedder.Run(todo.Count, i => meters[i] = new MeteringSource(ClipAudio.Open(todo[i].Sample, todo[i].Augmentation)), Completed, stop.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Strict, or a failure that isn't a clip's fault: said below.
        }

        if (fatal is not null)
            throw fatal;
        // Doubles of a clip that failed fail with it.
        var reasons = todo.Where(c => c.Failure is not null).ToDictionary(c => c.CacheKey, c => c.Failure);
        foreach (var clip in clips)
            clip.Failure ??= reasons.GetValueOrDefault(clip.CacheKey);
        StopIfStrict(clips, options);
        cancellation.ThrowIfCancellationRequested();
        var rows = clips.Where(c => c.Failure is null).Select(c => (c.Row, c.CacheKey)).ToList();
        return rows.Count > 0
            ? new EmbeddedClips(cache, embedder, rows, [.. clips.Where(c => c.Failure is not null).Select(c => new ClipFailure(c.Row, c.Failure!))], todo.Count - reasons.Count)
            : throw new DataSetException($"{data.Source}: none of {clips.Count} clips could be embedded; the first: {clips[0].Failure}");

        void Completed(int index, float[]? values, Exception? error)
        {
            var clip = todo[index];
            if (error is AudioException)
                clip.Failure = error.Message;
            else if (error is null && Array.Exists(values!, v => !float.IsFinite(v)))
                clip.Failure = $"{clip.Sample.Path}: its activations are not finite";
            else if (error is null)
                cache.Add(clip.CacheKey, meters[index]!.Seconds, meters[index]!.Rms, values!);
            lock (gate)
            {
                if (error is not (null or AudioException or OperationCanceledException))
                    fatal ??= error;
                done++;
                failed += clip.Failure is null ? 0 : 1;
                seconds += meters[index]?.Seconds ?? 0;
                meters[index] = null;
                if (fatal is not null || (options.Strict && clip.Failure is not null))
                    stop.Cancel();
                progress?.Report(new(embedder.Description, done, clips.Count, failed, seconds));
            }
        }
    }

    private static List<Clip> Clips(DataSet data, IReadOnlyList<string> augmentations)
    {
        var clips = data.Samples.Select(s => new Clip(s, s, null)).ToList();
        foreach (var augmentation in augmentations)
            clips.AddRange(data.Samples.Where(s => s.IsClean).Select(s => new Clip(s, s with { Id = $"{s.Id}+{augmentation}", Augmentation = augmentation }, augmentation)));
        return clips;
    }

    private static List<Clip> Identify(List<Clip> clips, CancellationToken cancellation)
    {
        Parallel.ForEach(clips, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, clip =>
        {
            try
            {
                using var file = File.OpenRead(clip.Sample.Path);
                // Noise is seeded by the sample's id, so that it belongs to the key.
                clip.CacheKey = EmbeddingCache.KeyOf(file, clip.Augmentation is null ? "" : $"{clip.Augmentation} {clip.Sample.Id}");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                clip.Failure = File.Exists(clip.Sample.Path) ? $"{clip.Sample.Path}: can't be read: {e.Message}" : $"{clip.Sample.Path}: no such file";
            }
        });
        return clips;
    }

    private static void StopIfStrict(List<Clip> clips, ExtractionOptions options)
    {
        if (options.Strict && clips.FirstOrDefault(c => c.Failure is not null) is { } bad)
            throw new DataSetException($"sample '{bad.Row.Id}': {bad.Failure}");
    }

    private sealed class Clip(Sample sample, Sample row, string? augmentation)
    {
        public Sample Sample { get; } = sample;

        public Sample Row { get; } = row;

        public string? Augmentation { get; } = augmentation;

        public string CacheKey { get; set; } = "";

        public string? Failure { get; set; }
    }
}
