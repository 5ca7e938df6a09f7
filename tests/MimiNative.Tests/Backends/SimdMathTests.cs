using MimiNative.Backends.Cpu;
using MimiNative.Numerics;
using MimiNative.Plain;

namespace MimiNative.Tests.Backends;

public sealed class SimdMathTests
{
    [Theory, ClassData(typeof(CpuInstructionSets))]
    public void Elu_is_within_two_ulp_everywhere(string set) =>
        Sweep(CpuInstructionSets.Named(set), Function.Elu, -100, 20, PlainEncoder.Elu, (x, expected) => Math.Max(2 * Ulp(expected), 1e-45));

    [Theory, ClassData(typeof(CpuInstructionSets))]
    public void Gelu_is_within_its_bound_everywhere(string set) =>
        Sweep(CpuInstructionSets.Named(set), Function.Gelu, -12, 12, PlainEncoder.Gelu, (x, _) => 1e-7 * Math.Max(1, Math.Abs(x)));

    [Theory, ClassData(typeof(CpuInstructionSets))]
    public void Exp_of_negative_numbers_is_within_two_ulp(string set) =>
        Sweep(CpuInstructionSets.Named(set), Function.Exp, -86.9, 0, Math.Exp, (_, expected) => 2 * Ulp(expected));

    [Theory, ClassData(typeof(CpuInstructionSets))]
    public void Special_values_go_through(string set)
    {
        float[] x = [0f, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue, -1e-10f, 1e-10f, 1, -1, 2, -2, 3];
        var elu = Apply(CpuInstructionSets.Named(set), Function.Elu, x);
        Assert.Equal([0f, 0f, float.NaN, float.PositiveInfinity, -1f], elu[..5]);
        Assert.Equal(float.MaxValue, elu[7]);
        Assert.Equal(-1f, elu[8]);
        Assert.Equal(-1e-10f, elu[9]);
        var gelu = Apply(CpuInstructionSets.Named(set), Function.Gelu, x);
        Assert.Equal([0f, 0f, float.NaN, float.PositiveInfinity], gelu[..4]);
        Assert.Equal(float.MaxValue, gelu[7]);
        Assert.Equal(5e-11f, gelu[10]);
    }

    [Fact]
    public void Every_width_gives_the_same_bits()
    {
        var x = Enumerable.Range(0, 4096).Select(i => (i - 3000) / 100f).ToArray();
        foreach (var function in Enum.GetValues<Function>())
        {
            var scalar = Apply(CpuInstructions.Scalar, function, x);
            foreach (var set in Enum.GetValues<CpuInstructions>().Where(s => s <= CpuBackend.Widest))
                Assert.Equal(scalar, Apply(set, function, x));
        }
    }

    public enum Function
    {
        Elu,
        Gelu,
        Exp,
    }

    private static void Sweep(CpuInstructions set, Function function, double from, double to, Func<double, double> plain, Func<double, double, double> bound)
    {
        const int count = 1 << 17;
        var x = new float[count];
        for (var i = 0; i < count; i++)
        {
            // Half of the points linear, half close to zero at every magnitude.
            var t = (double)i / (count - 1);
            x[i] = (float)(i % 2 == 0 ? from + (to - from) * t : (i % 4 == 1 ? from : Math.Max(to, 1e-30)) * Math.Pow(2, -40 * t));
            x[i] = (float)Math.Clamp(x[i], from, to);
        }

        var y = Apply(set, function, x);
        for (var i = 0; i < count; i++)
        {
            var expected = plain(x[i]);
            if (function == Function.Elu && x[i] < 0 && x[i] > -1e-3)
                expected = x[i] + x[i] * (double)x[i] / 2 + Math.Pow(x[i], 3) / 6 + Math.Pow(x[i], 4) / 24; // e^x − 1 without cancellation
            Assert.True(Math.Abs(y[i] - expected) <= bound(x[i], expected), $"{function}({x[i]:R}) = {y[i]:R}, not {expected:R}");
        }
    }

    private static double Ulp(double value) => Math.Max(MathF.BitIncrement((float)Math.Abs(value)) - (double)(float)Math.Abs(value), float.Epsilon);

    private static float[] Apply(CpuInstructions set, Function function, float[] x) => set switch
    {
        CpuInstructions.Vector512 => Apply<Simd512>(function, x),
        CpuInstructions.Vector256 => Apply<Simd256>(function, x),
        CpuInstructions.Vector128 => Apply<Simd128>(function, x),
        _ => Apply<SimdScalar>(function, x),
    };

    private static unsafe float[] Apply<V>(Function function, float[] x) where V : struct, ISimd<V>
    {
        var y = new float[x.Length];
        fixed (float* from = x, to = y)
            for (var i = 0; i < x.Length; i += V.Width)
            {
                V v = V.Load(from + i);
                V.Store(function switch { Function.Elu => SimdMath<V>.Elu(v), Function.Gelu => SimdMath<V>.Gelu(v), _ => SimdMath<V>.ExpOfNegative(v) }, to + i);
            }

        return y;
    }
}
