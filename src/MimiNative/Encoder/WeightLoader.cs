using MimiNative.Backends;

namespace MimiNative.Encoder;

/// <summary>Where weights come from: values by native name, as float32 in C order.</summary>
internal interface ITensors
{
    /// <summary>Copies a tensor into <paramref name="destination"/>, whose length is the tensor's.</summary>
    void Read(string name, Span<float> destination);
}

/// <summary>
/// Reads the weights of one layer and prepares them for a backend. It owns what it prepared: a layer that fails halfway gives back the first half.
/// Tensors are asked for as they were stated, so that names and shapes stand in one place.
/// </summary>
internal sealed class WeightLoader(ITensors tensors, Backend backend) : IDisposable
{
    private readonly List<BackendResource> _prepared = [];

    /// <summary>A convolution as a matrix (out, k·in), channels fastest: the order of channels-last rows. Of its output a frame of the encoder has <paramref name="rowsPerFrame"/> rows.</summary>
    public PreparedMatrix Convolution(ConvolutionTensors convolution, int stride = 1, int rowsPerFrame = 1)
    {
        var (outputs, inputs, kernel) = (convolution.Outputs, convolution.Inputs, convolution.Kernel);
        using var scratch = new FloatBlock(convolution.Weight.Elements);
        var weight = scratch.Span;
        tensors.Read(convolution.Weight.Name, weight);
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

        return Keep(backend.PrepareConvolution(weight, convolution.HasBias ? Values(convolution.Bias) : [], outputs, inputs, kernel, stride, rowsPerFrame));
    }

    /// <summary>A matrix (out, in) without bias.</summary>
    public PreparedMatrix Matrix(TensorSpec tensor)
    {
        using var scratch = new FloatBlock(tensor.Elements);
        tensors.Read(tensor.Name, scratch.Span);
        return Keep(backend.Prepare(scratch.Span, [], tensor.Shape[0], tensor.Shape[1]));
    }

    /// <summary>Matrices (out, in) of the same inputs, one below the other, with their biases.</summary>
    public PreparedMatrix Matrix(IReadOnlyList<TensorSpec> weights, IReadOnlyList<TensorSpec> biases)
    {
        var inputs = weights[0].Shape[1];
        using var scratch = new FloatBlock(weights.Sum(w => w.Elements));
        var rest = scratch.Span;
        foreach (var weight in weights)
        {
            tensors.Read(weight.Name, rest[..(int)weight.Elements]);
            rest = rest[(int)weight.Elements..];
        }

        return Keep(backend.Prepare(scratch.Span, (float[])[.. biases.SelectMany(Values)], weights.Sum(w => w.Shape[0]), inputs));
    }

    /// <summary>A matrix that was computed from tensors.</summary>
    public PreparedMatrix Matrix(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int outputs, int inputs) => Keep(backend.Prepare(weight, bias, outputs, inputs));

    /// <summary>A weight per channel.</summary>
    public PreparedVector Vector(TensorSpec tensor) => Keep(backend.PrepareVector(Values(tensor)));

    /// <summary>Codebooks, each a sum of vectors over the number of vectors in it.</summary>
    public PreparedCodebooks Codebooks(IReadOnlyList<CodebookTensors> books, int size, int dim)
    {
        var rows = new float[checked(books.Count * size * dim)];
        var usage = new float[size];
        for (var level = 0; level < books.Count; level++)
        {
            var book = rows.AsSpan(level * size * dim, size * dim);
            tensors.Read(books[level].Sum.Name, book);
            tensors.Read(books[level].Usage.Name, usage);
            for (var i = 0; i < size; i++)
            {
                var divisor = MathF.Max(usage[i], 1e-5f);
                foreach (ref var value in book.Slice(i * dim, dim))
                    value /= divisor;
            }
        }

        return Keep(backend.PrepareCodebooks(rows, books.Count, size, dim));
    }

    public void Dispose() => _prepared.ForEach(p => p.Dispose());

    /// <summary>A tensor's values as they are.</summary>
    public float[] Values(TensorSpec tensor)
    {
        var values = new float[tensor.Elements];
        tensors.Read(tensor.Name, values);
        return values;
    }

    private T Keep<T>(T resource) where T : BackendResource
    {
        _prepared.Add(resource);
        return resource;
    }
}
