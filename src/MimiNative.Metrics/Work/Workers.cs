using System.Runtime.ExceptionServices;

namespace MimiNative.Metrics;

/// <summary>
/// Numbered pieces of work on all threads. What a piece computes depends on its number alone, and whoever adds pieces up does so in their order: so results are the same bits for any number of threads.
/// </summary>
internal static class Workers
{
    [ThreadStatic]
    private static bool s_isWorking;

    /// <summary>Runs pieces 0 … <paramref name="pieces"/> − 1. Inside a piece further pieces run one after the other.</summary>
    public static void For(int pieces, Action<int> piece) => For(pieces, () => 0, (p, _) => piece(p), _ => { });

    /// <summary>The same with something of its own for each thread, e.g. scratch memory or counts of integers, which add up to the same in any order.</summary>
    /// <param name="pieces">How many.</param>
    /// <param name="own">Makes a thread's own.</param>
    /// <param name="piece">One piece of work.</param>
    /// <param name="finished">Receives each thread's own at the end, one after the other.</param>
    public static void For<T>(int pieces, Func<T> own, Action<int, T> piece, Action<T> finished)
    {
        if (pieces == 0)
            return;
        var threads = s_isWorking ? 1 : Math.Min(MetricsThreads.Count, pieces);
        var (next, gate) = (-1, new object());
        if (threads == 1)
        {
            Work(0);
            return;
        }
        try
        {
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, Work);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        void Work(int thread)
        {
            var wasWorking = s_isWorking;
            s_isWorking = true;
            try
            {
                var mine = own();
                for (int p; (p = Interlocked.Increment(ref next)) < pieces;)
                    piece(p, mine);
                lock (gate)
                    finished(mine);
            }
            finally
            {
                s_isWorking = wasWorking;
            }
        }
    }

    /// <summary>Cuts <paramref name="count"/> things into pieces of <paramref name="each"/>: a piece is given its first and the one after its last.</summary>
    public static void Ranges(int count, int each, Action<int, int> range) =>
        For((count + each - 1) / each, p => range(p * each, Math.Min(count, (p + 1) * each)));
}
