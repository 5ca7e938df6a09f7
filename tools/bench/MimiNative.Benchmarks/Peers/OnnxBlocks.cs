namespace MimiNative.Benchmarks.Peers;

/// <summary>
/// What both networks are made of, spelled as exporters spell it: ONNX Runtime fuses what it knows. Signals are (1, channels, 1, time) in convolutions - two-dimensional ones over one row, since ONNX Runtime has
/// its blocked layout only for those and is faster for it - and (1, time, channels) elsewhere.
/// </summary>
internal static class OnnxBlocks
{
    public static string Add(this OnnxGraph g, string a, string b) => g.Node("Add", [a, b]);

    public static string Multiply(this OnnxGraph g, string a, string b) => g.Node("Mul", [a, b]);

    public static string MatMul(this OnnxGraph g, string a, string b) => g.Node("MatMul", [a, b]);

    public static string Transpose(this OnnxGraph g, string x, params long[] order) => g.Node("Transpose", [x], ("perm", order));

    public static string Reshape(this OnnxGraph g, string x, params long[] shape) => g.Node("Reshape", [x, g.Integers(shape)]);

    /// <summary>(1, channels, 1, time) to (1, time, channels).</summary>
    public static string Rows(this OnnxGraph g, string x) => g.Transpose(g.Node("Squeeze", [x, g.Integers(2)]), 0, 2, 1);

    /// <summary>(1, time, channels) to (1, channels, 1, time).</summary>
    public static string Columns(this OnnxGraph g, string x) => g.Node("Unsqueeze", [g.Transpose(x, 0, 2, 1), g.Integers(2)]);

    /// <summary>A convolution with weights (outputs, inputs / groups, kernel).</summary>
    public static string Convolve(this OnnxGraph g, string x, float[] weight, float[]? bias, int outputs, int kernel, int stride = 1, int left = 0, int right = 0, int dilation = 1, int groups = 1)
    {
        List<string> inputs = [x, g.Constant(weight, outputs, weight.Length / outputs / kernel, 1, kernel)];
        if (bias is not null)
            inputs.Add(g.Constant(bias, outputs));
        return g.Node("Conv", inputs, ("kernel_shape", new long[] { 1, kernel }), ("strides", new long[] { 1, stride }), ("pads", new long[] { 0, left, 0, right }), ("dilations", new long[] { 1, dilation }), ("group", (long)groups));
    }

    /// <summary>x · Wᵀ, W (outputs, inputs) kept as its transpose; plus a bias where there is one.</summary>
    public static string Linear(this OnnxGraph g, string x, float[] weight, int outputs, float[]? bias = null)
    {
        var inputs = weight.Length / outputs;
        var transposed = new float[weight.Length];
        for (var o = 0; o < outputs; o++)
            for (var i = 0; i < inputs; i++)
                transposed[i * outputs + o] = weight[o * inputs + i];
        var y = g.MatMul(x, g.Constant(transposed, inputs, outputs));
        return bias is null ? y : g.Add(y, g.Constant(bias, outputs));
    }

    public static string LayerNorm(this OnnxGraph g, string x, float[] weight, float[] bias, double eps) =>
        g.Node("LayerNormalization", [x, g.Constant(weight, weight.Length), g.Constant(bias, bias.Length)], ("axis", -1L), ("epsilon", eps));

    public static string Gelu(this OnnxGraph g, string x)
    {
        var erf = g.Node("Erf", [g.Node("Div", [x, g.Scalar(Math.Sqrt(2))])]);
        return g.Multiply(g.Multiply(x, g.Add(erf, g.Scalar(1))), g.Scalar(0.5));
    }

    /// <summary>(1, frames, heads · dim) to (1, heads, frames, dim).</summary>
    public static string Heads(this OnnxGraph g, string x, int frames, int heads, int dim) => g.Transpose(g.Reshape(x, 1, frames, heads, dim), 0, 2, 1, 3);

    /// <summary>softmax(q · kᵀ / √dim + bias) · v, its heads side by side again: (1, frames, heads · dim).</summary>
    public static string Attend(this OnnxGraph g, string q, string k, string v, string bias, int frames, int heads, int dim)
    {
        var scores = g.Multiply(g.MatMul(q, g.Transpose(k, 0, 1, 3, 2)), g.Scalar(1 / Math.Sqrt(dim)));
        var mixed = g.MatMul(g.Node("Softmax", [g.Add(scores, bias)], ("axis", -1L)), v);
        return g.Reshape(g.Transpose(mixed, 0, 2, 1, 3), 1, frames, heads * dim);
    }
}
