using ILGPU;
using ILGPU.Algorithms;

namespace MimiNative.Kernels;

/// <summary>
/// <see cref="Attention"/> for CPU devices: one work-item takes 12 queries of a head through the same blocks of 64 keys, in the same order of additions, so it gives the same bits.
/// Scores are tiles of 12 queries by 16 keys over a transposed copy of the keys, as in <see cref="GemmWide"/>; values are used as they stand in memory, 16 channels at a time.
/// </summary>
public static class AttentionWide
{
    /// <summary>Queries of a work-item; keys of a block; keys or channels of a vector.</summary>
    public const int Queries = 12, Keys = Attention.Keys, Lanes = 16;

    /// <summary>Grid: (query tiles of the longest sequence, heads, sequences). HeadDimension is a multiple of <see cref="Lanes"/>.</summary>
    [Kernel(1, IsForCpu = true)]
    public static void Window(ArrayView<float> qkv, ArrayView<float> y, ArrayView<int> positions, ArrayView<int> firsts, AttentionArguments args)
    {
        var q = LocalMemory.Allocate<float>(Queries * Keys);
        var k = LocalMemory.Allocate<float>(Keys * Lanes);
        var s = LocalMemory.Allocate<float>(Queries * Keys);
        var o = LocalMemory.Allocate<float>(Queries * Keys);
        var max = LocalMemory.Allocate<float>(Queries);
        var sum = LocalMemory.Allocate<float>(Queries);
        var keep = LocalMemory.Allocate<float>(Queries);
        var sequence = Grid.IdxZ;
        var count = firsts[sequence + 1] - firsts[sequence];
        var first = Grid.IdxX * Queries;
        if (first >= count)
            return;
        var stride = 3 * args.Heads * args.HeadDimension;
        var origin = sequence * args.InputPitch + args.InputStart + Grid.IdxY * args.HeadDimension;
        var position = positions[sequence];

        for (var i = 0; i < Queries; i++)
        {
            var row = origin + XMath.Min(first + i, count - 1) * stride;
            for (var d = 0; d < args.HeadDimension; d++)
                q[i * Keys + d] = qkv[row + d] * args.Scale;
            for (var d = 0; d < args.HeadDimension; d++)
                o[i * Keys + d] = 0f;
            max[i] = Attention.Unseen;
            sum[i] = 0f;
        }

        var oldest = XMath.Max(position + first - args.Window + 1, 0);
        var newest = position + XMath.Min(first + Queries, count) - 1;
        for (var block = oldest / Keys * Keys; block <= newest; block += Keys)
        {
            var from = XMath.Max(block, oldest);
            var to = XMath.Min(block + Keys - 1, newest);
            for (var tile = block; tile < block + Keys; tile += Lanes)
            {
                // Keys that no query sees are not read: the nearest one that exists stands for them, and their scores are masked.
                for (var i = 0; i < Lanes; i++)
                {
                    var key = origin + args.Heads * args.HeadDimension + (XMath.Min(XMath.Max(tile + i, from), to) - position) * stride;
                    for (var d = 0; d < args.HeadDimension; d++)
                        k[d * Lanes + i] = qkv[key + d];
                }
                Scores(q, k, s, tile - block, args.HeadDimension);
            }

            for (var i = 0; i < Queries; i++)
            {
                var age = position + first + i - block;
                for (var c = 0; c < Keys; c++)
                    s[i * Keys + c] = Attention.IsSeen(age - c, args.Window) ? s[i * Keys + c] : Attention.Unseen;
                var larger = XMath.Max(max[i], Attention.Largest(s, i * Keys));
                keep[i] = max[i];
                max[i] = larger;
            }
            for (var i = 0; i < Queries; i++)
                keep[i] = Attention.Weight(keep[i], max[i]);
            for (var i = 0; i < Queries; i++)
            {
                var m = max[i];
                for (var c = 0; c < Keys; c++)
                    s[i * Keys + c] = Attention.Weight(s[i * Keys + c], m);
                var factor = keep[i];
                for (var d = 0; d < args.HeadDimension; d++)
                    o[i * Keys + d] *= factor;
                sum[i] *= factor;
            }
            Sums(s, sum, from - block, to - block);
            for (var d = 0; d < args.HeadDimension; d += Lanes)
                Values(qkv, origin + 2 * args.Heads * args.HeadDimension + (block - position) * stride + d, stride, s, o, d, from - block, to - block);
        }

        var end = XMath.Min(Queries, count - first);
        var target = sequence * args.OutputPitch + args.OutputStart + Grid.IdxY * args.HeadDimension;
        for (var i = 0; i < end; i++)
            for (var d = 0; d < args.HeadDimension; d++)
                y[target + (first + i) * args.Heads * args.HeadDimension + d] = o[i * Keys + d] / sum[i];
    }

