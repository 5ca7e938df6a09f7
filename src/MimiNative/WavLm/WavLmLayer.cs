using MimiNative.Backends;
using MimiNative.Backends.Cpu;
using MimiNative.Encoder;

namespace MimiNative.WavLm;

/// <summary>A post-norm transformer layer: x = LN(x + Wo·attention(x)); x = LN(x + W2·gelu(W1·x)). The stream is updated in place.</summary>
internal sealed class WavLmLayer : IDisposable
{
    private readonly WavLmConfig _config;
    private readonly CpuBackend _backend;
    private readonly PreparedMatrix _qkv, _output, _up, _down;
    private readonly PreparedVector _norm, _normBias, _finalNorm, _finalNormBias;
    private readonly RelativeBias _bias;

    public WavLmLayer(WavLmConfig config, WavLmLayerTensors tensors, WeightLoader weights, RelativeTable table, CpuBackend backend)
    {
        (_config, _backend) = (config, backend);
        _qkv = weights.Matrix([tensors.Query.Weight, tensors.Key.Weight, tensors.Value.Weight], [tensors.Query.Bias, tensors.Key.Bias, tensors.Value.Bias]);
        _output = weights.Matrix([tensors.Output.Weight], [tensors.Output.Bias]);
        _up = weights.Matrix([tensors.Up.Weight], [tensors.Up.Bias]);
        _down = weights.Matrix([tensors.Down.Weight], [tensors.Down.Bias]);
        (_norm, _normBias) = (weights.Vector(tensors.Norm.Weight), weights.Vector(tensors.Norm.Bias));
        (_finalNorm, _finalNormBias) = (weights.Vector(tensors.FinalNorm.Weight), weights.Vector(tensors.FinalNorm.Bias));

        var (gate, gateBias) = (weights.Values(tensors.Gate.Weight), weights.Values(tensors.Gate.Bias));
        _bias = new RelativeBias(table, Four(0), Four(1), weights.Values(tensors.GateConstant));

        // Of the eight values of a gate four are summed each: a sum of rows is one row.
        (float[], float) Four(int which)
        {
            var (sum, dim) = (new float[config.HeadDimension], config.HeadDimension);
            var bias = 0.0;
            for (var c = 0; c < dim; c++)
            {
                var total = 0.0;
                for (var i = 4 * which; i < 4 * which + 4; i++)
                    total += gate[i * dim + c];
                sum[c] = (float)total;
            }
            for (var i = 4 * which; i < 4 * which + 4; i++)
                bias += gateBias[i];
            return (sum, (float)bias);
        }
    }

    /// <summary>Replaces the first rows of x.</summary>
    public void Run(ActivationBuffer x, ActivationBuffer qkv, ActivationBuffer mixed, ActivationBuffer hidden, int rows)
    {
        int[] count = [rows];
        var eps = (float)_config.NormEps;
        _backend.Linear(_qkv, x, count, new Epilogue { Output = qkv });
        _backend.Attention(qkv, x, mixed, _config.Heads, _config.HeadDimension, _bias, rows);
        _backend.Linear(_output, mixed, count, new Epilogue { Residual = x, Output = x });
        _backend.LayerNorm(_norm, _normBias, eps, x, x, count);
        _backend.Linear(_up, x, count, new Epilogue { Gelu = true, Output = hidden });
        _backend.Linear(_down, hidden, count, new Epilogue { Residual = x, Output = x });
        _backend.LayerNorm(_finalNorm, _finalNormBias, eps, x, x, count);
    }

    public void Dispose() => _bias.Dispose();
}
