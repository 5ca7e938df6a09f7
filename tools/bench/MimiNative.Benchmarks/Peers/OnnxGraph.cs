using System.Runtime.InteropServices;
using System.Text;

namespace MimiNative.Benchmarks.Peers;

/// <summary>
/// An ONNX model of fixed shapes, node by node. The protobuf is written here, by the field numbers of onnx.proto3: no package in the registry builds models from C# (ONNX Runtime's own builder has no C# side).
/// Every method returns the name of what it added.
/// </summary>
internal sealed class OnnxGraph
{
    private const int IrVersion = 8, Opset = 17, Float = 1, Int64 = 7;

    private readonly MemoryStream _nodes = new(), _constants = new();
    private int _count;

    /// <summary>A constant of floats.</summary>
    public string Constant(ReadOnlySpan<float> values, params IReadOnlyList<long> shape) => Tensor(Float, MemoryMarshal.AsBytes(values), shape);

    /// <summary>A constant that is one number.</summary>
    public string Scalar(double value) => Constant([(float)value], []);

    /// <summary>A list of whole numbers: axes, shapes.</summary>
    public string Integers(params long[] values) => Tensor(Int64, MemoryMarshal.AsBytes(values.AsSpan()), [values.Length]);

    /// <summary>A node with one output.</summary>
    public string Node(string operation, IReadOnlyList<string> inputs, params IReadOnlyList<(string Name, object Value)> attributes) => Nodes(operation, 1, inputs, attributes)[0];

    /// <summary>A node with several outputs.</summary>
    public IReadOnlyList<string> Nodes(string operation, int outputs, IReadOnlyList<string> inputs, params IReadOnlyList<(string Name, object Value)> attributes)
    {
        string[] names = [.. Enumerable.Range(0, outputs).Select(_ => $"{operation}{_count++}")];
        var node = new MemoryStream();
        foreach (var input in inputs)
            Field(node, 1, input);
        foreach (var name in names)
            Field(node, 2, name);
        Field(node, 3, names[0]);
        Field(node, 4, operation);
        foreach (var (name, value) in attributes)
            Field(node, 5, Attribute(name, value));
        Field(_nodes, 1, node);
        return names;
    }

    /// <summary>The model as bytes.</summary>
    public byte[] Model((string Name, long[] Shape) input, (string Name, long[] Shape) output)
    {
        var graph = new MemoryStream();
        _nodes.WriteTo(graph);
        Field(graph, 2, "graph");
        _constants.WriteTo(graph);
        Field(graph, 11, ValueInfo(input.Name, input.Shape));
        Field(graph, 12, ValueInfo(output.Name, output.Shape));
        MemoryStream opset = new(), model = new();
        Field(opset, 2, Opset);
        Field(model, 1, IrVersion);
        Field(model, 8, opset);
        Field(model, 7, graph);
        return model.ToArray();
    }

    private string Tensor(int type, ReadOnlySpan<byte> values, IReadOnlyList<long> shape)
    {
        var (tensor, name) = (new MemoryStream(), $"c{_count++}");
        foreach (var size in shape)
            Field(tensor, 1, size);
        Field(tensor, 2, type);
        Field(tensor, 8, name);
        Field(tensor, 9, values);
        Field(_constants, 5, tensor);
        return name;
    }

    private static MemoryStream Attribute(string name, object value)
    {
        var attribute = new MemoryStream();
        Field(attribute, 1, name);
        switch (value)
        {
            case long whole:
                Field(attribute, 3, whole);
                Field(attribute, 20, 2);
                break;
            case double real:
                Varint(attribute, 2 << 3 | 5);
                attribute.Write(BitConverter.GetBytes((float)real));
                Field(attribute, 20, 1);
                break;
            case string text:
                Field(attribute, 4, text);
                Field(attribute, 20, 3);
                break;
            case long[] list:
                foreach (var item in list)
                    Field(attribute, 8, item);
                Field(attribute, 20, 7);
                break;
            default:
                throw new ArgumentException($"{name}: no attribute is a {value.GetType().Name}", nameof(value));
        }

        return attribute;
    }

    private static MemoryStream ValueInfo(string name, long[] shape)
    {
        MemoryStream sizes = new(), tensor = new(), type = new(), info = new();
        foreach (var size in shape)
        {
            var dimension = new MemoryStream();
            Field(dimension, 1, size);
            Field(sizes, 1, dimension);
        }

        Field(tensor, 1, Float);
        Field(tensor, 2, sizes);
        Field(type, 1, tensor);
        Field(info, 1, name);
        Field(info, 2, type);
        return info;
    }

    private static void Field(MemoryStream to, int number, long value)
    {
        Varint(to, (ulong)number << 3);
        Varint(to, (ulong)value);
    }

    private static void Field(MemoryStream to, int number, string text) => Field(to, number, Encoding.UTF8.GetBytes(text));

    private static void Field(MemoryStream to, int number, MemoryStream message) => Field(to, number, message.GetBuffer().AsSpan(0, (int)message.Length));

    private static void Field(MemoryStream to, int number, ReadOnlySpan<byte> bytes)
    {
        Varint(to, (ulong)number << 3 | 2);
        Varint(to, (ulong)bytes.Length);
        to.Write(bytes);
    }

    private static void Varint(MemoryStream to, ulong value)
    {
        for (; value > 127; value >>= 7)
            to.WriteByte((byte)(value & 127 | 128));
        to.WriteByte((byte)value);
    }
}
