using ILGPU;
using ILGPU.Algorithms;

namespace MimiNative.Kernels;

/// <summary>Where the rows of an operation from one buffer to another are, and how many.</summary>
public struct RowArguments
{
    /// <summary>Rows of the batch; sequences; floats of a row.</summary>
    public int Rows, Sequences, Channels;

    /// <summary>Floats from one sequence to the next and to the first row, of the input and of the output.</summary>
    public int InputPitch, InputStart, OutputPitch, OutputStart;

    /// <summary>A number of the operation's own (LayerNorm: epsilon).</summary>
    public float Epsilon;
}

/// <summary>
/// y = (x − mean) / sqrt(var + ε) · weight + bias over the channels of a row. One group per row; the mean first and then the squares of what differs from it,
/// because the difference of two large sums would lose what the variance is made of.
/// </summary>
public static class LayerNorm
{
    /// <summary>Threads of a row.</summary>
    public const int Threads = 128;

    /// <summary>Grid: (rows).</summary>
    [Kernel(Threads)]
    public static void Normalise(ArrayView<float> x, ArrayView<float> weight, ArrayView<float> bias, ArrayView<float> y, ArrayView<int> firsts, RowArguments args)
    {
        var room = SharedMemory.Allocate<float>(Threads);
        var thread = Group.IdxX;
        var sequence = Rows.Sequence(firsts, args.Sequences, Grid.IdxX);
        var at = (Grid.IdxX - firsts[sequence]) * args.Channels;
        var from = sequence * args.InputPitch + args.InputStart + at;
        var to = sequence * args.OutputPitch + args.OutputStart + at;

        var sum = 0f;
        for (var c = thread; c < args.Channels; c += Threads)
            sum += x[from + c];
        var mean = Reduction.Sum(room, thread, Threads, sum) / (float)args.Channels;

        var squares = 0f;
        for (var c = thread; c < args.Channels; c += Threads)
        {
            var d = x[from + c] - mean;
            squares = Scalar.MultiplyAdd(d, d, squares);
        }
        var scale = XMath.Rsqrt(Reduction.Sum(room, thread, Threads, squares) / (float)args.Channels + args.Epsilon);

        for (var c = thread; c < args.Channels; c += Threads)
            y[to + c] = Scalar.MultiplyAdd((x[from + c] - mean) * scale, weight[c], bias[c]);
    }
}
