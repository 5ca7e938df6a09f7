using ILGPU;
using ILGPU.Algorithms;

namespace MimiNative.Kernels;

/// <summary>
/// Windowed causal attention without a matrix of scores: a group takes 16 queries of a head and goes through the keys that they see in blocks of 64, keeping for each query the largest
/// score so far, the sum of weights and the weighted sum of values, which are rescaled when a larger score turns up (online softmax).
/// Thread (x, y) holds queries 4y .. 4y + 3: key x of a block while scores are made, channel x of the value while they are used.
/// Blocks are aligned to the absolute position of the key, not to the chunk, so that a query adds in the same order whatever chunk it came in.
/// </summary>
public static class Attention
{
    /// <summary>Keys of a block, and the most channels of a head.</summary>
    public const int Keys = 64;

    /// <summary>Queries of a group; of a thread.</summary>
    public const int Queries = 16, PerThread = 4;

    /// <summary>Below every score; a finite number, so that no infinity is subtracted from another.</summary>
    public const float Unseen = -1e30f;

    private const float Seen = -5e29f;

    // Key k stands as column of a transposed tile; the odd pitch keeps the transposing stores apart.
    private const int PitchK = Keys + 1;

    /// <summary>Grid: (query tiles of the longest sequence, heads, sequences). <c>positions[sequence]</c> is the absolute position of its row 0.</summary>
    [Kernel(Keys, Queries / PerThread)]
    public static void Window(ArrayView<float> qkv, ArrayView<float> y, ArrayView<int> positions, ArrayView<int> firsts, AttentionArguments args)
    {
        var q = SharedMemory.Allocate<float>(Queries * Keys);
        var k = SharedMemory.Allocate<float>(Keys * PitchK);
        var v = SharedMemory.Allocate<float>(Keys * Keys);
        var s = SharedMemory.Allocate<float>(Queries * Keys);
        var lane = Group.IdxX;
        var own = Group.IdxY * PerThread;
        var sequence = Grid.IdxZ;
        var count = firsts[sequence + 1] - firsts[sequence];
        var first = Grid.IdxX * Queries;
        var width = args.Heads * args.HeadDimension;
        var origin = sequence * args.InputPitch + args.InputStart + Grid.IdxY * args.HeadDimension;
        var position = positions[sequence];

        for (var i = 0; i < PerThread; i++)
        {
            var row = XMath.Max(XMath.Min(first + own + i, count - 1), 0);
            q[(own + i) * Keys + lane] = lane < args.HeadDimension ? qkv[origin + row * 3 * width + lane] * args.Scale : 0f;
        }

        var max0 = Unseen;
        var max1 = Unseen;
        var max2 = Unseen;
        var max3 = Unseen;
        Float4 sum = default;
        Float4 o = default;
        var query = position + first + own;
        var oldest = XMath.Max(position + first - args.Window + 1, 0) / Keys * Keys;
        // A group beyond its sequence has no blocks. It must not return here: PoCL 6 computes wrongly when only some groups reach a barrier.
        var newest = first < count ? position + XMath.Min(first + Queries, count) - 1 : -1;
        for (var block = oldest; block <= newest; block += Keys)
        {
            Group.Barrier();
            for (var i = Group.IdxY; i < Keys; i += Queries / PerThread)
            {
                // Rows before the window or after the last are not read; their scores are masked below.
                var key = block + i - position;
                var exists = lane < args.HeadDimension && block + i >= 0 && block + i <= newest && key > first - args.Window;
                var at = origin + key * 3 * width + lane;
                k[lane * PitchK + i] = exists ? qkv[at + width] : 0f;
                v[i * Keys + lane] = exists ? qkv[at + 2 * width] : 0f;
            }
            Group.Barrier();

            Float4 score = default;
            for (var d = 0; d < args.HeadDimension; d += 4)
                score = Scores(score, q, own * Keys + d, k, d * PitchK + lane);
            var age = query - (block + lane);
            s[own * Keys + lane] = IsSeen(age, args.Window) ? score.L0 : Unseen;
            s[(own + 1) * Keys + lane] = IsSeen(age + 1, args.Window) ? score.L1 : Unseen;
            s[(own + 2) * Keys + lane] = IsSeen(age + 2, args.Window) ? score.L2 : Unseen;
            s[(own + 3) * Keys + lane] = IsSeen(age + 3, args.Window) ? score.L3 : Unseen;
            Group.Barrier();

            var new0 = XMath.Max(max0, Largest(s, own * Keys));
            var new1 = XMath.Max(max1, Largest(s, (own + 1) * Keys));
            var new2 = XMath.Max(max2, Largest(s, (own + 2) * Keys));
            var new3 = XMath.Max(max3, Largest(s, (own + 3) * Keys));
            Float4 keep;
            keep.L0 = Weight(max0, new0);
            keep.L1 = Weight(max1, new1);
            keep.L2 = Weight(max2, new2);
            keep.L3 = Weight(max3, new3);
            sum = Float4.Multiply(sum, keep);
            o = Float4.Multiply(o, keep);
            max0 = new0;
            max1 = new1;
            max2 = new2;
            max3 = new3;
            Group.Barrier();

            // Weights stand key by key with the queries together, so that one load brings a thread's four.
            Float4 weight;
            weight.L0 = IsSeen(age, args.Window) ? Weight(score.L0, max0) : 0f;
            weight.L1 = IsSeen(age + 1, args.Window) ? Weight(score.L1, max1) : 0f;
            weight.L2 = IsSeen(age + 2, args.Window) ? Weight(score.L2, max2) : 0f;
            weight.L3 = IsSeen(age + 3, args.Window) ? Weight(score.L3, max3) : 0f;
            Float4.Store(s, lane * Queries + own, weight);
            Group.Barrier();

            for (var i = 0; i < Keys; i += 4)
            {
                var w0 = Float4.Load(s, i * Queries + own);
                var w1 = Float4.Load(s, (i + 1) * Queries + own);
                var w2 = Float4.Load(s, (i + 2) * Queries + own);
                var w3 = Float4.Load(s, (i + 3) * Queries + own);
                sum = Float4.Add(Float4.Add(Float4.Add(Float4.Add(sum, w0), w1), w2), w3);
                o = Float4.MultiplyAdd(v[i * Keys + lane], w0, o);
                o = Float4.MultiplyAdd(v[(i + 1) * Keys + lane], w1, o);
                o = Float4.MultiplyAdd(v[(i + 2) * Keys + lane], w2, o);
                o = Float4.MultiplyAdd(v[(i + 3) * Keys + lane], w3, o);
            }
        }

        if (lane >= args.HeadDimension)
            return;
        var to = sequence * args.OutputPitch + args.OutputStart + Grid.IdxY * args.HeadDimension + lane;
        if (first + own < count)
            y[to + (first + own) * width] = o.L0 / sum.L0;
        if (first + own + 1 < count)
            y[to + (first + own + 1) * width] = o.L1 / sum.L1;
        if (first + own + 2 < count)
            y[to + (first + own + 2) * width] = o.L2 / sum.L2;
        if (first + own + 3 < count)
            y[to + (first + own + 3) * width] = o.L3 / sum.L3;
    }

