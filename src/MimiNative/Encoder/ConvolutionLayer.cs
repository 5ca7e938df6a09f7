using MimiNative.Backends;

namespace MimiNative.Encoder;

/// <summary>The tensors of a convolution: weight (out, in, k), and a bias where it has one.</summary>
/// <param name="Name">What stands before <c>.weight</c> and <c>.bias</c>.</param>
/// <param name="Outputs">Channels out.</param>
/// <param name="Inputs">Channels in.</param>
/// <param name="Kernel">Rows that a window has.</param>
/// <param name="HasBias">Whether a bias is added.</param>
internal sealed record ConvolutionTensors(string Name, int Outputs, int Inputs, int Kernel, bool HasBias = true)
{
    public TensorSpec Weight { get; } = new(Name + ".weight", [Outputs, Inputs, Kernel]);

    public TensorSpec Bias { get; } = new(Name + ".bias", [Outputs]);

    public IEnumerable<TensorSpec> All => HasBias ? [Weight, Bias] : [Weight];
}

/// <summary>A causal convolution: conv_in (reads the waveform), down1-4 and out (read ELU of what comes before).</summary>
internal sealed class ConvolutionLayer(TapInfo tap, ConvolutionTensors tensors, int stride, int rowsPerFrame, bool activated) : Layer(tap)
{
    public override IEnumerable<TensorSpec> Tensors => tensors.All;

    public override int Stride => stride;

    public override int? RawHistory => activated ? null : tensors.Kernel - stride;

    public override int? EluHistory => activated ? tensors.Kernel - stride : null;

    public override PreparedLayer Prepare(WeightLoader weights) => new Prepared(weights, weights.Convolution(tensors, stride, rowsPerFrame));

    private sealed class Prepared(WeightLoader weights, PreparedMatrix matrix) : PreparedLayer(weights)
    {
        public override LayerState Open(Bench bench) => new State(bench, matrix);
    }

    private sealed class State(Bench bench, PreparedMatrix matrix) : LayerState(bench)
    {
        private readonly ActivationBuffer _input = bench.Input.Elu ?? bench.Input.Raw!;
        private readonly int _history = bench.Layer.EluHistory ?? bench.Layer.RawHistory!.Value;
        private readonly bool _tapped = bench.Wants(bench.Layer.Tap);

        protected override void Compute(ReadOnlySpan<int> rows, int outputRow)
        {
            var output = Bench.Output;
            Backend.Convolve(matrix, _input, Layer.Stride, _history, rows, new Epilogue { Output = output.Raw, EluOutput = output.Elu, OutputRow = outputRow });
            if (_tapped)
                Bench.Emit(Layer.Tap, output.Raw!, outputRow, rows);
        }
    }
}
