using MimiNative.Backends;
using MimiNative.Backends.Cpu;
using MimiNative.Encoder;

namespace MimiNative.WavLm;

/// <summary>
/// The convolutions of the waveform. Nothing in them but the group norm sees more than its own window, and the group norm's statistics follow from the waveform alone: mean and variance of
/// a channel of the first convolution are w·m and wᵀCw, with m and C the mean and covariance of the clip's windows. So it becomes a scale of the first weights, made for each clip,
/// and a clip passes all layers slice by slice, in a cache, to the same bits as at once.
/// </summary>
internal sealed class FeatureExtractor
{
    private const double NormEps = 1e-5;

    // Frames of the last convolution: rows of the first one are 64 times as many, 2 KB each.
    private const int SliceFrames = 64;

    private readonly CpuBackend _backend;
    private readonly WavLmConfig _config;
    private readonly PreparedMatrix[] _convolutions;
    private readonly (PreparedVector Weight, PreparedVector Bias)[] _norms = [];
    private readonly float[] _first = [];
    private readonly float[] _groupWeight = [];
    private readonly float[] _groupBias = [];

    public FeatureExtractor(WavLmConfig config, WavLmTensors tensors, WeightLoader weights, CpuBackend backend)
    {
        (_config, _backend) = (config, backend);
        _convolutions = [.. Enumerable.Range(0, config.ConvolutionChannels.Count).Select(i => weights.Convolution(tensors.Convolution(i)))];
        if (config.FeatureNorm == FeatureNorm.Layer)
        {
            _norms = [.. Enumerable.Range(0, _convolutions.Length).Select(i => (weights.Vector(tensors.ConvolutionNorm(i).Weight), weights.Vector(tensors.ConvolutionNorm(i).Bias)))];
            return;
        }

        // One channel comes in: (out, 1, k) is (out, k) already. A bias would go with the mean.
        _first = weights.Values(tensors.Convolution(0).Weight);
        _groupWeight = weights.Values(tensors.ConvolutionNorm(0).Weight);
        _groupBias = weights.Values(tensors.ConvolutionNorm(0).Bias);
    }

    /// <summary>Buffers for slices, the waveform's first.</summary>
    public ActivationBuffer[] Allocate()
    {
        // The last slice of a clip takes what no later layer needs as well: less than a window of each.
        var rows = SliceFrames + 1;
        var buffers = new ActivationBuffer[_convolutions.Length + 1];
        for (var i = _convolutions.Length; i >= 0; i--)
        {
            buffers[i] = _backend.Allocate(1, 0, rows, i == 0 ? 1 : _config.ConvolutionChannels[i - 1]);
            if (i > 0)
                rows = rows * _config.ConvolutionStrides[i - 1] + _config.ConvolutionKernels[i - 1];
        }

        return buffers;
    }

    /// <summary>Computes the last convolution's rows of a clip.</summary>
    /// <param name="samples">Of the clip.</param>
    /// <param name="slices">From <see cref="Allocate"/>.</param>
    /// <param name="features">Receives them.</param>
    /// <param name="emit">Receives new rows of each convolution: its number and the rows.</param>
    public void Run(ReadOnlySpan<float> samples, ActivationBuffer[] slices, ActivationBuffer features, ConvolutionRows emit)
    {
        var rows = _config.ConvolutionRows(samples.Length);
        var emitted = new int[rows.Length];
        using var folded = _norms.Length == 0 ? Fold(samples, rows[0]) : null;
        var count = (rows[^1] + SliceFrames - 1) / SliceFrames;
        for (var slice = 0; slice < count; slice++)
        {
            var (first, last) = Ranges(rows, (int)((long)rows[^1] * slice / count), (int)((long)rows[^1] * (slice + 1) / count), slice == count - 1, samples.Length);
            _backend.Upload(slices[0], 0, 0, samples[first[0]..last[0]]);
            for (var i = 0; i < rows.Length; i++)
            {
                int[] made = [last[i + 1] - first[i + 1]];
                var hasNorm = _norms.Length > 0;
                _backend.Convolve(i == 0 && folded is not null ? folded : _convolutions[i], slices[i], _config.ConvolutionStrides[i], 0, made, new Epilogue { Gelu = !hasNorm, Output = slices[i + 1] });
                if (hasNorm)
                {
                    _backend.LayerNorm(_norms[i].Weight, _norms[i].Bias, (float)NormEps, slices[i + 1], slices[i + 1], made);
                    _backend.Gelu(slices[i + 1], made[0]);
                }

                var values = CpuBackend.Rows(slices[i + 1], made[0])[((emitted[i] - first[i + 1]) * _config.ConvolutionChannels[i])..];
                emit(i, emitted[i], values);
                emitted[i] = last[i + 1];
            }

            _backend.Upload(features, 0, first[^1], CpuBackend.Rows(slices[^1], last[^1] - first[^1]));
        }
    }

