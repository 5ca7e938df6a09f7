using System.Numerics.Tensors;

namespace MimiNative.Metrics;

/// <summary>Vectors that verification trials compare, by cosine or by the likelihood ratio of a PLDA head: one for each clip, or for each speaker who is enrolled by several.</summary>
public sealed class TrialVectors
{
    private readonly double[][] _vectors;
    private readonly int[] _clips;
    private readonly SpeakerHead? _plda;

    // By cosine a vector has length 1 already, or 0 where it has no direction.
    private TrialVectors(double[][] vectors, int[] clips, SpeakerHead? plda) => (_vectors, _clips, _plda) = (vectors, clips, plda);

    /// <summary>Number of vectors.</summary>
    public int Count => _vectors.Length;

    /// <summary>Each row of a matrix.</summary>
    /// <param name="matrix">Embeddings (N, D).</param>
    /// <param name="head">Projects them, and says how they compare; null for cosine of what they are.</param>
    /// <param name="offset">Taken off first, (D); none with a head, which takes its own mean off.</param>
    /// <exception cref="MetricsException">A value is not finite, or head, offset and matrix differ in channels.</exception>
    public static TrialVectors Of(EmbeddingMatrix matrix, SpeakerHead? head = null, double[]? offset = null) =>
        Of(Raw(matrix, head, offset), head);

    /// <summary>The mean of each voice's rows, as they are; then as <see cref="Of(EmbeddingMatrix, SpeakerHead, double[])"/>.</summary>
    /// <param name="matrix">Embeddings (N, D).</param>
    /// <param name="labels">Voice of each row; the vectors are in the order of its names.</param>
    /// <param name="head">As there.</param>
    /// <param name="offset">As there.</param>
    /// <exception cref="MetricsException">As there, or labels and rows differ in number.</exception>
    public static TrialVectors VoiceMeans(EmbeddingMatrix matrix, SpaceLabels labels, SpeakerHead? head = null, double[]? offset = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        labels.RequireRowsOf(matrix);
        var raw = Raw(matrix, head, offset);
        return Of([.. labels.RowsByVoice().Select(rows => Mean(raw, rows))], head);
    }

    /// <summary>The mean of all rows, (D): what centring takes off.</summary>
    /// <exception cref="MetricsException">A value is not finite.</exception>
    public static double[] Mean(EmbeddingMatrix matrix) => Mean(Raw(matrix, null, null), [.. Enumerable.Range(0, matrix.Rows)]);

    /// <summary>Speakers who are enrolled by some of these: the mean of vectors of length 1; with a PLDA head the mean of the vectors as they are, whose number counts when they are scored.</summary>
    /// <param name="clips">Vectors of each speaker, at least one.</param>
    /// <exception cref="ArgumentException">A speaker has no vectors, or there is no such vector.</exception>
    public TrialVectors Models(IReadOnlyList<int[]> clips)
    {
        ArgumentNullException.ThrowIfNull(clips);
        for (var i = 0; i < clips.Count; i++)
            if (clips[i] is not { Length: > 0 } rows)
                throw new ArgumentException($"speaker {i} has no vectors", nameof(clips));
            else if (Array.FindIndex(rows, r => (uint)r >= (uint)Count) is >= 0 and var bad)
                throw new ArgumentException($"speaker {i} has vector {rows[bad]}; there are {Count}", nameof(clips));
        var means = clips.Select(rows => Mean(_vectors, rows)).ToArray();
        return new TrialVectors(_plda is null ? Array.ConvertAll(means, Unit) : means, [.. clips.Select(rows => rows.Length)], _plda);
    }

    /// <summary>How alike a vector of these that enrols and one of <paramref name="tests"/> are; higher is more alike.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such vector.</exception>
    public double Score(int enrol, TrialVectors tests, int test)
    {
        ArgumentNullException.ThrowIfNull(tests);
        if ((uint)enrol >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(enrol), enrol, $"there are {Count} vectors");
        if ((uint)test >= (uint)tests.Count)
            throw new ArgumentOutOfRangeException(nameof(test), test, $"there are {tests.Count} vectors");
        return _plda is null ? FixedOrder.Dot(_vectors[enrol], tests._vectors[test]) : _plda.Score(_vectors[enrol], _clips[enrol], tests._vectors[test]);
    }

    /// <summary>What the cohort's highest scores are like, for each of these that <paramref name="wanted"/> names; zeros for the others.</summary>
    /// <param name="cohort">Vectors of other voices, made in the same way.</param>
    /// <param name="top">How many of the highest count, at least 2.</param>
    /// <param name="wanted">Which vectors: a truth for each.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MetricsException">The cohort has fewer than two members, or there is not one truth for each vector.</exception>
    public CohortMoments[] Against(TrialVectors cohort, int top, IReadOnlyList<bool> wanted, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 2);
        if (wanted.Count != Count)
            throw new MetricsException($"{Count} vectors but {wanted.Count} truths of which are wanted: give one for each");
        if (cohort.Count < 2)
            throw new MetricsException($"a cohort needs at least two members, and this one has {cohort.Count}");
        var moments = new CohortMoments[Count];
        Parallel.For(0, Count, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, () => new double[cohort.Count], (i, _, scores) =>
        {
            if (!wanted[i])
                return scores;
            for (var c = 0; c < scores.Length; c++)
                scores[c] = Score(i, cohort, c);
            moments[i] = CohortMoments.Of(scores, top);
            return scores;
        }, _ => { });
        return moments;
    }

    private static TrialVectors Of(double[][] raw, SpeakerHead? head)
    {
        var plda = head?.Scoring == HeadScoring.Plda ? head : null;
        var clips = new int[raw.Length];
        Array.Fill(clips, 1);
        return new TrialVectors(plda is null ? Array.ConvertAll(raw, Unit) : raw, clips, plda);
    }

    private static double[][] Raw(EmbeddingMatrix matrix, SpeakerHead? head, double[]? offset)
    {
        matrix.RequireFinite();
        if (head is not null && offset is not null)
            throw new MetricsException("a head takes its own mean off: give either");
        if (offset is not null && offset.Length != matrix.Dimension)
            throw new MetricsException($"an offset of {offset.Length} values can't be taken off {matrix.Dimension} channels");
        var raw = new double[matrix.Rows][];
        for (var i = 0; i < raw.Length; i++)
        {
            if (head is not null)
            {
                raw[i] = head.Transform(matrix.Row(i));
                continue;
            }
            raw[i] = new double[matrix.Dimension];
            TensorPrimitives.ConvertTruncating(matrix.Row(i), raw[i]);
            if (offset is not null)
                TensorPrimitives.Subtract(raw[i], offset, raw[i]);
        }
        return raw;
    }

    private static double[] Mean(double[][] vectors, int[] rows)
    {
        var mean = new double[rows.Length == 0 ? 0 : vectors[rows[0]].Length];
        foreach (var row in rows)
            TensorPrimitives.Add(mean, vectors[row], mean);
        TensorPrimitives.Divide(mean, (double)rows.Length, mean);
        return mean;
    }

    private static double[] Unit(double[] vector)
    {
        var length = FixedOrder.Norm(vector);
        var unit = new double[vector.Length];
        if (length > 0)
            TensorPrimitives.Divide(vector, length, unit);
        return unit;
    }
}
