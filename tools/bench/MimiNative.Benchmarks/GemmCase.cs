using MimiNative.Backends;
using MimiNative.Backends.Cpu;

namespace MimiNative.Benchmarks;

/// <summary>A product of the encoder, ready to run on one thread: weights packed, input in its buffer. Bias and activations are left out.</summary>
internal sealed class GemmCase : IDisposable
{
    private readonly CpuBackend _backend = CpuBackend.Create(1);
    private readonly PreparedMatrix _weights;
    private readonly ActivationBuffer _input, _output;
    private readonly int _history, _stride;
    private readonly int[] _rows;

    public GemmCase(GemmShape shape)
    {
        (_history, _stride, _rows) = (shape.Kernel - shape.Stride, shape.Stride, [shape.Rows]);
        _weights = _backend.Prepare(Noise.Floats(shape.Outputs * shape.Inputs), [], shape.Outputs, shape.Inputs);
        _input = _backend.Allocate(1, _history, shape.Rows * shape.Stride, shape.Channels);
        _output = _backend.Allocate(1, 0, shape.Rows, shape.Outputs);
        _backend.Upload(_input, 0, 0, Noise.Floats(shape.Rows * shape.Stride * shape.Channels));
    }

    public void Run() => _backend.Convolve(_weights, _input, _stride, _history, _rows, new Epilogue { Output = _output });

    public void Dispose()
    {
        _weights.Dispose();
        _input.Dispose();
        _output.Dispose();
        _backend.Dispose();
    }
}
