using ILGPU;
using ILGPU.Algorithms;

namespace MimiNative.Kernels.Tests;

/// <summary>Small kernels that use one part of the language each. They run as C# and on a device over the same inputs, and must give the same bits.</summary>
public static class TestKernels
{
    public const int Threads = 32;

    private const uint Odd = 2654435761u;

    [Kernel(Threads)]
    public static void Integers(ArrayView<int> a, ArrayView<int> b, ArrayView<int> y)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        var first = a[i];
        var second = b[i];
        var sum = unchecked(first + second * 31 - (first ^ second));
        sum = unchecked(sum + -first);
        sum ^= first & ~second | (second >> 3);
        var divisor = (second & 1023) + 1;
        y[i] = unchecked(sum + first / divisor + first % divisor * 7);
    }

    [Kernel(Threads)]
    public static void Shifts(ArrayView<int> a, ArrayView<int> b, ArrayView<int> y)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        var u = (uint)(a[i] & int.MaxValue);
        y[i] = (a[i] << b[i]) ^ (a[i] >> b[i]) ^ (a[i] >>> b[i]) ^ unchecked((int)(u >> b[i]) + (int)(u << 7)) ^ unchecked((int)(u * Odd));
    }

    [Kernel(Threads)]
    public static void Longs(ArrayView<int> a, ArrayView<int> b, ArrayView<int> y)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        var product = (long)a[i] * b[i];
        var mixed = product ^ (product >> 17) + (uint)(a[i] & 255);
        y[i] = (int)(mixed >> 32 & 0x7FFFFFFF) ^ (int)(mixed & 0x7FFFFFFF);
    }

    [Kernel(Threads)]
    public static void Floats(ArrayView<float> a, ArrayView<float> b, ArrayView<float> y)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        // Unfused: a · b is rounded before the addition.
        var v = a[i] * b[i] + a[i];
        v = v - b[i] / (XMath.Abs(a[i]) + 0.5f);
        y[i] = MathF.FusedMultiplyAdd(v, b[i], XMath.Max(a[i], b[i]) * XMath.Min(a[i], 1f)) + XMath.Sqrt(XMath.Abs(v));
    }

    [Kernel(Threads)]
    public static void Elementary(ArrayView<float> a, ArrayView<float> b, ArrayView<float> y)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        y[i] = XMath.Exp(a[i]) + XMath.Tanh(b[i]) + XMath.Sin(b[i]) * XMath.Cos(a[i]) + XMath.Rsqrt(XMath.Abs(a[i]) + 1f);
    }

    [Kernel(Threads)]
    public static void Edges(ArrayView<float> a, ArrayView<float> b, ArrayView<int> y)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        var code = (int)a[i];
        code = unchecked(code * 3 + (int)(uint)b[i]);
        if (a[i] < b[i])
            code ^= 1;
        if (a[i] == b[i])
            code ^= 2;
        if (!(a[i] >= b[i]))
            code ^= 4;
        var same = b[i];
        if (same != b[i])
            code ^= 8;
        y[i] = code;
    }

    [Kernel(Threads)]
    public static void ControlFlow(ArrayView<int> a, ArrayView<int> b, ArrayView<int> y)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        var n = a[i] & 127;
        var steps = 0;
        while (n > 1 && steps < 200)
        {
            n = (n & 1) == 0 ? n / 2 : 3 * n + 1;
            steps++;
        }
        do
        {
            steps += 2;
            if (steps % 7 == 0)
                break;
        }
        while (steps < (b[i] & 63));
        for (int p = 0, q = 20; p < q; p++, q--)
        {
            if ((p ^ b[i]) % 3 == 0)
                continue;
            steps += p * q;
            if (steps > 900)
                break;
        }
        y[i] = steps;
    }

    [Kernel(Threads)]
    public static void LocalArrays(ArrayView<int> a, ArrayView<int> b, ArrayView<int> y)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        var own = LocalMemory.Allocate<int>(8);
        for (var k = 0; k < own.IntLength; k++)
            own[k] = a[i] >> (4 * k) & 15;
        for (var k = 1; k < 8; k++)
            for (var j = k; j > 0 && own[j - 1] > own[j]; j--)
            {
                var t = own[j];
                own[j] = own[j - 1];
                own[j - 1] = t;
            }
        y[i] = Digits(own, 8) ^ b[i];
    }

    [Kernel(Threads)]
    public static void SharedArrays(ArrayView<int> a, ArrayView<int> b, ArrayView<int> y)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        var shared = SharedMemory.Allocate<int>(Threads);
        shared[Group.IdxX] = a[i] & 0xFFFF;
        for (var offset = 1; offset < Threads; offset *= 2)
        {
            Group.Barrier();
            var left = Group.IdxX >= offset ? shared[Group.IdxX - offset] : 0;
            Group.Barrier();
            shared[Group.IdxX] += left;
        }
        Group.Barrier();
        y[i] = shared[Threads - 1 - Group.IdxX] + (b[i] & 1) + y.SubView(i, 1).IntLength + (int)(a.Length - a.IntLength);
    }

    [Kernel(Threads)]
    public static void Structures(ArrayView<float> a, ArrayView<float> b, ArrayView<float> y)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        TestState state = default;
        state.Lanes.A = a[i];
        state.Lanes.D = b[i];
        for (var k = 0; k < 5; k++)
            Mix(ref state, k);
        y[i] = state.Lanes.A + state.Lanes.B * state.Lanes.C - state.Lanes.D + state.Count;
    }

    private static int Digits(ArrayView<int> digits, int count)
    {
        var value = 0;
        for (var k = 0; k < count - 1; k++)
            value = value * 10 + digits[k] % 10;
        return value;
    }

    private static void Mix(ref TestState state, int k)
    {
        var kernel = state.Lanes;
        state.Lanes.A = kernel.B + kernel.D;
        state.Lanes.B = kernel.A * 0.5f;
        state.Lanes.C = kernel.A + k;
        state.Count += kernel.A > kernel.D ? 1 : 2;
    }
}

[Vector]
public struct TestLanes
{
    public float A, B, C, D;
}

public struct TestState
{
    public TestLanes Lanes;
    public int Count;
}