    /// <summary>Which rows of the waveform and of every convolution frames begin … end − 1 of the last one need. The last slice takes every row that there is, for whoever looks at it.</summary>
    private (int[] First, int[] Last) Ranges(int[] rows, int begin, int end, bool isLast, int samples)
    {
        var (first, last) = (new int[rows.Length + 1], new int[rows.Length + 1]);
        (first[^1], last[^1]) = (begin, end);
        for (var i = rows.Length - 1; i >= 0; i--)
        {
            first[i] = first[i + 1] * _config.ConvolutionStrides[i];
            last[i] = isLast ? i == 0 ? samples : rows[i - 1] : (last[i + 1] - 1) * _config.ConvolutionStrides[i] + _config.ConvolutionKernels[i];
        }

        return (first, last);
    }

    /// <summary>The first convolution with the group norm of this clip in its weights. In float64: the variance of a quiet clip on a large offset is a small difference.</summary>
    private PreparedMatrix Fold(ReadOnlySpan<float> samples, int rows)
    {
        int kernel = _config.ConvolutionKernels[0], stride = _config.ConvolutionStrides[0], channels = _config.ConvolutionChannels[0];
        Span<double> mean = stackalloc double[kernel], centred = stackalloc double[kernel];
        for (var t = 0; t < rows; t++)
            for (var k = 0; k < kernel; k++)
                mean[k] += samples[t * stride + k];
        foreach (ref var value in mean)
            value /= rows;
        var covariance = new double[kernel * kernel];
        for (var t = 0; t < rows; t++)
        {
            for (var k = 0; k < kernel; k++)
                centred[k] = samples[t * stride + k] - mean[k];
            for (var k = 0; k < kernel; k++)
                for (var j = 0; j <= k; j++)
                    covariance[k * kernel + j] += centred[k] * centred[j];
        }

        var (weight, bias) = (new float[channels * kernel], new float[channels]);
        for (var c = 0; c < channels; c++)
        {
            var w = _first.AsSpan(c * kernel, kernel);
            double channelMean = 0, variance = 0;
            for (var k = 0; k < kernel; k++)
            {
                channelMean += w[k] * mean[k];
                for (var j = 0; j <= k; j++)
                    variance += (j == k ? 1 : 2) * (double)w[k] * w[j] * covariance[k * kernel + j] / rows;
            }

            var scale = _groupWeight[c] / Math.Sqrt(variance + NormEps);
            for (var k = 0; k < kernel; k++)
                weight[c * kernel + k] = (float)(w[k] * scale);
            bias[c] = (float)(_groupBias[c] - channelMean * scale);
        }

        return _backend.Prepare(weight, bias, channels, kernel);
    }
}

/// <summary>Receives rows of a convolution, from one row on.</summary>
internal delegate void ConvolutionRows(int convolution, int firstRow, ReadOnlySpan<float> rows);
