using ILGPU;
using ILGPU.Algorithms;

namespace MimiNative.Kernels;

/// <summary>
/// The matrix product for GPUs, 128 by 128 per group: 256 threads of 8 by 8 outputs, in two groups of four columns 64 apart so that a warp's 16-byte loads of B never meet in a bank.
/// Two stages of 8 values of k alternate in shared memory; a thread makes four 16-byte loads for 64 multiply-adds.
/// </summary>
public static class Gemm128
{
    /// <summary>Rows and columns of a group.</summary>
    public const int TileM = 128, TileN = 128;

    /// <summary>Values of k in shared memory at a time.</summary>
    public const int StepK = 8;

    /// <summary>Where a thread's second group of four columns stands.</summary>
    public const int SecondColumn = 64;

    // A stands transposed; the padding spreads the transposing stores over the banks and keeps rows aligned to 16 bytes.
    private const int PitchA = TileM + 4;
    private const int StageA = StepK * PitchA, StageB = StepK * TileN;

    /// <summary>Grid: (row tiles, column tiles). N is a multiple of 4.</summary>
    [Kernel(16, 16)]
    public static void Tile(ArrayView<float> x, ArrayView<float> weight, ArrayView<float> bias, ArrayView<float> scale, ArrayView<float> residual,
        ArrayView<float> raw, ArrayView<float> output, ArrayView<float> elu, ArrayView<int> firsts, GemmArguments args)
    {
        var a = SharedMemory.Allocate<float>(2 * StageA);
        var b = SharedMemory.Allocate<float>(2 * StageB);
        var thread = Group.IdxY * 16 + Group.IdxX;
        var m = Grid.IdxX * TileM;
        var n = Grid.IdxY * TileN;

        // Each thread carries four values of A along k and four of B along n.
        var row = thread / 2;
        var along = thread % 2 * 4;
        var from = Rows.Input(firsts, args, XMath.Min(m + row, args.Rows - 1));
        var depth = thread / 32;
        var column = thread % 32 * 4;
        var panel = XMath.Min((n + column) / GemmArguments.Panel, args.Panels - 1);
        var weights = (panel * args.PaddedK + depth) * GemmArguments.Panel + column % GemmArguments.Panel;
        var putA = along * PitchA + row;
        var putB = depth * TileN + column;
        var takeA = Group.IdxY * 8;
        var takeB = Group.IdxX * 4;

        PutA(a, putA, Rows.Load(x, from, along, args.K));
        Float4.Store(b, putB, Float4.Load(weight, weights));
        Group.Barrier();

        Tile8x8 total = default;
        var stage = 0;
        for (var block = 0; block < args.PaddedK; block += args.BlockK)
        {
            var end = XMath.Min(block + args.BlockK, args.PaddedK);
            Tile8x8 c = default;
            for (var k = block; k < end; k += StepK)
            {
                // The next stage travels to registers while this one is multiplied. Past the end nothing is fetched and the last stage is put back.
                Float4 nextA = default;
                Float4 nextB = default;
                if (k + StepK < args.PaddedK)
                {
                    nextA = Rows.Load(x, from, k + StepK + along, args.K);
                    nextB = Float4.Load(weight, weights + (k + StepK) * GemmArguments.Panel);
                }
                var atA = stage * StageA + takeA;
                var atB = stage * StageB + takeB;
                Tile8x8.Step(ref c, a, atA, b, atB);
                Tile8x8.Step(ref c, a, atA + 1 * PitchA, b, atB + 1 * TileN);
                Tile8x8.Step(ref c, a, atA + 2 * PitchA, b, atB + 2 * TileN);
                Tile8x8.Step(ref c, a, atA + 3 * PitchA, b, atB + 3 * TileN);
                Tile8x8.Step(ref c, a, atA + 4 * PitchA, b, atB + 4 * TileN);
                Tile8x8.Step(ref c, a, atA + 5 * PitchA, b, atB + 5 * TileN);
                Tile8x8.Step(ref c, a, atA + 6 * PitchA, b, atB + 6 * TileN);
                Tile8x8.Step(ref c, a, atA + 7 * PitchA, b, atB + 7 * TileN);
                stage = 1 - stage;
                PutA(a, stage * StageA + putA, nextA);
                Float4.Store(b, stage * StageB + putB, nextB);
                Group.Barrier();
            }
            Tile8x8.Add(ref total, c);
        }

        GemmEpilogue.Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA, n + takeB, total.C0A);
        GemmEpilogue.Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA, n + takeB + SecondColumn, total.C0B);
        GemmEpilogue.Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 1, n + takeB, total.C1A);
        GemmEpilogue.Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 1, n + takeB + SecondColumn, total.C1B);
        GemmEpilogue.Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 2, n + takeB, total.C2A);
        GemmEpilogue.Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 2, n + takeB + SecondColumn, total.C2B);
        GemmEpilogue.Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 3, n + takeB, total.C3A);
        GemmEpilogue.Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 3, n + takeB + SecondColumn, total.C3B);
        GemmEpilogue.Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 4, n + takeB, total.C4A);
        GemmEpilogue.Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 4, n + takeB + SecondColumn, total.C4B);
        GemmEpilogue.Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 5, n + takeB, total.C5A);
        GemmEpilogue.Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 5, n + takeB + SecondColumn, total.C5B);
        GemmEpilogue.Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 6, n + takeB, total.C6A);
        GemmEpilogue.Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 6, n + takeB + SecondColumn, total.C6B);
        GemmEpilogue.Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 7, n + takeB, total.C7A);
        GemmEpilogue.Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 7, n + takeB + SecondColumn, total.C7B);
    }

    private static void PutA(ArrayView<float> a, int at, Float4 v)
    {
        a[at] = v.L0;
        a[at + PitchA] = v.L1;
        a[at + 2 * PitchA] = v.L2;
        a[at + 3 * PitchA] = v.L3;
    }
}

