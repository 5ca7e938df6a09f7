using MimiNative.Backends;
using MimiNative.Weights;

namespace MimiNative.Encoder;

/// <summary>A causal convolution: conv_in (reads the waveform), down1-4 and out (read ELU of what comes before).</summary>
internal sealed class ConvolutionLayer(TapInfo tap, Checkpoint checkpoint, Backend backend, string name, int inputs, int kernel, int stride, bool activated) : Layer(tap)
{
    private PreparedMatrix? _weights;

    public override int Stride => stride;
    public override int? RawHistory => activated ? null : kernel - stride;
    public override int? EluHistory => activated ? kernel - stride : null;

    public override LayerState Open(EncoderRun run, Signal input, Signal output) => new State(run, this, input, output);

    public override void Dispose() => _weights?.Dispose();

    protected override void Load() => _weights = ConvolutionWeights.Load(checkpoint, backend, name, Tap.Channels, inputs, kernel, hasBias: true);

    private sealed class State(EncoderRun run, ConvolutionLayer layer, Signal input, Signal output) : LayerState(run, layer, input)
    {
        private readonly bool _tapped = run.Wants(layer.Tap.Name);

        protected override void Compute(ReadOnlySpan<int> rows, int outputRow)
        {
            var x = (layer.EluHistory is null ? Input.Raw : Input.Elu)!;
            Backend.Convolve(layer._weights!, x, layer.Stride, layer.RawHistory ?? layer.EluHistory!.Value, rows,
                new Epilogue { Output = output.Raw, EluOutput = output.Elu, OutputRow = outputRow });
            if (_tapped)
                Run.Emit(layer.Tap, output.Raw!, outputRow, rows);
        }
    }
}

/// <summary>Convolution weights as a matrix.</summary>
internal static class ConvolutionWeights
{
    /// <summary>Reads (out, in, k) and prepares it as (out, k·in), channels fastest: the order of channels-last rows.</summary>
    public static PreparedMatrix Load(Checkpoint checkpoint, Backend backend, string name, int outputs, int inputs, int kernel, bool hasBias)
    {
        using var scratch = new FloatBlock((long)outputs * inputs * kernel);
        var weight = scratch.Span;
        checkpoint.Read(name + ".weight", weight);
        var bias = hasBias ? checkpoint.Read(name + ".bias") : [];
        if (kernel > 1 && inputs > 1)
        {
            var row = new float[inputs * kernel];
            for (var o = 0; o < outputs; o++)
            {
                var source = weight.Slice(o * row.Length, row.Length);
                source.CopyTo(row);
                for (var k = 0; k < kernel; k++)
                    for (var c = 0; c < inputs; c++)
                        source[k * inputs + c] = row[c * kernel + k];
            }
        }

        return backend.Prepare(weight, bias, outputs, inputs * kernel);
    }
}
