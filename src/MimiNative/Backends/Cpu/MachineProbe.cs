using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace MimiNative.Backends.Cpu;

/// <summary>What this machine can do at best, measured here and now: the two limits that a speed is a share of.</summary>
/// <param name="Threads">Threads that worked at once.</param>
/// <param name="Instructions">Vector instructions used.</param>
/// <param name="PeakGflops">Fused multiply-adds from registers, 10⁹ operations per second (a multiply-add is two), all threads together.</param>
/// <param name="BandwidthGBs">Reading memory far larger than the caches, 10⁹ bytes per second, all threads together.</param>
public sealed record MachineProbe(int Threads, CpuInstructions Instructions, double PeakGflops, double BandwidthGBs)
{
    private const double Seconds = 0.06;
    private const int Repeats = 5;
    private const long BufferFloats = 64L << 20; // 256 MiB

    /// <summary>Measures for about a second. The best of several short runs counts, since other processes can only slow a run down.</summary>
    public static MachineProbe Measure(int threads = 1, CpuInstructions? instructions = null)
    {
        var set = instructions ?? CpuBackend.Widest;
        return set switch
        {
            CpuInstructions.Vector512 => Measure<Simd512>(threads, set),
            CpuInstructions.Vector256 => Measure<Simd256>(threads, set),
            CpuInstructions.Vector128 => Measure<Simd128>(threads, set),
            _ => Measure<SimdScalar>(threads, set),
        };
    }

    private static MachineProbe Measure<V>(int threads, CpuInstructions set) where V : struct, ISimd<V>
    {
        double peak = Best(threads, _ => Multiply<V>(100_000) * V.Width * 24.0) / 1e9;
        using var block = new FloatBlock(BufferFloats);
        Touch(block);
        var part = BufferFloats / threads;
        double bandwidth = Best(threads, t => Read<V>(block, t * part, part)) / 1e9;
        return new MachineProbe(threads, set, peak, bandwidth);
    }

    /// <summary>Largest rate of all threads together over the repeats; <paramref name="work"/> returns how much it did.</summary>
    private static double Best(int threads, Func<int, double> work)
    {
        double best = 0;
        using var start = new Barrier(threads);
        var totals = new double[threads];
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            void Run(int t)
            {
                start.SignalAndWait();
                double done = 0;
                var began = Stopwatch.GetTimestamp();
                do
                    done += work(t);
                while (Stopwatch.GetElapsedTime(began).TotalSeconds < Seconds);
                totals[t] = done / Stopwatch.GetElapsedTime(began).TotalSeconds;
            }

            var others = Enumerable.Range(1, threads - 1).Select(t => new Thread(() => Run(t)) { IsBackground = true }).ToArray();
            foreach (var thread in others)
                thread.Start();
            Run(0);
            foreach (var thread in others)
                thread.Join();
            best = Math.Max(best, totals.Sum());
        }

        return best;
    }

    /// <summary>Twelve independent chains hide the latency of a multiply-add (4 or 5 cycles, two a cycle). Returns rounds done.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe double Multiply<V>(int rounds) where V : struct, ISimd<V>
    {
        V a = V.Broadcast(0.9999f), b = V.Broadcast(1e-4f);
        V c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (var i = 0; i < rounds; i++)
        {
            c0 = V.Fma(c0, a, b);
            c1 = V.Fma(c1, a, b);
            c2 = V.Fma(c2, a, b);
            c3 = V.Fma(c3, a, b);
            c4 = V.Fma(c4, a, b);
            c5 = V.Fma(c5, a, b);
            c6 = V.Fma(c6, a, b);
            c7 = V.Fma(c7, a, b);
            c8 = V.Fma(c8, a, b);
            c9 = V.Fma(c9, a, b);
            c10 = V.Fma(c10, a, b);
            c11 = V.Fma(c11, a, b);
        }

        V sum = V.Add(V.Add(V.Add(c0, c1), V.Add(c2, c3)), V.Add(V.Add(V.Add(c4, c5), V.Add(c6, c7)), V.Add(V.Add(c8, c9), V.Add(c10, c11))));
        return V.Sum(sum) == 0 ? 0 : rounds; // the sum is used, so the loop can't be dropped
    }

    /// <summary>Largest of the floats, eight streams of loads; returns bytes read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe double Read<V>(FloatBlock block, long first, long count) where V : struct, ISimd<V>
    {
        float* p = block.Pointer + first, end = p + count - count % (8 * V.Width);
        V m0 = V.Broadcast(0f), m1 = m0, m2 = m0, m3 = m0;
        for (; p < end; p += 8 * V.Width)
        {
            m0 = V.Max(m0, V.Max(V.Load(p), V.Load(p + V.Width)));
            m1 = V.Max(m1, V.Max(V.Load(p + 2 * V.Width), V.Load(p + 3 * V.Width)));
            m2 = V.Max(m2, V.Max(V.Load(p + 4 * V.Width), V.Load(p + 5 * V.Width)));
            m3 = V.Max(m3, V.Max(V.Load(p + 6 * V.Width), V.Load(p + 7 * V.Width)));
        }

        return V.Largest(V.Max(V.Max(m0, m1), V.Max(m2, m3))) < 0 ? 0 : 4.0 * count;
    }

    private static unsafe void Touch(FloatBlock block)
    {
        for (long i = 0; i < block.Length; i += 1024)
            block.Pointer[i] = 1;
    }
}
