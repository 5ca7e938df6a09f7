using System.Diagnostics;
using System.Runtime.CompilerServices;
using MimiNative.Backends.Cpu;
using MimiNative.Numerics;

namespace MimiNative.Performance;

/// <summary>
/// What this machine can do at most, right now: the two lines of a roofline. Measured with the widest vectors that the encoder itself uses, so that a share of the peak means what it says.
/// Machines are shared and clocks wander: measure in the same run as what is compared.
/// </summary>
public static unsafe class MachinePeak
{
    /// <summary>Enough to hide a multiply-add's latency on every processor (4 or 5 cycles × 2 per cycle), few enough for 16 registers.</summary>
    private const int Chains = 10;
    private const int Rounds = 100_000;

    // A run of multiply-adds takes an eighth of a millisecond: threads that woke on one core are moved apart after some.
    private const int MultiplyAddRepeats = 500;
    private const int MemoryRepeats = 7;
    private const int FloatsPerThread = 32 << 20;

    private static float s_kept;

    /// <summary>Fused multiply-adds of independent chains in registers, in GFLOP/s (a multiply-add is two).</summary>
    /// <param name="threads">Threads that compute at once; the sum is returned.</param>
    public static double Gigaflops(int threads) => CpuBackend.Widest switch
    {
        CpuInstructions.Vector512 => Gigaflops<Simd512>(threads),
        CpuInstructions.Vector256 => Gigaflops<Simd256>(threads),
        CpuInstructions.Vector128 => Gigaflops<Simd128>(threads),
        _ => Gigaflops<SimdScalar>(threads),
    };

    /// <summary>Reading memory from end to end, in GB/s.</summary>
    /// <param name="threads">Threads that read at once, each its own 128 MB; the sum is returned.</param>
    public static double GigabytesPerSecond(int threads)
    {
        var arrays = Enumerable.Range(0, threads).Select(_ => GC.AllocateUninitializedArray<float>(FloatsPerThread)).ToArray();
        foreach (var array in arrays)
            Array.Fill(array, 1f);
        var seconds = ShortestOf(MemoryRepeats, threads, thread => s_kept = CpuBackend.Widest == CpuInstructions.Vector512 ? Sum<Simd512>(arrays[thread]) : CpuBackend.Widest == CpuInstructions.Vector256 ? Sum<Simd256>(arrays[thread]) : Sum<Simd128>(arrays[thread]));
        return (double)sizeof(float) * FloatsPerThread * threads / seconds / 1e9;
    }

    private static double Gigaflops<T>(int threads) where T : struct, ISimd<T>
    {
        var seconds = ShortestOf(MultiplyAddRepeats, threads, _ => s_kept = MultiplyAdds<T>());
        return 2.0 * T.Width * Chains * Rounds * threads / seconds / 1e9;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float MultiplyAdds<T>() where T : struct, ISimd<T>
    {
        T x = T.Broadcast(0.999f), y = T.Broadcast(0.001f);
        T a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y;
        for (var round = 0; round < Rounds; round++)
        {
            a = T.Fma(a, x, y);
            b = T.Fma(b, x, y);
            c = T.Fma(c, x, y);
            d = T.Fma(d, x, y);
            e = T.Fma(e, x, y);
            f = T.Fma(f, x, y);
            g = T.Fma(g, x, y);
            h = T.Fma(h, x, y);
            i = T.Fma(i, x, y);
            j = T.Fma(j, x, y);
        }
        return T.Sum(T.Add(T.Add(T.Add(a, b), T.Add(c, d)), T.Add(T.Add(T.Add(e, f), T.Add(g, h)), T.Add(i, j))));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Sum<T>(float[] values) where T : struct, ISimd<T>
    {
        T a = T.Broadcast(0), b = a, c = a, d = a;
        fixed (float* p = values)
            for (var i = 0; i < values.Length; i += 4 * T.Width) // The length is a power of two.
            {
                a = T.Add(a, T.Load(p + i));
                b = T.Add(b, T.Load(p + i + T.Width));
                c = T.Add(c, T.Load(p + i + 2 * T.Width));
                d = T.Add(d, T.Load(p + i + 3 * T.Width));
            }
        return T.Sum(T.Add(T.Add(a, b), T.Add(c, d)));
    }

    /// <summary>Seconds of the shortest of some runs in which all threads work at once: from the first start to the last end.</summary>
    private static double ShortestOf(int repeats, int threads, Action<int> work)
    {
        var spans = new (long Start, long End)[repeats, threads];
        using var barrier = new Barrier(threads);
        var workers = Enumerable.Range(0, threads).Select(thread => new Thread(() =>
        {
            for (var i = 0; i < repeats; i++)
            {
                barrier.SignalAndWait();
                var start = Stopwatch.GetTimestamp();
                work(thread);
                spans[i, thread] = (start, Stopwatch.GetTimestamp());
            }
        })).ToArray();
        foreach (var worker in workers)
            worker.Start();
        foreach (var worker in workers)
            worker.Join();
        return Enumerable.Range(0, repeats).Min(i =>
        {
            var run = Enumerable.Range(0, threads).Select(thread => spans[i, thread]).ToList();
            return Stopwatch.GetElapsedTime(run.Min(s => s.Start), run.Max(s => s.End)).TotalSeconds;
        });
    }
}