/// <summary>A thread's 8 by 8 accumulators.</summary>
public struct Tile8x8
{
    /// <summary>Rows 0..7, columns in groups of four.</summary>
    public Float4 C0A, C0B,
        C1A, C1B,
        C2A, C2B,
        C3A, C3B,
        C4A, C4B,
        C5A, C5B,
        C6A, C6B,
        C7A, C7B;

    /// <summary>One step of k: the outer product of 8 values of A and 8 of B.</summary>
    public static void Step(ref Tile8x8 c, ArrayView<float> a, int atA, ArrayView<float> b, int atB)
    {
        var a0 = Float4.Load(a, atA);
        var a1 = Float4.Load(a, atA + 4);
        var bA = Float4.Load(b, atB);
        var bB = Float4.Load(b, atB + Gemm128.SecondColumn);
        c.C0A = Float4.MultiplyAdd(a0.L0, bA, c.C0A);
        c.C0B = Float4.MultiplyAdd(a0.L0, bB, c.C0B);
        c.C1A = Float4.MultiplyAdd(a0.L1, bA, c.C1A);
        c.C1B = Float4.MultiplyAdd(a0.L1, bB, c.C1B);
        c.C2A = Float4.MultiplyAdd(a0.L2, bA, c.C2A);
        c.C2B = Float4.MultiplyAdd(a0.L2, bB, c.C2B);
        c.C3A = Float4.MultiplyAdd(a0.L3, bA, c.C3A);
        c.C3B = Float4.MultiplyAdd(a0.L3, bB, c.C3B);
        c.C4A = Float4.MultiplyAdd(a1.L0, bA, c.C4A);
        c.C4B = Float4.MultiplyAdd(a1.L0, bB, c.C4B);
        c.C5A = Float4.MultiplyAdd(a1.L1, bA, c.C5A);
        c.C5B = Float4.MultiplyAdd(a1.L1, bB, c.C5B);
        c.C6A = Float4.MultiplyAdd(a1.L2, bA, c.C6A);
        c.C6B = Float4.MultiplyAdd(a1.L2, bB, c.C6B);
        c.C7A = Float4.MultiplyAdd(a1.L3, bA, c.C7A);
        c.C7B = Float4.MultiplyAdd(a1.L3, bB, c.C7B);
    }

    /// <summary>total += c.</summary>
    public static void Add(ref Tile8x8 total, Tile8x8 c)
    {
        total.C0A = Float4.Add(total.C0A, c.C0A);
        total.C0B = Float4.Add(total.C0B, c.C0B);
        total.C1A = Float4.Add(total.C1A, c.C1A);
        total.C1B = Float4.Add(total.C1B, c.C1B);
        total.C2A = Float4.Add(total.C2A, c.C2A);
        total.C2B = Float4.Add(total.C2B, c.C2B);
        total.C3A = Float4.Add(total.C3A, c.C3A);
        total.C3B = Float4.Add(total.C3B, c.C3B);
        total.C4A = Float4.Add(total.C4A, c.C4A);
        total.C4B = Float4.Add(total.C4B, c.C4B);
        total.C5A = Float4.Add(total.C5A, c.C5A);
        total.C5B = Float4.Add(total.C5B, c.C5B);
        total.C6A = Float4.Add(total.C6A, c.C6A);
        total.C6B = Float4.Add(total.C6B, c.C6B);
        total.C7A = Float4.Add(total.C7A, c.C7A);
        total.C7B = Float4.Add(total.C7B, c.C7B);
    }
}
