using MimiNative.Backends;
using MimiNative.Weights;

namespace MimiNative.Encoder;

/// <summary>The downsampling convolution, 25 Hz to 12.5 Hz. Its padding replicates: the first frame before the clip, the last one after it.</summary>
internal sealed class LatentLayer(TapInfo tap, Checkpoint checkpoint, Backend backend, int ratio) : Layer(tap)
{
    private PreparedMatrix? _weights;

    public override int Stride => ratio;
    public override int? RawHistory => ratio;

    public override LayerState Open(EncoderRun run, Signal input, Signal output) => new State(run, this, input, output);

    public override void Dispose() => _weights?.Dispose();

    protected override void Load() => _weights = ConvolutionWeights.Load(checkpoint, backend, "downsample.conv.conv.conv", Tap.Channels, Tap.Channels, 2 * ratio, hasBias: false);

    private sealed class State(EncoderRun run, LatentLayer layer, Signal input, Signal output) : LayerState(run, layer, input)
    {
        private readonly bool[] _started = new bool[run.Sequences];

        public override void Reset(int sequence) => _started[sequence] = false;

        protected override void Complete(int sequence, int row, int count) => Backend.Repeat(Input.Raw!, sequence, row - 1, row, count);

        protected override void Compute(ReadOnlySpan<int> rows, int outputRow)
        {
            for (var s = 0; s < rows.Length; s++)
            {
                if (_started[s] || rows[s] == 0)
                    continue;
                Backend.Repeat(Input.Raw!, s, 0, -layer.Stride, layer.Stride);
                _started[s] = true;
            }

            Backend.Convolve(layer._weights!, Input.Raw!, layer.Stride, layer.Stride, rows, new Epilogue { Output = output.Raw, OutputRow = outputRow });
            if (Run.Wants(layer.Tap.Name))
                Run.Emit(layer.Tap, output.Raw!, outputRow, rows);
        }
    }
}