    /// <summary>Whether a query sees a key that is <paramref name="age"/> frames older.</summary>
    public static bool IsSeen(int age, int window) => age >= 0 && age < window;

    /// <summary>e^(score − max), and 0 for what was never seen.</summary>
    public static float Weight(float score, float max) => score < Seen ? 0f : XMath.Exp(score - max);

    /// <summary>Four channels further in the products of four queries with one key.</summary>
    private static Float4 Scores(Float4 score, ArrayView<float> q, int atQ, ArrayView<float> k, int atK)
    {
        var k0 = k[atK];
        var k1 = k[atK + PitchK];
        var k2 = k[atK + 2 * PitchK];
        var k3 = k[atK + 3 * PitchK];
        score.L0 = Dot(score.L0, Float4.Load(q, atQ), k0, k1, k2, k3);
        score.L1 = Dot(score.L1, Float4.Load(q, atQ + Keys), k0, k1, k2, k3);
        score.L2 = Dot(score.L2, Float4.Load(q, atQ + 2 * Keys), k0, k1, k2, k3);
        score.L3 = Dot(score.L3, Float4.Load(q, atQ + 3 * Keys), k0, k1, k2, k3);
        return score;
    }

    private static float Dot(float sum, Float4 q, float k0, float k1, float k2, float k3) =>
        Scalar.MultiplyAdd(q.L3, k3, Scalar.MultiplyAdd(q.L2, k2, Scalar.MultiplyAdd(q.L1, k1, Scalar.MultiplyAdd(q.L0, k0, sum))));

    /// <summary>The largest score of a block.</summary>
    public static float Largest(ArrayView<float> s, int at)
    {
        var m0 = s[at];
        var m1 = s[at + 1];
        var m2 = s[at + 2];
        var m3 = s[at + 3];
        for (var i = 4; i < Keys; i += 4)
        {
            m0 = XMath.Max(m0, s[at + i]);
            m1 = XMath.Max(m1, s[at + i + 1]);
            m2 = XMath.Max(m2, s[at + i + 2]);
            m3 = XMath.Max(m3, s[at + i + 3]);
        }
        return XMath.Max(XMath.Max(m0, m1), XMath.Max(m2, m3));
    }
}
