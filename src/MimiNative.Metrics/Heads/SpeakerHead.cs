using System.Globalization;
using System.Numerics.Tensors;

namespace MimiNative.Metrics;

/// <summary>
/// A linear map that brings out the voice, fitted on clips whose voices are known: linear discriminant analysis (Fisher) with a shrunk within-class covariance.
/// With m the mean of the training clips, Sw and Sb the covariance within and between their voices, and Sw ← (1 − s)·Sw + s·tr(Sw)/D·I, its axes solve Sb·v = λ·Sw·v with vᵀ·Sw·v = 1;
/// the (voices − 1) largest are kept. A clip x becomes y = Vᵀ·(x − m). Two clips are compared by the cosine of y or by the two-covariance log-likelihood-ratio (PLDA, Brümmer &amp; de Villiers 2010)
/// with variance 1 within a voice and ψ = max(λ − mean(1/clips of a voice), 0) between voices.
/// Sb has no part outside the span of the training clips, so with fewer clips (N) than channels (D) the problem is solved in that span, exactly: O(N²·D + N³) instead of O(D³).
/// </summary>
public sealed class SpeakerHead
{
    private readonly double[] _mean;
    private readonly double[] _projection;
    private readonly double[] _eigenvalues;
    private readonly double[] _between;
    private readonly double _logs;
    private readonly double[] _crossed;
    private readonly double[] _squared;

    private SpeakerHead(double[] mean, double[] projection, double[] eigenvalues, double voiceNoise, HeadScoring scoring, IReadOnlyDictionary<string, string> metadata)
    {
        if (!Enum.IsDefined(scoring))
            throw new ArgumentOutOfRangeException(nameof(scoring), scoring, "there is no such way to compare");
        (_mean, _projection, _eigenvalues, VoiceNoise, Scoring, Metadata) = (mean, projection, eigenvalues, voiceNoise, scoring, metadata);
        _between = Array.ConvertAll(eigenvalues, l => Math.Max(l - voiceNoise, 0));
        // The likelihood ratio of two clips is a constant, a sum of products and a sum of squares: Σ log(1+ψ) − ½log(1+2ψ) + ψ/(1+2ψ)·ab − ½ψ²/((1+ψ)(1+2ψ))·(a² + b²).
        _logs = _between.Sum(psi => Math.Log(1 + psi) - 0.5 * Math.Log(1 + 2 * psi));
        _crossed = Array.ConvertAll(_between, psi => psi / (1 + 2 * psi));
        _squared = Array.ConvertAll(_between, psi => 0.5 * psi * psi / ((1 + psi) * (1 + 2 * psi)));
    }

    /// <summary>Channels of the embeddings it takes.</summary>
    public int Dimension => _mean.Length;

    /// <summary>Axes of its output.</summary>
    public int Axes => _eigenvalues.Length;

    /// <summary>Mean of 1/clips over the training voices: what of λ is only the scatter of a voice's mean.</summary>
    public double VoiceNoise { get; }

    /// <summary>How it compares.</summary>
    public HeadScoring Scoring { get; }

    /// <summary>What made it, e.g. tap, pooling and the weights' hash; the caller's own.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Mean of the training clips, (Dimension).</summary>
    public ReadOnlySpan<double> Mean => _mean;

    /// <summary>The axes as rows, (Axes, Dimension).</summary>
    public ReadOnlySpan<double> Projection => _projection;

    /// <summary>λ of each axis, largest first: variance between voices over variance within them.</summary>
    public ReadOnlySpan<double> Eigenvalues => _eigenvalues;

    /// <summary>Everything that makes it but <see cref="Scoring"/> and <see cref="Metadata"/>, to be written to a file; copies.</summary>
    public IReadOnlyList<HeadTensor> Tensors =>
    [
        new("mean", [Dimension], [.. _mean]), new("projection", [Axes, Dimension], [.. _projection]), new("eigenvalues", [Axes], [.. _eigenvalues]), new("voice_noise", [1], [VoiceNoise]),
    ];

