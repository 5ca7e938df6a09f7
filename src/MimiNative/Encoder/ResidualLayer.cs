using MimiNative.Backends;

namespace MimiNative.Encoder;

/// <summary>The tensors of a residual block: a convolution to fewer channels, and one of kernel 1 back.</summary>
internal sealed record ResidualTensors(ConvolutionTensors First, ConvolutionTensors Second)
{
    public ResidualTensors(string name, int channels, MimiConfig config)
        : this(new($"{name}.block.1.conv.conv", channels / config.Compress, channels, config.KernelResidual), new($"{name}.block.3.conv.conv", channels, channels / config.Compress, 1))
    {
    }

    public IEnumerable<TensorSpec> All => [.. First.All, .. Second.All];
}

/// <summary>x + conv(k1)(ELU(conv(k3)(ELU(x)))): the residual adds the un-activated x.</summary>
internal sealed class ResidualLayer(TapInfo tap, ResidualTensors tensors, int rowsPerFrame) : Layer(tap)
{
    private const string Inside = "inside";

    public override IEnumerable<TensorSpec> Tensors => tensors.All;

    public override int? RawHistory => 0;

    public override int? EluHistory => tensors.First.Kernel - 1;

    public override IEnumerable<Scratch> Scratch(EncodeOptions asked) => [new(Inside, tensors.First.Outputs)];

    public override PreparedLayer Prepare(WeightLoader weights) => new Prepared(weights, weights.Convolution(tensors.First, 1, rowsPerFrame), weights.Convolution(tensors.Second));

    private sealed class Prepared(WeightLoader weights, PreparedMatrix first, PreparedMatrix second) : PreparedLayer(weights)
    {
        public override LayerState Open(Bench bench) => new State(bench, first, second);
    }

    private sealed class State(Bench bench, PreparedMatrix first, PreparedMatrix second) : LayerState(bench)
    {
        private readonly ActivationBuffer _inside = bench.Buffer(Inside);
        private readonly bool _tapped = bench.Wants(bench.Layer.Tap);

        protected override void Compute(ReadOnlySpan<int> rows, int outputRow)
        {
            var output = Bench.Output;
            Backend.Convolve(first, Input.Elu!, 1, Layer.EluHistory!.Value, rows, new Epilogue { EluOutput = _inside });
            Backend.Linear(second, _inside, rows, new Epilogue { Residual = Input.Raw, Output = output.Raw, EluOutput = output.Elu, OutputRow = outputRow });
            if (_tapped)
                Bench.Emit(Layer.Tap, output.Raw!, outputRow, rows);
        }
    }
}
