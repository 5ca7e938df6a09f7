using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MimiNative.Backends.Cpu;

/// <summary>
/// A weight matrix (N, K) in panels: panel p holds columns p·C .. p·C + C − 1 of the transposed matrix, k by k, so that a tile reads it in one stream.
/// The last panel is filled up with zeros.
/// </summary>
internal sealed unsafe class CpuMatrix : PreparedMatrix
{
    private readonly FloatBlock _values;
    private readonly FloatBlock? _bias;

    private CpuMatrix(int outputs, int inputs, FloatBlock values, FloatBlock? bias, FilterScheme? scheme)
        : base(outputs, inputs)
    {
        _values = values;
        _bias = bias;
        Scheme = scheme;
    }

    /// <inheritdoc/>
    public override string? Filtering => Scheme?.Name;

    /// <summary>The minimal filter whose products' matrices the panels hold, or null: the matrix itself.</summary>
    public FilterScheme? Scheme { get; }

    /// <summary>The panels.</summary>
    public float* Values => _values.Pointer;

    /// <summary>The bias, or null.</summary>
    public float* Bias => _bias is null ? null : _bias.Pointer;

    /// <summary>Packs a convolution's (N, taps · block) weights as the matrices that the scheme keeps.</summary>
    public static CpuMatrix Pack(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int outputs, int inputs, int columns, FilterScheme scheme)
    {
        if (scheme.KeepsTaps)
            return Pack(weight, bias, outputs, inputs, columns, inputs, scheme);
        var width = inputs / scheme.Taps * scheme.Matrices;
        using var matrices = new FloatBlock((long)outputs * width);
        scheme.Transform(weight, matrices.Span, outputs);
        return Pack(matrices.Span, bias, outputs, width, columns, inputs, scheme);
    }

    /// <summary>Packs (N, K) row-major weights into panels of <paramref name="columns"/> columns.</summary>
    public static CpuMatrix Pack(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int outputs, int inputs, int columns) =>
        Pack(weight, bias, outputs, inputs, columns, inputs, null);

    /// <summary>Transposes up to <paramref name="columns"/> rows of k floats, ld apart, into a panel (k, columns).</summary>
    public static void PackPanel(float* source, int rows, nint ld, int k, float* panel, int columns)
    {
        // Four rows by four k at a time: short streams of reads, and writes of 16 bytes.
        var j = 0;
        for (; j + 4 <= rows; j += 4)
        {
            float* r0 = source + j * ld, r1 = r0 + ld, r2 = r1 + ld, r3 = r2 + ld, to = panel + j;
            var i = 0;
            for (; i + 4 <= k; i += 4, to += 4 * columns)
                Transpose4(r0 + i, r1 + i, r2 + i, r3 + i, to, columns);
            for (; i < k; i++, to += columns)
                (to[0], to[1], to[2], to[3]) = (r0[i], r1[i], r2[i], r3[i]);
        }

        for (; j < rows; j++)
            for (var i = 0; i < k; i++)
                panel[(nint)i * columns + j] = source[j * ld + i];
    }

    protected override void Release()
    {
        _values.Dispose();
        _bias?.Dispose();
    }

    private static CpuMatrix Pack(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int outputs, int inputs, int columns, int statedInputs, FilterScheme? scheme)
    {
        var panels = (outputs + columns - 1) / columns;
        var packed = new FloatBlock((long)panels * columns * inputs, dense: true);
        fixed (float* w = weight)
            for (var p = 0; p < panels; p++)
                PackPanel(w + (long)p * columns * inputs, Math.Min(columns, outputs - p * columns), inputs, inputs, packed.Pointer + (long)p * columns * inputs, columns);
        FloatBlock? packedBias = null;
        if (bias.Length != 0)
        {
            packedBias = new FloatBlock((long)panels * columns);
            bias.CopyTo(new Span<float>(packedBias.Pointer, outputs));
        }

        return new CpuMatrix(outputs, statedInputs, packed, packedBias, scheme);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(float* r0, float* r1, float* r2, float* r3, float* to, nint ld)
    {
        var a = Vector128.Load(r0);
        var b = Vector128.Load(r1);
        var c = Vector128.Load(r2);
        var d = Vector128.Load(r3);
        if (Sse.IsSupported)
        {
            var ab = Sse.UnpackLow(a, b);
            var cd = Sse.UnpackLow(c, d);
            var abHigh = Sse.UnpackHigh(a, b);
            var cdHigh = Sse.UnpackHigh(c, d);
            Vector128.Store(Sse.MoveLowToHigh(ab, cd), to);
            Vector128.Store(Sse.MoveHighToLow(cd, ab), to + ld);
            Vector128.Store(Sse.MoveLowToHigh(abHigh, cdHigh), to + 2 * ld);
            Vector128.Store(Sse.MoveHighToLow(cdHigh, abHigh), to + 3 * ld);
            return;
        }

        for (var i = 0; i < 4; i++)
            (to[i * ld], to[i * ld + 1], to[i * ld + 2], to[i * ld + 3]) = (a[i], b[i], c[i], d[i]);
    }
}

/// <summary>A weight per channel, as it is.</summary>
internal sealed unsafe class CpuVector : PreparedVector
{
    private readonly FloatBlock _values;

    public CpuVector(ReadOnlySpan<float> values)
        : base(values.Length)
    {
        _values = new FloatBlock(values.Length);
        values.CopyTo(_values.Span);
    }

    public float* Values => _values.Pointer;

    protected override void Release() => _values.Dispose();
}
