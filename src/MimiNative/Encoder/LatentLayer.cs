using MimiNative.Backends;

namespace MimiNative.Encoder;

/// <summary>The downsampling convolution, 25 Hz to 12.5 Hz. Its padding replicates: the first frame before the clip, the last one after it.</summary>
internal sealed class LatentLayer(TapInfo tap, int inputs, int ratio) : Layer(tap)
{
    private readonly ConvolutionTensors _tensors = new("downsample.conv.conv.conv", tap.Channels, inputs, 2 * ratio, HasBias: false);

    public override IEnumerable<TensorSpec> Tensors => _tensors.All;

    public override int Stride => ratio;

    public override int? RawHistory => ratio;

    public override PreparedLayer Prepare(WeightLoader weights) => new Prepared(weights, weights.Convolution(_tensors, ratio, 1));

    private sealed class Prepared(WeightLoader weights, PreparedMatrix matrix) : PreparedLayer(weights)
    {
        public override LayerState Open(Bench bench) => new State(bench, matrix);
    }

    private sealed class State(Bench bench, PreparedMatrix matrix) : LayerState(bench)
    {
        private readonly bool[] _started = new bool[bench.Sequences];
        private readonly bool _tapped = bench.Wants(bench.Layer.Tap);

        public override void Reset(int sequence) => _started[sequence] = false;

        protected override void Complete(int sequence, int row, int count) => Backend.Repeat(Input.Raw!, sequence, row - 1, row, count);

        protected override void Compute(ReadOnlySpan<int> rows, int outputRow)
        {
            var stride = Layer.Stride;
            for (var s = 0; s < rows.Length; s++)
            {
                if (_started[s] || rows[s] == 0)
                    continue;
                Backend.Repeat(Input.Raw!, s, 0, -stride, stride);
                _started[s] = true;
            }

            var output = Bench.Output;
            Backend.Convolve(matrix, Input.Raw!, stride, stride, rows, new Epilogue { Output = output.Raw, OutputRow = outputRow });
            if (_tapped)
                Bench.Emit(Layer.Tap, output.Raw!, outputRow, rows);
        }
    }
}