    /// <summary>Fits a head.</summary>
    /// <param name="matrix">Embeddings (N, D) of the training clips.</param>
    /// <param name="labels">Their voices.</param>
    /// <param name="scoring">How it compares.</param>
    /// <param name="shrinkage">s, above 0 and at most 1.</param>
    /// <param name="metadata">Kept as it is.</param>
    /// <exception cref="MetricsException">Fewer than two voices, no voice with two clips, clips that don't differ, labels of other rows, a value that is not finite, or a shrinkage out of range.</exception>
    public static SpeakerHead Fit(EmbeddingMatrix matrix, SpaceLabels labels, HeadScoring scoring = HeadScoring.Cosine, double shrinkage = 0.1, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        labels.RequireRowsOf(matrix);
        return FitRows(matrix, [.. Enumerable.Range(0, matrix.Rows)], labels, scoring, shrinkage, metadata);
    }

    /// <summary>The same on some rows of a matrix, without a copy of them; the labels are theirs, and the scatter inside their voices where it is known.</summary>
    internal static SpeakerHead FitRows(EmbeddingMatrix matrix, int[] rows, SpaceLabels labels, HeadScoring scoring = HeadScoring.Cosine, double shrinkage = 0.1, IReadOnlyDictionary<string, string>? metadata = null, Func<double[]?>? within = null)
    {
        if (!CanFit(labels.Voice))
            throw new MetricsException($"a head needs two voices, and two clips of one of them: here are {labels.Rows} clips of {labels.VoiceCount}");
        if (!(shrinkage > 0 && shrinkage <= 1))
            throw new MetricsException($"the shrinkage of a head lies above 0 and up to 1, not {shrinkage.ToString(CultureInfo.InvariantCulture)}");
        matrix.RequireFinite();
        var mean = Centroids.Mean(matrix, rows);
        var spread = new ClassSpread(SpannedFeatures.Of(rows.Length, matrix.Dimension, (i, row) =>
        {
            TensorPrimitives.ConvertTruncating(matrix.Row(rows[i]), row);
            TensorPrimitives.Subtract(row, mean, row);
        }), labels.Voice, labels.VoiceCount, shrinkage, within);
        var (axes, between) = spread.Discriminants();
        return between.Length > 0
            ? new SpeakerHead(mean, axes, between, labels.RowsByVoice().Average(r => 1.0 / r.Length), scoring, metadata ?? new Dictionary<string, string>())
            : throw new MetricsException("the training clips don't differ by voice: no head can be fitted");
    }

    /// <summary>A head from its parts, as <see cref="Tensors"/> gives them.</summary>
    /// <exception cref="ArgumentException">A part is null.</exception>
    /// <exception cref="MetricsException">A part is missing, of another shape, not finite, or an eigenvalue is negative.</exception>
    public static SpeakerHead FromTensors(IReadOnlyList<HeadTensor> tensors, HeadScoring scoring, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.Any(t => t?.Shape is null))
            throw new ArgumentException("a part, or its shape, is null", nameof(tensors));
        var (mean, projection, eigenvalues, noise) = (Part("mean"), Part("projection"), Part("eigenvalues"), Part("voice_noise"));
        if (mean.Length == 0 || eigenvalues.Length == 0 || noise.Length != 1 || projection.LongLength != (long)mean.Length * eigenvalues.Length)
            throw new MetricsException($"a head of {mean.Length} channels and {eigenvalues.Length} axes can't have a projection of {projection.Length} values and {noise.Length} of voice_noise");
        if (tensors.First(t => t.Name == "projection").Shape is not [var axes, var channels] || axes != eigenvalues.Length || channels != mean.Length)
            throw new MetricsException($"a head's projection has the shape (axes, channels), here ({eigenvalues.Length}, {mean.Length}), not ({string.Join(", ", tensors.First(t => t.Name == "projection").Shape)})");
        if (eigenvalues.Any(l => l < 0) || noise[0] < 0)
            throw new MetricsException("a head's eigenvalues and voice_noise are variances, and one is negative");
        return new SpeakerHead(mean, projection, eigenvalues, noise[0], scoring, metadata ?? new Dictionary<string, string>());

