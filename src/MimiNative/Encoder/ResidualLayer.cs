using MimiNative.Backends;
using MimiNative.Weights;

namespace MimiNative.Encoder;

/// <summary>x + conv(k1)(ELU(conv(k3)(ELU(x)))): the residual adds the un-activated x.</summary>
internal sealed class ResidualLayer(TapInfo tap, Checkpoint checkpoint, Backend backend, string name, int inside, int kernel) : Layer(tap)
{
    private PreparedMatrix? _first;
    private PreparedMatrix? _second;

    public override int? RawHistory => 0;
    public override int? EluHistory => kernel - 1;

    public override LayerState Open(EncoderRun run, Signal input, Signal output) => new State(run, this, input, output);

    public override void Dispose()
    {
        _first?.Dispose();
        _second?.Dispose();
    }

    protected override void Load()
    {
        _first = ConvolutionWeights.Load(checkpoint, backend, $"{name}.block.1.conv.conv", inside, Tap.Channels, kernel, hasBias: true);
        _second = ConvolutionWeights.Load(checkpoint, backend, $"{name}.block.3.conv.conv", Tap.Channels, inside, 1, hasBias: true);
    }

    private sealed class State(EncoderRun run, ResidualLayer layer, Signal input, Signal output) : LayerState(run, layer, input)
    {
        private readonly ActivationBuffer _inside = run.Allocate(0, layer.Tap.SamplesPerFrame, layer._first!.Outputs, layer);
        private readonly bool _tapped = run.Wants(layer.Tap.Name);

        public override void Dispose() => _inside.Dispose();

        protected override void Compute(ReadOnlySpan<int> rows, int outputRow)
        {
            Backend.Convolve(layer._first!, Input.Elu!, 1, layer.EluHistory!.Value, rows, new Epilogue { EluOutput = _inside });
            Backend.Linear(layer._second!, _inside, rows, new Epilogue { Residual = Input.Raw, Output = output.Raw, EluOutput = output.Elu, OutputRow = outputRow });
            if (_tapped)
                Run.Emit(layer.Tap, output.Raw!, outputRow, rows);
        }
    }
}
