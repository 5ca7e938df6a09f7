using System.Numerics.Tensors;
using MimiNative.Backends;
using MimiNative.Backends.Cpu;
using MimiNative.Encoder;

namespace MimiNative.WavLm;

/// <summary>From hidden states to the embedding: their weighted sum, a projection, the TDNN, mean and standard deviation over frames, a linear map (Snyder et al. 2018).</summary>
internal sealed class XVectorHead
{
    private readonly WavLmConfig _config;
    private readonly CpuBackend _backend;
    private readonly float[] _weights;
    private readonly PreparedMatrix _projector, _embedding;
    private readonly PreparedMatrix[] _tdnn;

    public XVectorHead(WavLmConfig config, WavLmTensors tensors, WeightLoader weights, CpuBackend backend)
    {
        (_config, _backend) = (config, backend);
        _weights = config.WeightedSum ? Softmax(weights.Values(tensors.LayerWeights)) : [.. new float[config.Layers], 1];
        _projector = weights.Matrix([tensors.Projector.Weight], [tensors.Projector.Bias]);
        _tdnn = [.. Enumerable.Range(0, config.TdnnChannels.Count).Select(i => weights.Matrix([tensors.Tdnn(i).Weight], [tensors.Tdnn(i).Bias]))];
        _embedding = weights.Matrix([tensors.Embedding.Weight], [tensors.Embedding.Bias]);
    }

    /// <summary>Adds the part of a hidden state; the first begins anew.</summary>
    public void Collect(int state, ActivationBuffer x, ActivationBuffer sum, int rows)
    {
        var from = CpuBackend.Rows(x, rows);
        var to = CpuBackend.Rows(sum, rows);
        if (state == 0)
            TensorPrimitives.Multiply(from, _weights[0], to);
        else if (_weights[state] != 0)
            TensorPrimitives.FusedMultiplyAdd(from, _weights[state], to, to);
    }

    /// <summary>The embedding of the collected sum.</summary>
    /// <param name="sum">Weighted hidden states.</param>
    /// <param name="rows">Frames.</param>
    /// <param name="emit">Receives the rows of each TDNN layer.</param>
    public float[] Run(ActivationBuffer sum, int rows, Action<int, ActivationBuffer, int> emit)
    {
        var x = _backend.Allocate(1, 0, rows, _config.TdnnChannels[0]);
        try
        {
            _backend.Linear(_projector, sum, [rows], new Epilogue { Output = x });
            for (var i = 0; i < _tdnn.Length; i++)
            {
                var (next, left) = Layer(i, x, rows);
                x.Dispose();
                (x, rows) = (next, left);
                emit(i, x, rows);
            }

            return Embed(x, rows);
        }
        finally
        {
            x.Dispose();
        }
    }

    /// <summary>ReLU(W · a window of frames that are a dilation apart).</summary>
    private (ActivationBuffer Output, int Rows) Layer(int i, ActivationBuffer x, int rows)
    {
        int kernel = _config.TdnnKernels[i], dilation = _config.TdnnDilations[i], width = x.Channels;
        rows -= (kernel - 1) * dilation;
        var output = _backend.Allocate(1, 0, rows, _tdnn[i].Outputs);
        if (dilation == 1 || kernel == 1)
        {
            // Neighbouring frames are neighbours in memory: windows overlap in place.
            _backend.Convolve(_tdnn[i], x, 1, 0, [rows], new Epilogue { Output = output });
        }
        else
        {
            using var windows = _backend.Allocate(1, 0, rows, kernel * width);
            var from = CpuBackend.Rows(x, rows + (kernel - 1) * dilation);
            var to = CpuBackend.Rows(windows, rows);
            for (var t = 0; t < rows; t++)
                for (var k = 0; k < kernel; k++)
                    from.Slice((t + k * dilation) * width, width).CopyTo(to[((t * kernel + k) * width)..]);
            _backend.Linear(_tdnn[i], windows, [rows], new Epilogue { Output = output });
        }

        var values = CpuBackend.Rows(output, rows);
        TensorPrimitives.Max(values, 0f, values);
        return (output, rows);
    }

    private float[] Embed(ActivationBuffer x, int rows)
    {
        var channels = x.Channels;
        var values = CpuBackend.Rows(x, rows);
        double[] mean = new double[channels], squares = new double[channels];
        for (var t = 0; t < rows; t++)
            for (var c = 0; c < channels; c++)
                mean[c] += values[t * channels + c];
        for (var c = 0; c < channels; c++)
            mean[c] /= rows;
        for (var t = 0; t < rows; t++)
            for (var c = 0; c < channels; c++)
                squares[c] += (values[t * channels + c] - mean[c]) * (values[t * channels + c] - mean[c]);

        using var pooled = _backend.Allocate(1, 0, 1, 2 * channels);
        using var embedding = _backend.Allocate(1, 0, 1, _config.EmbeddingChannels);
        _backend.Upload(pooled, 0, 0, (float[])[.. mean.Select(m => (float)m), .. squares.Select(s => (float)Math.Sqrt(s / (rows - 1)))]);
        _backend.Linear(_embedding, pooled, [1], new Epilogue { Output = embedding });
        return CpuBackend.Rows(embedding, 1).ToArray();
    }

    private static float[] Softmax(float[] values)
    {
        var largest = values.Max();
        var powers = values.Select(v => Math.Exp((double)v - largest)).ToArray();
        var sum = powers.Sum();
        return [.. powers.Select(p => (float)(p / sum))];
    }
}