    /// <summary>Products of 12 queries and 16 keys, to columns <paramref name="column"/>.. of s.</summary>
    private static void Scores(ArrayView<float> q, ArrayView<float> k, ArrayView<float> s, int column, int headDim)
    {
        Float16 c0 = default;
        Float16 c1 = default;
        Float16 c2 = default;
        Float16 c3 = default;
        Float16 c4 = default;
        Float16 c5 = default;
        Float16 c6 = default;
        Float16 c7 = default;
        Float16 c8 = default;
        Float16 c9 = default;
        Float16 c10 = default;
        Float16 c11 = default;
        for (var d = 0; d < headDim; d++)
        {
            var key = Float16.Load(k, d * Lanes);
            c0 = Float16.MultiplyAdd(q[d], key, c0);
            c1 = Float16.MultiplyAdd(q[Keys + d], key, c1);
            c2 = Float16.MultiplyAdd(q[2 * Keys + d], key, c2);
            c3 = Float16.MultiplyAdd(q[3 * Keys + d], key, c3);
            c4 = Float16.MultiplyAdd(q[4 * Keys + d], key, c4);
            c5 = Float16.MultiplyAdd(q[5 * Keys + d], key, c5);
            c6 = Float16.MultiplyAdd(q[6 * Keys + d], key, c6);
            c7 = Float16.MultiplyAdd(q[7 * Keys + d], key, c7);
            c8 = Float16.MultiplyAdd(q[8 * Keys + d], key, c8);
            c9 = Float16.MultiplyAdd(q[9 * Keys + d], key, c9);
            c10 = Float16.MultiplyAdd(q[10 * Keys + d], key, c10);
            c11 = Float16.MultiplyAdd(q[11 * Keys + d], key, c11);
        }
        Float16.Store(s, column, c0);
        Float16.Store(s, Keys + column, c1);
        Float16.Store(s, 2 * Keys + column, c2);
        Float16.Store(s, 3 * Keys + column, c3);
        Float16.Store(s, 4 * Keys + column, c4);
        Float16.Store(s, 5 * Keys + column, c5);
        Float16.Store(s, 6 * Keys + column, c6);
        Float16.Store(s, 7 * Keys + column, c7);
        Float16.Store(s, 8 * Keys + column, c8);
        Float16.Store(s, 9 * Keys + column, c9);
        Float16.Store(s, 10 * Keys + column, c10);
        Float16.Store(s, 11 * Keys + column, c11);
    }

    /// <summary>Adds the weights of keys from..to of the block to the sums.</summary>
    private static void Sums(ArrayView<float> s, ArrayView<float> sum, int from, int to)
    {
        for (var i = 0; i < Queries; i++)
        {
            var total = sum[i];
            for (var c = from; c <= to; c++)
                total += s[i * Keys + c];
            sum[i] = total;
        }
    }

    /// <summary>Adds the values of keys from..to of the block, times their weights, to 16 channels of o.</summary>
    private static void Values(ArrayView<float> qkv, int at, int stride, ArrayView<float> s, ArrayView<float> o, int d, int from, int to)
    {
        var c0 = Float16.Load(o, d);
        var c1 = Float16.Load(o, Keys + d);
        var c2 = Float16.Load(o, 2 * Keys + d);
        var c3 = Float16.Load(o, 3 * Keys + d);
        var c4 = Float16.Load(o, 4 * Keys + d);
        var c5 = Float16.Load(o, 5 * Keys + d);
        var c6 = Float16.Load(o, 6 * Keys + d);
        var c7 = Float16.Load(o, 7 * Keys + d);
        var c8 = Float16.Load(o, 8 * Keys + d);
        var c9 = Float16.Load(o, 9 * Keys + d);
        var c10 = Float16.Load(o, 10 * Keys + d);
        var c11 = Float16.Load(o, 11 * Keys + d);
        for (var c = from; c <= to; c++)
        {
            var v = Float16.Load(qkv, at + c * stride);
            c0 = Float16.MultiplyAdd(s[c], v, c0);
            c1 = Float16.MultiplyAdd(s[Keys + c], v, c1);
            c2 = Float16.MultiplyAdd(s[2 * Keys + c], v, c2);
            c3 = Float16.MultiplyAdd(s[3 * Keys + c], v, c3);
            c4 = Float16.MultiplyAdd(s[4 * Keys + c], v, c4);
            c5 = Float16.MultiplyAdd(s[5 * Keys + c], v, c5);
            c6 = Float16.MultiplyAdd(s[6 * Keys + c], v, c6);
            c7 = Float16.MultiplyAdd(s[7 * Keys + c], v, c7);
            c8 = Float16.MultiplyAdd(s[8 * Keys + c], v, c8);
            c9 = Float16.MultiplyAdd(s[9 * Keys + c], v, c9);
            c10 = Float16.MultiplyAdd(s[10 * Keys + c], v, c10);
            c11 = Float16.MultiplyAdd(s[11 * Keys + c], v, c11);
        }
        Float16.Store(o, d, c0);
        Float16.Store(o, Keys + d, c1);
        Float16.Store(o, 2 * Keys + d, c2);
        Float16.Store(o, 3 * Keys + d, c3);
        Float16.Store(o, 4 * Keys + d, c4);
        Float16.Store(o, 5 * Keys + d, c5);
        Float16.Store(o, 6 * Keys + d, c6);
        Float16.Store(o, 7 * Keys + d, c7);
        Float16.Store(o, 8 * Keys + d, c8);
        Float16.Store(o, 9 * Keys + d, c9);
        Float16.Store(o, 10 * Keys + d, c10);
        Float16.Store(o, 11 * Keys + d, c11);
    }
}
