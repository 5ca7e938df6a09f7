using System.Runtime.InteropServices;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Results;
using MimiNative.Audio;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>Measures the data itself: how many voices and texts, and whether recordings differ by voice in more than the voice.</summary>
internal static class DataMeasurement
{
    private static readonly (ClipProperty Property, Grouping Grouping)[] Pairs =
        [(ClipProperty.Length, Grouping.Voice), (ClipProperty.Length, Grouping.Text), (ClipProperty.Level, Grouping.Voice)];

    // Clips whose levels differ by less (standard deviation) are of one level; lengths, as a share of their mean, likewise.
    private const double LeastDecibels = 0.5;
    private const double LeastLength = 0.02;

    /// <param name="data">The data set.</param>
    /// <param name="clips">What was embedded of it.</param>
    /// <param name="synthetic">Whether the weights are random numbers.</param>
    public static DataFacts Run(DataSet data, EmbeddedClips clips, bool synthetic)
    {
        int[] clean = [.. Enumerable.Range(0, clips.Samples.Count).Where(i => clips.Samples[i].IsClean)];
        var samples = clean.Select(i => clips.Samples[i]).ToList();
        var values = new Dictionary<ClipProperty, double[]>
        {
            [ClipProperty.Length] = [.. clean.Select(i => clips.Seconds[i])],
            [ClipProperty.Level] = [.. clean.Select(i => Math.Log10(Math.Max(1e-6, clips.Levels[i])))],
        };
        var voices = samples.GroupBy(s => s.Voice).ToList();
        var known = samples.TrueForAll(s => s.Text is not null);
        var (copies, ofOthers) = Copies(clips);
        return new DataFacts
        {
            Copies = copies,
            CopiesOfOtherVoices = ofOthers,
            Weights = clips.Description,
            Synthetic = synthetic,
            Failures = clips.Failures,
            Damaged = clips.Damaged,
            Voices = voices.Count,
            FewestClips = voices.Min(v => v.Count()),
            Texts = known ? samples.Select(s => s.Text).Distinct().Count() : null,
            Combinations = known ? samples.Select(s => (s.Voice, s.Text)).Distinct().Count() : null,
            Confounds = [.. Pairs.Select(p => Share(p.Property, p.Grouping, values[p.Property], [.. samples.Select(s => p.Grouping == Grouping.Voice ? s.Voice : s.Text)])).OfType<Confound>()],
            SourceRates = Rates(samples),
            Notes = data.Notes,
        };
    }

    private static (int All, int OfOthers) Copies(EmbeddedClips clips)
    {
        if (clips.Keys.FirstOrDefault(k => k.Duration is null) is not { } key)
            return default;
        var set = clips.Set(key, s => s.IsClean);
        var first = new Dictionary<int, int>(new SameRow(set.Matrix));
        var (all, ofOthers) = (0, 0);
        for (var i = 0; i < set.Matrix.Rows; i++)
            if (!first.TryAdd(i, i))
                (all, ofOthers) = (all + 1, set.Labels.Voice[first[i]] == set.Labels.Voice[i] ? ofOthers : ofOthers + 1);
        return (all, ofOthers);
    }

    private static IReadOnlyList<SourceRate> Rates(List<Sample> samples)
    {
        const int Most = 200;
        var count = Math.Min(Most, samples.Count);
        var rates = new List<int>();
        foreach (var sample in Enumerable.Range(0, count).Select(i => samples[(int)((long)i * samples.Count / count)]).Where(s => s.Path.Length > 0))
        {
            try
            {
                using var source = Recording.Open(sample, sampleRate: null);
                rates.Add(source.SampleRate);
            }
            catch (AudioException)
            {
                // It was embedded from the cache, or went away since: its rate isn't known.
            }
        }

        return [.. rates.CountBy(r => r).OrderBy(r => r.Key).Select(r => new SourceRate(r.Key, r.Value))];
    }

    /// <summary>Whether there is anything to share among groups: recordings that were made alike differ by a rounding still.</summary>
    internal static bool Differ(ClipProperty property, double[] values) => Differ(property, Column(values));

    private static bool Differ(ClipProperty property, EmbeddingMatrix values) =>
        Moments.Compute(values) is [var of] && of.Std >= (property == ClipProperty.Level ? LeastDecibels / 20 : LeastLength * of.Mean);

    private static EmbeddingMatrix Column(double[] values) => new([.. values.Select(v => (float)v)], values.Length, 1);

    private static Confound? Share(ClipProperty property, Grouping grouping, double[] values, List<string?> labels)
    {
        var names = labels.OfType<string>().Distinct().ToList();
        if (labels.Contains(null) || !values.All(double.IsFinite) || names.Count < 2 || names.Count >= labels.Count)
            return null;
        var column = Column(values);
        if (!Differ(property, column))
            return null;
        var share = VarianceShare.Compute(column, [.. labels.Select(l => names.IndexOf(l!))], names.Count);
        return new Confound(property, grouping, share, names.Count, labels.Count);
    }

    /// <summary>Rows that are equal to the bit.</summary>
    private sealed class SameRow(EmbeddingMatrix matrix) : IEqualityComparer<int>
    {
        public bool Equals(int x, int y) => Bytes(x).SequenceEqual(Bytes(y));

        public int GetHashCode(int row)
        {
            var hash = default(HashCode);
            hash.AddBytes(Bytes(row));
            return hash.ToHashCode();
        }

        private ReadOnlySpan<byte> Bytes(int row) => MemoryMarshal.AsBytes(matrix.Row(row));
    }
}
