using ILGPU;
using ILGPU.Algorithms;

namespace MimiNative.Kernels;

/// <summary>
/// The matrix product for GPUs, 64 by 64 per group: 256 threads of 4 by 4 outputs. Two stages of 16 values of k alternate in shared memory, so that one barrier per stage suffices;
/// a thread reads 4 values of A (one broadcast) and 4 of B (one 16-byte load) for 16 multiply-adds. For products too small to fill the device with 128 by 128 tiles.
/// </summary>
public static class Gemm64
{
    /// <summary>Rows and columns of a group.</summary>
    public const int TileM = 64, TileN = 64;

    /// <summary>Values of k in shared memory at a time.</summary>
    public const int StepK = 16;

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
        var row = thread / 4;
        var along = thread % 4 * 4;
        var from = Rows.Input(firsts, args, XMath.Min(m + row, args.Rows - 1));
        var depth = thread / 16;
        var column = thread % 16 * 4;
        var panel = XMath.Min((n + column) / GemmArguments.Panel, args.Panels - 1);
        var weights = (panel * args.PaddedK + depth) * GemmArguments.Panel + column % GemmArguments.Panel;
        var putA = along * PitchA + row;
        var putB = depth * TileN + column;
        var takeA = Group.IdxY * 4;
        var takeB = Group.IdxX * 4;

        PutA(a, putA, Rows.Load(x, from, along, args.K));
        Float4.Store(b, putB, Float4.Load(weight, weights));
        Group.Barrier();

        Tile4x4 total = default;
        var stage = 0;
        for (var block = 0; block < args.PaddedK; block += args.BlockK)
        {
            var end = XMath.Min(block + args.BlockK, args.PaddedK);
            Tile4x4 c = default;
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
                Tile4x4.Step(ref c, a, atA, b, atB);
                Tile4x4.Step(ref c, a, atA + 1 * PitchA, b, atB + 1 * TileN);
                Tile4x4.Step(ref c, a, atA + 2 * PitchA, b, atB + 2 * TileN);
                Tile4x4.Step(ref c, a, atA + 3 * PitchA, b, atB + 3 * TileN);
                Tile4x4.Step(ref c, a, atA + 4 * PitchA, b, atB + 4 * TileN);
                Tile4x4.Step(ref c, a, atA + 5 * PitchA, b, atB + 5 * TileN);
                Tile4x4.Step(ref c, a, atA + 6 * PitchA, b, atB + 6 * TileN);
                Tile4x4.Step(ref c, a, atA + 7 * PitchA, b, atB + 7 * TileN);
                Tile4x4.Step(ref c, a, atA + 8 * PitchA, b, atB + 8 * TileN);
                Tile4x4.Step(ref c, a, atA + 9 * PitchA, b, atB + 9 * TileN);
                Tile4x4.Step(ref c, a, atA + 10 * PitchA, b, atB + 10 * TileN);
                Tile4x4.Step(ref c, a, atA + 11 * PitchA, b, atB + 11 * TileN);
                Tile4x4.Step(ref c, a, atA + 12 * PitchA, b, atB + 12 * TileN);
                Tile4x4.Step(ref c, a, atA + 13 * PitchA, b, atB + 13 * TileN);
                Tile4x4.Step(ref c, a, atA + 14 * PitchA, b, atB + 14 * TileN);
                Tile4x4.Step(ref c, a, atA + 15 * PitchA, b, atB + 15 * TileN);
                stage = 1 - stage;
                PutA(a, stage * StageA + putA, nextA);
                Float4.Store(b, stage * StageB + putB, nextB);
                Group.Barrier();
            }
            Tile4x4.Add(ref total, c);
        }

        GemmEpilogue.Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA, n + takeB, total.C0A);
        GemmEpilogue.Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 1, n + takeB, total.C1A);
        GemmEpilogue.Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 2, n + takeB, total.C2A);
        GemmEpilogue.Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 3, n + takeB, total.C3A);
    }

    private static void PutA(ArrayView<float> a, int at, Float4 v)
    {
        a[at] = v.L0;
        a[at + PitchA] = v.L1;
        a[at + 2 * PitchA] = v.L2;
        a[at + 3 * PitchA] = v.L3;
    }
}

/// <summary>A thread's 4 by 4 accumulators.</summary>
public struct Tile4x4
{
    /// <summary>Rows 0..3, columns in groups of four.</summary>
    public Float4 C0A,
        C1A,
        C2A,
        C3A;

    /// <summary>One step of k: the outer product of 4 values of A and 4 of B.</summary>
    public static void Step(ref Tile4x4 c, ArrayView<float> a, int atA, ArrayView<float> b, int atB)
    {
        var a0 = Float4.Load(a, atA);
        var bA = Float4.Load(b, atB);
        c.C0A = Float4.MultiplyAdd(a0.L0, bA, c.C0A);
        c.C1A = Float4.MultiplyAdd(a0.L1, bA, c.C1A);
        c.C2A = Float4.MultiplyAdd(a0.L2, bA, c.C2A);
        c.C3A = Float4.MultiplyAdd(a0.L3, bA, c.C3A);
    }

    /// <summary>total += c.</summary>
    public static void Add(ref Tile4x4 total, Tile4x4 c)
    {
        total.C0A = Float4.Add(total.C0A, c.C0A);
        total.C1A = Float4.Add(total.C1A, c.C1A);
        total.C2A = Float4.Add(total.C2A, c.C2A);
        total.C3A = Float4.Add(total.C3A, c.C3A);
    }
}
