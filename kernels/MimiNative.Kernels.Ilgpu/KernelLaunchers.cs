using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;

namespace MimiNative.Kernels.Ilgpu;

/// <summary>Launches a kernel: the stream, the grid and the group, and what its parameters are made of.</summary>
internal delegate void Launcher(AcceleratorStream stream, KernelConfig size, in LaunchArguments arguments);

/// <summary>The memory behind a kernel's views, and the bytes of the structure that follows them.</summary>
internal readonly ref struct LaunchArguments(ReadOnlySpan<MemoryBuffer> views, ReadOnlySpan<byte> value)
{
    private readonly ReadOnlySpan<MemoryBuffer> _views = views;
    private readonly ReadOnlySpan<byte> _value = value;

    // AsArrayView would insist on the size of element that the buffer was made with.
    /// <summary>View <paramref name="index"/> as floats.</summary>
    public ArrayView<float> Floats(int index) => new(_views[index], 0, _views[index].LengthInBytes / sizeof(float));

    /// <summary>View <paramref name="index"/> as integers.</summary>
    public ArrayView<int> Ints(int index) => new(_views[index], 0, _views[index].LengthInBytes / sizeof(int));

    /// <summary>The structure after the views.</summary>
    public T Value<T>() where T : unmanaged => MemoryMarshal.Read<T>(_value);
}

/// <summary>
/// The kernels, loaded through ILGPU: compiled for the accelerator when first used (the second use finds them). A kernel is passed as the C# method that it is;
/// its group's size stands in its attribute, so that ILGPU knows it when it assigns registers.
/// </summary>
internal sealed class KernelLaunchers(Accelerator accelerator)
{
    private readonly Dictionary<string, Launcher> _loaded = [];

    /// <summary>Every kernel by the name that hosts use: its class, an underscore, its method.</summary>
    public static IReadOnlyDictionary<string, Delegate> Kernels { get; } = new Delegate[]
    {
        GemmPlain.Tile, Gemm64.Tile, Gemm128.Tile, GemmWide.Tile, Attention.Window, AttentionWide.Window, LayerNorm.Normalise, Rope.Rotate, Quantiser.Choose, History.Advance,
    }.ToDictionary(kernel => $"{kernel.Method.DeclaringType!.Name}_{kernel.Method.Name}");

    /// <summary>The launcher of a kernel.</summary>
    public Launcher Get(string name)
    {
        if (!_loaded.TryGetValue(name, out var launcher))
            _loaded[name] = launcher = Load(Kernels[name]);
        return launcher;
    }

    private Launcher Load(Delegate kernel)
    {
        var attribute = kernel.Method.GetCustomAttribute<KernelAttribute>()!;
        var group = new KernelSpecialization(attribute.GroupX * attribute.GroupY, null);
        // One case for each list of parameters; the compiler holds it against the kernels.
        switch (kernel)
        {
            case Action<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<int>, GemmArguments> product:
                var multiply = accelerator.LoadKernel(product, group);
                return (stream, size, in a) => multiply(stream, size, a.Floats(0), a.Floats(1), a.Floats(2), a.Floats(3), a.Floats(4), a.Floats(5), a.Floats(6), a.Floats(7), a.Ints(8), a.Value<GemmArguments>());
            case Action<ArrayView<float>, ArrayView<float>, ArrayView<int>, ArrayView<int>, AttentionArguments> attention:
                var attend = accelerator.LoadKernel(attention, group);
                return (stream, size, in a) => attend(stream, size, a.Floats(0), a.Floats(1), a.Ints(2), a.Ints(3), a.Value<AttentionArguments>());
            case Action<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<int>, RowArguments> norm:
                var normalise = accelerator.LoadKernel(norm, group);
                return (stream, size, in a) => normalise(stream, size, a.Floats(0), a.Floats(1), a.Floats(2), a.Floats(3), a.Ints(4), a.Value<RowArguments>());
            case Action<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<int>, ArrayView<int>, QuantiserArguments> quantiser:
                var choose = accelerator.LoadKernel(quantiser, group);
                return (stream, size, in a) => choose(stream, size, a.Floats(0), a.Floats(1), a.Floats(2), a.Floats(3), a.Floats(4), a.Ints(5), a.Ints(6), a.Value<QuantiserArguments>());
            case Action<ArrayView<float>, ArrayView<int>, HistoryArguments> history:
                var advance = accelerator.LoadKernel(history, group);
                return (stream, size, in a) => advance(stream, size, a.Floats(0), a.Ints(1), a.Value<HistoryArguments>());
            default:
                throw new NotSupportedException($"{kernel.Method.DeclaringType!.Name}.{kernel.Method.Name} has parameters that no launcher here takes");
        }
    }
}