        double[] Part(string name)
        {
            var values = tensors.FirstOrDefault(t => t.Name == name)?.Values ?? throw new MetricsException($"the head has no '{name}'");
            return values.All(double.IsFinite) ? [.. values] : throw new MetricsException($"the head's '{name}' has a value that is not finite");
        }
    }

    /// <summary>The same map with another way to compare.</summary>
    public SpeakerHead With(HeadScoring scoring) => new(_mean, _projection, _eigenvalues, VoiceNoise, scoring, Metadata);

    /// <summary>Vᵀ·(x − m), (Axes).</summary>
    /// <exception cref="MetricsException">The embedding has another number of channels.</exception>
    public double[] Transform(ReadOnlySpan<float> embedding)
    {
        if (embedding.Length != Dimension)
            throw new MetricsException($"this head is for embeddings of {Dimension} channels, not {embedding.Length}");
        var offset = new double[Dimension];
        TensorPrimitives.ConvertTruncating(embedding, offset);
        TensorPrimitives.Subtract(offset, _mean, offset);
        var result = new double[Axes];
        for (var a = 0; a < result.Length; a++)
            result[a] = FixedOrder.Dot(offset, _projection.AsSpan(a * Dimension, Dimension));
        return result;
    }

    /// <summary>Every row, (N, Axes), rounded to float32.</summary>
    public EmbeddingMatrix Transform(EmbeddingMatrix matrix)
    {
        var values = new float[matrix.Rows * Axes];
        for (var i = 0; i < matrix.Rows; i++)
            TensorPrimitives.ConvertTruncating<double, float>(Transform(matrix.Row(i)), values.AsSpan(i * Axes, Axes));
        return new EmbeddingMatrix(values, matrix.Rows, Axes);
    }

    /// <summary>How alike two clips' voices are, from what <see cref="Transform(ReadOnlySpan{float})"/> gives; higher is more alike.</summary>
    /// <exception cref="MetricsException">A vector is not one of this head's.</exception>
    public double Score(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        if (a.Length != Axes || b.Length != Axes)
            throw new MetricsException($"this head compares vectors of {Axes} values, not {a.Length} and {b.Length}");
        return Scoring == HeadScoring.Cosine ? FixedOrder.Cosine(a, b) : LikelihoodRatio(a, b);
    }

    /// <summary>
    /// How alike a voice that is known by several clips and another clip are. By cosine that of the mean given; by likelihood ratio what n clips with this mean say of the voice:
    /// log N(b; nψ/(nψ+1)·a, 1 + ψ/(nψ+1)) − log N(b; 0, 1+ψ), summed over the axes, which for n = 1 is <see cref="Score(ReadOnlySpan{double}, ReadOnlySpan{double})"/>.
    /// </summary>
    /// <param name="mean">Mean of the enrolling clips' vectors, as <see cref="Transform(ReadOnlySpan{float})"/> gives them.</param>
    /// <param name="clips">n, at least 1.</param>
    /// <param name="test">The other clip's vector.</param>
    /// <exception cref="MetricsException">A vector is not one of this head's.</exception>
    public double Score(ReadOnlySpan<double> mean, int clips, ReadOnlySpan<double> test)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(clips, 1);
        if (Scoring == HeadScoring.Cosine || clips == 1)
            return Score(mean, test);
        if (mean.Length != Axes || test.Length != Axes)
            throw new MetricsException($"this head compares vectors of {Axes} values, not {mean.Length} and {test.Length}");
        var sum = 0.0;
        for (var k = 0; k < test.Length; k++)
        {
            var (psi, total, known) = (_between[k], 1 + _between[k], clips * _between[k] + 1);
            var (offset, variance) = (test[k] - (known - 1) / known * mean[k], 1 + psi / known);
            sum += 0.5 * (Math.Log(total / variance) - offset * offset / variance + test[k] * test[k] / total);
        }
        return sum;
    }

    /// <summary>Whether voices suffice for <see cref="Fit"/>.</summary>
    internal static bool CanFit(IReadOnlyCollection<int> voice) => voice.Distinct().Count() is >= 2 and var voices && voice.Count > voices;

    /// <summary>log N((a, b); 0, [1+ψ ψ; ψ 1+ψ]) − log N(a; 0, 1+ψ) − log N(b; 0, 1+ψ), summed over the axes.</summary>
    private double LikelihoodRatio(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = _logs;
        for (var k = 0; k < a.Length; k++)
            sum += _crossed[k] * a[k] * b[k] - _squared[k] * (a[k] * a[k] + b[k] * b[k]);
        return sum;
    }
}
